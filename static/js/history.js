// The past of a run as columns of numbers, kept short: thinned, never averaged.

/** @import { Wire, Points, Scores } from "./state.js" */

export const MOST_POINTS = 2000;

/** @returns {Points} */
export function noPoints() {
  return { step: [], epoch: [], seconds: [], cost: [] };
}

/** @returns {Scores} */
export function noScores() {
  return { step: [], epoch: [], seconds: [], test_cost: [], test_accuracy: [], train_cost: [] };
}

/**
 * Columns with further rows, at most `most` of them. When they are too many, every second row is let go, oldest first
 * and the last never.
 *
 * @template {Record<string, number[]>} T
 * @param {T} columns
 * @param {{ [K in keyof T]: ArrayLike<number> }} more the same columns
 * @param {number} [most]
 * @returns {T}
 */
export function extend(columns, more, most = MOST_POINTS) {
  /** @type {Record<string, number[]>} */
  const longer = {};
  for (const key of Object.keys(columns)) longer[key] = thin([...columns[key], ...Array.from(more[key])], most);
  return /** @type {T} */ (longer);
}

/**
 * Whether these columns are of a start afresh, and not the same ones grown longer, or thinned.
 *
 * @param {{ step: number[] }} before
 * @param {{ step: number[] }} after
 * @returns {boolean}
 */
export function isAfresh(before, after) {
  return (after.step.at(-1) ?? -1) < (before.step.at(-1) ?? -1);
}

/**
 * @param {number[]} values
 * @param {number} most
 * @returns {number[]}
 */
function thin(values, most) {
  let kept = values;
  while (kept.length > most) {
    const last = kept.length - 1;
    kept = kept.filter((_, i) => (last - i) % 2 === 0);
  }
  return kept;
}

/**
 * @param {Wire["Points"]} message
 * @returns {{ [K in keyof Points]: ArrayLike<number> }}
 */
export function pointRows(message) {
  return {
    step: message.step.data,
    epoch: message.epoch.data,
    seconds: message.seconds.data,
    cost: message.cost.data,
  };
}

/**
 * @param {Wire["Score"]} message
 * @returns {{ [K in keyof Scores]: number[] }}
 */
export function scoreRow(message) {
  return {
    step: [message.step],
    epoch: [message.epoch],
    seconds: [message.seconds],
    test_cost: [message.test_cost],
    test_accuracy: [message.test_accuracy],
    train_cost: [message.train_cost],
  };
}

/**
 * @param {Wire["State"]["scores"]} scores
 * @returns {Scores}
 */
export function scoreColumns(scores) {
  const columns = noScores();
  for (const key of /** @type {(keyof Scores)[]} */ (Object.keys(columns))) {
    const array = scores[key];
    if (array) columns[key] = Array.from(array.data, (value) => Number(value.toPrecision(7))); // as exact as a float32
  }
  return columns;
}
