import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { extend, isAfresh, MOST_POINTS, noScores, scoreRow } from "../../static/js/history.js";
import { decode } from "../../static/js/protocol.js";
import { initial, reduce } from "../../static/js/state.js";
import { array, changedMessage, learnedMessage, PLAN, pointsMessage, scoreMessage, stateMessage, watchedMessage } from "./messages.js";

/** @import { Event, State } from "../../static/js/state.js" */

/**
 * @param {State} state
 * @param {Event[]} events
 * @returns {State}
 */
function after(state, ...events) {
  return events.reduce(reduce, state);
}

/**
 * @template T
 * @param {T} value
 * @returns {T} the same, such that changing it anywhere throws
 */
function freeze(value) {
  if (typeof value === "object" && value !== null && !ArrayBuffer.isView(value) && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(freeze);
  }
  return value;
}

const joined = after(initial(), stateMessage());

test("every golden message has its case, and changes nothing in place", () => {
  const folder = new URL("../golden/", import.meta.url);
  const state = freeze(after(initial(), stateMessage({ step: 3 })));
  for (const name of readdirSync(folder).filter((file) => file.endsWith(".bin"))) {
    assert.ok(reduce(state, freeze(decode(readFileSync(new URL(name, folder))))), name);
  }
});

test("an event of no known type is an error, not silence", () => {
  assert.throws(() => reduce(joined, /** @type {Event} */ (/** @type {unknown} */ ({ type: "surprise" }))), /surprise/);
});

test("a state makes the run, with its history", () => {
  const { run, points, scores, score } = after(initial(), stateMessage({
    step: 200, points: pointsMessage([100, 200]), score: scoreMessage(),
    scores: {
      step: array([100]), epoch: array([0.5]), seconds: array([0.25]), test_cost: array([0.5]),
      test_accuracy: array([0.75]), train_cost: array([0.625]),
    },
  }));
  assert.deepEqual(run && [run.id, run.status, run.step, run.plan.batch_size], ["abc", "paused", 200, 10]);
  assert.deepEqual(points.step, [100, 200]);
  assert.deepEqual(scores.test_accuracy, [0.75]);
  assert.equal(score?.test_cost, 0.5);
});

test("points and scores are appended, in order", () => {
  const { points, scores, run } = after(joined, pointsMessage([1, 2]), pointsMessage([3]), scoreMessage({ step: 3 }), scoreMessage({ step: 9 }));
  assert.deepEqual(points.step, [1, 2, 3]);
  assert.deepEqual(scores.step, [3, 9]);
  assert.equal(run?.step, 9);
});

test("a long history is thinned, keeping its order and its end", () => {
  let state = joined;
  for (let i = 0; i < 30; i += 1) state = reduce(state, pointsMessage(Array.from({ length: 500 }, (_, k) => i * 500 + k)));
  const { step, cost } = state.points;
  assert.ok(step.length <= MOST_POINTS && step.length > MOST_POINTS / 4, String(step.length));
  assert.equal(step.at(-1), 14_999);
  assert.deepEqual(step, step.toSorted((a, b) => a - b));
  assert.equal(cost.length, step.length);
});

test("a change keeps the history, a fresh network begins it anew", () => {
  const past = after(joined, pointsMessage([1, 2]), scoreMessage());
  assert.deepEqual(after(past, changedMessage({ status: "running" })).points.step, [1, 2]);
  const fresh = after(past, changedMessage({ fresh: true, step: 0, status: "paused" }));
  assert.deepEqual([fresh.points.step, fresh.scores.step, fresh.score, fresh.run?.step], [[], [], null, 0]);
});

test("a selected neuron survives a fresh start, unless the network has another shape", () => {
  const selected = after(joined, { type: "view", change: { selected: { layer: 1, neuron: 3 } } });
  assert.deepEqual(after(selected, changedMessage({ fresh: true })).view.selected, { layer: 1, neuron: 3 });
  const plan = { ...PLAN, sizes: [784, 30, 10] };
  assert.equal(after(selected, changedMessage({ fresh: true, plan })).view.selected, null);
});

test("a network that got another shape while the line was lost is not drawn with the pictures of the one before", () => {
  const seen = after(joined, watchedMessage(), { type: "view", change: { selected: { layer: 1, neuron: 15 } } },
    { type: "lens", change: { parameter: { layer: 1, j: 0, k: 15 } } });
  const same = after(seen, stateMessage({ step: 9 }));
  assert.deepEqual([same.watched, same.view.selected, same.lens], [seen.watched, seen.view.selected, seen.lens]);
  const other = after(seen, stateMessage({ plan: { ...PLAN, sizes: [784, 8, 10] } }));
  assert.deepEqual([other.watched, other.activity, other.view.selected, other.lens.parameter], [null, null, null, null]);
});

test("an undone update takes the step back", () => {
  const state = after(joined, changedMessage({ step: 8 }), changedMessage({ step: 7 }));
  assert.equal(state.run?.step, 7);
});

test("an error becomes a notice with its code and its sentence", () => {
  const { notices } = after(joined, { type: "error", id: 4, code: "bad_plan", message: "eta is 0" });
  assert.deepEqual(notices.map(({ level, key, values }) => [level, key, values]), [["error", "error.bad_plan", { message: "eta is 0" }]]);
});

test("that a dead worker does not answer is no news", () => {
  const error = /** @type {const} */ ({ type: "error", id: 4, code: "worker_died", message: "the worker has ended" });
  assert.equal(after(initial(), stateMessage({ status: "failed" }), error).notices.length, 0);
  assert.equal(after(joined, error).notices.length, 1);
});

test("the same notice does not stand twice, and there are never more than three", () => {
  let state = joined;
  for (const key of ["a", "a", "b", "c", "d"]) state = reduce(state, { type: "tell", level: "info", key });
  assert.deepEqual(state.notices.map(({ key }) => key), ["b", "c", "d"]);
  state = reduce(state, { type: "dismiss", id: state.notices[0].id });
  assert.deepEqual(state.notices.map(({ key }) => key), ["c", "d"]);
});

test("what kept a person from a run or a race is told until it is there, what lasts until it is over", () => {
  let state = after(
    joined, { type: "tell", level: "error", key: "error.other", about: "run" }, { type: "tell", level: "warn", key: "error.lost", about: "race" },
    { type: "tell", level: "info", key: "notice.disk_full", about: "race" }, { type: "settled", about: "race" },
  );
  assert.deepEqual(state.notices.map(({ key }) => key), ["error.other", "notice.disk_full"]);
  state = after(state, { type: "error", id: 4, code: "asleep", message: "no room" }, { type: "settled", about: "run" });
  assert.deepEqual(state.notices.map(({ key }) => key), ["notice.disk_full"]);
  assert.deepEqual(after(state, { type: "hello", version: 1, boot: "b", run: "abc", resumed: false, control: true, choices: {}, data: {} }).notices, []); // who comes is told anew what is still so
});

test("leaving a run forgets all of it and nothing of the page", () => {
  const state = after(
    joined, scoreMessage(), { type: "page", change: { axis: "step" } }, { type: "draft", change: { seed: 4 } },
    { type: "tell", level: "info", key: "notice.disk_full" }, { type: "leave" },
  );
  assert.deepEqual([state.run, state.score, state.scores.step, state.page.axis], [null, null, [], "step"]);
  assert.deepEqual([state.page.draft, state.notices], [null, []]);
});

test("a draft grows by parts", () => {
  const state = after(joined, { type: "draft", change: { seed: 4 } }, { type: "draft", change: { cost: "cross_entropy" } });
  assert.deepEqual(state.page.draft, { seed: 4, cost: "cross_entropy" });
});

test("who may only watch is known from the greeting", () => {
  const state = after(initial(), {
    type: "hello", version: 1, boot: "b", run: "abc", resumed: false, control: false, choices: {}, data: {},
  });
  assert.equal(state.page.controls, false);
});

test("a prediction that comes when the pad has been cleared is not shown", () => {
  /** @type {Event} */
  const prediction = { type: "prediction", id: 1, step: 0, pixels: array([]), a: [], verdict: 7, cost: null, label: null, wish: array([]) };
  const strokes = [[[0.5, 0.5]]];
  assert.equal(after(joined, { type: "drawing", change: { strokes } }, prediction).drawing.prediction?.verdict, 7);
  assert.equal(after(joined, { type: "drawing", change: { strokes } }, { type: "drawing", change: { strokes: [] } }, prediction).drawing.prediction, null);
});

test("nor is what a step on it did", () => {
  const learned = learnedMessage([0.1], [0.2]);
  assert.equal(after(joined, { type: "drawing", change: { strokes: [[[0.5, 0.5]]] } }, learned).drawing.learned, learned);
  assert.equal(after(joined, learned).drawing.learned, null);
});

test("a history that is thinned is the same one, and one that begins again is not", () => {
  let scores = noScores();
  for (let step = 0; step <= 8; step += 1) {
    const longer = extend(scores, scoreRow(scoreMessage({ step })), 4);
    assert.equal(isAfresh(scores, longer), false, String(step));
    scores = longer;
  }
  assert.equal(isAfresh(scores, noScores()), true);
  assert.equal(isAfresh(scores, extend(noScores(), scoreRow(scoreMessage({ step: 0 })))), true);
});

test("what was enlarged stays behind in the view that is left", () => {
  const enlarged = after(initial({ view: "descend" }), { type: "page", change: { enlarged: "map" } });
  assert.equal(after(enlarged, { type: "page", change: { view: "descend", help: true } }).page.enlarged, "map");
  assert.equal(after(enlarged, { type: "page", change: { view: "learn" } }).page.enlarged, null);
});
