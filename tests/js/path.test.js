import assert from "node:assert/strict";
import { test } from "node:test";
import { nearestStep, neighbour } from "../../static/js/descend/along.js";
import { contrast } from "../../static/js/descend/walks.js";
import { lensesFor, middleFor, through } from "../../static/js/draw/lens.js";
import { outline, shapeOf, SHAPES } from "../../static/js/draw/mark.js";
import { arrowAhead, dotsOf, hit, labelPlaces, spotsOf } from "../../static/js/draw/path.js";
import { fitView } from "../../static/js/draw/plane.js";

/** @import { Spot } from "../../static/js/draw/path.js" */

test("a trail goes on to its walker, and no further than it has come", () => {
  const view = fitView({ left: 0, right: 10, bottom: 0, top: 10 }, 100, 100);
  const trail = { x: [0, 1, 2], y: [0, 1, 2], upTo: 2, walker: { x: 3, y: 3 } };
  assert.deepEqual(spotsOf(trail, view), [[0, 100], [10, 90], [30, 70]]);
});

test("single steps that stand apart get dots", () => {
  /** @type {Spot[]} */
  const spots = [[0, 0], [10, 0], [20, 0], [22, 0], [40, 0]];
  assert.deepEqual(dotsOf(spots, [0, 1, 2, 3, 8]), [1, 2]);
});

test("the nearest point of any trail is hit, within reach", () => {
  /** @type {Spot[][]} */
  const trails = [[[0, 0], [50, 50]], [[48, 50]]];
  assert.deepEqual(hit(trails, 47, 50, 10), { lane: 1, index: 0 });
  assert.equal(hit(trails, 80, 80, 10), null);
});

test("an arrow ahead is solid as far as it is decided, and is not drawn under its walker", () => {
  const arrow = arrowAhead([10, 10], [10, 110], 0.25);
  assert.deepEqual(arrow, { length: 100, decided: [10, 32], neck: [10, 98], head: [[10, 110], [4, 98], [16, 98]] });
  assert.deepEqual(arrowAhead([10, 10], [26, 10], 1)?.neck, [17, 10]);
  assert.equal(arrowAhead([10, 10], [20, 18], 0.5), null);
});

test("names are written beside their walkers and not on one another", () => {
  const walkers = /** @type {{ spot: Spot, width: number }[]} */ ([{ spot: [50, 50], width: 60 }, { spot: [52, 51], width: 60 }]);
  const [a, b] = labelPlaces(walkers, 400, 300);
  assert.ok(Math.abs(a.y - b.y) >= 16);
  const [beside] = labelPlaces([{ spot: [100, 100], width: 60 }], 400, 300, [{ x: 180, y: 100, r: 40 }]);
  assert.ok(beside.x + 60 <= 140 || Math.abs(beside.y - 100) >= 40); // not on a lens
  const [edge] = labelPlaces([{ spot: [390, 50], width: 60 }], 400, 300);
  assert.ok(edge.x + 60 < 390);
});

test("lenses lie in the emptiest corners, and show the end of the path near their rim", () => {
  /** @type {Spot[]} */
  const path = Array.from({ length: 60 }, (_, i) => [700 - i * 2, 500 - i * 2]);
  const lenses = lensesFor(2, [path], 800, 600);
  assert.ok(lenses.every(({ x, y }) => x < 400 || y < 300));
  assert.deepEqual(lensesFor(2, [path], 360, 300), []);
  /** @type {Spot[]} */
  const still = Array.from({ length: 99 }, () => [60, 60]);
  const few = lensesFor(3, [path, still, still.map(() => [740, 60])], 800, 600);
  assert.deepEqual(few.map(({ y }) => y > 300), [true, true]); // no walker is hidden
  const lens = lenses[0];
  const spots = [...path].reverse();
  const [x, y] = through(lens, middleFor(lens, spots), spots[spots.length - 1]);
  assert.ok(Math.abs(Math.hypot(x - lens.x, y - lens.y) / lens.r - 0.62) < 0.01);
});

test("five shapes tell five lanes apart without colour", () => {
  assert.equal(new Set(SHAPES.map((shape) => String(outline(shape, 5)))).size, 5);
  assert.equal(shapeOf(5), shapeOf(0));
});

test("the lenses are held over the largest and the smallest batches", () => {
  const lanes = [10, 60_000, 1].map((batch_size) => ({ batch_size, optimizer: "plain", eta: 1, name: "", colour: 0 }));
  assert.deepEqual(contrast(lanes), [1, 2]);
});

test("arrow keys go along a path and over to the next", () => {
  const lanes = [[0, 1, 2, 3], [0, 100, 200]];
  assert.deepEqual(neighbour(lanes, null, "ArrowLeft"), { lane: 0, step: 3 });
  assert.deepEqual(neighbour(lanes, { lane: 0, step: 3 }, "ArrowLeft"), { lane: 0, step: 2 });
  assert.deepEqual(neighbour(lanes, { lane: 0, step: 3 }, "ArrowDown"), { lane: 1, step: 200 });
  assert.deepEqual(neighbour(lanes, { lane: 1, step: 200 }, "Home"), { lane: 1, step: 0 });
  assert.equal(neighbour(lanes, { lane: 1, step: 200 }, "Escape"), "none");
  assert.equal(neighbour(lanes, null, "a"), null);
  assert.equal(neighbour([[]], null, "ArrowLeft"), null);
});

test("the recorded point nearest to a step is found", () => {
  assert.equal(nearestStep([0, 10, 20], 14), 1);
  assert.equal(nearestStep([], 14), -1);
});
