import assert from "node:assert/strict";
import { test } from "node:test";
import { mayRepeat, meaning } from "../../static/js/keys.js";
import { initial, reduce } from "../../static/js/state.js";
import { stateMessage } from "./messages.js";

/** @import { State } from "../../static/js/state.js" */
/** @import { Press } from "../../static/js/keys.js" */

/** @type {import("../../static/js/descend/state.js").RacePlan} */
const PLAN = {
  plan: {}, lanes: [], clock: "seconds", etas: "own",
  limit: { accuracy: 0.9, steps: null, examples: null, seconds: null },
  pace: { law: "log", value: 5 }, plane: { kind: "ends", lanes: null },
};
const paused = reduce(initial(), stateMessage());

/**
 * @param {string} key
 * @param {Partial<Press>} [more]
 * @returns {Press}
 */
function press(key, more = {}) {
  return { key, code: "", ctrlKey: false, metaKey: false, altKey: false, over: null, target: null, ...more };
}

/**
 * @param {Partial<State["page"]>} change
 * @returns {State}
 */
function withPage(change) {
  return reduce(paused, { type: "page", change });
}

test("space plays what is paused and pauses what runs", () => {
  assert.deepEqual(meaning(press(" "), paused), { command: { type: "resume" } });
  const running = reduce(initial(), stateMessage({ status: "running" }));
  assert.deepEqual(meaning(press(" "), running), { command: { type: "pause" } });
});

test("a key that is held steps on and on, but neither plays nor starts again more than once", () => {
  const going = [" ", "r", "s", "d", "n", "7", "?", "Escape", "[", "]", ",", "."].filter((key) => mayRepeat({ key, code: "" }));
  assert.deepEqual(going, ["s", "[", "]", ",", "."]);
});

test("space does nothing for a run that cannot go on", () => {
  for (const status of /** @type {const} */ (["diverged", "failed"])) {
    assert.equal(meaning(press(" "), reduce(initial(), stateMessage({ status }))), null);
  }
});

test("a digit asks for the next such example of the set that is looked at", () => {
  assert.deepEqual(meaning(press("7"), paused), { command: { type: "watch", source: "test", digit: 7 } });
});

test("s steps by the chosen unit, in slow motion by a phase", () => {
  assert.deepEqual(meaning(press("s"), withPage({ unit: "epoch" })), { command: { type: "step", unit: "epoch" } });
  assert.deepEqual(meaning(press("s"), withPage({ unit: "epochs", epochs: 3 })), { command: { type: "run", epochs: 3 } });
  const slow = reduce(initial(), stateMessage({ slow: true }));
  assert.deepEqual(meaning(press("s"), slow), { command: { type: "step", unit: "phase" } });
});

test("brackets go through the phases, and mean nothing outside slow motion", () => {
  const slow = reduce(initial(), stateMessage({ slow: true }));
  assert.deepEqual(meaning(press("["), slow), { command: { type: "step", unit: "phase", back: true } });
  assert.deepEqual(meaning(press("]"), slow), { command: { type: "step", unit: "phase" } });
  assert.equal(meaning(press("]"), paused), null);
});

test("r, n, d and ? reset, seek a mistake, draw and help", () => {
  assert.deepEqual(meaning(press("r"), paused), { command: { type: "reset", plan: {} } });
  assert.deepEqual(meaning(press("n"), paused), { command: { type: "watch", source: "test", mistake: true } });
  assert.deepEqual(meaning(press("d"), paused), { action: { type: "drawing", change: { active: true } } });
  assert.deepEqual(meaning(press("?"), paused), { action: { type: "page", change: { help: true } } });
});

test("Escape closes what was opened last, then deselects", () => {
  assert.deepEqual(meaning(press("Escape"), withPage({ enlarged: "why" })), { action: { type: "page", change: { enlarged: null } } });
  const selected = reduce(paused, { type: "view", change: { selected: { layer: 3, neuron: 2 } } });
  assert.deepEqual(meaning(press("Escape"), selected), { action: { type: "view", change: { selected: null, hovered: null } } });
  assert.equal(meaning(press("Escape"), paused), null);
});

test("Escape closes an open popover, and nothing of ours below it", () => {
  const enlarged = withPage({ enlarged: "why" });
  assert.equal(meaning(press("Escape", { over: "popover" }), enlarged), null);
  assert.notEqual(meaning(press("s", { over: "popover" }), paused), null);
});

test("keys belong to the field, the list or the button that has the focus", () => {
  const field = { tagName: "INPUT", type: "number" };
  for (const key of ["7", "s", " "]) assert.equal(meaning(press(key, { target: field }), paused), null, key);
  assert.equal(meaning(press("s", { target: { tagName: "SELECT" } }), paused), null);
  assert.equal(meaning(press(" ", { target: { tagName: "BUTTON" } }), paused), null);
  assert.notEqual(meaning(press("s", { target: { tagName: "BUTTON" } }), paused), null);
  assert.equal(meaning(press(" ", { target: { tagName: "INPUT", type: "radio" } }), paused), null);
  for (const key of ["7", " "]) assert.notEqual(meaning(press(key, { target: { tagName: "INPUT", type: "range" } }), paused), null);
});

test("a Korean input method and Caps Lock change nothing", () => {
  const slow = reduce(initial(), stateMessage({ slow: true }));
  for (const [code, key, as] of [["KeyS", "ㄴ", "s"], ["KeyR", "ㄱ", "r"], ["KeyN", "Process", "n"], ["KeyD", "ㅇ", "d"]]) {
    assert.deepEqual(meaning(press(key, { code }), paused), meaning(press(as), paused), as);
    assert.deepEqual(meaning(press(as.toUpperCase(), { code }), paused), meaning(press(as), paused), as);
  }
  assert.deepEqual(meaning(press("Process", { code: "Digit7" }), paused), meaning(press("7"), paused));
  assert.deepEqual(meaning(press("Process", { code: "BracketLeft" }), slow), meaning(press("["), slow));
  assert.deepEqual(meaning(press("Process", { code: "Space" }), paused), meaning(press(" "), paused));
});

test("a key is what is printed on it, wherever another layout has put it", () => {
  assert.deepEqual(meaning(press("s", { code: "Semicolon" }), paused), meaning(press("s"), paused));
  assert.equal(meaning(press("o", { code: "KeyS" }), paused), null);
  assert.equal(meaning(press("F7", { code: "F7" }), paused), null);
});

test("shortcuts of the browser stay the browser's", () => {
  for (const held of /** @type {const} */ (["ctrlKey", "metaKey", "altKey"])) {
    assert.equal(meaning(press("r", { [held]: true }), paused), null);
  }
});

test("a viewer without the right to control has only the keys of the page", () => {
  const viewer = withPage({ controls: false });
  assert.equal(meaning(press(" "), viewer), null);
  for (const key of ["?", "d"]) assert.notEqual(meaning(press(key), viewer), null, key);
});

test("while a dialog is open, or another view is on, the keys of the run rest", () => {
  for (const key of [" ", "r", "7", "?", "Escape"]) assert.equal(meaning(press(key, { over: "modal" }), paused), null, key);
  assert.equal(meaning(press(" "), withPage({ view: "descend" })), null);
});

test("in Descend the same keys go to the race", () => {
  const { descend } = initial();
  const open = { ...descend, connection: { ...descend.connection, phase: /** @type {const} */ ("open") }, plan: PLAN };
  /** @param {Partial<State["descend"]>} change @returns {State} */
  const racing = (change) => ({ ...withPage({ view: "descend" }), descend: { ...open, ...change } });
  const run = { race: [{ type: "run" }] };
  assert.deepEqual(meaning(press(" "), racing({})), run);
  assert.deepEqual(meaning(press(" "), racing({ status: "running" })), { race: [{ type: "pause" }] });
  assert.deepEqual(meaning(press("s"), racing({})), { race: [{ type: "step", unit: "batch" }] });
  assert.deepEqual(meaning(press("r"), racing({})), { race: [{ type: "reset", plan: {} }] });
  assert.equal(meaning(press("n"), racing({})), null);
  for (const key of [" ", "s", "r"]) {
    assert.equal(meaning(press(key), racing({ plan: null })), null);
    assert.equal(meaning(press(key), racing({ control: false })), null);
  }
  const failed = racing({ status: "failed" });
  assert.deepEqual(meaning(press(" "), failed), { race: [{ type: "reset", plan: {} }, { type: "run" }] });
  assert.equal(meaning(press("s"), failed), null);

  assert.equal(meaning(press("Escape"), racing({})), null);
  const picked = racing({ look: { ...open.look, picked: { lane: 0, step: 1 } } });
  assert.deepEqual(meaning(press("Escape"), picked), {
    action: { type: "descend", event: { type: "look", change: { picked: null } } },
  });
});
