import assert from "node:assert/strict";
import { test } from "node:test";
import { asker as checkupAsker } from "../../static/js/checkup/ask.js";
import { meaning } from "../../static/js/keys.js";
import { seeker } from "../../static/js/past/seeker.js";
import { branch, isBack, lookBack, mayLook, notches, notchOf, onward, progressOf, scoreOf } from "../../static/js/past/state.js";
import { situation } from "../../static/js/situation.js";
import { initial, reduce } from "../../static/js/state.js";
import { QUESTIONS } from "../../static/js/tour/questions.js";
import { questions } from "../../static/js/why/ask.js";
import { changedMessage, learnedMessage, pastMessage, scoreMessage, stateMessage, watchedMessage } from "./messages.js";

/** @import { Event, State } from "../../static/js/state.js" */

const STEPS = [0, 100, 300];
const PICTURE = /** @type {State["activity"] & object} */ (/** @type {unknown} */ ({ type: "picture", n: 5, step: 100, epoch: 0.25, examples: 1000 }));

/**
 * @param {State} state
 * @param {Event[]} events
 * @returns {State}
 */
function after(state, ...events) {
  return events.reduce(reduce, state);
}

const standing = after(initial(), { type: "connection", change: { phase: "open" } },
  stateMessage({ step: 400, epoch: 1, score: scoreMessage({ step: 400 }) }), pastMessage(STEPS));
const then = scoreMessage({ step: 100, epoch: 0.25, test_accuracy: 0.5 });
const back = after(standing, pastMessage(STEPS, { at: 100, score: then }));

test("what is said of the network is of the one that is looked at, and the run stays where it is", () => {
  assert.equal(isBack(standing), false);
  assert.equal(scoreOf(standing)?.step, 400);
  assert.equal(isBack(back), true);
  assert.equal(scoreOf(back), then);
  const shown = after(back, PICTURE);
  assert.equal(shown.run?.step, 400);
  assert.deepEqual(shown.run && progressOf({ ...shown, run: shown.run }), { step: 100, epoch: 0.25 });
  const now = after(shown, pastMessage(STEPS), { ...PICTURE, step: 400, epoch: 1 });
  assert.equal(scoreOf(now)?.step, 400);
  assert.equal(now.run?.step, 400);
});

test("who comes later looks where all look, and a fresh network has no past", () => {
  const late = after(initial(), stateMessage({ step: 400, past: pastMessage(STEPS, { at: 0 }) }));
  assert.equal(isBack(late), true);
  assert.equal(after(late, changedMessage({ fresh: true, step: 0 })).past, null);
  assert.equal(after(late, changedMessage({ status: "paused", step: 400 })).past, late.past);
});

test("the notches are the steps that are kept, and the present at the end", () => {
  assert.deepEqual(notches(standing), [0, 100, 300, null]);
  assert.deepEqual(notches(after(standing, pastMessage([0, 400]))), [0, null]);
  assert.deepEqual(notches(initial()), [null]);
  assert.equal(notchOf(standing), 3);
  assert.equal(notchOf(back), 1);
  assert.equal(notchOf(after(back, { type: "seek", sought: { step: 300 } })), 2);
});

test("nobody looks back while it trains, without the right to, without a line, or while something is asked", () => {
  assert.equal(mayLook(standing), true);
  for (const status of /** @type {const} */ (["running", "failed", "interrupted"])) {
    assert.equal(mayLook(after(standing, changedMessage({ status, step: 400 }))), false);
  }
  assert.equal(mayLook(after(standing, changedMessage({ status: "diverged", step: 400 }))), true);
  assert.equal(mayLook(after(standing, { type: "page", change: { controls: false } })), false);
  assert.equal(mayLook(after(standing, { type: "connection", change: { phase: "lost" } })), false);
  assert.equal(mayLook(after(standing, { type: "veil", change: { over: ["wishes"] } })), false);
  assert.equal(mayLook(after(standing, pastMessage([]))), false);
});

test("the keys go by one notch, from where this page is going, and not past the ends", () => {
  const press = (/** @type {string} */ key) => ({ key, code: "", ctrlKey: false, metaKey: false, altKey: false, over: null, target: null });
  assert.deepEqual(meaning(press(","), standing), { action: { type: "seek", sought: { step: 300 } } });
  assert.deepEqual(meaning(press(","), after(standing, { type: "seek", sought: { step: 300 } })), { action: { type: "seek", sought: { step: 100 } } });
  assert.deepEqual(meaning(press("."), after(back, { type: "seek", sought: { step: 300 } })), { action: { type: "seek", sought: { step: null } } });
  assert.equal(meaning(press("."), standing), null);
  assert.equal(lookBack(after(standing, pastMessage(STEPS, { at: 0 })), -1), null);
  assert.equal(meaning(press(","), after(standing, { type: "page", change: { link: { hide: ["time"] } } })), null);
});

test("of what is sought the newest is asked for, one at a time and ten times a second, until all look at it", async () => {
  /** @type {(number | null | undefined)[]} */
  const asked = [];
  let state = standing;
  const dispatch = (/** @type {Event} */ event) => {
    state = reduce(state, event);
  };
  const answers = /** @type {((value?: unknown) => void)[]} */ ([]);
  const seek = seeker((command) => new Promise((resolve) => {
    if (command.type === "look_back") asked.push(command.step);
    answers.push(() => resolve({ type: "done", id: 1 }));
  }), dispatch);
  dispatch({ type: "seek", sought: { step: 300 } });
  assert.equal(seek(state, 0), false);
  dispatch({ type: "seek", sought: { step: 100 } });
  dispatch({ type: "seek", sought: { step: 0 } });
  seek(state, 500);
  assert.deepEqual(asked, [300]); // it has not been answered yet
  answers[0]();
  await new Promise(setImmediate);
  dispatch(pastMessage(STEPS, { at: 300 }));
  assert.deepEqual(state.sought, { step: 0 });
  assert.equal(seek(state, 50), true);
  assert.equal(seek(state, 100), false);
  assert.deepEqual(asked, [300, 0]);
  answers[1]();
  await new Promise(setImmediate);
  seek(state, 900);
  dispatch(pastMessage(STEPS, { at: 0 }));
  assert.equal(state.sought, null);
  dispatch({ type: "seek", sought: { step: 0 } });
  seek(state, 2000); // all look at it already
  assert.equal(state.sought, null);
  assert.deepEqual(asked, [300, 0]);
});

test("what cannot be looked at is not sought for ever", async () => {
  let state = after(standing, { type: "seek", sought: { step: 100 } });
  const dispatch = (/** @type {Event} */ event) => {
    state = reduce(state, event);
  };
  const seek = seeker(async () => null, dispatch);
  seek(state, 0);
  await new Promise(setImmediate);
  assert.equal(state.sought, null);
  state = after(standing, { type: "seek", sought: { step: 100 } }, pastMessage([0, 200], { at: null }));
  assert.equal(state.sought, null); // it is not kept any more
  state = after(standing, { type: "seek", sought: { step: 100 } }, changedMessage({ status: "running", step: 400 }));
  seek(state, 1000);
  assert.equal(state.sought, null);
});

test("the sentence says where all look, and how to come back or to go on from there", () => {
  const { key, values, deeds } = situation(back, 0);
  assert.deepEqual([key, values, deeds], ["message.past", { step: "100", now: "400" }, ["present", "branch"]]);
  assert.deepEqual(situation(after(back, { type: "page", change: { controls: false } }), 0).deeds, []);
  assert.equal(situation(after(back, { type: "drawing", change: { active: true } }), 0).key, "message.past");
});

test("a run that goes on from there says in its name where it comes from", () => {
  const t = (/** @type {string} */ key, /** @type {Record<string, unknown>} */ values = {}) => `${key} ${values.name} ${values.step}`;
  assert.deepEqual(branch(back, t), { name: "past.name.of Run 1 100", from: { run: "abc", step: 100 } });
  const nameless = after(initial(), stateMessage({ name: "", step: 4000 }), pastMessage([0, 2000], { at: 2000 }));
  assert.deepEqual(branch(nameless, t), { name: "past.name  2,000", from: { run: "abc", step: 2000 } });
});

test("a name that is too long is shortened between two characters, and still says from which step", () => {
  const t = /** @type {any} */ ((/** @type {string} */ _, /** @type {any} */ { name, step }) => `${name}, from step ${step}`);
  for (const name of ["n".repeat(80), "🎓".repeat(80), `n${"🎓".repeat(79)}`]) {
    const named = String(branch({ ...back, run: back.run && { ...back.run, name } }, t).name);
    assert.equal([...named].length, 80);
    assert.match(named, /^[n🎓]+, from step 100$/u);
  }
});

test("nothing is asked of a batch that was not this network's, nor a check-up, nor a question of the tour", () => {
  const table = (/** @type {State} */ state) => questions(after(state, watchedMessage(), { type: "lens", change: { tab: "table" } }));
  assert.equal(table(standing).length, 1);
  assert.equal(table(back).length, 0);
  let count = 0;
  const ask = () => {
    count += 1;
    return new Promise(() => undefined);
  };
  const open = /** @type {Event} */ ({ type: "page", change: { reading: "checkup" } });
  checkupAsker(/** @type {any} */ (ask), () => undefined)(after(back, open), 0);
  assert.equal(count, 0);
  checkupAsker(/** @type {any} */ (ask), () => undefined)(after(standing, open), 0);
  assert.equal(count, 1);
  assert.notEqual(QUESTIONS.unseen(standing, 0), null);
  assert.equal(QUESTIONS.unseen(back, 0), null);
});

test("what one step on a drawing did to the present network is not told beside another one", () => {
  const taught = after(standing, { type: "drawing", change: { strokes: [[[0, 0]]] } }, learnedMessage([0, 1], [1, 0]));
  assert.notEqual(taught.drawing.learned, null);
  assert.notEqual(after(taught, pastMessage(STEPS)).drawing.learned, null);
  assert.equal(after(taught, pastMessage(STEPS, { at: 0 })).drawing.learned, null);
});

test("while a question stands, so does the picture; afterwards all happens in the order in which it came", () => {
  const asked = after(standing, { ...PICTURE, step: 400 }, { type: "veil", change: { still: ["picture", "past"] } });
  const waited = after(asked, PICTURE, pastMessage(STEPS, { at: 100, score: then }), PICTURE);
  assert.equal(isBack(waited), false);
  const told = after(waited, { type: "veil", change: { still: [] } });
  assert.equal(isBack(told), true);
  assert.equal(told.activity?.step, 100);
  assert.equal(told.run?.step, 400);
});

test("what the last batch asked of the present network is not drawn on another one", () => {
  const batch = /** @type {Event & { of: "batch" }} */ (/** @type {unknown} */ ({ type: "matrices", of: "batch", n: 1 }));
  const drawn = after(standing, batch);
  assert.equal(drawn.matrices.batch, batch);
  assert.equal(after(drawn, pastMessage(STEPS, { at: 0 }), batch).matrices.batch, null);
  assert.equal(after(drawn, stateMessage({ step: 400, past: pastMessage(STEPS, { at: 0 }) })).matrices.batch, null);
  assert.equal(after(drawn, pastMessage(STEPS, { at: 0 }), pastMessage(STEPS), batch).matrices.batch, batch);
});

test("beside a run that goes on from there lies what became of this one, counted from there", () => {
  const scored = after(back, scoreMessage({ step: 500, epoch: 1.25, seconds: 5, test_cost: 0.4 }));
  const from = { ...back, scores: scored.scores };
  const other = onward(from);
  assert.equal(other?.id, "abc");
  assert.deepEqual(other?.scores.step, scored.scores.step.filter((step) => step >= 100).map((step) => step - 100));
  assert.equal(other?.scores.epoch.at(-1), 1);
  assert.equal(other?.scores.test_cost.at(-1), 0.4);
  assert.deepEqual(Object.values(other?.scores ?? {}).map((column) => column.length), Array(6).fill(other?.scores.step.length));
  assert.equal(onward(standing), null);
  const gone = after(scored, { type: "page", change: { other } });
  assert.equal(after(gone, stateMessage({ id: "def" })).page.other, other);
  assert.equal(after(gone, stateMessage({})).page.other, null); // back again: nothing is laid beside itself
});

test("a score that took a while does not take the counters back; a picture of an undone step does", () => {
  const later = after(standing, { ...PICTURE, step: 450, epoch: 1.1 });
  assert.equal(after(later, scoreMessage({ step: 420 })).run?.step, 450);
  assert.equal(after(later, scoreMessage({ step: 420 })).score?.step, 420);
  assert.equal(after(later, scoreMessage({ step: 460 })).run?.step, 460);
  assert.equal(after(later, { ...PICTURE, step: 449, epoch: 1.09 }).run?.step, 449);
});
