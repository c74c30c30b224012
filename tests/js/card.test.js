import assert from "node:assert/strict";
import { test } from "node:test";
import { anchorOf, entryOf, factsOf } from "../../static/js/stage/card.js";
import { networkLayout } from "../../static/js/draw/layout.js";
import { initial } from "../../static/js/state.js";
import { array } from "./messages.js";

/** @import { State } from "../../static/js/state.js" */

// A network of 784-50-40-10, of whose hidden layers neurons 24 to 26 and 30 to 31 are drawn.
const WINDOWS = [{ first: 24, count: 3, of: 50 }, { first: 30, count: 2, of: 40 }, { first: 0, count: 10, of: 10 }];
const TEN = Array.from({ length: 10 }, (_, j) => j / 8);
const WEIGHTS = array([1, 2, 3, 4, 5, 6], [2, 3]);

/** @returns {State} */
function seen() {
  const parts = {
    activity: { windows: WINDOWS, a: [array([0.25, 0.5, 0.75]), array([0.125, 0.375]), array(TEN)], wish: array(TEN),
      nudge_a: [array([-1, -2, -3]), array([-4, -5]), array([])] },
    matrices: { ...initial().matrices, weights: {
      W: [{ data: Int8Array.from({ length: 3 * 784 }, (_, i) => i % 100), shape: [3, 784] }, WEIGHTS, array(new Array(20).fill(7), [10, 2])],
      b: [array([0.1, 0.2, 0.3]), array([0.4, 0.5]), array(TEN)], scale: [12.7, 6, 7],
    } },
    run: { plan: { sizes: [784, 50, 40, 10] } },
  };
  return { ...initial(), .../** @type {Pick<State, "activity" | "matrices" | "run">} */ (/** @type {unknown} */ (parts)) };
}

/** @param {import("../../static/js/state.js").Hovered} hovered */
const told = (hovered) => Object.fromEntries((factsOf(seen(), hovered, null, (key) => key)?.facts ?? []).map(([key, , value]) => [key, value]));

test("a neuron of a window that was moved is told with its own numbers", () => {
  const { activation, wish, bias } = told({ kind: "neuron", layer: 1, neuron: 26 });
  assert.deepEqual([activation, wish, bias?.toFixed(6)], [0.75, -3, "0.300000"]);
  const first = told({ kind: "neuron", layer: 2, neuron: 30 });
  assert.deepEqual([first.activation, first.wish, first.bias?.toFixed(6)], [0.125, -4, "0.400000"]);
  assert.equal(told({ kind: "neuron", layer: 3, neuron: 4 })["wish.output"], 0.5);
});

test("so is a connection between two such windows, and one to a pixel is only told about", () => {
  assert.deepEqual(told({ kind: "edge", layer: 1, j: 31, k: 25 }), { "shown.weights": 5, before: 0.5 });
  assert.deepEqual(entryOf(seen(), "weights", 2, 9, 31), { value: 7, exact: true });
  const pixel = entryOf(seen(), "weights", 0, 25, 16); // entry 784 + 16 = 800, of a hundred: 0
  assert.deepEqual(pixel, { value: 0, exact: false });
  assert.equal(entryOf(seen(), "weights", 0, 24, 10)?.value.toFixed(6), "1.000000"); // 10 of 127 parts of 12.7
  for (const [layer, j, k] of [[1, 31, 27], [1, 29, 25], [1, 32, 25], [1, 31, 23]]) assert.equal(entryOf(seen(), "weights", layer, j, k), null);
});

test("a card stands beside the neuron that it is of", () => {
  const layout = networkLayout({ width: 900, height: 500, spans: WINDOWS, source: null, joined: false });
  const at = layout.columns[1].spots[1];
  assert.deepEqual(anchorOf(layout, { kind: "neuron", layer: 2, neuron: 31 }), { x: at.x, y: at.y });
  assert.equal(anchorOf(layout, { kind: "neuron", layer: 2, neuron: 32 }), null);
  const from = layout.columns[0].spots[2];
  const middle = { x: (at.x + from.x) / 2, y: (at.y + from.y) / 2 };
  assert.deepEqual(anchorOf(layout, { kind: "edge", layer: 1, j: 31, k: 26 }), middle);
});
