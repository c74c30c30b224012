// The columns that the charts of a race draw. Pure: from each lane's own clock to one axis for all.

import { joined } from "../curves.js";
import { decades } from "../draw/scale.js";
import { plain } from "../format.js";
import { clockColumn, countUpTo, stands } from "./moment.js";

/** @import { Column, Line } from "../curves.js" */
/** @import { BatchSeries, Clock, Descend, ScoreSeries } from "./state.js" */

const DECADES = 5; // on an axis, at most: what is long past is not worth the room
const ROOM = 15; // px of height for each figure of a cost's axis
const CLOSEST = Math.log10(2); // decades between the nearest of 1, 2 and 5

/** @type {Line} */
const NO_LINE = { x: [], y: [] };

/**
 * The curves of all lanes as the charts draw them, now or as the watch of the show said.
 *
 * @param {Descend} descend
 * @param {number | null} show seconds
 * @returns {{ left: number, right: number, cost: [number[], ...Column[]], accuracy: [number[], ...Column[]] }} of cost first
 *   all of their own batches, then all on the fixed set; accuracy in percent
 */
export function curvesAt(descend, show) {
  const { batches, scores, look: { axis } } = descend;
  const lanes = descend.plan?.lanes ?? [];
  const standing = show === null ? null : stands(descend, show);
  const left = leftEnd([...batches, ...scores], axis);
  const right = Math.max(left * 10, rightEnd([...batches, ...scores], axis));
  /** @param {number} lane */
  const options = (lane) => ({ left, upTo: standing ? standing[lane]?.step ?? 0 : null });
  // a race that has just been changed has lanes without curves
  const own = lanes.map((_, lane) => {
    const series = batches[lane];
    return series ? lineOf(series, series.cost, axis, options(lane)) : NO_LINE;
  });
  const [fixed, answers] = /** @type {const} */ (["cost", "test_accuracy"]).map((name) => lanes.map((_, lane) => {
    const series = scores[lane];
    if (!series) return NO_LINE;
    return lineOf(series, name === "cost" ? series.cost : series.test_accuracy.map((share) => share * 100), axis, options(lane));
  }));
  return { left, right, cost: joined([...own, ...fixed]), accuracy: joined(answers) };
}

/**
 * One lane's curve against a clock, up to a step. A log axis has no zero: until the first step is done the network is
 * what it was at the start, so the curve begins at the axis' left end and keeps the start's height until then.
 *
 * @param {BatchSeries | ScoreSeries} series
 * @param {number[]} values
 * @param {Clock} clock
 * @param {{ left: number, upTo: number | null }} options
 * @returns {Line}
 */
export function lineOf(series, values, clock, { left, upTo }) {
  const count = upTo === null ? values.length : countUpTo(series.step, upTo);
  const column = clockColumn(series, clock);
  const x = [];
  const y = [];
  for (let i = 0; i < count; i += 1) {
    if (!Number.isFinite(values[i])) continue;
    if (i + 1 < count && column[i + 1] <= left) continue; // before the axis begins only the last counts
    if (i === 1 && series.step[0] === 0 && column[1] > left) {
      x.push(Math.max(left, column[1] * (1 - 1e-6)));
      y.push(values[0]);
    }
    x.push(Math.max(left, column[i]));
    y.push(values[i]);
  }
  return { x, y };
}

/**
 * The left end of the axis: the power of ten below whatever came first, or so far back from the furthest as is shown.
 *
 * @param {readonly (BatchSeries | ScoreSeries)[]} all
 * @param {Clock} clock
 * @returns {number}
 */
export function leftEnd(all, clock) {
  let least = Infinity;
  for (const series of all) {
    const first = clockColumn(series, clock).find((value) => value > 0);
    if (first !== undefined && first < least) least = first;
  }
  if (least === Infinity) return clock === "seconds" ? 1e-4 : 1;
  const back = Math.ceil(Math.log10(rightEnd(all, clock)) - 1e-9) - DECADES;
  return 10 ** Math.max(back, Math.floor(Math.log10(least) + 1e-9));
}

/**
 * The furthest that any lane has come by a clock.
 *
 * @param {readonly (BatchSeries | ScoreSeries)[]} all
 * @param {Clock} clock
 * @returns {number}
 */
export function rightEnd(all, clock) {
  return Math.max(0, ...all.map((series) => clockColumn(series, clock).at(-1) ?? 0));
}

/**
 * The figures of a cost's axis: 1, 2 and 5, and where these have no room the powers of ten, or so many of them as have.
 *
 * @param {number} low
 * @param {number} high
 * @param {number} height px
 * @returns {number[]}
 */
export function costFigures(low, high, height) {
  const decade = height / Math.log10(high / low);
  const tens = decades(low, high);
  if (CLOSEST * decade < ROOM && tens.length > 0) {
    const every = Math.ceil(ROOM / decade);
    return tens.filter((_, i) => (tens.length - 1 - i) % every === 0);
  }
  return decades(low / 10, high).flatMap((ten) => [1, 2, 5].map((digit) => digit * ten))
    .filter((value) => value >= low && value <= high);
}

/**
 * A cost in the little room beside its axis: "0.5", "500", "50k", "2e16".
 *
 * @param {number} value
 * @returns {string}
 */
export function costWords(value) {
  if (value < 1e-3 || value >= 1e6) return value.toExponential(0).replace("+", "").replace("-", "\u2212");
  return value < 1e3 ? plain(value) : `${plain(value / 1e3)}k`;
}
