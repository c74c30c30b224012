// What a class is asked: what of the microscope it is about, whether it has a clear answer, its words, its veil, who hears.

import assert from "node:assert/strict";
import { test } from "node:test";
import { meaning } from "../../static/js/keys.js";
import { askClass } from "../../static/js/poll/ask.js";
import { subjectOf } from "../../static/js/poll/button.js";
import { choiceKey, isClear, lookOf, saidOf } from "../../static/js/poll/question.js";
import { backOf, openIn, veilOf } from "../../static/js/poll/state.js";
import { keepVote, voteIn } from "../../static/js/settings.js";
import { initial, reduce } from "../../static/js/state.js";
import { array, PLAN, stateMessage, watchedMessage } from "./messages.js";

/** @import { AnyCommand, Asked, Explanation, Polled } from "../../static/js/messages.js" */
/** @import { Event, State } from "../../static/js/state.js" */

/** @param {Event[]} events @returns {State} */
const after = (...events) => [stateMessage(), watchedMessage(), ...events].reduce(reduce, initial());

/** @param {Partial<Asked>} [change] @returns {Asked} */
const asking = (change = {}) => ({
  poll: 7, about: "weight", layer: 3, neuron: 2, k: 5, choices: ["up", "down", "level"], step: 3, a: 0.25, target: 1, w: -0.5, before: 0.75, race: null, ...change,
});

/** @param {Partial<Polled>} [change] @returns {Polled} */
const polled = (change = {}) => ({ type: "polled", seq: 9, asked: asking(), votes: 0, present: 0, counts: [], right: null, nudge: null, ...change });

/** @param {Partial<Explanation>} [change] @returns {Explanation} */
const explaining = (change = {}) => {
  const none = array([]);
  return {
    type: "explanation", id: 1, step: 7, layer: 2, neuron: 2, a: 0.25, z: -1, b: 0, W: array([1, 1, 1]), before: array([0, 0.02, 0.5]), terms: none,
    target: null, wish: 0.5, nudge_a: 0.5, slope: null, nudge_z: 0.5, nudge_b: 0.5, nudge_W: none, wish_before: none, total_before: none, share: none,
    fall: 0, from_next: none, hebb: none, ...change,
  };
};

test("while the class is asked no key does anything to the run; the buttons still do", () => {
  const controls = { ...after(stateMessage()), page: { ...initial().page, controls: true } };
  for (const key of " srn7") {
    const press = { key, code: "", ctrlKey: false, metaKey: false, altKey: false, over: null, target: null };
    assert.notEqual(meaning(press, controls), null, key);
    assert.equal(meaning(press, reduce(controls, polled())), null, key);
    assert.notEqual(meaning(press, reduce(controls, polled({ right: "up", counts: [1, 2], nudge: 0.5 }))), null, key);
  }
});

test("where hands are raised nothing is veiled, and keys do what they always do", () => {
  const press = { key: " ", code: "", ctrlKey: false, metaKey: false, altKey: false, over: null, target: null };
  const asked = asking({ about: "hands", choices: ["0", "1"], layer: 0, neuron: 0 });
  for (const counts of [[], [1, 2]]) {
    const state = after({ type: "page", change: { controls: true } }, { type: "view", change: { quantity: "nudges" } }, polled({ asked, counts }));
    assert.equal(openIn(state), null);
    assert.deepEqual([state.veil.over, state.view.quantity], [[], "nudges"]);
    assert.notEqual(meaning(press, state), null);
  }
  assert.deepEqual(saidOf(asked, PLAN.sizes, null, String), [{ key: "poll.hands", values: {} }]);
  assert.deepEqual(saidOf({ ...asked, race: "r" }, PLAN.sizes, null, String), [{ key: "poll.hands.race", values: {} }]);
  assert.deepEqual(saidOf({ ...asked, race: "r" }, PLAN.sizes, null, String, "steps"), [{ key: "poll.hands.race.steps", values: {} }]);
});

test("who leads covers all that is wished, before anything is asked, here and where it is followed or not", () => {
  const outputs = PLAN.sizes[PLAN.sizes.length - 1];
  /** @type {Event} */
  const covered = { type: "led", seq: 4, look: "#lesson=1&neuron=3.2&cover=1", by: 1 };
  const nudging = after({ type: "view", change: { quantity: "nudges" } });
  const covering = reduce(nudging, { type: "page", change: { leads: true, covers: true } });
  for (const state of [covering, reduce(nudging, covered), reduce(reduce(nudging, { type: "page", change: { follows: false } }), covered)]) {
    assert.deepEqual([state.veil.over.length, state.view.quantity], [1 + outputs, "weights"]);
    assert.equal(openIn(state), null);
    assert.deepEqual(reduce(state, polled()).veil.over, ["wishes", "wish2"]);
    const over = [{ type: "led", seq: 5, look: "#lesson=1", by: 1 }, { type: "page", change: { covers: false } }];
    const shown = /** @type {Event[]} */ (over).reduce(reduce, state);
    assert.deepEqual([shown.veil.over, shown.view.quantity], [[], "nudges"]);
  }
  const touring = reduce(reduce(after(), { type: "page", change: { touring: true } }), covered);
  assert.deepEqual([touring.veil.over, touring.page.touring], [[], true]); // which has a veil of its own
  assert.equal(backOf(reduce(touring, { type: "page", change: { touring: false } })).length, 1 + outputs);
});

test("what is looked at is what the class is asked about", () => {
  assert.deepEqual(subjectOf(after()), { about: "activation", layer: 3, neuron: 2 }); // the output that should be loudest
  assert.deepEqual(subjectOf(after({ type: "view", change: { selected: { layer: 1, neuron: 4 } } })), { about: "activation", layer: 1, neuron: 4 });
  /** @param {number | null} k */
  const knob = (k) => subjectOf(after({ type: "lens", change: { tab: "sensitivity", parameter: { layer: 1, j: 3, k } } }));
  assert.deepEqual(knob(9), { about: "weight", layer: 2, neuron: 3, k: 9 });
  assert.deepEqual(knob(null), { about: "bias", layer: 2, neuron: 3 });
});

test("nothing is asked where no single thing is looked at, or nothing is wished", () => {
  for (const tab of /** @type {const} */ (["stack", "table", "listen"])) assert.equal(subjectOf(after({ type: "lens", change: { tab } })), null);
  assert.equal(subjectOf(after({ ...watchedMessage(), label: null }, { type: "view", change: { selected: { layer: 1, neuron: 4 } } })), null);
});

test("a wish near zero is not asked about, of an output by itself, of a hidden neuron beside its layer's", () => {
  const subject = /** @type {const} */ ({ about: "activation", layer: 2, neuron: 2 });
  assert.equal(isClear(explaining(), subject, 5), true);
  assert.equal(isClear(explaining(), subject, 50), false);
  assert.equal(isClear(explaining({ nudge_a: 0 }), subject, 0), false);
  assert.equal(isClear(explaining({ target: 1, wish: 0.2 }), subject, 50), true);
  assert.equal(isClear(explaining({ target: 1, wish: -0.07 }), subject, 0.1), false);
});

test("a weight is asked about when the neuron before it is active, or silent altogether", () => {
  /** @param {number} k @param {Partial<Explanation>} [change] */
  const clear = (k, change) => isClear(explaining(change), { about: "weight", layer: 2, neuron: 2, k }, 1);
  assert.deepEqual([0, 1, 2].map((k) => clear(k)), [true, false, true]);
  assert.deepEqual([0, 2, 3].map((k) => clear(k, { nudge_z: 0 })), [true, false, false]);
  assert.equal(isClear(explaining({ nudge_b: 0 }), { about: "bias", layer: 2, neuron: 2 }, 1), false);
});

test("all wishes are veiled, of an output its own, and what is asked about is looked at", () => {
  assert.deepEqual(veilOf(asking(), PLAN.sizes), ["wishes", "wish2"]);
  assert.deepEqual(veilOf(asking({ layer: 2 }), PLAN.sizes), ["wishes"]);
  const { view, lens } = lookOf(asking());
  assert.deepEqual([view.selected, lens.tab, lens.parameter], [{ layer: 3, neuron: 2 }, "sensitivity", { layer: 2, j: 2, k: 5 }]);
  assert.equal(lookOf(asking({ about: "activation", k: null })).lens.tab, "neuron");
});

test("a question says what one needs to answer it, with a true minus, and no more", () => {
  /** @param {Partial<Asked>} change */
  const said = (change) => saidOf(asking(change), PLAN.sizes, null, (key, values) => `${key} ${values.layer} ${values.neuron}`);
  assert.deepEqual(said({}).map(({ key }) => key), ["poll.premise.output", "poll.asked.weight"]);
  assert.deepEqual(said({})[1].values, { w: "−0.50", from: "poll.neuron.hidden 2 5", before: "0.75" });
  assert.deepEqual(said({ about: "bias", k: null, target: null, layer: 1, w: 0.0123 }).map(({ key, values }) => [key, values?.w]),
    [["poll.premise", undefined], ["poll.asked.bias", "0.012"]]);
  assert.deepEqual(said({ about: "activation" }).map(({ key }) => key), ["poll.asked.activation"]);
  assert.deepEqual(said({ layer: 1 })[1].values?.from, "poll.neuron.pixel 0 5");
  assert.deepEqual([choiceKey(asking(), "up"), choiceKey({ about: "activation" }, "up")], ["poll.choice.parameter.up", "poll.choice.activation.up"]);
});

test("the class is asked until somebody says that it is not, a newcomer too", () => {
  assert.equal(after(polled()).poll?.asked?.poll, 7);
  assert.equal(after(polled(), polled({ asked: null })).poll, null);
  assert.equal(after(stateMessage({ poll: polled({ votes: 3 }) })).poll?.votes, 3);
  assert.equal(after(polled(), stateMessage()).poll, null);
  assert.equal(after(polled(), { type: "leave" }).poll, null);
});

test("what would tell is kept back from the moment on in which one is asked, whatever else happens, until it is revealed", () => {
  const over = ["wishes", "wish2"];
  const nudges = /** @type {const} */ ({ type: "view", change: { quantity: "nudges" } });
  const waiting = after(nudges, { type: "page", change: { touring: true } }, { type: "veil", change: { over: ["score"], still: ["past"] } }, polled());
  assert.deepEqual([waiting.veil.over, waiting.veil.still, waiting.view.quantity, waiting.page.touring], [over, [], "weights", false]);
  assert.deepEqual(after(stateMessage({ poll: polled() })).veil.over, over, "for a newcomer, too");
  for (const event of /** @type {Event[]} */ ([
    nudges, stateMessage({ poll: polled() }), { type: "veil", change: { over: [], still: [] } }, { type: "page", change: { touring: true } },
    { type: "connection", change: { phase: "refused", reason: "full" } }, polled({ votes: 1 }),
  ])) {
    const { veil, view, page } = reduce(waiting, event);
    assert.deepEqual([veil.over, view.quantity, page.touring], [over, "weights", false], event.type);
  }
  for (const end of [polled({ right: "up", counts: [1, 0, 0], nudge: 0.5 }), polled({ asked: null })]) {
    const { veil, view } = reduce(reduce(waiting, stateMessage({ poll: polled() })), end);
    assert.deepEqual([veil.over, view.quantity], [[], "nudges"], "as before");
  }
  assert.equal(reduce(reduce(waiting, { type: "view", change: { quantity: "products" } }), polled({ asked: null })).view.quantity, "products");
});

test("a question that a server has taken along when it ended is said to have ended, an open one alone", () => {
  const keys = (/** @type {Event[]} */ ...events) => after(...events, stateMessage()).notices.map(({ key }) => key);
  assert.deepEqual(keys(polled()), ["notice.poll_over"]);
  assert.deepEqual(keys(polled({ right: "up", counts: [1, 0, 0], nudge: 0.5 })), []);
  assert.deepEqual(keys(), []);
});

test("who asks while it learns pauses it first, and what has no clear answer is not asked", async () => {
  /** @param {State} state @param {Explanation} answer */
  const sent = async (state, answer) => {
    /** @type {string[]} */
    const types = [];
    /** @type {string[]} */
    const told = [];
    await askClass(state, { about: "bias", layer: 2, neuron: 2 }, {
      send: async (/** @type {AnyCommand} */ command) => {
        types.push(command.type);
        return command.type === "explain" ? answer : { type: "done", id: 1 };
      },
      dispatch: (event) => told.push("key" in event ? event.key : event.type),
    });
    return [types, told];
  };
  assert.deepEqual(await sent(after(stateMessage({ status: "running" })), explaining()), [["pause", "explain", "poll"], []]);
  assert.deepEqual(await sent(after(), explaining({ nudge_b: 0 })), [["explain"], ["error.no_answer"]]);
});

test("a browser remembers its newest answer, and believes nothing else", () => {
  /** @type {Map<string, string>} */
  const kept = new Map();
  const storage = /** @type {Storage} */ (/** @type {unknown} */ ({
    getItem: (/** @type {string} */ key) => kept.get(key) ?? null, setItem: (/** @type {string} */ key, /** @type {string} */ value) => kept.set(key, value),
  }));
  assert.equal(voteIn(storage), null);
  keepVote(storage, { poll: 7, choice: "down" });
  assert.deepEqual(voteIn(storage), { poll: 7, choice: "down" });
  for (const vote of [[7], ["7", "up"], [7, 1], 3]) {
    kept.set("nudge", JSON.stringify({ vote }));
    assert.equal(voteIn(storage), null);
  }
});
