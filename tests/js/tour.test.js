// What the tour asks of what has been sent, what it keeps back meanwhile, and what waits.

import assert from "node:assert/strict";
import { test } from "node:test";
import { keepPredicted, predictedIn } from "../../static/js/settings.js";
import { initial, reduce } from "../../static/js/state.js";
import { QUESTIONS } from "../../static/js/tour/questions.js";
import { stopsOf, veilOver } from "../../static/js/tour/stops.js";
import { isVeiled } from "../../static/js/tour/veil.js";
import { asksMost } from "../../static/js/tour/why_questions.js";
import { array, changedMessage, PLAN, scoreMessage, stateMessage, watchedMessage } from "./messages.js";

/** @import { Event, State, Wire } from "../../static/js/state.js" */

/**
 * The ten outputs of a picture of a 2, which say this.
 *
 * @param {number[]} a
 * @param {Partial<Wire["Activity"]>} [change]
 * @returns {Wire["Activity"]}
 */
function saying(a, change = {}) {
  const wish = a.map((each, digit) => (digit === 2 ? 1 : 0) - each);
  const none = array([]);
  return {
    type: "picture", n: 1, at: 0, step: 7, epoch: 0, examples: 70, seconds: 0, rate: 0, label: 2, verdict: 0, cost: 1, windows: [],
    a: [none, none, array(a)], nudge_a: [none, none, array(wish)], target: array(wish.map((_, digit) => (digit === 2 ? 1 : 0))),
    wish: array(wish), slope: none, nudge_z: array(wish), phase: null, part: null, ...change,
  };
}

/**
 * @param {Partial<Wire["Explanation"]>} [change]
 * @returns {Wire["Explanation"]} of output 2, to which four neurons speak
 */
function explaining(change = {}) {
  const none = array([]);
  return {
    type: "explanation", id: 1, step: 7, layer: 3, neuron: 2, a: 0.25, z: -1, b: 0, W: array([0.25, -3, 1, 0.5]),
    before: array([1, 0.25, 0.5, 0.75]), terms: none, target: 1, wish: 0.75, nudge_a: 0.75, slope: null, nudge_z: 0.5, nudge_b: 0.5,
    nudge_W: array([0.5, 0.125, 0.25, 0.375]), wish_before: array([0.125, -1.5, 0.5, 0.25]), total_before: none, share: none, fall: 0,
    from_next: none, hebb: { data: Int32Array.of(), shape: [0] }, ...change,
  };
}

/**
 * @param {Event[]} events
 * @returns {State} of a run that is paused at step 7, after these
 */
function after(...events) {
  return [
    /** @type {Event} */ ({ type: "connection", change: { phase: "open" } }), stateMessage({ step: 7 }), ...events,
  ].reduce(reduce, initial());
}

/** @param {Wire["Explanation"]} answer @returns {Event} */
const answered = (answer) => ({ type: "answered", to: "explanation", answer, refusal: null });
const CONFUSED = [0.9, 0.02, 0.25, 0.5, 0.07, 0, 0, 0, 0, 0];

test("the way of an output is the sign of its wish, and next to nothing is neither", () => {
  const state = after(saying(CONFUSED));
  const rights = [0, 1, 2, 3].map((turn) => {
    const question = QUESTIONS.way(state, turn);
    return [question?.veil, question?.verdict(state)?.right];
  });
  assert.deepEqual(rights, [[["wish2"], ["up"]], [["wish3"], ["down"]], [["wish1"], ["level"]], [["wish5"], ["level"]]]);
});

test("an output between a little and hardly anything is not asked about", () => {
  for (let turn = 0; turn < 20; turn += 1) assert.notDeepEqual(QUESTIONS.way(after(saying(CONFUSED)), turn)?.veil, ["wish4"]);
  assert.equal(QUESTIONS.way(after(saying([0.07, 0.07, 0.93, 0.07, 0.07, 0.07, 0.07, 0.07, 0.07, 0.07])), 0), null);
});

test("the longest arrow is of the largest wish; as long as it is what looks it", () => {
  /** @param {number[]} a */
  const longest = (a) => QUESTIONS.length(after(saying(a)), 0)?.verdict(after())?.right;
  assert.deepEqual(longest(CONFUSED), ["0"]);
  assert.deepEqual(longest([0.752, 0, 0.25, 0, 0, 0, 0, 0, 0, 0]), ["0", "2"]);
  assert.equal(longest([0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5]), undefined); // all ten
  assert.equal(longest([0.01, 0.02, 0.95, 0, 0, 0, 0, 0, 0, 0]), undefined); // none to speak of
});

test("before anything is sent, without a label, and on the way forward of slow motion nothing is asked", () => {
  for (const state of [
    initial(), after(), after(saying(CONFUSED, { label: null, wish: array([]), nudge_z: array([]) })),
    after(saying(CONFUSED, { phase: { name: "forward", example: 0, of: 10 } })),
  ]) for (const name of /** @type {const} */ (["way", "length", "weight", "before"])) assert.equal(QUESTIONS[name](state, 0), null, name);
});

test("of three weights the one from the most active neuron is nudged most, and the heaviest is among them", () => {
  const state = after(saying(CONFUSED), answered(explaining()));
  const question = QUESTIONS.weight(state, 1);
  assert.deepEqual(question?.choices.map(({ id }) => id), ["0", "1", "2"]);
  assert.deepEqual(question?.verdict(state)?.right, ["0"]);
  assert.equal(QUESTIONS.weight(state, 0), null, "what is explained is another neuron");
  const { before } = explaining();
  const tanh = after(saying(CONFUSED), answered(explaining({ before: array(Array.from(before.data, (a) => -a)) })));
  const told = [state, tanh].map((each) => QUESTIONS.weight(each, 1)?.verdict(each)?.told.key);
  assert.deepEqual(told, ["tour.told.weight", "tour.told.weight.below"], "the furthest below 0 is not the most active");
});

test("weights that are nudged alike, or not at all, are not asked about", () => {
  const alike = explaining({ nudge_W: array([0.5, 0.49, 0.48, 0.1]) });
  const still = explaining({ nudge_z: 0, nudge_W: array([0, 0, 0, 0]), wish_before: array([0, 0, 0, 0]) });
  for (const each of [alike, still]) assert.equal(QUESTIONS.weight(after(saying(CONFUSED), answered(each)), 1), null);
  assert.equal(QUESTIONS.before(after(saying(CONFUSED), answered(still)), 1), null);
});

test("a neuron before is to be more active where the engine says so, whatever the sign of the weight", () => {
  /** @param {Partial<Wire["Explanation"]>} change */
  const right = (change) => {
    const state = after(saying(CONFUSED), answered(explaining(change)));
    return QUESTIONS.before(state, 1)?.verdict(state)?.right;
  };
  assert.deepEqual(right({}), ["less"]);
  assert.deepEqual(right({ nudge_z: -0.5, wish_before: array([-0.125, 1.5, -0.5, -0.25]) }), ["more"]);
});

test("each time another neuron is looked at, of those that have something to ask for", () => {
  const picture = saying([0.5, 0.001, 0.25, 0, 0, 0, 0, 0, 0, 0]);
  assert.deepEqual([0, 1, 2].map((turn) => asksMost(picture, turn)?.neuron), [2, 0, 2]);
  assert.equal(asksMost(saying([0, 0, 1, 0, 0, 0, 0, 0, 0, 0]), 0), null);
  assert.equal(asksMost(saying([0, 0.004, 0.997, 0, 0, 0, 0, 0, 0, 0]), 0), null, "from 0.00 to 0 is no way to go");
});

test("how many it gets right after a pass is what the score says when the pass is over", () => {
  const before = after(scoreMessage({ step: 7, epoch: 0, test_accuracy: 0.1 }));
  const question = QUESTIONS.unseen(before, 0);
  assert.deepEqual(question?.command, { type: "step", unit: "epoch" });
  const running = reduce(before, changedMessage({ status: "running", step: 7, epoch: 0 }));
  const over = reduce(running, changedMessage({ status: "paused", step: 6007, epoch: 1 }));
  assert.deepEqual([before, running, over].map((state) => question?.verdict(state)), [null, null, null]);
  const scored = reduce(over, scoreMessage({ step: 6007, epoch: 1, test_accuracy: 0.5 }));
  assert.deepEqual(question?.verdict(scored)?.right, ["half"]);
  const stopped = reduce(reduce(running, changedMessage({ status: "paused", step: 300 })), scoreMessage({ step: 300, epoch: 0.5 }));
  assert.deepEqual(question?.verdict(stopped)?.right, [], "somebody stopped it: it does not count");
});

test("when the batch is all the data a pass is one step, and so it says", () => {
  /** @type {Wire["Hello"]} */
  const hello = { type: "hello", version: 1, boot: "", run: "abc", resumed: false, control: true, choices: {}, data: { train: 60_000 } };
  /** @param {number} batch_size */
  const told = (batch_size) => {
    const plan = { ...PLAN, batch_size };
    const before = after(hello, changedMessage({ status: "paused", plan }), scoreMessage({ step: 7, epoch: 0 }));
    const over = [changedMessage({ status: "paused", plan, step: 8, epoch: 1 }), scoreMessage({ step: 8, epoch: 1 })].reduce(reduce, before);
    return QUESTIONS.unseen(before, 0)?.verdict(over)?.told.key;
  };
  assert.deepEqual([told(60_000), told(1000)], ["tour.told.unseen.whole", "tour.told.unseen"]);
});

test("who may not, or need not, let it learn is asked how good it is now", () => {
  const score = scoreMessage({ step: 7, test_accuracy: 0.75 });
  for (const state of [
    after({ type: "page", change: { controls: false } }, score), after(changedMessage({ status: "running" }), score),
    after({ type: "page", change: { link: { hide: ["time"] } } }, score),
  ]) {
    const question = QUESTIONS.unseen(state, 0);
    assert.deepEqual([question?.command, question?.veil, question?.verdict(state)?.right], [null, ["score"], ["most"]]);
  }
  assert.equal(QUESTIONS.unseen(after({ type: "page", change: { link: { hide: ["readings"] } } }, score), 0), null);
});

test("what is still asked is kept back, but for what has been told", () => {
  const state = after(saying(CONFUSED));
  const [way, length] = [QUESTIONS.way(state, 0), QUESTIONS.length(state, 0)];
  /** @param {string | null} first @param {string | null} second */
  const kept = (first, second) => veilOver([{ question: way, answer: first }, { question: length, answer: second }]);
  assert.equal(kept(null, null).length, 10);
  assert.deepEqual(kept("up", null).filter((each) => each === "wish2"), []);
  assert.equal(kept("up", null).length, 9);
  assert.deepEqual([kept(null, "0"), kept("up", "told")], [[], []]);
});

test("what a lesson hides is no stop", () => {
  const { page } = initial();
  const names = stopsOf({ ...page, link: { hide: ["outputs", "why"] } }).map(({ name }) => name);
  assert.deepEqual(names, ["input", "network", "play", "cost", "draw"]);
});

test("pictures wait while one stands still, and the newest is there afterwards; a fresh network waits for nobody", () => {
  const picture = saying(CONFUSED);
  const later = saying([0, 0, 1, 0, 0, 0, 0, 0, 0, 0], { n: 2, step: 8 });
  const standing = after(watchedMessage(), picture, { type: "veil", change: { over: ["wish2"], still: ["picture", "watched"] } }, watchedMessage({ n: 5 }), saying(CONFUSED, { n: 2 }), later);
  assert.equal(standing.activity, picture);
  assert.equal(standing.watched?.n, 1);
  const released = reduce(standing, { type: "veil", change: { over: [], still: [] } });
  assert.deepEqual([released.activity, released.watched?.n, released.run?.step], [later, 5, 8]);
  const fresh = reduce(standing, changedMessage({ fresh: true, step: 0 }));
  assert.deepEqual([isVeiled(fresh, "wish2"), reduce(fresh, later).activity], [false, later]);
  assert.equal(reduce(reduce(fresh, { type: "veil", change: { still: ["picture"] } }), later).activity, later, "the first comes at once");
});

test("the score is kept in this browser, and something odd in its place is none", () => {
  const kept = new Map([["nudge", '{"predicted": [1, 9, 5]}']]);
  const storage = /** @type {Storage} */ (/** @type {unknown} */ ({
    getItem: (/** @type {string} */ key) => kept.get(key) ?? null,
    setItem: (/** @type {string} */ key, /** @type {string} */ value) => kept.set(key, value),
  }));
  assert.deepEqual(predictedIn(storage), { tours: 0, right: 0, of: 0 });
  keepPredicted(storage, { tours: 2, right: 3, of: 5 });
  assert.deepEqual(predictedIn(storage), { tours: 2, right: 3, of: 5 });
});
