// The scales of the map: which colour is which cost, and how long is a length; and the words that stand on the map.

import { significant } from "../format.js";
import { fillsOf } from "./contour.js";
import { barLength } from "./plane.js";

/** @import { View } from "./plane.js" */

export const LEGEND = 36; // px under the map
const BAR = 10;

/**
 * @typedef {{ ink: string, quiet: string, low: string, high: string, contour: string, casing: string, onMap: string,
 *   font: string, size: number }} LegendLook
 */

/**
 * Which band of the scale a cost is in: 0 below the first level.
 *
 * @param {readonly number[]} levels
 * @param {number} cost
 * @returns {number}
 */
export function bandOf(levels, cost) {
  const above = levels.findIndex((level) => cost < level);
  return above < 0 ? levels.length : above;
}

/**
 * Which levels get a figure: so many that they have room, the first and the last among them.
 *
 * @param {number} count
 * @param {number} most
 * @returns {number[]} indices
 */
export function labelled(count, most) {
  if (count <= most) return Array.from({ length: count }, (_, i) => i);
  const every = Math.ceil((count - 1) / Math.max(1, most - 1));
  const chosen = [];
  for (let i = 0; i < count - every / 2; i += every) chosen.push(i);
  chosen.push(count - 1);
  return [...new Set(chosen)];
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {{ top: number, width: number, view: View, levels: readonly number[], cost: number | null, cost_words: string,
 *   length_words: string }} what `cost`: the one to point at
 * @param {LegendLook} look
 */
export function paintLegend(ctx, { top, width, view, levels, cost, cost_words: words, length_words: unit }, look) {
  ctx.font = `${look.size}px ${look.font}`;
  ctx.textBaseline = "alphabetic";
  ctx.textAlign = "left";
  ctx.fillStyle = look.quiet;
  ctx.fillText(words, 0, top + 20);
  const left = ctx.measureText(words).width + 10;
  const length = barLength(view, Math.min(90, width * 0.2));
  const long = length * view.scale;
  const note = `${significant(length, 1)} ${unit}`;
  const noteWidth = ctx.measureText(note).width;
  const bandsWidth = Math.min(420, width - left - Math.max(long, noteWidth) - 32);
  const fills = fillsOf(levels.length, look.low, look.high);
  const band = bandsWidth / fills.length;
  fills.forEach((fill, i) => {
    ctx.fillStyle = fill;
    ctx.fillRect(left + i * band, top + 8, band + 0.5, BAR);
  });
  ctx.strokeStyle = look.contour;
  ctx.lineWidth = 1;
  ctx.strokeRect(left + 0.5, top + 8.5, bandsWidth - 1, BAR - 1);
  ctx.fillStyle = look.quiet;
  ctx.textAlign = "center";
  for (const i of labelled(levels.length, Math.max(2, Math.floor(bandsWidth / 56)))) {
    ctx.fillText(significant(levels[i], 2), left + (i + 1) * band, top + 32);
  }
  if (cost !== null) {
    const x = left + (bandOf(levels, cost) + 0.5) * band;
    ctx.beginPath();
    ctx.moveTo(x, top + 8);
    ctx.lineTo(x - 4, top + 2);
    ctx.lineTo(x + 4, top + 2);
    ctx.closePath();
    ctx.fillStyle = look.ink;
    ctx.fill();
  }
  const right = width - long;
  ctx.beginPath();
  ctx.moveTo(right + 0.5, top + 8);
  ctx.lineTo(right + 0.5, top + 14.5);
  ctx.lineTo(width - 0.5, top + 14.5);
  ctx.lineTo(width - 0.5, top + 8);
  ctx.strokeStyle = look.quiet;
  ctx.stroke();
  ctx.fillStyle = look.quiet;
  ctx.textAlign = "right";
  ctx.fillText(note, width, top + 32);
  ctx.textAlign = "left";
}

/**
 * Words on the map, cased so that they can be read on any ground.
 *
 * @param {CanvasRenderingContext2D} ctx
 * @param {readonly { words: string, x: number, y: number }[]} notes
 * @param {LegendLook} look
 */
export function paintNotes(ctx, notes, look) {
  ctx.font = `600 ${look.size}px ${look.font}`;
  ctx.textAlign = "left";
  ctx.textBaseline = "alphabetic";
  ctx.lineJoin = "round";
  for (const { words, x, y } of notes) {
    ctx.strokeStyle = look.casing;
    ctx.lineWidth = 4;
    ctx.strokeText(words, x, y);
    ctx.fillStyle = look.onMap;
    ctx.fillText(words, x, y);
  }
}
