import assert from "node:assert/strict";
import { test } from "node:test";
import { columnsOf, jitter, paintClouds, paintCosines, paintSpread, reachOf } from "../../static/js/draw/agreement.js";
import { cardAt, dealLength, stepsTaken, tableOf } from "../../static/js/draw/cards.js";
import { decades, logPlace } from "../../static/js/draw/scale.js";

const CLOUD = { batch_size: 10, cosine: [1], mean_x: 1, mean_y: 0, spread: 1, line: 1, finite: 1 };

test("a cloud's picture holds the whole arrow, and nearly all points", () => {
  assert.deepEqual(reachOf({ ...CLOUD, x: [1, 1.01], y: [0, 0.01] }), [0.62, 0.2]);
  assert.ok(reachOf({ ...CLOUD, x: [9, -8], y: [0, 0] })[0] > 8);
});

test("decades and places on a log axis", () => {
  assert.deepEqual(decades(0.5, 200), [1, 10, 100]);
  assert.equal(logPlace(10, 1, 100), 0.5);
});

test("columns share the width; points are set apart the same way each time", () => {
  assert.deepEqual(columnsOf({ x: 0, y: 0, width: 110, height: 10 }, 2, 10).map(({ x, width }) => [x, width]), [[0, 50], [60, 50]]);
  assert.equal(jitter(7), jitter(7));
  assert.ok([1, 2, 3].every((i) => jitter(i) >= 0 && jitter(i) < 1));
});

const BOX = { x: 10, y: 20, width: 540, height: 170 };
const LOOK = { ink: "", quiet: "", faint: "", line: "", panel: "", attention: "", font: "", size: 12 };

/** A canvas that takes down where circles, words and the corners of lines were put. */
function recorder() {
  /** @type {{ x: number, y: number, r: number }[]} */
  const circles = [];
  /** @type {Record<string, [number, number]>} */
  const words = {};
  /** @type {[number, number][]} */
  const starts = [];
  /** @type {[number, number][]} */
  const ends = [];
  const own = {
    arc: (/** @type {number} */ x, /** @type {number} */ y, /** @type {number} */ r) => circles.push({ x, y, r }),
    fillText: (/** @type {string} */ text, /** @type {number} */ x, /** @type {number} */ y) => (words[text] = [x, y]),
    moveTo: (/** @type {number} */ x, /** @type {number} */ y) => starts.push([x, y]),
    lineTo: (/** @type {number} */ x, /** @type {number} */ y) => ends.push([x, y]),
  };
  const canvas = new Proxy({}, { get: (_, name) => Reflect.get(own, name) ?? (() => undefined), set: () => true });
  return { ctx: /** @type {CanvasRenderingContext2D} */ (canvas), circles, words, starts, ends };
}

/** @param {number} found @param {number} expected */
function near(found, expected) {
  assert.ok(Math.abs(found - expected) < 1e-6, `${found} is not ${expected}`);
}

test("C33: a cloud's dots and ring lie where the engine says, measured by the arrow, which is 1", () => {
  const cloud = { ...CLOUD, x: [1.2, 0.4, -0.1], y: [0.3, -0.2, 0], mean_x: 0.5, mean_y: 0.1 };
  const { ctx, circles, starts } = recorder();
  paintClouds(ctx, BOX, [{ cloud, title: "10" }, { cloud: { ...cloud, x: [1], y: [0] }, title: "all" }], LOOK);
  assert.equal(circles.length, 6);
  const [tail, tip] = starts.slice(3, 5); // three dots, the arrow's line, and its head
  const length = tip[0] - tail[0];
  assert.ok(length > 20);
  near(tip[1], tail[1]);
  [[1.2, 0.3], [0.4, -0.2], [-0.1, 0], [0.5, 0.1]].forEach(([x, y], i) => {
    near(circles[i].x, tail[0] + length * x);
    near(circles[i].y, tail[1] - length * y);
  });
  assert.ok(circles.slice(4).every(({ x }) => x > BOX.x + BOX.width / 2));
});

test("C33: a dot stands as high as its cosine, above the size of its batch", () => {
  const clouds = [{ cloud: { ...CLOUD, x: [], y: [], cosine: [1, 0.5, -0.3] }, title: "10" },
    { cloud: { ...CLOUD, x: [], y: [], cosine: [0.9] }, title: "100" }];
  const { ctx, circles, words } = recorder();
  paintCosines(ctx, BOX, clouds, LOOK);
  const [zero, one] = [words["0"][1], words["1"][1]];
  [1, 0.5, -0.3, 0.9].forEach((cosine, i) => {
    near(circles[i].y + 4, zero + (one - zero) * cosine);
    assert.ok(Math.abs(circles[i].x - words[i < 3 ? "10" : "100"][0]) <= 22);
  });
});

test("C33: the spread's dots and lines are where the axes say, the dashed one with slope -1/2", () => {
  /** @param {number} batch_size @param {number} spread */
  const of = (batch_size, spread) => ({
    cloud: { ...CLOUD, x: [], y: [], batch_size, spread, line: 0.3 / Math.sqrt(batch_size), finite: spread * 0.9 }, title: "",
  });
  const { ctx, circles, words, starts, ends } = recorder();
  paintSpread(ctx, BOX, [of(10, 0.1), of(1000, 0.01)], { measured: "", line: "", finite: "" }, LOOK);
  const [left, right] = [words["10"][0], words["1,000"][0]];
  const [high, low] = [words["0.1"][1] - 4, words["0.01"][1] - 4];
  assert.deepEqual(circles.slice(0, 2).map(({ r }) => r), [4, 4]);
  near(circles[0].x, left);
  near(circles[1].x, right);
  near(circles[0].y, high);
  near(circles[1].y, low);
  const rules = decades(0.3 / Math.sqrt(1000) / 1.6, 0.1 * 1.6).length;
  const [from, to] = [starts[rules], ends[rules]];
  /** @param {number} y */
  const value = (y) => 10 ** (-1 - (y - high) / (low - high));
  assert.ok(Math.abs(value(from[1]) / 0.3 - 1) < 1e-6);
  assert.ok(Math.abs(value(to[1]) / (0.3 / Math.sqrt(60_000)) - 1) < 1e-6);
  assert.ok(Math.abs(value(starts[rules + 1][1]) / 0.09 - 1) < 1e-6);
  assert.ok(Math.abs(value(ends[rules + 1][1]) / 0.009 - 1) < 1e-6);
});

test("every card goes from the deck to its pile and stays there", () => {
  const table = tableOf(12, 540, 140, 10);
  assert.equal(cardAt(table, 3, 2, 32, 120, 0).dealt, false);
  assert.equal(cardAt(table, 3, 2, 32, 120, Infinity).onTable, true);
  const { x, y } = cardAt(table, 3, 2, 32, 120, 60);
  assert.deepEqual([x, y], [table.piles[3].x + 2 * table.piles[3].shift, table.piles[3].y]);
  assert.ok(table.piles.every((pile) => pile.x + 9 * pile.shift + pile.side / 2 <= 540));
});

test("piles take their steps one after the other, once all cards lie", () => {
  assert.equal(stepsTaken(12, 1), 0);
  assert.equal(stepsTaken(12, dealLength(12)), 12);
  const half = stepsTaken(12, dealLength(12) - 1.2);
  assert.ok(half > 0 && half < 12);
});
