// Slow motion: a pulse that travels along the edges, forward or backward, as a function of the time since its phase began.

import { clamp } from "./layout.js";
import { ease } from "./scale.js";

/** @import { Layout } from "./layout.js" */
/** @import { Sheaf } from "./edges.js" */
/** @typedef {"forward" | "cost" | "backward" | "update"} PhaseName */
/** @typedef {{edges: number, pictures: number, wishes: number, reach: (layer: number) => number}} Lit
 *   opacities, and how far each layer has been reached (0..1) */

const TRAVEL = 900; // milliseconds from one end of the network to the other
const MOST = 40; // edges that carry it: the strongest ones

/**
 * Where the pulse is: 0 at the digit, one more at each layer; null when none is under way.
 *
 * @param {PhaseName} name
 * @param {number} elapsed milliseconds
 * @param {number} layers
 * @param {boolean} reduced
 * @returns {number | null}
 */
export function pulseAt(name, elapsed, layers, reduced) {
  if (reduced || elapsed >= TRAVEL) return null;
  const gone = Math.max(0, elapsed) / TRAVEL;
  if (name === "forward") return gone * layers;
  if (name === "backward") return (1 - gone) * layers;
  return null;
}

/**
 * What is involved in a phase: the rest is dimmed.
 *
 * @param {PhaseName | null} name
 * @param {number} elapsed
 * @param {number} layers
 * @param {boolean} reduced
 * @returns {Lit}
 */
export function litBy(name, elapsed, layers, reduced) {
  const at = name && pulseAt(name, elapsed, layers, reduced);
  switch (name) {
    case null: return { edges: 1, pictures: 1, wishes: 1, reach: () => 1 };
    case "forward": return {
      edges: 0.75, pictures: 1, wishes: 0,
      reach: (layer) => (at === null ? 1 : ease(at - layer + 1)),
    };
    case "cost": return { edges: 0.15, pictures: 0.25, wishes: 0, reach: (layer) => (layer === layers ? 1 : 0.25) };
    case "backward": return {
      edges: 0.75, pictures: 0.6, wishes: 1,
      reach: (layer) => (at === null ? 1 : ease(layer + 1 - at)),
    };
    case "update": return { edges: 1, pictures: 1, wishes: 0.3, reach: () => 0.6 };
  }
}

/**
 * The pieces of the strongest edges that the pulse covers: x, y, x, y each.
 *
 * @param {Layout} layout
 * @param {readonly Sheaf[]} sheaves
 * @param {number} at
 * @param {number} behind how far they reach from there, in gaps between two layers
 * @returns {number[]}
 */
export function pulseLines(layout, sheaves, at, behind) {
  const gap = Math.floor(at);
  const from = layout.columns[gap - 1];
  const to = layout.columns[gap];
  if (!from || !to) return [];
  const start = at - gap;
  const end = clamp(start + behind, 0, 1);
  /** @type {number[]} */
  const pieces = [];
  for (const { lines } of [...sheaves].sort((a, b) => b.level - a.level)) {
    for (let i = 0; i < lines.length && pieces.length < MOST * 4; i += 4) {
      if (lines[i] !== from.x || lines[i + 2] !== to.x) continue;
      const [x, y, dx, dy] = [lines[i], lines[i + 1], lines[i + 2] - lines[i], lines[i + 3] - lines[i + 1]];
      pieces.push(x + dx * start, y + dy * start, x + dx * end, y + dy * end);
    }
  }
  return pieces;
}
