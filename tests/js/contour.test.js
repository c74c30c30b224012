import assert from "node:assert/strict";
import { test } from "node:test";
import { contourLevels, fillsOf, insideLines, levelsOf } from "../../static/js/draw/contour.js";
import { barLength, fitView, nearest, stretchOf, toPlane, toScreen } from "../../static/js/draw/plane.js";

/** A round bowl, cost = x² + y², on a grid from −2 to 2. @param {number} size */
function bowl(size) {
  const x = Array.from({ length: size }, (_, i) => -2 + (4 * i) / (size - 1));
  const cost = x.flatMap((b) => x.map((a) => a * a + b * b));
  return { size, x, y: x, cost };
}

test("in a round bowl the lines lie at even distances, as the levels grow like squares", () => {
  const levels = levelsOf(bowl(41).cost, 9);
  const radii = levels.map(Math.sqrt);
  const gaps = radii.slice(1).map((radius, i) => radius - radii[i]);
  assert.ok(levels.length >= 8);
  for (const gap of gaps) assert.ok(Math.abs(gap / gaps[0] - 1) < 0.15, String(gaps));
});

test("levels lie inside the range and grow; a plain has none, and what is no number does not count", () => {
  const levels = levelsOf([0.2, 5, NaN, 0.7, Infinity]);
  assert.ok(levels.every((level, i) => level > 0.2 && level < 5 && (i === 0 || level > levels[i - 1])));
  assert.deepEqual(levelsOf([1, 1, 1]), []);
  assert.deepEqual(levelsOf([NaN]), []);
});

test("a line of equal cost runs where the cost is equal", () => {
  const [level] = contourLevels(bowl(41), [1]);
  assert.equal(level.lines.length, 1);
  for (const [x, y] of level.lines[0]) assert.ok(Math.abs(Math.hypot(x, y) - 1) < 0.02);
});

test("a line is not drawn along the border of the map", () => {
  const [level] = contourLevels(bowl(21), [5]);
  assert.equal(level.lines.length, 4);
  for (const line of level.lines) {
    for (const [x, y] of line.slice(1, -1)) assert.ok(Math.abs(Math.hypot(x, y) - Math.sqrt(5)) < 0.05);
  }
  assert.equal(insideLines([[0, 0], [4, 0], [4, 4], [0, 4], [0, 0]], 4).length, 0);
});

test("there is a colour below the first level and one above each, from low to high", () => {
  assert.deepEqual(fillsOf(2, "#000000", "#646464"), ["rgb(0 0 0)", "rgb(50 50 50)", "rgb(100 100 100)"]);
});

test("the view shows the whole extent with one scale, upwards, and there is a way back", () => {
  const view = fitView({ left: -1, right: 3, bottom: -1, top: 1 }, 200, 200);
  assert.deepEqual(toScreen(view, -1, -1), [0, 150]);
  assert.deepEqual(toScreen(view, 3, 1), [200, 50]);
  assert.deepEqual(toPlane(view, 200, 50), [3, 1]);
  const extent = { left: 0, right: 40, bottom: -2, top: 3 };
  assert.equal(stretchOf(extent), 6);
  const tall = fitView(extent, 400, 300, { stretch: stretchOf(extent) });
  assert.deepEqual(toScreen(tall, 0, -2), [0, 300]);
  assert.deepEqual(toScreen(tall, 40, 3), [400, 0]);
  assert.deepEqual(toPlane(tall, 400, 0), [40, 3]);
});

test("the nearest grid point is found, and none outside", () => {
  assert.equal(nearest([0, 1, 2, 3], 1.4), 1);
  assert.equal(nearest([0, 1, 2, 3], 1.6), 2);
  assert.equal(nearest([0, 1, 2, 3], 3), 3);
  assert.equal(nearest([0, 1, 2, 3], 3.1), null);
  assert.equal(nearest([], 0), null);
});

test("the bar of the scale is a round length", () => {
  const view = fitView({ left: 0, right: 34, bottom: 0, top: 20 }, 680, 400);
  assert.equal(barLength(view, 90), 2);
});
