// A step seen from the side, as a small chart: the cost after it against eta, on a logarithmic axis. Pure.

import { decades } from "../draw/scale.js";
import { path } from "../why/curve.js";

/** @import { Wire } from "../state.js" */

/** @typedef {Wire["Examined"]} Examined */
/**
 * @typedef {{
 *   width: number, height: number, whole: string, part: string, line: string, now: number, floor: number,
 *   x: (eta: number) => number, y: (cost: number) => number,
 *   decades: { eta: number, x: number }[], costs: { cost: number, y: number }[],
 *   present: { x: number, y: number | null }, lowest: { eta: number, x: number, y: number, isOfParts: boolean } | null,
 * }} Plot paths for an SVG, and where things lie; `now`: the height of the cost as it is; `floor`: of the axis; `isOfParts`: it
 *   lies on the curve of the batches, and that of the whole sample may have its lowest point elsewhere
 */

export const MARGIN = { left: 54, right: 34, top: 22, bottom: 24 };
const OVER = 0.45; // of how far it can fall is shown above the cost as it is
const MOST = 3; // times the cost: a step that raises it by more leaves the picture
const ROOM = 40; // pixels that a mark of the axis wants
const LEVEL = 0.002; // of the cost: what falls by less is to look flat

/**
 * @param {Examined} examined
 * @param {number} width
 * @param {number} height
 * @returns {Plot}
 */
export function plotOf(examined, width, height) {
  const etas = Array.from(examined.eta.data), whole = Array.from(examined.whole.data), part = Array.from(examined.part.data);
  const tried = Array.from(examined.tried.data);
  const { present, lowest, lowest_cost, cost, after } = examined;
  const off = (/** @type {number | undefined} */ there) => Math.abs((there ?? Infinity) - (lowest_cost ?? 0));
  const seen = [...whole, ...part].filter((each) => Number.isFinite(each));
  const isLevel = cost - Math.min(...seen) < LEVEL * cost;
  const low = isLevel ? cost * (1 - 10 * LEVEL) : Math.min(...seen);
  const here = [whole[present], part[tried.indexOf(present)]].filter((each) => each <= MOST * cost);
  const high = Math.max(cost + OVER * (cost - low), ...here, 1e-9);
  const first = Math.log10(etas[1]), last = Math.log10(etas[etas.length - 1]);
  const across = width - MARGIN.left - MARGIN.right, down = height - MARGIN.top - MARGIN.bottom;
  const floor = height - MARGIN.bottom;
  const powers = decades(etas[1], etas[etas.length - 1]);
  const shown = across < ROOM * (last - first) ? powers.filter((eta) => Math.round(Math.log10(eta)) % 2 === 0) : powers; // every second where there is little room
  /** @param {number} eta */
  const x = (eta) => MARGIN.left + (eta > 0 ? (Math.log10(eta) - first) / (last - first) : 0) * across;
  /** @param {number} value */
  const y = (value) => MARGIN.top + (1 - (value - low) / (high - low || 1)) * down;
  return {
    width, height, x, y, floor,
    whole: path(etas.slice(1), whole.slice(1), x, y),
    part: path(tried.map((place) => etas[place]), part, x, y),
    line: path(etas.slice(1), Array.from(examined.line.data).slice(1), x, y),
    now: y(cost),
    decades: shown.map((eta) => ({ eta, x: x(eta) })),
    costs: (isLevel ? [cost] : [low, cost]).map((each) => ({ cost: each, y: y(each) })),
    present: { x: x(etas[present]), y: after <= high ? y(after) : null },
    lowest: lowest === null || lowest_cost === null ? null : { eta: etas[lowest], x: x(etas[lowest]), y: y(lowest_cost), isOfParts: off(part[tried.indexOf(lowest)]) < off(whole[lowest]) },
  };
}
