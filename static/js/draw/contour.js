// Lines of equal cost from a grid of costs: the levels, the lines, and their paint. Dark is low.

import { contours } from "d3-contour";

import { mix, parse, write } from "./color.js";
import { toScreen } from "./plane.js";

/** @import { View } from "./plane.js" */

/** @typedef {{ size: number, x: ArrayLike<number>, y: ArrayLike<number>, cost: ArrayLike<number> }} Grid */
/** @typedef {[number, number][]} Line */
/** @typedef {{ value: number, rings: Line[], lines: Line[] }} Level the area above a cost, and the line around it */

/**
 * Costs that cut the range of the grid as squares do: in a round valley the lines then lie at even distances.
 *
 * @param {ArrayLike<number>} cost
 * @param {number} [count] about so many
 * @returns {number[]} growing, all inside the range
 */
export function levelsOf(cost, count = 16) {
  let low = Infinity;
  let high = -Infinity;
  for (let i = 0; i < cost.length; i += 1) {
    if (!Number.isFinite(cost[i])) continue;
    low = Math.min(low, cost[i]);
    high = Math.max(high, cost[i]);
  }
  if (!(high > low)) return [];
  const levels = Array.from({ length: count }, (_, i) => {
    const above = (high - low) * ((i + 1) / (count + 1)) ** 2;
    return rounded(low + above, above);
  });
  return [...new Set(levels)].filter((level) => level > low && level < high);
}

/**
 * A level with as few figures as keep it apart from the next.
 *
 * @param {number} level
 * @param {number} step how far it is above the lowest
 * @returns {number}
 */
function rounded(level, step) {
  const unit = 10 ** Math.floor(Math.log10(step) - 1);
  return Number((Math.round(level / unit) * unit).toPrecision(12));
}

/**
 * The areas above each level and the lines around them, in the plane's unit.
 *
 * @param {Grid} grid
 * @param {readonly number[]} levels
 * @returns {Level[]}
 */
export function contourLevels(grid, levels) {
  const { size } = grid;
  const found = contours().size([size, size]).thresholds([...levels])(Array.from(grid.cost));
  return found.map(({ value, coordinates }) => {
    const rings = coordinates.flat().map((ring) => /** @type {Line} */ (ring));
    return {
      value,
      rings: rings.map((ring) => ring.map(([column, row]) => inPlane(grid, column, row))),
      lines: rings.flatMap((ring) => insideLines(ring, size).map((line) => line.map(([column, row]) => inPlane(grid, column, row)))),
    };
  });
}

/**
 * A ring without the parts that run along the grid's border, which are no lines of equal cost.
 *
 * @param {Line} ring closed: the last point is the first
 * @param {number} size
 * @returns {Line[]}
 */
export function insideLines(ring, size) {
  /** @param {number} value */
  const isOut = (value) => value <= 0.5 || value >= size - 0.5;
  /** @type {Line[]} */
  const lines = [];
  /** @type {Line} */
  let line = [];
  for (let i = 1; i < ring.length; i += 1) {
    const [from, to] = [ring[i - 1], ring[i]];
    const along = (isOut(from[0]) || isOut(from[1])) && (isOut(to[0]) || isOut(to[1]));
    if (along) {
      if (line.length > 0) lines.push(line);
      line = [];
    } else if (line.length === 0) line = [from, to];
    else line.push(to);
  }
  if (line.length > 0) lines.push(line);
  return lines;
}

/**
 * d3 puts the value of column i at i + 0.5; what lies beyond the outermost values is drawn on the border.
 *
 * @param {Grid} grid
 * @param {number} column
 * @param {number} row
 * @returns {[number, number]}
 */
function inPlane({ x, y }, column, row) {
  return [between(x, column - 0.5), between(y, row - 0.5)];
}

/**
 * @param {ArrayLike<number>} coordinates
 * @param {number} place between two indices
 * @returns {number}
 */
function between(coordinates, place) {
  const last = coordinates.length - 1;
  const at = Math.min(last, Math.max(0, place));
  const low = Math.min(last - 1, Math.floor(at));
  return coordinates[low] + (coordinates[low + 1] - coordinates[low]) * (at - low);
}

/**
 * Colours of the areas: below the first level, above the first, ..., above the last.
 *
 * @param {number} count of levels
 * @param {string} low
 * @param {string} high
 * @returns {string[]} count + 1 of them
 */
export function fillsOf(count, low, high) {
  const [from, to] = [parse(low), parse(high)];
  return Array.from({ length: count + 1 }, (_, i) => write(mix(from, to, count === 0 ? 0 : i / count)));
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {View} view
 * @param {Grid} grid
 * @param {readonly Level[]} levels
 * @param {{ low: string, high: string, line: string }} colors
 */
export function paintContours(ctx, view, grid, levels, colors) {
  const fills = fillsOf(levels.length, colors.low, colors.high);
  const [left, bottom] = toScreen(view, grid.x[0], grid.y[0]);
  const [right, top] = toScreen(view, grid.x[grid.size - 1], grid.y[grid.size - 1]);
  ctx.fillStyle = fills[0];
  ctx.fillRect(left, top, right - left, bottom - top);
  levels.forEach((level, i) => {
    ctx.beginPath();
    for (const ring of level.rings) trace(ctx, view, ring);
    ctx.fillStyle = fills[i + 1];
    ctx.fill("evenodd");
  });
  ctx.beginPath();
  for (const level of levels) for (const line of level.lines) trace(ctx, view, line);
  ctx.strokeStyle = colors.line;
  ctx.lineWidth = 1;
  ctx.lineJoin = "round";
  ctx.stroke();
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {View} view
 * @param {Line} line
 */
function trace(ctx, view, line) {
  line.forEach(([x, y], i) => {
    const [px, py] = toScreen(view, x, y);
    if (i === 0) ctx.moveTo(px, py);
    else ctx.lineTo(px, py);
  });
}
