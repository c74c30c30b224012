// The columns that the cost chart draws, from what the run has sent. Pure: scales and gaps, no arithmetic on costs.

import { whole } from "./format.js";
import { noScores } from "./history.js";

/** @import { Page, Points, Scores } from "./state.js" */

export const AXES = /** @type {const} */ (["epoch", "step", "seconds"]);

const MOST_ACROSS = 600; // of the many batches, so many are drawn, evenly, however densely each stretch was sent

/** @typedef {(number | null)[]} Column */
/** @typedef {{ x: readonly number[], y: Column }} Line */

/**
 * x, each batch's cost, train cost, test cost, accuracy, and of another run test cost and accuracy. A batch and a score
 * seldom share an x; the chart joins over what is missing.
 *
 * @param {Points} points
 * @param {Scores} scores
 * @param {Scores | null} other
 * @param {Page["axis"]} axis
 * @param {boolean} log a log scale has no place for zero and less
 * @returns {[number[], ...Column[]]}
 */
export function columns(points, scores, other, axis, log) {
  /** @param {number[]} costs */
  const positive = (costs) => costs.map((cost) => (Number.isFinite(cost) && (!log || cost > 0) ? cost : null));
  /** @param {Scores} of @param {"train_cost" | "test_cost"} name */
  const cost = (of, name) => ({ x: of[axis], y: positive(of[name]) });
  /** @param {Scores} of */
  const accuracy = (of) => ({ x: of[axis], y: of.test_accuracy.map((share) => share * 100) });
  const theirs = other ?? noScores();
  return joined([
    thinned(points[axis], positive(points.cost)), cost(scores, "train_cost"), cost(scores, "test_cost"), accuracy(scores),
    cost(theirs, "test_cost"), accuracy(theirs),
  ]);
}

/**
 * @param {number[]} x
 * @param {Column} y
 * @returns {Line} as many of the points as can be seen, those of steps that were undone not among them
 */
function thinned(x, y) {
  const gap = ((x.at(-1) ?? 0) - (x[0] ?? 0)) / MOST_ACROSS;
  let last = -Infinity;
  const kept = x.map((_, i) => i).filter((i) => {
    const isFar = x[i] - last >= gap;
    if (isFar) last = x[i];
    return isFar;
  });
  return { x: kept.map((i) => x[i]), y: kept.map((i) => y[i]) };
}

/**
 * Lines with x of their own, as columns over all x that occur; where a line has no point its column has none either. Of
 * what was done again after it had been undone the newest counts.
 *
 * @param {readonly Line[]} lines
 * @returns {[number[], ...Column[]]}
 */
export function joined(lines) {
  const all = Float64Array.from([...new Set(lines.map((line) => line.x))].flat()).sort(); // many lines share theirs
  const x = Array.from(all.filter((value, i) => value !== all[i - 1] && Number.isFinite(value)));
  const columns = lines.map((line) => {
    /** @type {Column} */
    const column = new Array(x.length).fill(null);
    let at = 0;
    line.x.forEach((value, i) => {
      if (!Number.isFinite(value)) return;
      if (value < x[at]) at = 0;
      while (x[at] < value) at += 1;
      column[at] = line.y[i];
    });
    return column;
  });
  return [x, ...columns];
}

/**
 * From where to where the horizontal axis is to reach. What was taken down at one step only is not spread over all of it: a
 * batch and a score of the same step differ in x by a rounding error.
 *
 * @param {ArrayLike<number>} x all that there are
 * @param {number} low of what is looked at
 * @param {number} high
 * @returns {[number, number]}
 */
export function acrossRange(x, low, high) {
  if (x.length > 1 && high - low > high * 1e-6) return [low, high];
  return [0, x[x.length - 1] || 1];
}

/**
 * A step as an axis writes it: between two steps there is none.
 *
 * @param {number} tick
 * @returns {string}
 */
export function stepWords(tick) {
  return Number.isInteger(tick) ? whole(tick) : "";
}

/**
 * From where to where the axis of costs is to reach. Also where no curve is shown: without an axis there would be no
 * room beside the chart for what the other axes write.
 *
 * @param {number} low the least cost that is shown; none is: not finite
 * @param {number} high
 * @param {boolean} log
 * @returns {[number, number]}
 */
export function costRange(low, high, log) {
  if (log) return Number.isFinite(low) && low > 0 ? [low, high] : [0.01, 1];
  return [0, Number.isFinite(high) && high > 0 ? high * 1.05 : 1];
}

/**
 * How wide an upright axis has to be for what it writes, which is larger where the chart fills the screen.
 *
 * @param {readonly string[] | null} words null: it is not yet known what these are
 * @param {(words: string) => number} widthOf
 * @param {number} least
 * @returns {number}
 */
export function roomFor(words, widthOf, least) {
  return Math.ceil(Math.max(least, ...(words ?? []).map(widthOf)));
}

/**
 * The value of a column at or before a place: what a curve says there.
 *
 * @param {Column} column
 * @param {number} index
 * @returns {number | null}
 */
export function valueAt(column, index) {
  for (let i = Math.min(index, column.length - 1); i >= 0; i -= 1) {
    const value = column[i];
    if (value != null) return value;
  }
  return null;
}

/**
 * @param {number | null} percentage as a curve of accuracy has it
 * @returns {number | null}
 */
export function share(percentage) {
  return percentage === null ? null : percentage / 100;
}
