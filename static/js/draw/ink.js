// A drawing: strokes of points [x, y] in a square of side 1, smooth lines as thick as MNIST's, and how it is recentred.

import { SIDE, inkBox } from "./pixels.js";

/** @typedef {readonly (readonly number[])[]} Stroke */
/** @typedef {{scale: number, x: number, y: number}} Move a point p goes to scale * p + (x, y) */

export const PEN = 2.3 / SIDE; // of the side: the pen with which the server draws
const APART = 0.004; // points nearer than this to the last add nothing

/** @type {Move} */
export const STAY = { scale: 1, x: 0, y: 0 };

/**
 * The strokes with some points added to the last one.
 *
 * @param {readonly Stroke[]} strokes
 * @param {readonly (readonly number[])[]} points
 * @returns {number[][][]}
 */
export function extended(strokes, points) {
  const last = (strokes.at(-1) ?? []).map((point) => [...point]);
  for (const [x, y] of points) {
    const before = last.at(-1);
    if (!before || Math.hypot(x - before[0], y - before[1]) >= APART) last.push([round(x), round(y)]);
  }
  return [...strokes.slice(0, -1).map((stroke) => stroke.map((point) => [...point])), last];
}

/**
 * @param {number} value
 * @returns {number}
 */
function round(value) {
  return Math.round(value * 1e4) / 1e4;
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {readonly Stroke[]} strokes
 * @param {number} side
 * @param {string} color
 * @param {Move} [move]
 */
export function paintStrokes(ctx, strokes, side, color, move = STAY) {
  const at = (/** @type {readonly number[]} */ [x, y]) => [(move.scale * x + move.x) * side, (move.scale * y + move.y) * side];
  ctx.strokeStyle = color;
  ctx.lineWidth = PEN * side;
  ctx.lineCap = "round";
  ctx.lineJoin = "round";
  ctx.beginPath();
  for (const stroke of strokes) {
    if (stroke.length === 0) continue;
    const points = stroke.map(at);
    ctx.moveTo(points[0][0], points[0][1]);
    if (points.length === 1) ctx.lineTo(points[0][0] + 0.01, points[0][1]);
    for (let i = 1; i < points.length - 1; i++) {
      const [x, y] = points[i];
      const [nextX, nextY] = points[i + 1];
      ctx.quadraticCurveTo(x, y, (x + nextX) / 2, (y + nextY) / 2);
    }
    const end = points[points.length - 1];
    if (points.length > 1) ctx.lineTo(end[0], end[1]);
  }
  ctx.stroke();
}

/**
 * How the drawing was moved and scaled to become the picture that the network saw.
 *
 * @param {readonly Stroke[]} strokes
 * @param {ArrayLike<number>} pixels
 * @returns {Move | null} null without ink
 */
export function recentring(strokes, pixels) {
  const to = inkBox(pixels);
  const points = strokes.flat();
  if (!to || points.length === 0) return null;
  const xs = points.map(([x]) => x), ys = points.map(([, y]) => y);
  const left = Math.min(...xs), right = Math.max(...xs), top = Math.min(...ys), bottom = Math.max(...ys);
  const width = (to.right - to.left) / SIDE - PEN, height = (to.bottom - to.top) / SIDE - PEN;
  const extent = Math.max(right - left, bottom - top);
  const scale = extent > 0 ? Math.max(width, height, 0.01) / extent : 1;
  return {
    scale,
    x: (to.left + to.right) / 2 / SIDE - (scale * (left + right)) / 2,
    y: (to.top + to.bottom) / 2 / SIDE - (scale * (top + bottom)) / 2,
  };
}

/**
 * @param {Move} move
 * @param {number} t 0: not yet; 1: all the way
 * @returns {Move}
 */
export function partOf(move, t) {
  return { scale: 1 + (move.scale - 1) * t, x: move.x * t, y: move.y * t };
}
