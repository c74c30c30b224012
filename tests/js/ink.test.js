import assert from "node:assert/strict";
import { test } from "node:test";
import { extended, partOf, PEN, recentring, STAY } from "../../static/js/draw/ink.js";
import { AREA } from "../../static/js/draw/pixels.js";

test("points are added to the last stroke alone, and what lies on the last point adds nothing", () => {
  const before = [[[0.1, 0.1]], [[0.5, 0.5]]];
  const after = extended(before, [[0.5, 0.501], [0.6, 0.612345]]);
  assert.deepEqual(after, [[[0.1, 0.1]], [[0.5, 0.5], [0.6, 0.6123]]]);
  assert.deepEqual(before, [[[0.1, 0.1]], [[0.5, 0.5]]]);
});

test("the pen is as thick as MNIST's", () => {
  assert.ok(Math.abs(PEN * 28 - 2.3) < 1e-9);
});

test("the drawing moves to where its picture's ink is", () => {
  const pixels = new Float32Array(AREA);
  for (let row = 4; row < 24; row++) for (let column = 12; column < 16; column++) pixels[row * 28 + column] = 1;
  const strokes = [[[0.1, 0.1], [0.1, 0.3]]];
  const move = recentring(strokes, pixels);
  assert.ok(move);
  const [x, y] = [move.scale * 0.1 + move.x, move.scale * 0.2 + move.y];
  assert.ok(Math.abs(x - 0.5) < 1e-9 && Math.abs(y - 0.5) < 1e-9);
  assert.ok(move.scale > 3 && move.scale < 3.6);
});

test("without ink it moves nowhere, and half way is half way", () => {
  assert.equal(recentring([], new Float32Array(AREA)), null);
  assert.deepEqual(partOf({ scale: 3, x: 1, y: -1 }, 0.5), { scale: 2, x: 0.5, y: -0.5 });
  assert.deepEqual(partOf({ scale: 3, x: 1, y: -1 }, 0), { ...STAY, y: -0 });
});
