// The cost along one weight as a small chart: the true curve, and the straight line that the gradient predicts. Pure.

import { significant } from "../format.js";

/**
 * @typedef {{
 *   height: number, curve: string, line: string, x: (value: number) => number, y: (cost: number) => number,
 *   zero: number, ticks: { at: number, y: number }[],
 * }} Plot paths for an SVG, and where a value and a cost lie
 */

export const SPRING = 500; // milliseconds until a knob that was let go is at rest
const MARGIN = { left: 58, right: 8, top: 8, bottom: 20 };

/**
 * @param {{ at: ArrayLike<number>, cost: ArrayLike<number>, line: ArrayLike<number> }} probed
 * @param {number} width
 * @param {number} height
 * @returns {Plot}
 */
export function plotOf({ at, cost, line }, width, height) {
  const first = at[0], last = at[at.length - 1];
  let low = Infinity, high = -Infinity;
  for (let index = 0; index < cost.length; index += 1) {
    low = Math.min(low, cost[index]);
    high = Math.max(high, cost[index]);
  }
  const middle = line[Math.floor(line.length / 2)];
  const rise = Math.abs(line[line.length - 1] - middle);
  low = Math.min(low, middle - rise * 0.3);
  high = Math.max(high, middle + rise * 0.3);
  if (high - low < 1e-12) {
    low -= 0.5e-12;
    high += 0.5e-12;
  }
  const across = width - MARGIN.left - MARGIN.right, down = height - MARGIN.top - MARGIN.bottom;
  /** @param {number} value */
  const x = (value) => MARGIN.left + ((value - first) / (last - first || 1)) * across;
  /** @param {number} value */
  const y = (value) => MARGIN.top + (1 - (value - low) / (high - low)) * down;
  return {
    height, x, y,
    curve: path(at, cost, x, y),
    line: path(at, line, x, y),
    zero: height - MARGIN.bottom,
    ticks: [low, high].map((tick) => ({ at: tick, y: y(tick) })),
  };
}

/**
 * @param {ArrayLike<number>} xs
 * @param {ArrayLike<number>} ys what is infinite is far above
 * @param {(value: number) => number} x
 * @param {(value: number) => number} y
 * @returns {string} for an SVG
 */
export function path(xs, ys, x, y) {
  return Array.from(xs, (value, index) => {
    const height = Number.isFinite(ys[index]) ? Math.max(-2000, Math.min(4000, y(ys[index]))) : -2000;
    return `${index === 0 ? "M" : "L"}${x(value).toFixed(1)} ${height.toFixed(1)}`;
  }).join("");
}

/**
 * Figures for the marks of an axis: three places, or more where three would say the same of two different marks.
 *
 * @param {readonly number[]} marks
 * @returns {string[]}
 */
export function apart(marks) {
  for (let figures = 3; ; figures += 1) {
    const written = marks.map((mark) => significant(mark, figures));
    if (figures === 5 || new Set(written).size === new Set(marks).size) return written;
  }
}

/**
 * Where a knob stands that has been let go: back to the middle, past it and to rest.
 *
 * @param {number} from the place where it was let go
 * @param {number} middle
 * @param {number} passed milliseconds since
 * @returns {number} an index, not whole on the way
 */
export function sprung(from, middle, passed) {
  if (passed >= SPRING) return middle;
  const t = Math.max(0, passed) / SPRING;
  return middle + (from - middle) * Math.exp(-5 * t) * Math.cos(7 * t);
}
