import assert from "node:assert/strict";
import { test } from "node:test";
import { followed } from "../../static/js/lead/follow.js";
import { goingTo, lookNow } from "../../static/js/lead/leader.js";
import { writeLink } from "../../static/js/link/fragment.js";
import { lookOf } from "../../static/js/link/look.js";
import { initial, reduce } from "../../static/js/state.js";
import { stateMessage } from "./messages.js";

/** @import { Event, State } from "../../static/js/state.js" */

/**
 * @param {State} state
 * @param {Event[]} events
 */
function after(state, ...events) {
  return events.reduce(reduce, state);
}

const joined = after(initial(), stateMessage());

/**
 * The page of a pupil that is shown what a teacher looks at.
 *
 * @param {State} pupil
 * @param {State} teacher
 */
function shown(pupil, teacher) {
  const { page, view, lens } = followed(writeLink(lookOf(teacher)), pupil);
  return after(pupil, { type: "view", change: view }, { type: "lens", change: lens }, { type: "page", change: page });
}

test("who follows sees what the teacher has selected, opened and enlarged, and again when it is closed", () => {
  const teacher = after(
    joined, { type: "view", change: { selected: { layer: 2, neuron: 5 }, quantity: "nudges", nudgeOf: "batch", scaleOf: "network" } },
    { type: "lens", change: { tab: "table" } }, { type: "page", change: { reading: "confusion", enlarged: "why" } },
  );
  const pupil = shown(joined, teacher);
  assert.deepEqual(lookOf(pupil), lookOf(teacher));
  assert.deepEqual(lookOf(shown(pupil, joined)), lookOf(joined));
});

test("an exercise that is practised is practised by who follows, and no longer when the teacher goes back", () => {
  const exercise = "W:0.1_0.2_0.3_0.4_0.5_0.6_0.7_0.8,eta:0.5";
  const teacher = after(joined, { type: "page", change: { view: "practise", exercise } });
  const pupil = shown(joined, teacher);
  assert.deepEqual([pupil.page.view, pupil.page.exercise], ["practise", exercise]);
  const back = shown(pupil, joined);
  assert.deepEqual([back.page.view, back.page.exercise], ["learn", exercise]);
});

test("a person's own choices stay, and a look hides and says nothing", () => {
  const mine = after(joined, { type: "page", change: { language: "ko", theme: "dark", axis: "seconds", log: true } });
  const { page, view } = followed("#lesson=1&axis=step&log=0&language=en&theme=light&hide=why,input&say=Hello&plan=eta:3", mine);
  const after_ = after(mine, { type: "view", change: view }, { type: "page", change: page });
  assert.deepEqual({ ...after_.page }, { ...mine.page });
});

test("what a lesson hides does not fill the screen of who follows", () => {
  const { page } = followed("#lesson=1&large=why", after(joined, { type: "page", change: { link: { hide: ["why"] } } }));
  assert.equal(page.enlarged, null);
});

test("a look that makes no sense shows what every page begins with", () => {
  for (const look of ["", "nonsense", "#lesson=1&neuron=9.9999&tab=none&large=wall&race=../x"]) {
    const { page, view, race } = followed(look, joined);
    assert.deepEqual([page.view, page.enlarged, view.selected, view.quantity, race], ["learn", null, null, "weights", null]);
  }
});

test("where who leads goes is where who follows goes", () => {
  const going = goingTo(joined, "b2");
  assert.deepEqual(followed(going.type === "lead" ? going.look ?? "" : "", joined).run, "b2");
  assert.equal(followed(lookNow(joined), joined).run, null);
  assert.equal(followed("#lesson=1&run=../x", joined).run, null);
});

test("what lies beside the curves of who leads is told, from which step on, and nothing else is taken for it", () => {
  const scores = joined.scores;
  const look = lookNow(after(joined, { type: "page", change: { other: { id: "b-2", name: "two", from: 360_000, scores } } }));
  assert.deepEqual(followed(look, joined).beside, { id: "b-2", from: 360_000 });
  for (const text of ["b2", "../x.3", "b2.-1", "b2.3.4", ".3", "b2.1e9"]) assert.equal(followed(`#lesson=1&beside=${text}`, joined).beside, null, text);
});

test("a race is looked at when it is there", () => {
  const { page, race, look } = followed("#lesson=1&race=abc&lane=1&clock=examples", joined);
  assert.deepEqual([page.view, race, look], ["descend", "abc", {}]);
});

test("the class is led until somebody says that it is not", () => {
  const led = { type: /** @type {const} */ ("led"), seq: 4, look: "#lesson=1", by: 3 };
  assert.equal(after(joined, led).led?.look, "#lesson=1");
  assert.equal(after(joined, led, { ...led, look: null }).led, null);
  assert.equal(after(initial(), stateMessage({ led })).led?.by, 3);
  assert.equal(after(joined, led, { type: "leave" }).led, null);
});
