import assert from "node:assert/strict";
import { test } from "node:test";
import { columnsOf, decades, jitter, logPlace, reachOf } from "../../static/js/draw/agreement.js";
import { cardAt, dealLength, stepsTaken, tableOf } from "../../static/js/draw/cards.js";

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
