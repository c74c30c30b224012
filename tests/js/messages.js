// Messages for tests, whole but small.

/** @import { Wire } from "../../static/js/state.js" */
/** @import { WireArray } from "../../static/js/protocol.js" */

/**
 * @param {ArrayLike<number>} values
 * @param {number[]} [shape]
 * @returns {WireArray}
 */
export function array(values, shape = [values.length]) {
  return { data: Float32Array.from(values), shape };
}

export const PLAN = {
  sizes: [784, 16, 16, 10], activation: "sigmoid", cost: "quadratic", optimizer: "plain", batch_size: 10, eta: 1.5,
  initialisation: "scaled", seed: 0, digits: [],
};

/**
 * @param {number[]} [steps]
 * @returns {Wire["Points"]}
 */
export function pointsMessage(steps = []) {
  return {
    type: "points", seq: 3, step: array(steps), epoch: array(steps.map((step) => step / 8)),
    seconds: array(steps.map((step) => step / 4)), cost: array(steps.map((step) => 1 / (step + 1))),
  };
}

/**
 * @param {Partial<Wire["Score"]>} [change]
 * @returns {Wire["Score"]}
 */
export function scoreMessage(change = {}) {
  return {
    type: "score", seq: 2, step: 100, epoch: 0.5, seconds: 0.25, test_cost: 0.5, test_accuracy: 0.75, train_cost: 0.625,
    train_count: 10_000, test_count: 10_000, confusion: array(new Float32Array(100), [10, 10]),
    per_class: array(new Float32Array(10)), answers: array(new Float32Array(10)), ...change,
  };
}

/**
 * @param {Partial<Wire["State"]>} [change]
 * @returns {Wire["State"]}
 */
export function stateMessage(change = {}) {
  return {
    type: "state", seq: 1, id: "abc", name: "Run 1", status: "paused", reason: {}, plan: PLAN,
    parameter_count: 13_002, speed: 100, slow: false, inherited: false, step: 0, epoch: 0, examples: 0, points: pointsMessage(),
    scores: {
      step: array([]), epoch: array([]), seconds: array([]), test_cost: array([]), test_accuracy: array([]), train_cost: array([]),
    },
    score: null, past: null, hung: 0, closed: false, led: null, poll: null, filled: null, ...change,
  };
}

/**
 * @param {number[]} steps
 * @param {Partial<Wire["Past"]>} [change]
 * @returns {Wire["Past"]}
 */
export function pastMessage(steps, change = {}) {
  return { type: "past", seq: 6, steps: array(steps), at: null, score: null, ...change };
}

/**
 * @param {Partial<Wire["Changed"]>} [change]
 * @returns {Wire["Changed"]}
 */
export function changedMessage(change = {}) {
  return {
    type: "changed", seq: 4, status: "running", reason: {}, plan: PLAN,
    parameter_count: 13_002, speed: 100, slow: false, fresh: false, inherited: false, step: 7, epoch: 0.25, examples: 70, ...change,
  };
}

/**
 * @param {number[]} before what the outputs said
 * @param {number[]} after
 * @returns {Wire["Learned"]} of a drawing of a 0
 */
export function learnedMessage(before, after) {
  return {
    type: "learned", id: 1, step: 9, label: 0, before: array(before), after: array(after),
    verdict_before: before.indexOf(Math.max(...before)), verdict_after: after.indexOf(Math.max(...after)),
    cost_before: 1.5, cost_after: 0.5, test_accuracy_before: 0.87, test_accuracy_after: 0.85, moved: [[0, 3, 5, 0.25]],
  };
}

/**
 * @param {Partial<Wire["Watched"]>} [change]
 * @returns {Wire["Watched"]}
 */
export function watchedMessage(change = {}) {
  return { type: "watched", n: 1, at: 0, source: "test", index: 1, label: 2, pixels: array(new Float32Array(784)), ...change };
}

/**
 * @param {Record<string, unknown>} notice
 * @returns {import("../../static/js/messages.js").Notice}
 */
export function noticeMessage(notice) {
  return { type: "notice", seq: 5, notice };
}

/**
 * @param {string} code
 * @returns {import("../../static/js/messages.js").Error}
 */
export function errorMessage(code) {
  return { type: "error", id: 1, code, message: code };
}
