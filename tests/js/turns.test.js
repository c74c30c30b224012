import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { decode } from "../../static/js/protocol.js";
import { spread } from "../../static/js/stage/spread.js";
import { initial, reduce } from "../../static/js/state.js";
import { turns } from "../../static/js/turns.js";
import { changedMessage, scoreMessage, stateMessage } from "./messages.js";

/** @import { State, Wire } from "../../static/js/state.js" */

/** @param {"picture" | "matrices" | "prediction"} name */
const golden = (name) => decode(readFileSync(new URL(`../golden/${name}.bin`, import.meta.url)));
const picture = () => /** @type {Wire["Activity"]} */ (golden("picture"));
/** @param {Wire["Matrices"]["of"]} of */
const matrices = (of) => /** @type {Wire["Matrices"]} */ ({ ...golden("matrices"), of });

/**
 * Panels that note when they draw; those whose names begin with "p" are patient, "pad" is the pad.
 *
 * @param {string[]} names
 * @param {Record<string, boolean | "later">} [answers]
 */
function panels(names, answers = {}) {
  /** @type {string[]} */
  const drawn = [];
  const draw = turns(names.map((name) => ({ isPatient: /^p\d/.test(name), isPad: name === "pad", render: () => {
    drawn.push(name);
    return answers[name];
  } })));
  return {
    /** @param {State} state @param {number} [now] */
    frame(state, now = 0) {
      drawn.length = 0;
      const { goesOn, isWhole } = draw(state, now);
      assert.equal(isWhole, drawn.includes("a"));
      return [drawn.join(" "), goesOn];
    },
  };
}

const first = reduce(initial(), stateMessage({ status: "running" }));
const scored = reduce(first, scoreMessage());

test("all draw at first, and whenever a person has done something", () => {
  const { frame } = panels(["a", "p1", "p2"]);
  assert.deepEqual(frame(first), ["a p1 p2", false]);
  const chosen = reduce(scored, { type: "page", change: { theme: "dark" } });
  assert.deepEqual(frame(chosen), ["a p1 p2", false]);
});

test("all draw while nothing trains", () => {
  const { frame } = panels(["a", "p1", "p2"]);
  const paused = reduce(first, changedMessage({ status: "paused" }));
  frame(paused);
  assert.deepEqual(frame(reduce(paused, scoreMessage())), ["a p1 p2", false]);
});

test("what training brings is drawn by one patient panel a frame, until all have", () => {
  const { frame } = panels(["a", "p1", "p2"]);
  frame(first);
  assert.deepEqual(frame(scored), ["a p1", true]);
  assert.deepEqual(frame(scored), ["a p2", false]);
  assert.deepEqual(frame(scored), ["a", false]);
});

test("patient panels wait for the pen to rest, or for two seconds", () => {
  const { frame } = panels(["a", "p1", "p2"]);
  frame(first);
  let state = first;
  const point = () => (state = reduce(state, { type: "drawing", change: { strokes: [[[Math.random(), 0.5]]] } }));
  assert.deepEqual(frame(point(), 0), ["a", true]);
  assert.deepEqual(frame(state, 249), ["a", true]);
  assert.deepEqual(frame(state, 250), ["a p1", true]);
  assert.deepEqual(frame(state, 266), ["a p2", false]);
  const drawn = [];
  for (let now = 300; now < 3000; now += 100) drawn.push(frame(point(), now)[0]);
  assert.deepEqual(drawn.flatMap((each, index) => (each === "a" ? [] : [[each, 300 + 100 * index]])), [["a p1", 2300]]);
});

test("a frame that brings the answer to the pen is the pad's alone, the next one all others', too", () => {
  const { frame } = panels(["a", "pad", "p1"]);
  frame(first);
  const prediction = () => /** @type {Wire["Prediction"]} */ ({ ...golden("prediction") });
  let state = reduce(first, { type: "drawing", change: { strokes: [[[0.5, 0.5]]] } });
  assert.deepEqual(frame(state, 0), ["a pad", true]);
  state = reduce(reduce(state, prediction()), picture());
  assert.deepEqual(frame(state, 16), ["pad", true]);
  assert.deepEqual(frame(state, 32), ["a pad", true]);
  const answers = [48, 64, 80].map((now) => frame((state = reduce(state, prediction())), now)[0]);
  assert.deepEqual(answers, ["pad", "a pad", "pad"]);
  assert.equal(frame(reduce(state, prediction()), 1000)[0], "a pad p1", "the pen rests");
});

test("patient panels leave the frames to pictures, but do not wait for ever", () => {
  const { frame } = panels(["a", "p1"]);
  frame(first);
  let state = first;
  const frames = Array.from({ length: 6 }, () => {
    state = reduce(state, picture());
    return frame(state)[0];
  });
  assert.deepEqual(frames, ["a", "a", "a p1", "a", "a", "a p1"]);
});

test("an animation of a patient panel is drawn in every frame, and one that comes back waits for its turn", () => {
  const { frame } = panels(["a", "p1", "p2"], { p1: true, p2: "later" });
  assert.deepEqual(frame(first), ["a p1 p2", true]);
  assert.deepEqual(frame(reduce(first, picture())), ["a p1", true]);
});

test("weights that are new together with a picture are drawn a frame after it, those of another kind at once", () => {
  const drawn = spread();
  const one = reduce(reduce(first, picture()), matrices("weights"));
  assert.equal(drawn(one).quantity, one.matrices.weights);
  const two = reduce(reduce(one, picture()), matrices("weights"));
  assert.deepEqual(drawn(two), { quantity: one.matrices.weights, isLater: true });
  const three = reduce(two, picture());
  assert.deepEqual(drawn(three), { quantity: two.matrices.weights, isLater: false });
  const nudges = reduce(reduce(three, picture()), matrices("example"));
  const chosen = reduce(nudges, { type: "view", change: { quantity: "nudges", nudgeOf: "example" } });
  assert.deepEqual(drawn(chosen), { quantity: chosen.matrices.example, isLater: false });
});
