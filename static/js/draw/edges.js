// The connections between layers: colour says the sign, width and opacity the strength; the strong ones lie on top.

import { paintLine } from "./lines.js";
import { strength } from "./scale.js";

/** @import { Column, Layout } from "./layout.js" */
/** @import { Image } from "./lines.js" */
/** @typedef {{data: ArrayLike<number>, shape: readonly number[]}} Matrix (to, from), row after row */
/** @typedef {{layer: number, neuron: number}} Chosen a neuron; its layer counts from 1 */
/** @typedef {{up: boolean, level: number, lines: number[]}} Sheaf edges of one look: x, y, x, y each */
/** @typedef {{rest: Sheaf[], chosen: Sheaf[]}} Sheaves */

const LEVELS = 16;
const FAINTEST = 0.04; // of full strength: below this an edge is not drawn at all

/**
 * Whether an edge of W[layer] starts or ends at that neuron.
 *
 * @param {Chosen | null} chosen
 * @param {number} layer
 * @param {number} j to
 * @param {number} k from
 * @returns {boolean}
 */
export function touches(chosen, layer, j, k) {
  if (!chosen) return false;
  return (chosen.layer === layer + 1 && chosen.neuron === j) || (chosen.layer === layer && chosen.neuron === k);
}

/**
 * Whether a matrix is that of these two columns, and not of windows as they were a moment ago.
 *
 * @param {Matrix | undefined} matrix
 * @param {Column} to
 * @param {Column} from
 * @returns {matrix is Matrix}
 */
export function fits(matrix, to, from) {
  return matrix !== undefined && matrix.shape[0] === to.spots.length && matrix.shape[1] === from.spots.length;
}

/**
 * All edges after the first layer, sorted into sheaves of one look, weak ones first.
 *
 * @param {Layout} layout
 * @param {readonly Matrix[]} W
 * @param {readonly number[]} scales
 * @param {Chosen | null} chosen
 * @returns {Sheaves}
 */
export function bundle(layout, W, scales, chosen) {
  /** @type {Map<number, Sheaf>} */
  const rest = new Map();
  /** @type {Map<number, Sheaf>} */
  const mine = new Map();
  for (let layer = 1; layer < layout.columns.length; layer++) {
    const from = layout.columns[layer - 1];
    const to = layout.columns[layer];
    const matrix = W[layer];
    if (!fits(matrix, to, from)) continue;
    const across = from.spots.length;
    for (let row = 0; row < to.spots.length; row++) {
      const end = to.spots[row];
      for (let column = 0; column < across; column++) {
        const value = matrix.data[row * across + column];
        const force = strength(value, scales[layer]);
        if (force < FAINTEST) continue;
        const start = from.spots[column];
        const into = touches(chosen, layer, end.neuron, start.neuron) ? mine : rest;
        sheafOf(into, value > 0, Math.ceil(force * LEVELS)).lines.push(start.x, start.y, end.x, end.y);
      }
    }
  }
  return { rest: sorted(rest), chosen: sorted(mine) };
}

/**
 * @param {Map<number, Sheaf>} sheaves
 * @param {boolean} up
 * @param {number} level
 * @returns {Sheaf}
 */
function sheafOf(sheaves, up, level) {
  const key = level * 2 + Number(up);
  const found = sheaves.get(key);
  if (found) return found;
  /** @type {Sheaf} */
  const made = { up, level: level / LEVELS, lines: [] };
  sheaves.set(key, made);
  return made;
}

/**
 * @param {Map<number, Sheaf>} sheaves
 * @returns {Sheaf[]}
 */
function sorted(sheaves) {
  return [...sheaves.entries()].sort(([a], [b]) => a - b).map(([, sheaf]) => sheaf);
}

/**
 * How an edge is drawn whose strength is 0 to 1.
 *
 * @param {number} level
 * @param {{opacity: number, widest: number}} look
 * @returns {{thickness: number, strong: number}}
 */
export function lookOf(level, { opacity, widest }) {
  return { thickness: 0.4 + (widest - 0.4) * level, strong: opacity * (0.04 + 0.82 * level ** 2) };
}

/**
 * @param {Image} image of a canvas with `ratio` device pixels in each of its own
 * @param {number} ratio
 * @param {readonly Sheaf[]} sheaves
 * @param {{up: number, down: number}} colors as ImageData holds them
 * @param {{opacity: number, widest: number}} look
 */
export function paintEdges(image, ratio, sheaves, colors, { opacity, widest }) {
  if (opacity <= 0) return;
  for (const { up, level, lines } of sheaves) {
    const { thickness, strong } = lookOf(level, { opacity, widest });
    for (let at = 0; at < lines.length; at += 4) {
      const ends = /** @type {const} */ ([lines[at] * ratio, lines[at + 1] * ratio, lines[at + 2] * ratio, lines[at + 3] * ratio]);
      paintLine(image, ends, thickness * ratio, up ? colors.up : colors.down, strong);
    }
  }
}
