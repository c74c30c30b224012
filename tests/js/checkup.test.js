// The pure parts of the check-up: when one is asked for, what its picture shows, and how it is said.

import assert from "node:assert/strict";
import { test } from "node:test";

import { asker, isOpen } from "../../static/js/checkup/ask.js";
import { plotOf } from "../../static/js/checkup/plot.js";
import { deed, deedWords, written } from "../../static/js/checkup/words.js";
import { CommandError } from "../../static/js/connection.js";
import { initial, reduce } from "../../static/js/state.js";
import { scoreMessage, stateMessage } from "./messages.js";

/** @import { Event, State, Wire } from "../../static/js/state.js" */
/** @import { Finding } from "../../static/js/messages.js" */

/** @param {number[]} values */
const array = (values) => ({ data: Float64Array.from(values), shape: [values.length] });
const ETAS = [0, 0.001, 0.01, 0.1, 1, 10, 100];

/**
 * @param {Partial<Wire["Examined"]>} [change]
 * @returns {Wire["Examined"]}
 */
function examined(change = {}) {
  return {
    type: "examined", id: 1, step: 5, count: 1000, cost: 1, after: 0.6, accuracy: 0.5, eta: array(ETAS), present: 4,
    whole: array([1, 0.99, 0.9, 0.7, 0.5, 2, Infinity]), line: array(ETAS.map((eta) => 1 - eta)), batch_size: 10, batches: 12,
    tried: { data: Int32Array.from([3, 4, 5]), shape: [3] }, part: array([0.75, 0.6, 4]), lowest: 4, lowest_cost: 0.6, findings: [],
    ...change,
  };
}

/** @returns {State} with the tab open */
function open() {
  const state = reduce(initial({ reading: "checkup" }), stateMessage({}));
  return reduce(reduce(state, { type: "connection", change: { phase: "open" } }), scoreMessage({ step: 5 }));
}

test("a check-up is asked for when its tab is open, again after a score, and never when nobody looks", async () => {
  let state = open();
  /** @type {string[]} */
  const asked = [];
  /** @type {Event[]} */
  const heard = [];
  const asks = asker(async ({ type }) => {
    asked.push(type);
    return examined();
  }, (event) => heard.push(event));
  /** @param {number} now */
  const frame = async (now) => {
    const isEarly = asks(state, now);
    await Promise.resolve();
    for (const event of heard.splice(0)) state = reduce(state, event);
    return isEarly;
  };
  for (const change of [{ reading: /** @type {const} */ ("cost") }, { hidden: true }, { view: /** @type {const} */ ("descend") }, { enlarged: "why" }]) {
    assert.equal(isOpen(reduce(state, { type: "page", change })), false);
  }
  assert.equal(isOpen(reduce(state, { type: "page", change: { enlarged: "readings" } })), true);
  assert.equal(await frame(0), false);
  assert.equal(state.answers.examined?.step, 5);
  await frame(5000);
  assert.deepEqual(asked, ["examine"]);
  state = reduce(state, scoreMessage({ step: 9 }));
  assert.equal(await frame(500), true, "it is too early for another");
  await frame(1001);
  assert.equal(asked.length, 2);
  state = { ...state, run: state.run && { ...state.run, plan: { ...state.run.plan, eta: 9 } } };
  assert.equal(await frame(1002), false, "what a person has changed does not wait");
  assert.equal(asked.length, 3);
});

test("one that was lost is asked for again, and what is refused is not", async () => {
  const state = open();
  let count = 0;
  let code = "busy";
  /** @type {State} */
  let now = state;
  const asks = asker(() => {
    count += 1;
    return Promise.reject(new CommandError(code, "no"));
  }, (event) => {
    now = reduce(now, event);
  });
  const settle = () => new Promise((done) => setImmediate(done));
  asks(now, 0);
  await settle();
  assert.equal(asks(now, 100), true);
  assert.equal(count, 1);
  code = "diverged";
  asks(now, 2100);
  await settle();
  assert.equal(now.answers.refused.examined?.code, "diverged");
  asks(now, 9000);
  assert.equal(count, 2);
});

test("the picture is high enough for the present step, and what is beyond it leaves it upwards", () => {
  const plot = plotOf(examined(), 300, 200);
  assert.ok(plot.present.y !== null && plot.present.y > plot.now, "lower on the page is a lower cost");
  assert.ok(Math.abs(plot.x(0.001) - plot.decades[0].x) < 1e-9 && plot.x(0) === plot.x(0.001));
  assert.deepEqual(plot.costs.map(({ cost }) => cost), [0.5, 1]);
  assert.equal(plot.lowest?.eta, 1);
  assert.ok(plot.lowest && plot.lowest.y === plot.y(0.6) && plot.lowest.isOfParts, "that of the whole sample falls further");
  assert.equal(plotOf(examined({ lowest_cost: 0.5 }), 300, 200).lowest?.isOfParts, false);
  assert.match(plot.whole, /L[\d.]+ -2000\.0$/);
  const high = plotOf(examined({ present: 5, after: 2, part: array([0.75, 0.6, 2]) }), 300, 200);
  assert.ok(high.present.y !== null && high.present.y >= 22, "a step that doubles the cost is still in the picture");
  assert.equal(plotOf(examined({ present: 6, after: Infinity, tried: array([]), part: array([]) }), 300, 200).present.y, null);
});

test("a picture in which nothing falls is level, and one with little room has fewer marks", () => {
  const level = plotOf(examined({ whole: array(ETAS.map(() => 1)), part: array([]), tried: array([]), lowest: null, lowest_cost: null }), 600, 200);
  assert.deepEqual([level.costs.length, level.lowest], [1, null]);
  assert.ok(level.now > 40 && level.now < 160);
  assert.equal(level.decades.length, 6);
  assert.equal(plotOf(examined(), 220, 200).decades.length, 3);
});

test("two costs that differ look different: both get as many figures as that takes; and shares, rates and counts are written as such", () => {
  assert.deepEqual(written({ cost: 0.26111, after: 0.26162, eta: 0.05, share: 1, count: 1000, times: 19.19 }), {
    cost: "0.261", after: "0.262", eta: "0.05", share: "100\u202f%", count: "1,000", times: "19",
  });
  assert.deepEqual(written({ cost: 0.89912, after: 0.89909 }), { cost: "0.89912", after: "0.89909" });
});

test("a remedy is a command, says what it does, and there may be none", () => {
  const t = (/** @type {string} */ key, /** @type {Record<string, unknown>} */ values = {}) => [key, ...Object.values(values)].join("|");
  /** @type {Finding} */
  const finding = { name: "stuck", values: {}, remedy: { eta: 0.1, initialisation: "he" }, afresh: true };
  assert.deepEqual(deed(finding), { type: "reset", plan: { eta: 0.1, initialisation: "he" } });
  assert.equal(deedWords(finding, t), "checkup.do.afresh|η = 0.1, initialisation.he");
  assert.deepEqual(deed({ ...finding, remedy: { batch_size: 10 }, afresh: false }), { type: "set", batch_size: 10 });
  assert.equal(deedWords({ ...finding, remedy: { batch_size: 10 }, afresh: false }, t), "checkup.do.batch|10");
  assert.equal(deedWords({ ...finding, remedy: { digits: [] }, afresh: false }, t), "checkup.do.digits");
  assert.equal(deedWords({ ...finding, remedy: { eta: 0.5 }, afresh: false }, t), "checkup.do.eta|0.5");
  assert.equal(deed({ ...finding, remedy: {} }), null);
});
