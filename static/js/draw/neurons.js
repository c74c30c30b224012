// Neurons: circles filled by their activation, their biases as arcs, and the wishes beside them.

import { arrow, paintArrows, paintHalos } from "./arrow.js";
import { fillOf, inkOn } from "./color.js";
import { strength } from "./scale.js";

/** @import { Column } from "./layout.js" */
/** @import { Chosen } from "./edges.js" */
/** @import { Palette } from "./color.js" */

const TURN = Math.PI * 2;
const WIDEST_ARC = TURN * 0.45;

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Column} column
 * @param {ArrayLike<number>} a
 * @param {Palette} palette
 * @param {{full: number, opacity: number, chosen: Chosen | null, hovered: Chosen | null, font: string,
 *   write: ((value: number, spot: import("./layout.js").Spot) => string) | null}} look `write`: the figures inside
 */
export function paintNeurons(ctx, column, a, palette, { full, opacity, chosen, hovered, font, write }) {
  const { r, layer } = column;
  for (const spot of column.spots) {
    const value = /** @type {number | undefined} */ (a[spot.row]); // there is none without a picture
    // A ring is a disc behind a smaller one: to fill is cheaper than to stroke.
    if (opacity < 1) disc(ctx, spot, r + 0.5, palette.panel, 1);
    disc(ctx, spot, r + 0.5, palette.ring, opacity);
    if (opacity < 1 || value === undefined) disc(ctx, spot, r - 0.5, palette.panel, 1);
    if (value !== undefined) disc(ctx, spot, r - 0.5, fillOf(palette, value, full), opacity);
    if (write && value !== undefined && r >= 13) {
      ctx.fillStyle = inkOn(palette, value, full);
      ctx.font = font;
      ctx.fillText(write(value, spot), spot.x, spot.y + 0.5, r * 1.7); // "−1.0" is set narrower than "0.5"
    }
    ctx.globalAlpha = 1;
    const is = (/** @type {Chosen | null} */ it) => it?.layer === layer && it.neuron === spot.neuron;
    if (is(chosen)) ring(ctx, spot.x, spot.y, r + 2.5, palette.attention, 3);
    else if (is(hovered)) ring(ctx, spot.x, spot.y, r + 1.5, palette.ink, 1.5);
  }
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {{x: number, y: number}} center
 * @param {number} r
 * @param {string} color
 * @param {number} opacity
 */
function disc(ctx, { x, y }, r, color, opacity) {
  ctx.globalAlpha = opacity;
  ctx.beginPath();
  ctx.arc(x, y, r, 0, TURN);
  ctx.fillStyle = color;
  ctx.fill();
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {number} x
 * @param {number} y
 * @param {number} r
 * @param {string} color
 * @param {number} width
 */
function ring(ctx, x, y, r, color, width) {
  ctx.beginPath();
  ctx.arc(x, y, r, 0, TURN);
  ctx.strokeStyle = color;
  ctx.lineWidth = width;
  ctx.stroke();
}

/**
 * The arc of a bias (or of its nudge): from the top, clockwise up, anticlockwise down; the longer the larger.
 *
 * @param {number} value
 * @param {number} scale
 * @returns {{start: number, end: number, up: boolean}} angles as canvas wants them
 */
export function biasArc(value, scale) {
  const sweep = strength(value, scale) * WIDEST_ARC;
  const top = -TURN / 4;
  return value > 0 ? { start: top, end: top + sweep, up: true } : { start: top - sweep, end: top, up: false };
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Column} column
 * @param {ArrayLike<number>} b
 * @param {number} scale
 * @param {Palette} palette
 * @param {number} opacity
 */
export function paintBiases(ctx, column, b, scale, palette, opacity) {
  if (b.length !== column.spots.length) return;
  ctx.lineWidth = column.r > 10 ? 2.5 : 2;
  ctx.globalAlpha = opacity;
  for (const up of [true, false]) {
    ctx.strokeStyle = up ? palette.up : palette.down;
    for (const { row, x, y } of column.spots) {
      const arc = biasArc(b[row], scale);
      if (arc.up !== up || arc.end - arc.start < 0.05) continue;
      ctx.beginPath();
      ctx.arc(x, y, column.r + 2.5, arc.start, arc.end);
      ctx.stroke();
    }
  }
  ctx.globalAlpha = 1;
}

/**
 * What each activation is wished to do: dashed, for it can only be wished for. Lengths are in proportion.
 *
 * @param {CanvasRenderingContext2D} ctx
 * @param {Column} column
 * @param {ArrayLike<number>} wishes
 * @param {number} scale the wish that is drawn longest
 * @param {Palette} palette
 * @param {number} opacity
 */
export function paintWishes(ctx, column, wishes, scale, palette, opacity) {
  if (!(scale > 0) || wishes.length !== column.spots.length || opacity <= 0) return;
  const longest = Math.min(column.pitch * 0.92, 48); // that fits beside a neuron
  const width = Math.min(11, Math.max(6, column.r * 0.9));
  const arrows = column.spots.map(({ row, y }) => arrow(column.arrowX, y, (wishes[row] / scale) * longest, { width, dashed: true }));
  ctx.globalAlpha = opacity;
  paintHalos(ctx, arrows, palette.panel);
  paintArrows(ctx, arrows, palette);
  ctx.globalAlpha = 1;
}
