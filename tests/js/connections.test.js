import assert from "node:assert/strict";
import { test } from "node:test";
import { connectionAt, neuronOf } from "../../static/js/stage/connections.js";
import { initial, reduce } from "../../static/js/state.js";
import { array, stateMessage } from "./messages.js";

/** @import { Event } from "../../static/js/state.js" */

/** A network of 2-2-2, of which the weights into the last layer are drawn. */
const state = [
  stateMessage(),
  /** @type {Event} */ ({
    type: "picture", n: 1, at: 0, step: 0, epoch: 0, examples: 0, seconds: 0, rate: 0, label: null, verdict: 0, cost: null,
    windows: [{ first: 5, count: 2, of: 9 }, { first: 0, count: 2, of: 2 }], a: [array([0, 1]), array([1, 0])], nudge_a: [],
    target: array([]), wish: array([]), slope: array([]), nudge_z: array([]), phase: null, part: null,
  }),
  /** @type {Event} */ ({
    type: "matrices", n: 1, at: 0, of: "weights", step: 0, W: [array([1, 2, 3, 4], [2, 2]), array([1, -3, 2, 0], [2, 2])],
    b: [], scale: [4, 3],
  }),
].reduce(reduce, initial());

test("Shift with an arrow goes through a neuron's connections, the strongest first, and back", () => {
  const strongest = connectionAt(state, { layer: 2, neuron: 0 }, "ArrowDown");
  assert.deepEqual(strongest, { kind: "edge", layer: 1, j: 0, k: 6 }, "in a window that begins at 5");
  const weakest = { kind: /** @type {const} */ ("edge"), layer: 1, j: 0, k: 5 };
  assert.deepEqual(connectionAt(state, { kind: "edge", layer: 1, j: 0, k: 6 }, "ArrowDown"), weakest);
  assert.deepEqual(connectionAt(state, weakest, "ArrowDown"), weakest);
  assert.deepEqual(connectionAt(state, { kind: "edge", layer: 1, j: 0, k: 6 }, "ArrowUp"), { kind: "neuron", layer: 2, neuron: 0 });
  assert.deepEqual(connectionAt(state, { layer: 1, neuron: 5 }, "ArrowDown"), { kind: "edge", layer: 0, j: 5, k: 1 });
});

test("other keys, and neurons that are not drawn, lead nowhere", () => {
  assert.equal(connectionAt(state, { layer: 2, neuron: 0 }, "ArrowLeft"), null);
  assert.equal(connectionAt(state, { layer: 1, neuron: 2 }, "ArrowDown"), null);
  assert.equal(connectionAt(state, null, "ArrowDown"), null);
  assert.deepEqual(neuronOf({ kind: "edge", layer: 1, j: 0, k: 6 }), { layer: 2, neuron: 0 });
});
