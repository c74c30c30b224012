import assert from "node:assert/strict";
import { test } from "node:test";
import { ease, fullActivation, largestOf, scalesOf, strength } from "../../static/js/draw/scale.js";

test("strength is symmetric about zero, 0 at nothing, 1 at the scale and beyond", () => {
  assert.equal(strength(0, 2), 0);
  assert.equal(strength(-1, 2), strength(1, 2));
  assert.equal(strength(2, 2), 1);
  assert.equal(strength(9, 2), 1);
  assert.equal(strength(1, 0), 0);
});

test("strength lifts small values: the power is 0.6", () => {
  assert.ok(Math.abs(strength(0.1, 1) - 0.1 ** 0.6) < 1e-12);
});

test("scales are each layer's own, or one for all", () => {
  assert.deepEqual(scalesOf([1, 3, 2], "layer"), [1, 3, 2]);
  assert.deepEqual(scalesOf([1, 3, 2], "network"), [3, 3, 3]);
  assert.deepEqual(scalesOf([], "network"), []);
});

test("the largest magnitude counts negative numbers too", () => {
  assert.equal(largestOf([[1, -4], [2]]), 4);
  assert.equal(largestOf([]), 0);
});

test("a circle is full at 1, or at the layer's largest activation beyond it", () => {
  assert.equal(fullActivation([0.2, 0.9]), 1);
  assert.equal(fullActivation([0.2, 3.5]), 3.5);
});

test("easing starts at 0, ends at 1, and never leaves them", () => {
  assert.deepEqual([-1, 0, 0.5, 1, 2].map(ease), [0, 0, 0.5, 1, 1]);
});
