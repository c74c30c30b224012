import assert from "node:assert/strict";
import { test } from "node:test";
import { acrossRange, beside, costRange, roomFor, stepWords } from "../../static/js/curves.js";

/** @import { Column } from "../../static/js/curves.js" */

/** @type {[number[], Column, Column, Column, Column]} */
const own = [[0, 1, 2], [9, 8, 7], [null, 6, null], [5, null, 4], [10, 20, 30]];
const other = {
  step: [0, 10, 30], epoch: [0, 1, 3], seconds: [0, 1, 2], test_cost: [3, 0, 1], test_accuracy: [0.1, 0.5, 0.75],
  train_cost: [3, 2, 1],
};

test("alone, the columns stay as they are, with two empty ones", () => {
  assert.deepEqual(beside(own, null, "epoch", false), [...own, [null, null, null], [null, null, null]]);
});

test("another run's curves lie on the same x, with gaps where only one has a value", () => {
  const [x, batch, , , accuracy, cost, right] = beside(own, other, "epoch", false);
  assert.deepEqual(x, [0, 1, 2, 3]);
  assert.deepEqual(batch, [9, 8, 7, null]);
  assert.deepEqual(accuracy, [10, 20, 30, null]);
  assert.deepEqual(cost, [3, 0, null, 1]);
  assert.deepEqual(right, [10, 50, null, 75]);
});

test("what another run took back is not drawn twice", () => {
  const back = { ...other, epoch: [0, 3, 2, 3], test_cost: [4, 1, 2, 1.5], test_accuracy: [0, 0.5, 0.25, 0.75] };
  const [x, , , , , cost] = beside([[1], [9], [null], [5], [10]], back, "epoch", false);
  assert.deepEqual([x, cost], [[0, 1, 3, 3], [4, null, 1, 1.5]]);
});

test("a log scale has no place for a cost of zero", () => {
  assert.deepEqual(beside(own, other, "step", true)[5], [3, null, null, null, 1]);
});

test("the axis of costs is there, also when all curves are hidden", () => {
  assert.deepEqual([costRange(0.25, 4, false), costRange(0.25, 4, true)], [[0, 4.2], [0.25, 4]]);
  assert.deepEqual([costRange(Infinity, -Infinity, false), costRange(Infinity, -Infinity, true)], [[0, 1], [0.01, 1]]);
});

test("an axis is as wide as what it writes, and never narrower than it was made", () => {
  const widthOf = (/** @type {string} */ words) => words.length * 9.5;
  assert.deepEqual([roomFor(null, widthOf, 44), roomFor(["1", "0.1", "0"], widthOf, 44), roomFor(["1", "0.001"], widthOf, 44)], [44, 44, 48]);
});

test("a single step is not spread over the whole chart", () => {
  const same = [1 / 60, Math.fround(1 / 60)];
  assert.deepEqual([acrossRange([0, 5], 0, 5), acrossRange([0, 5], 2, 2.5)], [[0, 5], [2, 2.5]]);
  assert.deepEqual([acrossRange(same, same[0], same[1]), acrossRange([0], 0, 100), acrossRange([], NaN, NaN)], [[0, same[1]], [0, 1], [0, 1]]);
});

test("between two steps there is no step to write", () => {
  assert.deepEqual([0, 0.5, 1, 1500].map(stepWords), ["0", "", "1", "1,500"]);
});
