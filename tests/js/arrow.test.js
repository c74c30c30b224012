import assert from "node:assert/strict";
import { test } from "node:test";
import { SHORTEST, arrow, pointsOf } from "../../static/js/draw/arrow.js";

const look = { width: 12 };

/**
 * @param {import("../../static/js/draw/arrow.js").Arrow} shape
 * @returns {number} its height
 */
function height(shape) {
  const ys = shape.polygons.flat().map(([, y]) => y);
  return Math.max(...ys) - Math.min(...ys);
}

test("an arrow is exactly as long as it says, whatever its length", () => {
  for (const length of [3, 5, 8, 13, 30, 48, -3, -7, -30]) {
    const shape = arrow(10, 20, length, look);
    assert.equal(shape.kind, "arrow");
    assert.ok(Math.abs(height(shape) - Math.abs(length)) < 1e-9, String(length));
  }
});

test("up points up and down points down: the widest part is near the tip", () => {
  const tipOf = (/** @type {number} */ length) => arrow(0, 0, length, look).polygons[0][0][1];
  assert.ok(tipOf(20) < 0);
  assert.ok(tipOf(-20) > 0);
  assert.ok(arrow(0, 0, 20, look).up);
  assert.ok(!arrow(0, 0, -20, look).up);
});

test("its shaft tapers: thin at the tail, thicker at the neck", () => {
  const [, shaft] = arrow(0, 0, 40, look).polygons;
  const widths = [shaft[1][0] - shaft[0][0], shaft[2][0] - shaft[3][0]];
  assert.ok(widths[0] < widths[1]);
});

test("what is too short to be an arrow of true length is a tick, and nothing is nothing", () => {
  assert.equal(arrow(0, 0, SHORTEST - 0.01, look).kind, "tick");
  assert.ok(height(arrow(0, 0, 1, look)) < SHORTEST);
  assert.deepEqual(arrow(0, 0, 0, look).polygons, []);
  assert.equal(arrow(0, 0, NaN, look).kind, "none");
});

test("a wish is dashed: several pieces with gaps, inside the same length", () => {
  const shape = arrow(0, 0, 40, { width: 8, dashed: true });
  assert.ok(shape.polygons.length > 3);
  assert.ok(Math.abs(height(shape) - 40) < 1e-9);
});

test("points are written for SVG with two decimals", () => {
  assert.equal(pointsOf([[1.234567, 2], [0, -3.5]]), "1.23,2 0,-3.5");
});
