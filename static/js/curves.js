// The columns that the cost chart draws, from what the run has sent. Pure: scales and gaps, no arithmetic on costs.

import { whole } from "./format.js";

/** @import { Page, Points, Scores } from "./state.js" */

const MOST_ACROSS = 600; // of the many batches, so many are drawn, evenly, however densely each stretch was sent

/** @typedef {(number | null | undefined)[]} Column */

/**
 * x, each batch's cost, train cost, test cost, accuracy: columns of one length over all x that occur. A batch and a
 * score seldom share an x; where a curve has no value there is null, and the chart joins over it.
 *
 * @param {Points} points
 * @param {Scores} scores
 * @param {Page["axis"]} axis
 * @param {boolean} log a log scale has no place for zero and less
 * @returns {[number[], Column, Column, Column, Column]}
 */
export function columns(points, scores, axis, log) {
  const px = points[axis];
  const sx = scores[axis];
  /** @type {[number[], Column, Column, Column, Column]} */
  const joined = [[], [], [], [], []];
  const [x, batch, train, test, accuracy] = joined;
  const gap = (Math.max(px.at(-1) ?? 0, sx.at(-1) ?? 0) - Math.min(px[0] ?? 0, sx[0] ?? 0)) / MOST_ACROSS;
  let drawnAt = -Infinity;
  let before = -Infinity;
  let p = 0;
  let s = 0;
  while (p < px.length || s < sx.length) {
    const at = Math.min(px[p] ?? Infinity, sx[s] ?? Infinity);
    const isPoint = p < px.length && px[p] <= at;
    const hasPoint = isPoint && at - drawnAt >= gap;
    const hasScore = s < sx.length && sx[s] <= at;
    if (isPoint) p += 1;
    if (!isPoint && !hasScore) break;
    if ((!hasPoint && !hasScore) || at < before) { // a step that was undone
      if (hasScore) s += 1;
      continue;
    }
    before = at;
    if (hasPoint) drawnAt = at;
    x.push(at);
    batch.push(hasPoint ? positive(points.cost[p - 1], log) : null);
    train.push(hasScore ? positive(scores.train_cost[s], log) : null);
    test.push(hasScore ? positive(scores.test_cost[s], log) : null);
    accuracy.push(hasScore ? scores.test_accuracy[s] * 100 : null);
    if (hasScore) s += 1;
  }
  return joined;
}

/**
 * The same columns and, beside them, the test cost and the accuracy of another run, over all x that occur in either.
 *
 * @param {[number[], Column, Column, Column, Column]} own
 * @param {Scores | null} other
 * @param {Page["axis"]} axis
 * @param {boolean} log
 * @returns {[number[], Column, Column, Column, Column, Column, Column]}
 */
export function beside(own, other, axis, log) {
  /** @type {[number[], Column, Column, Column, Column, Column, Column]} */
  const joined = [[], [], [], [], [], [], []];
  const ox = other?.[axis] ?? [];
  let [i, o, before] = [0, 0, -Infinity];
  while (i < own[0].length || o < ox.length) {
    const at = Math.min(own[0][i] ?? Infinity, ox[o] ?? Infinity);
    if (at === Infinity) break;
    const hasOwn = own[0][i] <= at;
    const hasOther = other !== null && ox[o] <= at;
    if (at < before) { // a step of the other that was undone
      o += 1;
      continue;
    }
    before = at;
    joined[0].push(at);
    for (const column of /** @type {const} */ ([1, 2, 3, 4])) joined[column].push(hasOwn ? own[column][i] : null);
    joined[5].push(hasOther ? positive(other.test_cost[o], log) : null);
    joined[6].push(hasOther ? other.test_accuracy[o] * 100 : null);
    if (hasOwn) i += 1;
    if (hasOther) o += 1;
  }
  return joined;
}

/**
 * @param {number} value
 * @param {boolean} log
 * @returns {number | null}
 */
function positive(value, log) {
  return Number.isFinite(value) && (!log || value > 0) ? value : null;
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
