import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { joined } from "../../static/js/curves.js";
import { costFigures, costWords, leftEnd, lineOf, rightEnd } from "../../static/js/descend/curves.js";
import { csv } from "../../static/js/csv.js";
import { tableOf } from "../../static/js/descend/export.js";
import { commandsFor } from "../../static/js/descend/intents.js";
import { added, NAME_LENGTH, recoloured, removed, typed, withEtas, withLane, written } from "../../static/js/descend/lanes.js";
import { countUpTo, showLength, stands, watchOf } from "../../static/js/descend/moment.js";
import { arrivals, comparable, firstBy } from "../../static/js/descend/order.js";
import { PACES, paceStop } from "../../static/js/descend/pace.js";
import { bestOf, rangesOf } from "../../static/js/descend/search.js";
import { duration, laneName, laneNames, offPlane, ownNames, sentence, tick } from "../../static/js/descend/say.js";
import { raceHash, raceIn } from "../../static/js/descend/session.js";
import { initialDescend, reduceDescend } from "../../static/js/descend/state.js";
import { raceKindsFor } from "../../static/js/descend/subscriptions.js";
import { translator } from "../../static/js/i18n.js";
import { initial } from "../../static/js/state.js";

/** @import { RacePlan } from "../../static/js/descend/state.js" */
/** @import { Changed, Curves, LaneNow, LanePath, Paths, Contours, RaceNow, RaceState, Reached } from "../../static/js/messages.js" */

const t = translator(() => ({
  "lane.full": "full batch", "lane.mini": "mini-batch {size}", "lane.stochastic": "stochastic (1)",
  "lane.with": "{batch} + {optimizer}", "lane.adam": "Adam", "lane.plain": "plain descent", "lane.at": "{lane}, η = {eta}",
  "clock.in_seconds": "{value}\u202fs", "clock.in_minutes": "{value}\u202fmin",
  "race.and": " and ",
}));
const korean = translator(() => ({ "clock.in_seconds": "{value}초", "clock.in_minutes": "{value}분" }));

/** @type {RacePlan} */
const PLAN = {
  plan: {}, clock: "seconds", etas: "own", limit: { accuracy: 0.9, steps: null, examples: null, seconds: null },
  pace: { law: "log", value: 5 }, plane: { kind: "ends", lanes: null },
  lanes: [
    { name: "", batch_size: 60_000, optimizer: "plain", eta: 4, colour: 0 },
    { name: "", batch_size: 10, optimizer: "plain", eta: 1.5, colour: 1 },
  ],
};

/** @param {number[]} values */
const floats = (values) => ({ data: Float32Array.from(values), shape: [values.length] });
/** @param {number[]} values */
const whole = (values) => ({ data: Int32Array.from(values), shape: [values.length] });

/** @param {Partial<LaneNow>} [change] @returns {LaneNow} */
function lane(change = {}) {
  return {
    walk: "walking", eta: 1, step: 0, epoch: 0, examples: 0, seconds: 0, part: null, batch_cost: null, cost: 1,
    test_accuracy: 0.1, step_seconds: null, x: 0, y: 0, distance: 0, ahead: null, ...change,
  };
}

/** @param {Partial<RaceNow>} [change] @returns {RaceNow} */
function now(change = {}) {
  return {
    type: "race", n: 1, at: 0, phase: "racing", show: 1, clock: 1, rate: null, compute: 1, plane: 1,
    lanes: [lane(), lane()], timing: null, first: [], ...change,
  };
}

/** @returns {LanePath} */
function path() {
  return {
    step: whole([0, 1, 2]), examples: whole([0, 10, 20]), seconds: floats([0, 1, 2]), show: floats([0, 4, 8]),
    x: floats([0, 1, 2]), y: floats([0, 0, 0]), distance: floats([0, 0.5, 0]), cost: floats([NaN, 1, 0.5]),
  };
}

/** @param {number} plane @returns {Paths} */
function paths(plane) {
  return { type: "race_paths", n: 1, at: 0, plane, lanes: [path(), path()], captured: 0.9, furthest: [0.5, 0.5] };
}

/** @param {number} plane @returns {Contours} */
function contours(plane) {
  return {
    type: "contours", n: 1, at: 0, plane, kind: "ends", through: [0, 1], size: 2, next_size: null, x: floats([0, 1]),
    y: floats([0, 1]), cost: { data: Float32Array.from([1, 2, 3, 4]), shape: [2, 2] }, sample: 1000, overhead: 0,
  };
}

/** @param {number} who @param {number} step @param {number} examples @param {number} seconds @returns {Reached} */
function reached(who, step, examples, seconds) {
  return { type: "reached", seq: 1, lane: who, accuracy: 0.9, step, examples, seconds, show: 1 };
}

/** @param {RacePlan} plan @returns {Changed} a fresh start with it */
function changed(plan) {
  return {
    type: "changed", seq: 2, status: "paused", reason: {}, plan, parameter_count: 13_002, speed: null, slow: false,
    fresh: true, inherited: false, step: 0, epoch: 0, examples: 0,
  };
}

test("C32: who is first depends on the clock", () => {
  const state = { plan: PLAN, reached: [reached(0, 318, 19e6, 23), reached(1, 1472, 14_720, 0.07)], now: now({ phase: "finished", lanes: [lane({ walk: "arrived" }), lane({ walk: "arrived" })] }) };
  const list = arrivals(state, 0.9);
  assert.deepEqual([firstBy(list, "seconds"), firstBy(list, "examples"), firstBy(list, "steps")], [[1], [1], [0]]);
});

test("nobody is first while another could still be", () => {
  const lanes = [lane({ step: 100, examples: 6e6, seconds: 7 }), lane({ walk: "arrived", step: 1472, examples: 14_720, seconds: 0.07 })];
  const list = arrivals({ plan: PLAN, reached: [reached(1, 1472, 14_720, 0.07)], now: now({ lanes }) }, 0.9);
  assert.deepEqual([firstBy(list, "seconds"), firstBy(list, "examples"), firstBy(list, "steps")], [[1], [1], []]);
});

test("all who needed the same are first together, as lanes do whose batches are of one size", () => {
  const lanes = [lane({ walk: "arrived" }), lane({ walk: "arrived" })];
  const state = {
    ...initialDescend(), now: now({ phase: "finished", lanes }), reached: [reached(0, 336, 3360, 0.018), reached(1, 336, 3360, 0.017)],
    plan: { ...PLAN, lanes: [{ ...PLAN.lanes[1], optimizer: "adam" }, PLAN.lanes[1]] },
  };
  const list = arrivals(state, 0.9);
  assert.deepEqual([firstBy(list, "seconds"), firstBy(list, "examples"), firstBy(list, "steps")], [[1], [0, 1], [0, 1]]);
  assert.deepEqual(sentence(state, t), {
    key: "race.say.each", values: { seconds: "plain descent", examples: "Adam and plain descent", steps: "Adam and plain descent" },
  });
});

test("the sentence says who arrived by which clock", () => {
  const lanes = [lane({ walk: "arrived" }), lane({ walk: "arrived" })];
  const state = { ...initialDescend(), plan: PLAN, now: now({ phase: "finished", lanes }), reached: [reached(0, 318, 19e6, 23), reached(1, 1472, 14_720, 0.07)] };
  assert.deepEqual(sentence(state, t), {
    key: "race.say.split", values: { seconds: "mini-batch 10", examples: "mini-batch 10", steps: "full batch" },
  });
});

test("the sentence says who did not arrive, too", () => {
  /** @param {Reached[]} reach @param {number} left */
  const say = (reach, left) => {
    const lanes = [0, 1, 2].map((i) => lane({ walk: i === left ? "stopped" : "arrived" }));
    const plan = { ...PLAN, lanes: [...PLAN.lanes, { ...PLAN.lanes[1], batch_size: 1 }] };
    return sentence({ ...initialDescend(), plan, now: now({ phase: "finished", lanes }), reached: reach }, t);
  };
  const [full, mini] = ["full batch", "mini-batch 10"];
  assert.deepEqual(say([reached(0, 318, 19e6, 23), reached(1, 1472, 14_720, 0.07)], 2), {
    key: "race.say.each.left", values: { seconds: mini, examples: mini, steps: full, left: "stochastic (1)" },
  });
  assert.deepEqual(say([reached(0, 318, 19e6, 23), reached(2, 300, 300, 0.07)], 1).key, "race.say.all.left");
});

test("the sentence before, while one still lifts a foot, and while one has arrived", () => {
  const state = { ...initialDescend(), plan: PLAN, status: /** @type {const} */ ("running") };
  assert.equal(sentence({ ...state, now: now({ phase: "ready" }) }, t).key, "race.say.two");
  for (const part of /** @type {([number, number] | null)[]} */ ([null, [100, 60_000]])) {
    const lifting = now({ lanes: [lane({ part }), lane({ step: 50 })] });
    assert.deepEqual(sentence({ ...state, now: lifting }, t), { key: "race.say.lifting", values: { lane: "full batch" } });
  }
  const waiting = { ...state, now: now({ lanes: [lane({ step: 1 }), lane({ walk: "arrived" })] }), reached: [reached(1, 1472, 14_720, 0.07)] };
  assert.equal(sentence(waiting, t).key, "race.say.waiting");
});

test("the sentence says only what is so of these lanes", () => {
  /** @param {[number, number][]} sizes and etas @param {Partial<RaceNow>} change @param {number[]} [reach] who has arrived */
  const say = (sizes, change, reach = []) => sentence({
    ...initialDescend(), status: "running", now: now(change), reached: reach.map((i) => reached(i, 100, 1000, 1)),
    plan: { ...PLAN, lanes: sizes.map(([batch_size, eta]) => ({ ...PLAN.lanes[1], batch_size, eta })) },
  }, t).key;
  const walking = [lane({ step: 9 }), lane({ step: 9 })];
  assert.equal(say([[1, 1], [10, 1]], { phase: "ready" }), "race.say.many"); // nobody asks all the data
  assert.equal(say([[10, 1], [60_000, 1]], { phase: "ready" }), "race.say.two");
  assert.equal(say([[10, 1], [10, 3]], { lanes: walking }), "race.say.same"); // none walks straighter than another
  assert.equal(say([[1, 1], [60_000, 1]], { lanes: walking }, [0]), "race.say.waiting");
  assert.equal(say([[1, 1], [60_000, 1]], { lanes: walking }, [1]), "race.say.others"); // not the careful one is left
  assert.equal(say([[1, 9], [10, 1]], { lanes: [lane({ step: 9, walk: "diverged" }), walking[1]] }), "race.say.diverged");
});

test("the sentence judges by the race's own goal, whatever that is", () => {
  /** @param {number} accuracy @param {LaneNow[]} lanes @param {Partial<RaceNow>} [change] */
  const say = (accuracy, lanes, change = { phase: "finished" }) => sentence({
    ...initialDescend(), plan: { ...PLAN, limit: { ...PLAN.limit, accuracy } }, status: "running", now: now({ ...change, lanes }),
    reached: [reached(0, 318, 19e6, 23), reached(1, 1472, 14_720, 0.07)], // at 90 %
  }, t).key;
  const arrived = [lane({ walk: "arrived", step: 100, examples: 6e6, seconds: 7 }), lane({ walk: "arrived", step: 500, examples: 5000, seconds: 0.03 })];
  const stopped = [lane({ walk: "stopped" }), lane({ walk: "stopped" })];
  assert.equal(say(0.85, arrived), "race.say.split");
  assert.equal(say(0.95, stopped), "race.say.ended");
  assert.equal(say(0.95, [lane({ step: 400 }), lane({ step: 2000 })], {}), "race.say.running");
  assert.equal(say(0.95, [lane({ step: 400 }), arrived[1]], {}), "race.say.waiting");
});

test("the arrivals are looked at where the race's goal is, until somebody chooses", () => {
  const far = { ...PLAN, limit: { ...PLAN.limit, accuracy: 0.95 } };
  let state = reduceDescend({ ...initialDescend(), plan: PLAN }, changed(far));
  assert.equal(state.look.threshold, 0.95);
  state = reduceDescend(reduceDescend(state, { type: "look", change: { threshold: 0.8 } }), changed(far));
  assert.equal(state.look.threshold, 0.8);
});

test("what was tried for other lanes is forgotten with them, but not what the search found out for these", () => {
  const trial = /** @type {const} */ ({
    type: "trial", seq: 1, lane: 4, eta: 1, steps: 1, examples: 1, seconds: 1, cost: null, done: 8, of: 8, best: null,
  });
  const state = { ...initialDescend(), plan: PLAN, trials: [trial] };
  const found = PLAN.lanes.map((each) => ({ ...each, eta: 7 }));
  assert.deepEqual(reduceDescend(state, changed({ ...PLAN, lanes: found })).trials, [trial]);
  const others = PLAN.lanes.map((each) => ({ ...each, optimizer: "adam" }));
  assert.deepEqual(reduceDescend(state, changed({ ...PLAN, lanes: others })).trials, []);
});

test("another race is not looked at as the one before was", () => {
  const look = { ...initialDescend().look, replay: { show: 1, playing: false, since: 0 }, picked: { lane: 4, step: 1 } };
  const state = reduceDescend({ ...initialDescend(), look: { ...look, reading: "deal" } }, { type: "joined", id: "b" });
  assert.deepEqual([state.look.replay, state.look.picked, state.look.reading], [null, null, "deal"]);
});

test("a race that got other lanes while the line was lost is not drawn with the pictures of the one before", () => {
  const seen = { ...initialDescend(), plan: PLAN, now: now(), paths: paths(1), contours: contours(1) };
  /** @param {RacePlan} plan @returns {RaceState} */
  const told = (plan) => ({
    type: "race_state", seq: 1, id: "r", name: "", status: "running", reason: {}, plan, step: 0, examples: 0, batches: [],
    scores: [], reached: [], trials: [],
  });
  const same = reduceDescend(seen, told({ ...PLAN }));
  assert.deepEqual([same.now, same.paths, same.contours], [seen.now, seen.paths, seen.contours]);
  const other = reduceDescend(seen, told({ ...PLAN, lanes: [PLAN.lanes[1]] }));
  assert.deepEqual([other.now, other.paths, other.contours], [null, null, null]);
});

test("paths stay on their own map until the next plane has one", () => {
  let state = reduceDescend({ ...initialDescend(), plan: PLAN }, contours(1));
  state = reduceDescend(state, paths(1));
  state = reduceDescend(state, paths(2));
  assert.equal(state.paths?.plane, 1);
  state = reduceDescend(state, contours(2));
  assert.deepEqual([state.paths?.plane, state.nextPaths], [2, null]);
});

test("a fresh start forgets the race, but not the plan's looks", () => {
  let state = reduceDescend({ ...initialDescend(), plan: PLAN }, contours(1));
  state = reduceDescend(state, changed({ ...PLAN, clock: "steps" }));
  assert.deepEqual([state.contours, state.look.axis, state.plan?.clock], [null, "steps", "steps"]);
});

test("curves grow by what is added", () => {
  const news = { step: whole([1]), examples: whole([10]), seconds: floats([0.5]), cost: floats([2]) };
  const none = { step: whole([]), examples: whole([]), seconds: floats([]), cost: floats([]) };
  const scores = { ...none, test_cost: floats([]), test_accuracy: floats([]) };
  /** @type {Curves} */
  const event = { type: "race_curves", seq: 1, batches: [news, none], scores: [scores, scores] };
  const once = reduceDescend(initialDescend(), event);
  const twice = reduceDescend(once, event);
  assert.deepEqual(twice.batches[0].cost, [2, 2]);
  assert.equal(twice.batches[1], once.batches[1]);
});

test("a replay shows how all stood when the watch of the show said so", () => {
  const state = { ...initialDescend(), plan: PLAN, now: now(), paths: paths(1) };
  assert.equal(showLength(state), 8);
  assert.deepEqual(stands(state, 5).map(({ upTo, step }) => [upTo, step]), [[2, 1], [2, 1]]);
  assert.equal(stands(state, null)[0].walker, null); // the path has come further than the picture of the walker
  const ahead = { ...state, now: now({ lanes: [lane({ step: 3 }), lane({ step: 3 })] }) };
  assert.deepEqual(stands(ahead, null)[0].walker, { x: 0, y: 0 });
  assert.equal(watchOf({ show: 2, playing: false, since: 0 }, 8, 99_000), 2);
  assert.equal(watchOf({ show: 2, playing: true, since: 1000 }, 8, 6000), 4);
  assert.equal(watchOf({ show: 2, playing: true, since: 1000 }, 8, 99_000), 8);
  assert.equal(countUpTo([0, 4, 8], 4), 2);
});

test("where a step under way would end is known live, of walkers on the plane that is shown", () => {
  const walking = lane({ step: 3, part: [4176, 60_000], ahead: [2, -1] });
  const state = { ...initialDescend(), plan: PLAN, now: now({ lanes: [walking, lane({ step: 3 })] }), paths: paths(1) };
  assert.deepEqual(stands(state, null).map(({ ahead }) => ahead), [{ x: 2, y: -1, done: 4176, of: 60_000 }, null]);
  assert.equal(stands(state, 5)[0].ahead, null);
  assert.equal(stands({ ...state, paths: paths(2) }, null)[0].ahead, null);
});

test("an epoch is as long as the data are", () => {
  const hello = /** @type {const} */ ({
    type: "hello", version: 2, boot: "b", run: "r", resumed: false, control: true, choices: {}, data: { train: 40 },
  });
  const state = { ...reduceDescend(initialDescend(), hello), plan: PLAN, now: now({ lanes: [lane({ epoch: 0.75 })] }), paths: paths(1) };
  assert.deepEqual([stands(state, null)[0].epoch, stands(state, 8)[0].epoch], [0.75, 0.5]);
});

test("on a log axis a curve begins at the left end and keeps the start's height until the first step", () => {
  const series = { step: [0, 1, 2], examples: [0, 100, 200], seconds: [0, 1, 2], cost: [5, 2, 1] };
  const { x, y } = lineOf(series, series.cost, "examples", { left: 10, upTo: null });
  assert.deepEqual(y, [5, 5, 2, 1]);
  assert.ok(x[0] === 10 && x[1] > 99 && x[1] < 100 && x[2] === 100);
  assert.deepEqual(lineOf(series, series.cost, "examples", { left: 10, upTo: 0 }).y, [5]);
  assert.equal(leftEnd([series], "examples"), 100);
  const long = { ...series, seconds: [0, 0.00003, 20] };
  assert.equal(leftEnd([long], "seconds"), 1e-3);
  const late = lineOf({ ...long, cost: [5, 2, 1] }, [5, 2, 1], "seconds", { left: 1e-3, upTo: null });
  assert.deepEqual(late, { x: [1e-3, 20], y: [2, 1] });
  assert.equal(rightEnd([series], "steps"), 2);
});

test("lines of different lanes share one axis", () => {
  assert.deepEqual(joined([{ x: [1, 3], y: [5, 6] }, { x: [2, 3], y: [7, 8] }]), [[1, 2, 3], [5, null, 6], [null, 7, 8]]);
});

test("lanes are added in free colours, at most five, and never fewer than two", () => {
  const draft = { lanes: PLAN.lanes, etas: PLAN.etas, limit: PLAN.limit };
  const more = added(draft, {});
  assert.equal(more.lanes[2].colour, 2);
  assert.equal(added(added(added(added(more, {}), {}), {}), {}).lanes.length, 5);
  assert.equal(removed(draft, 0), draft);
  assert.deepEqual(removed(more, 0).lanes.map(({ batch_size }) => batch_size), [10, 1]);
});

test("a lane that is added or becomes another has an eta that suits it, unless somebody chose one", () => {
  /** @param {number} batch_size @param {number} eta @param {string} [optimizer] */
  const way = (batch_size, eta, optimizer = "plain") => ({ ...PLAN.lanes[0], batch_size, eta, optimizer });
  const presets = {
    sizes: { ...PLAN, lanes: [way(1, 0.1), way(10, 2), way(100, 5), way(60_000, 4)] },
    optimizers: { ...PLAN, lanes: [way(10, 2), way(10, 0.005, "adam")] },
  };
  /** @type {Pick<RacePlan, "lanes" | "etas" | "limit">} */
  const draft = { lanes: [way(60_000, 4), way(10, 2)], etas: "own", limit: PLAN.limit };
  const more = added(draft, presets);
  assert.deepEqual([more.lanes[2].batch_size, more.lanes[2].eta], [1, 0.1]);
  /** @param {Partial<RacePlan["lanes"][number]>} change @param {typeof draft} [from] */
  const eta = (change, from = draft) => withLane(from, 1, change, presets).lanes[1].eta;
  assert.deepEqual([eta({ batch_size: 100 }), eta({ batch_size: 32 }), eta({ optimizer: "adam" })], [5, 2, 0.005]);
  assert.equal(eta({ optimizer: "nesterov" }), 2); // of which the presets know nothing
  const chosen = withLane(draft, 1, { eta: 3 }, presets);
  assert.deepEqual([eta({ batch_size: 1 }, chosen), added(chosen, presets).lanes[2].eta], [3, 3]);
  const same = withEtas(draft, "same");
  assert.deepEqual([eta({ batch_size: 1 }, same), added(same, presets).lanes[2].eta], [4, 4]);
});

test("no two lanes come to look alike", () => {
  const draft = /** @type {const} */ ({ lanes: PLAN.lanes, etas: "own", limit: PLAN.limit });
  assert.deepEqual(recoloured(draft, 0).lanes.map(({ colour }) => colour), [1, 0]);
  assert.deepEqual(recoloured(draft, 1).lanes.map(({ colour }) => colour), [0, 2]);
});

test("with the same eta for all, one is changed for all", () => {
  const draft = withEtas({ lanes: PLAN.lanes, etas: "own", limit: PLAN.limit }, "same");
  assert.deepEqual(draft.lanes.map(({ eta }) => eta), [4, 4]);
  assert.deepEqual(withLane(draft, 1, { eta: 2 }, {}).lanes.map(({ eta }) => eta), [2, 2]);
  assert.equal(typed("0,5", 0, 10), 0.5);
  assert.equal(typed("", 0, 10), null);
});

test("C34: a lane is called by how many examples it asks before a step, unless somebody named it", () => {
  /** @param {number} batch_size @param {string} optimizer @param {string} [name] */
  const called = (batch_size, optimizer, name = "") => ({ name, batch_size, optimizer, eta: 1 });
  assert.equal(laneName(t, called(1, "plain")), "stochastic (1)");
  assert.equal(laneName(t, called(1000, "plain")), "mini-batch 1,000");
  assert.equal(laneName(t, called(60_000, "plain")), "full batch");
  assert.equal(laneName(t, called(10, "adam")), "mini-batch 10 + Adam");
  const same = [called(10, "plain"), called(10, "adam")];
  assert.deepEqual(laneNames(t, same), ["plain descent", "Adam"]);
  assert.deepEqual(laneNames(t, [...same, called(1, "adam")])[0], "mini-batch 10");
  assert.deepEqual(laneNames(t, [called(10, "plain", "Bora"), called(10, "adam")]), ["Bora", "Adam"]);
  assert.deepEqual(laneNames(t, [called(1, "plain", "Bora"), called(10, "plain")]), ["Bora", "mini-batch 10"]);
});

test("lanes that differ in η alone are told apart by it, but for those that somebody named", () => {
  /** @param {number} eta @param {string} [optimizer] @param {string} [name] */
  const called = (eta, optimizer = "plain", name = "") => ({ name, batch_size: 10, optimizer, eta });
  assert.deepEqual(laneNames(t, [called(1), called(3)]), ["mini-batch 10, η = 1", "mini-batch 10, η = 3"]);
  assert.deepEqual(laneNames(t, [called(1), called(3), called(3, "adam")])[2], "mini-batch 10 + Adam");
  assert.deepEqual(laneNames(t, [called(1), called(3, "plain", "Bora")]), ["mini-batch 10", "Bora"]);
  assert.deepEqual(laneNames(t, [called(1, "plain", "Bora"), called(3, "plain", "Bora")]), ["Bora", "Bora"]);
});

test("a lane keeps its name whatever else changes, and without one is called by what it is", () => {
  const draft = { lanes: PLAN.lanes.map((each) => ({ ...each, name: "Bora" })), etas: PLAN.etas, limit: PLAN.limit };
  const changed = withLane(withLane(draft, 0, { eta: 2 }, {}), 0, { batch_size: 2 }, {});
  assert.deepEqual(laneNames(t, changed.lanes), ["Bora", "Bora"]);
  assert.deepEqual(ownNames(t, changed.lanes), ["mini-batch 2", "mini-batch 10"]);
  assert.deepEqual(laneNames(t, withLane(changed, 0, { name: "" }, {}).lanes), ["mini-batch 2", "Bora"]);
});

test("a name may be as long as the server takes it", () => {
  const source = readFileSync(new URL("../../engine/race_plan.py", import.meta.url), "utf8");
  assert.equal(Number(/^NAME_LENGTH = (\d+)/m.exec(source)?.[1]), NAME_LENGTH);
});

test("an eta is read as it is written", () => {
  for (const eta of [1000, 0.00001, 1.58, 999.9]) assert.equal(typed(written(eta), 1e-5, 1000), Number(eta.toPrecision(3)));
  assert.deepEqual([typed("1,000", 0, 1000), typed("0,500", 0, 1000), typed("1,5", 0, 1000), typed("1,00", 0, 1000)], [1000, 0.5, 1.5, 1]);
  assert.deepEqual([typed("０．５", 0, 10), typed("１，５", 0, 10), typed("０。５", 0, 10), typed("１,０００", 0, 1000)], [0.5, 1.5, 0.5, 1000]);
});

test("times and distances are said in few figures", () => {
  const times = [0.0000521, 0.0632, 0.5, 23.46, 190, 0.0009996, 0.0996, 1e-9, 0];
  const words = ["52\u202fµs", "63\u202fms", "0.50\u202fs", "23.5\u202fs", "3.17\u202fmin", "1.0\u202fms", "0.10\u202fs", "1.0\u202fns", "0\u202fs"];
  assert.deepEqual(times.map((seconds) => duration(seconds, t)), words);
  assert.deepEqual([0.5, 190].map((seconds) => duration(seconds, korean)), ["0.50초", "3.17분"]);
  assert.deepEqual([tick(0.01, "seconds"), tick(1, "seconds"), tick(60_000, "examples")], ["10\u202fms", "1\u202fs", "60\u202fk"]);
  assert.equal(offPlane(4e-15), "0");
});

test("the pace's slider stands at the nearest stop", () => {
  assert.equal(PACES[paceStop({ law: "log", value: 6 })].value, 5);
  assert.equal(PACES[paceStop({ law: "free", value: 1 })].law, "free");
});

test("tables hold what was recorded, and quote what must be", () => {
  assert.equal(csv(["a", "b"], [['x,"y"', NaN], [1.5, 2]]), 'a,b\r\n"x,""y""",\r\n1.5,2\r\n');
  const exported = { columns: ["lane", "step", "x"], values: [floats([0, 1]), floats([3, 4]), floats([NaN, 0.5])] };
  assert.equal(tableOf(exported, ["one", "two"]), "lane,step,x\r\none,3,\r\ntwo,4,0.5\r\n");
});

test("the address remembers the race", () => {
  assert.equal(raceIn(raceHash("ab12")), "ab12");
  assert.equal(raceIn("#x"), null);
  assert.equal(raceIn("#race=%"), "%"); // no race is called so, which the server says
});

test("the best try of a lane is the one with the lowest cost, and none that overshot", () => {
  /** @param {number} who @param {number} eta @param {number | null} cost */
  const trial = (who, eta, cost) => /** @type {const} */ ({
    type: "trial", seq: 1, lane: who, eta, steps: 10, examples: 100, seconds: 1, cost, done: 1, of: 3, best: null,
  });
  const trials = [trial(0, 1, 0.5), trial(0, 100, null), trial(0, 3, 0.2), trial(1, 0.001, 4)];
  assert.deepEqual(bestOf(trials, 3), [2, 3, -1]);
  const { eta, cost } = rangesOf(trials);
  assert.ok(eta[0] < 0.001 && eta[1] > 100 && cost[0] < 0.2 && cost[1] > 4);
});

test("a race that nobody looks at sends no pictures", () => {
  assert.deepEqual(raceKindsFor(initial({ view: "learn" })), []);
  assert.deepEqual(raceKindsFor(initial({ view: "descend", hidden: true })), []);
  assert.deepEqual(raceKindsFor(initial({ view: "descend", enlarged: "race_curves" })), ["race"]);
  assert.ok(raceKindsFor(initial({ view: "descend" })).includes("contours"));
});

test("a race that rests goes on; only one that is over starts again; none steps while it looks for etas", () => {
  const begun = reduceDescend(initialDescend(), { type: "connection", change: { phase: "open" } });
  const at = { ...begun, plan: PLAN, now: now() };
  assert.deepEqual(commandsFor("play", { ...at, status: "interrupted" }), [{ type: "resume" }]);
  assert.deepEqual(commandsFor("step", { ...at, status: "interrupted" }), []);
  assert.deepEqual(commandsFor("step", { ...at, status: "running", now: now({ phase: "searching" }) }), []); // no lane has a turn
  const over = { ...at, status: /** @type {const} */ ("finished"), now: now({ phase: "finished" }) };
  assert.deepEqual(commandsFor("play", over), [{ type: "reset", plan: {} }, { type: "run" }]);
});

test("a search that is told again takes the place of what was told before", () => {
  /** @param {number} lane @param {number} done @returns {import("../../static/js/messages.js").Trial} */
  const trial = (lane, done) => ({
    type: "trial", seq: 1, lane, eta: done, steps: 1, examples: 1, seconds: 1, cost: null, done, of: 2, best: null,
  });
  const told = [trial(0, 1), trial(0, 2), trial(1, 1), trial(0, 1)].reduce(reduceDescend, initialDescend());
  assert.deepEqual(told.trials.map(({ lane, done }) => [lane, done]), [[1, 1], [0, 1]]);
});

test("the figures of a cost's axis have room, whatever costs there are", () => {
  assert.deepEqual(costFigures(0.08, 4, 90), [0.1, 0.2, 0.5, 1, 2]);
  assert.deepEqual(costFigures(0.08, 4, 50), [0.1, 1]);
  assert.deepEqual(costFigures(2.2, 8, 40), [5]);
  assert.deepEqual(costFigures(0.5, 2e16, 60), [10, 1e6, 1e11, 1e16]);
  for (const figures of [costFigures(1e-4, 1e30, 90), costFigures(20, 1e9, 200)]) assert.ok(figures.length > 1 && figures.length <= 14);
  assert.deepEqual([0.001, 0.0001, 0.5, 500, 1000, 50_000, 1e6, 2e16].map(costWords), ["0.001", "1e−4", "0.5", "500", "1k", "50k", "1e6", "2e16"]);
});

test("gradients are compared, unless somebody says where, at the first lane with small batches that has not overshot", () => {
  const [whole, small] = PLAN.lanes;
  const fallen = lane({ walk: "diverged" });
  assert.equal(comparable([whole, small], [lane(), lane()], 60_000), 1);
  assert.equal(comparable([small, whole, small], [fallen, lane(), lane()], 60_000), 2);
  assert.equal(comparable([small, whole], [fallen, lane()], 60_000), 1);
  assert.equal(comparable([small, small], [fallen, fallen], 60_000), 0);
});
