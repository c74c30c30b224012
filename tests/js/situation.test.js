import assert from "node:assert/strict";
import { test } from "node:test";
import { columns, valueAt } from "../../static/js/curves.js";
import { play, setSpeed, speedStop, SPEEDS } from "../../static/js/intents.js";
import { passedAt, situation } from "../../static/js/situation.js";
import { uncovered } from "../../static/js/panels/frame.js";
import { scalesText } from "../../static/js/stage/net_view.js";
import { initial, reduce } from "../../static/js/state.js";
import { kindsFor } from "../../static/js/subscriptions.js";
import {
  PLAN, errorMessage, learnedMessage, noticeMessage, pointsMessage, scoreMessage, stateMessage, watchedMessage,
} from "./messages.js";

/** @import { Event } from "../../static/js/state.js" */

/**
 * The key of the sentence after these events.
 *
 * @param {Event[]} events
 * @returns {string}
 */
function sentence(...events) {
  return situation(events.reduce(reduce, initial()), 0).key;
}

test("the first ten seconds: never seen a digit, learning, nine of ten", () => {
  assert.equal(sentence(), "message.connecting");
  assert.equal(sentence(stateMessage()), "message.untrained");
  const running = stateMessage({ status: "running", step: 20 });
  assert.equal(sentence(running), "message.learning");
  assert.equal(sentence(running, scoreMessage({ test_accuracy: 0.91 })), "message.good");
  const lost = scoreMessage({ step: 30, test_accuracy: 0.1 });
  assert.equal(sentence(running, scoreMessage({ test_accuracy: 0.91 }), lost), "message.learning", "it is good no longer");
});

test("a network that came with what it had learned is not called untrained", () => {
  assert.equal(sentence(stateMessage({ inherited: true })), "message.inherited");
  const running = stateMessage({ status: "running", step: 20, inherited: true });
  assert.equal(sentence(running, scoreMessage({ test_accuracy: 0.91 })), "message.good.inherited");
});

test("who may only watch is offered nothing that changes the run", () => {
  const watching = { type: /** @type {const} */ ("page"), change: { controls: false } };
  const resting = reduce(reduce(initial(), stateMessage({ status: "interrupted", reason: { code: "idle" } })), watching);
  assert.deepEqual(situation(resting, 0).deeds, []);
  const good = [stateMessage({ status: "running", step: 20 }), scoreMessage({ test_accuracy: 0.91 }), watching].reduce(reduce, initial());
  assert.deepEqual(situation(good, 0).deeds, ["draw"]);
  const before = [stateMessage(), watching].reduce(reduce, initial());
  assert.equal(situation(before, 0).key, "message.waiting");
  const drawing = reduce(before, { type: "drawing", change: { active: true } });
  assert.deepEqual([situation(drawing, 0).key, situation(drawing, 0).deeds], ["message.drawing", ["leave_drawing"]], "it answers already");
});

test("each way to fail has its sentence and its way out", () => {
  const cases = /** @type {const} */ ([
    [stateMessage({ status: "failed", reason: { code: "worker_died" } }), "message.failed", "afresh"],
    [stateMessage({ status: "diverged", reason: { eta: 30, suggested: 3 } }), "message.diverged", "eta"],
    [stateMessage({ status: "failed", reason: { code: "out_of_memory" } }), "message.failed.out_of_memory", "afresh"],
    [stateMessage({ status: "failed", reason: { code: "unreadable", why: "Permission denied" } }), "message.failed.unreadable", "afresh"],
    [stateMessage({ status: "failed", reason: { code: "lost", step: 1000, folder: "runs/a1" } }), "message.failed.lost", "afresh"],
    [stateMessage({ status: "paused", step: 0, reason: { code: "rewound", from: 845 } }), "message.rewound", undefined],
    [stateMessage({ status: "interrupted", reason: { code: "idle" } }), "message.interrupted", "resume"],
    [stateMessage({ status: "interrupted", reason: { code: "server_ended" } }), "message.interrupted.other", "resume"],
  ]);
  for (const [message, key, deed] of cases) {
    const found = situation(reduce(initial(), message), 0);
    assert.deepEqual([found.key, found.deeds[0]], [key, deed]);
  }
});

test("a lost connection counts down and offers to try at once", () => {
  const state = reduce(reduce(initial(), stateMessage()), { type: "connection", change: { phase: "lost", retryAt: 2_500 } });
  assert.deepEqual(situation(state, 1_000).values, { seconds: 2 });
  assert.deepEqual(situation(state, 1_000).deeds, ["retry"]);
  assert.equal(situation(state, 9_000).key, "message.retrying");
});

test("before the first step the one large button is Play's: the sentence only offers to show around", () => {
  const state = reduce(initial(), stateMessage());
  assert.deepEqual(situation(state, 0).deeds, ["tour"]);
  assert.deepEqual(situation(reduce(state, { type: "page", change: { toured: true } }), 0).deeds, []);
});

test("one step on a drawing: what it says now, and what that did to the test digits", () => {
  const active = reduce(reduce(initial(), stateMessage({ step: 9 })), { type: "drawing", change: { active: true, strokes: [[[0.5, 0.5]]] } });
  const { key, values } = situation(reduce(active, learnedMessage([0.1, 0.9], [0.8, 0.2])), 0);
  assert.equal(key, "message.learned.turned");
  assert.deepEqual([values.before, values.after, values.label], ["1", "0", "0"]);
  assert.deepEqual([values.was, values.is], ["87.00\u202f%", "85.00\u202f%"]);
  assert.equal(situation(reduce(active, learnedMessage([0.1, 0.9], [0.2, 0.8])), 0).key, "message.learned.same");
});

test("who learns sees it over the stage and gets no note of it; others do", () => {
  const notice = noticeMessage({ code: "learned", label: 7, eta: 1 });
  const state = reduce(initial(), stateMessage());
  assert.equal(reduce(state, notice).notices.length, 1);
  assert.equal(reduce(reduce(state, { type: "drawing", change: { active: true } }), notice).notices.length, 0);
});

test("the outputs of the video are said to be set by hand", () => {
  assert.equal(sentence(stateMessage({ step: 5 }), watchedMessage({ source: "preset" })), "message.preset");
});

test("an error that the sentence tells already is no note besides", () => {
  const state = reduce(initial(), stateMessage({ status: "diverged", reason: { eta: 30, suggested: 3 } }));
  assert.equal(reduce(state, errorMessage("diverged")).notices.length, 0);
  assert.equal(reduce(reduce(initial(), stateMessage()), errorMessage("diverged")).notices.length, 1);
});

test("a page that the server refuses is told why", () => {
  for (const reason of /** @type {const} */ (["reload", "forbidden", "gone", "full"])) {
    assert.equal(sentence({ type: "connection", change: { phase: "refused", reason } }), `message.${reason}`);
  }
});

test("who may only watch is shown the way from a run that is gone to one that is there", () => {
  const gone = { type: /** @type {const} */ ("connection"), change: { phase: /** @type {const} */ ("refused"), reason: /** @type {const} */ ("gone") } };
  const state = [gone, { type: /** @type {const} */ ("page"), change: { controls: false } }].reduce(reduce, initial());
  const { key, deeds } = situation(state, 0);
  assert.deepEqual([key, deeds], ["message.gone.watch", ["newest"]]);
});

test("the moment of nine in ten is the first score that says so", () => {
  const state = [0.5, 0.95, 0.85, 0.99].reduce((before, test_accuracy, i) =>
    reduce(before, scoreMessage({ step: i, test_accuracy })), initial());
  assert.equal(passedAt(state.scores), 1);
  assert.equal(passedAt(initial().scores), null);
});

test("play is resume or pause, and nothing for a network beyond help", () => {
  const run = reduce(initial(), stateMessage()).run;
  assert.ok(run);
  assert.deepEqual(play({ ...run, status: "finished" }), { type: "resume" });
  assert.deepEqual(play({ ...run, status: "interrupted" }), { type: "resume" });
  assert.deepEqual(play({ ...run, status: "running" }), { type: "pause" });
  assert.equal(play({ ...run, status: "diverged" }), null);
  assert.equal(play(null), null);
});

test("every stop of the speed slider is set and found again", () => {
  SPEEDS.forEach((speed, stop) => {
    const command = setSpeed(stop);
    assert.equal(command.type, "set");
    const pace = speed === "slow" ? { speed: 30, slow: true } : { speed, slow: false };
    assert.equal(speedStop(pace), stop);
  });
  assert.equal(SPEEDS[speedStop({ speed: 250, slow: false })], 300);
});

test("only what is looked at is asked for", () => {
  const state = reduce(initial(), stateMessage());
  assert.deepEqual(kindsFor(state), ["picture", "weights"]);
  const nudges = reduce(state, { type: "view", change: { quantity: "nudges", nudgeOf: "batch" } });
  assert.deepEqual(kindsFor(nudges), ["picture", "batch"]);
  assert.deepEqual(kindsFor(reduce(state, { type: "page", change: { hidden: true } })), []);
  assert.deepEqual(kindsFor(reduce(state, { type: "page", change: { enlarged: "why" } })), ["picture"]);
});

test("a panel draws nothing while another one fills the screen over it", () => {
  let drawn = 0;
  const root = { closest: () => /** @type {Element} */ (/** @type {unknown} */ ({ getAttribute: () => "stage" })) };
  const render = uncovered(root, () => {
    drawn += 1;
  });
  const state = initial();
  const enlarged = [null, "stage", "why", "readings"];
  for (const name of enlarged) render(reduce(state, { type: "page", change: { enlarged: name } }), 0);
  assert.equal(drawn, 2);
  render(reduce(state, { type: "page", change: { enlarged: "why", view: "descend" } }), 0);
  assert.equal(drawn, 3);
});

test("the scales of many layers are told as a range, of few one by one", () => {
  assert.equal(scalesText([0.5, 0.25, 2]), "0.50 · 0.25 · 2.0");
  assert.equal(scalesText([0.5, 0.25, 2, 2.1e14]), "0.25 … 2.1e14");
});

test("curves share their x, and have gaps where they say nothing", () => {
  const state = [stateMessage({ plan: PLAN }), pointsMessage([1, 2, 4]), scoreMessage({ step: 2 }), scoreMessage({ step: 3 })]
    .reduce((before, event) => reduce(before, event), initial());
  const [x, batch, , test_, accuracy] = columns(state.points, state.scores, null, "step", false);
  assert.deepEqual(x, [1, 2, 3, 4]);
  assert.deepEqual(batch.map((value) => value !== null), [true, true, false, true]);
  assert.deepEqual(test_, [null, 0.5, 0.5, null]);
  assert.deepEqual(accuracy, [null, 75, 75, null]);
  assert.equal(valueAt(test_, 3), 0.5);
  assert.equal(valueAt(test_, 0), null);
});

test("a log scale leaves out what has no logarithm", () => {
  const state = reduce(initial(), scoreMessage({ test_cost: 0 }));
  assert.deepEqual(columns(state.points, state.scores, null, "step", true)[3], [null]);
});
