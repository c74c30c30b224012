import assert from "node:assert/strict";
import { test } from "node:test";
import { meaning } from "../../static/js/keys.js";
import { readLink, writeLink } from "../../static/js/link/fragment.js";
import { lookOf } from "../../static/js/link/look.js";
import { viewIn } from "../../static/js/places.js";
import { exerciseHash, exerciseIn, partsIn, textOf } from "../../static/js/practise/address.js";
import { practiseLayout } from "../../static/js/practise/layout.js";
import { targetOf } from "../../static/js/practise/picture.js";
import { initialPractise, isFound, progress, reducePractise, score, valueOf } from "../../static/js/practise/state.js";
import { place } from "../../static/js/practise/symbols.js";
import { initial, reduce } from "../../static/js/state.js";
import { stateMessage } from "./messages.js";

/** @import { Exercise, Field, Mark, Practise, PractiseEvent, Task } from "../../static/js/practise/state.js" */

/** @type {Exercise} */
const EXERCISE = {
  W: [[[0.9, -0.1], [-0.4, -0.6]], [[0.1, -0.5], [1e-7, 10]]], b: [[0.3, 0.5], [0.4, -0.2]], x: [0.5, 0.9], y: [0, 1],
  eta: 0.5, activation: "tanh", cost: "cross_entropy",
};

/** @param {string} name @param {boolean} asked @returns {Field} */
const field = (name, asked = true) => {
  const [kind, ...at] = name.split(".");
  return { name, kind, at: at.map(Number), uses: [], asked };
};

/** @type {Task} */
const SET = {
  exercise: EXERCISE, choices: { activation: [], cost: [], number: [], target: [], eta: [] },
  steps: [{ name: "hidden", fields: [field("z.0.0"), field("a.1.0"), field("z.0.1", false)] }, { name: "cost", fields: [field("cost")] }],
};

/** @param {PractiseEvent[]} events @returns {Practise} */
function after(...events) {
  return events.reduce(reducePractise, reducePractise(initialPractise(), { type: "set", task: SET, kept: null }));
}

/** @param {string} name @param {string} text @param {Partial<Mark>} mark @returns {PractiseEvent[]} */
function answered(name, text, mark) {
  return [{ type: "typed", field: name, text }, { type: "marked", field: name, text, mark: { verdict: "right", reasons: [], own: [], rounded: false, value: null, ...mark } }];
}

test("an address holds the whole exercise, also within that of a lesson, and what is damaged is left out", () => {
  const text = textOf(EXERCISE);
  assert.deepEqual(partsIn(text), EXERCISE);
  assert.equal(exerciseIn(exerciseHash(text)), text);
  const lesson = writeLink({ exercise: text, say: "Sign?", hide: ["views"] });
  assert.equal(exerciseIn(lesson), text);
  assert.equal(readLink(lesson)?.exercise, text);
  assert.equal(exerciseHash("seed:7", lesson), lesson.replace(text, "seed:7"));
  assert.deepEqual(partsIn("seed:7,W:1_2,b:1_2_3_x,eta:1e999,activation:<b>,x:0.1_-2,y"), { seed: 7, x: [0.1, -2] });
  for (const hash of ["", "#", "#exercise=", "#exercise=<b>", `#exercise=${"1".repeat(601)}`, "#lesson=1", "#race=a1"]) assert.equal(exerciseIn(hash), null);
  assert.deepEqual(["#exercise=seed:1", "#race=a1", lesson, ""].map(viewIn), ["practise", "descend", "practise", null]);
});

test("a lesson link made in Practise holds the exercise, and no key there touches the network behind it", () => {
  const state = reduce(reduce(initial(), stateMessage()), { type: "page", change: { view: "practise", exercise: "seed:7" } });
  assert.deepEqual(lookOf(state), { exercise: "seed:7" });
  for (const key of [" ", "s", "r", "7", "n", "d", "Escape"]) {
    assert.equal(meaning({ key, code: "", ctrlKey: false, metaKey: false, altKey: false, over: null, target: null }, state), null);
  }
});

test("the first number that is not found is the one that is marked", () => {
  assert.equal(after().current, "z.0.0");
  assert.equal(after(...answered("z.0.0", "0.66", {})).current, "a.1.0");
  assert.equal(after(...answered("z.0.0", "0.99", { verdict: "wrong" })).current, "z.0.0");
  assert.equal(after({ type: "go", step: 1 }).current, "cost");
});

test("what comes back for an answer that has been typed over is not taken for the new one", () => {
  const [typed, marked] = answered("z.0.0", "0.66", {});
  const state = after(typed, { type: "typed", field: "z.0.0", text: "0.67" }, marked);
  assert.equal(isFound(state, "z.0.0"), false);
});

test("a number is in the picture when the server has told it, and not before", () => {
  assert.equal(valueOf(after(...answered("z.0.0", "0.66", { value: 0.6600001 })), "z.0.0"), 0.6600001);
  assert.equal(valueOf(after(...answered("a.1.0", "0.7", { verdict: "follows", own: ["z.0.0"] })), "a.1.0"), undefined);
  assert.equal(valueOf(after({ type: "help", field: "a.1.0", values: { "z.0.0": 0.66 } }), "z.0.0"), undefined);
  assert.equal(valueOf(after({ type: "shown", names: ["z.0.0"], values: { "z.0.0": 0.66 } }), "z.0.0"), 0.66);
});

test("what followed from a wrong answer is looked at again when that is mended", () => {
  const followed = after(...answered("z.0.0", "1", { verdict: "wrong" }), ...answered("a.1.0", "0.73", { verdict: "follows", own: ["z.0.0"] }));
  assert.equal(isFound(followed, "a.1.0"), true);
  assert.equal(isFound(answered("z.0.0", "0.66", {}).reduce(reducePractise, followed), "a.1.0"), false);
});

test("only what was right at the first try and without help counts as that", () => {
  const right = answered("z.0.0", "0.66", {});
  assert.deepEqual(score(after(...right)), { first: 1, found: 1 });
  assert.deepEqual(score(after(...answered("z.0.0", "x", { verdict: "unreadable" }), ...right)), { first: 1, found: 1 });
  assert.deepEqual(score(after(...answered("z.0.0", "1", { verdict: "wrong" }), ...right)), { first: 0, found: 1 });
  assert.deepEqual(score(after({ type: "help", field: "z.0.0", values: {} }, ...right)), { first: 0, found: 1 });
  assert.deepEqual(score(after({ type: "shown", names: ["z.0.0"], values: {} })), { first: 0, found: 0 });
});

test("how far a sheet is says of each step whether it is found, and nothing of its numbers", () => {
  const [z, a] = [answered("z.0.0", "0.66", {}), answered("a.1.0", "0.5", { verdict: "wrong" })];
  assert.deepEqual(progress(initialPractise()), []);
  assert.deepEqual(progress(after()), ["open", "open"]);
  assert.deepEqual(progress(after(...z)), ["open", "open"]);
  assert.deepEqual(progress(after(...z, ...a)), ["wrong", "open"]);
  assert.deepEqual(progress(after(...z, ...answered("a.1.0", "0.6", { verdict: "follows" }))), ["found", "open"]);
  assert.deepEqual(progress(after(...z, { type: "shown", names: ["a.1.0", "z.0.1"], values: {} })), ["shown", "open"]);
  assert.deepEqual(progress(after(...z, ...a, { type: "typed", field: "a.1.0", text: "0.6" })), ["open", "open"]);
});

test("numbers are called as the page calls layers: from 1, and the inputs x", () => {
  assert.deepEqual(place("a", [0, 1]), { letter: "x", below: "1", layer: null });
  assert.deepEqual(place("a", [2, 1]), { letter: "a", below: "1", layer: 2 });
  assert.deepEqual(place("z", [1, 0]), { letter: "z", below: "0", layer: 2 });
  assert.deepEqual(place("nudge_W", [0, 0, 1]), { letter: "w", below: "01", layer: 1 });
  assert.deepEqual(["z.1.0", "a.1.0", "wish.1", "nudge_W.0.0.1", "new_b.0.1", "cost"].map((name) => targetOf(field(name))),
    ["neuron.2.0", "neuron.1.0", "neuron.2.1", "W.0.0.1", "neuron.1.1", "cost"]);
});

test("everything has its place in the picture, from a phone to a projector", () => {
  for (const [width, height, zoom] of [[278, 440, 1], [350, 400, 1], [720, 430, 1], [800, 620, 1], [1130, 850, 1.19]]) {
    const { nodes, lines, r, line, clear, cost, isTight } = practiseLayout(width, height, zoom);
    for (const { x, y } of nodes) assert.ok(x - r >= 0 && y - r - clear - line >= 0 && y + r + clear + 3 * line <= height, `${width}`);
    const [found, given] = [nodes[4].y + r + clear + 3 * line, nodes[5].y - r - clear - line]; // the last line of the one, the first of the other
    assert.ok(found + line <= given, `${width}`);
    const inItsColumn = Number(cost.x === nodes[5].x); // the cost has a second line, too, after the step
    assert.ok(cost.x >= nodes[5].x && cost.x < width && cost.y - found > line * inItsColumn && given - cost.y > 2 * line * inItsColumn, `${width}`);
    for (const { label } of lines) {
      for (const other of lines) assert.ok(other.label === label || Math.hypot(other.label.x - label.x, other.label.y - label.y) > 2 * line);
      for (const { x, y } of nodes) assert.ok(Math.hypot(x - label.x, y - label.y) > r + 8);
    }
    const nudge = isTight ? 50 : 78; // px of "−0.0082", of "▼ −0.00816"
    for (const { j, k, from, to, label } of lines.filter(({ j, k }) => j === k)) {
      const across = Math.sqrt(r * r - line * line / 4); // of a circle, where the first of the two lines ends
      assert.ok(label.x - nudge / 2 > from.x + across - 7 && label.x + nudge / 2 < to.x - across + 7, `${width} ${j} ${k}`);
    }
  }
});

test("a sheet that was cleared comes back, until something new is on it", () => {
  const filled = after(...answered("z.0.0", "0.66", {}), { type: "go", step: 1 });
  const cleared = reducePractise(filled, { type: "again" });
  assert.deepEqual([cleared.answers, cleared.step], [{}, 0]);
  const looked = reducePractise(reducePractise(cleared, { type: "focus", field: "a.1.0" }), { type: "again" }); // a second press clears nothing
  assert.deepEqual(reducePractise(looked, { type: "back" }), filled);
  const typed = reducePractise(cleared, { type: "typed", field: "z.0.0", text: "1" });
  assert.equal(typed.cleared, null);
});
