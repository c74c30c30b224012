import assert from "node:assert/strict";
import { test } from "node:test";
import { acrossRange, columns, costRange, roomFor, stepWords } from "../../static/js/curves.js";

const NONE = { step: [], epoch: [], seconds: [], cost: [] };
const points = { step: [0, 10, 20], epoch: [0, 1, 2], seconds: [0, 1, 2], cost: [9, 8, 7] };
const scores = {
  step: [0, 20], epoch: [0, 2], seconds: [0, 2], test_cost: [5, 4], test_accuracy: [0.1, 0.3], train_cost: [6, 5],
};
const other = {
  step: [0, 10, 30], epoch: [0, 1, 3], seconds: [0, 1, 2], test_cost: [3, 0, 1], test_accuracy: [0.1, 0.5, 0.75],
  train_cost: [3, 2, 1],
};

test("another run's curves lie on the same x, with gaps where only one has a value", () => {
  const [x, batch, , , accuracy, cost, right] = columns(points, scores, other, "epoch", false);
  assert.deepEqual(x, [0, 1, 2, 3]);
  assert.deepEqual(batch, [9, 8, 7, null]);
  assert.deepEqual(accuracy, [10, null, 30, null]);
  assert.deepEqual(cost, [3, 0, null, 1]);
  assert.deepEqual(right, [10, 50, null, 75]);
});

test("without another run there are two empty columns", () => {
  assert.deepEqual(columns(points, scores, null, "epoch", false).slice(5), [[null, null, null], [null, null, null]]);
});

test("what was taken back is not drawn twice, and what has no place is not drawn", () => {
  const back = { ...other, epoch: [0, 3, NaN, 3], test_cost: [4, 1, 2, 1.5], test_accuracy: [0, 0.5, 0.25, 0.75] };
  const [x, batch, , , , cost] = columns({ ...points, epoch: [0, 1, 0.5] }, scores, back, "epoch", false);
  assert.deepEqual([x, batch, cost], [[0, 1, 2, 3], [9, 8, null, null], [4, null, null, 1.5]]);
});

test("of many batches some are drawn, evenly, however densely they were sent", () => {
  const step = [...Array.from({ length: 2000 }, (_, i) => i / 10), ...Array.from({ length: 800 }, (_, i) => 200 + i)];
  const [x] = columns({ ...NONE, step, cost: step }, { ...scores, step: [] }, null, "step", false);
  assert.ok(x.length > 400 && x.length <= 601, String(x.length));
  assert.ok(x.slice(1).every((at, i) => at - x[i] > 1.6 && at - x[i] < 2.5));
});

test("a log scale has no place for a cost of zero", () => {
  assert.deepEqual(columns(NONE, scores, other, "step", true)[5], [3, null, null, 1]);
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
