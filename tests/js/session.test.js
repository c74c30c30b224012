import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { encode } from "@msgpack/msgpack";
import { remedy, sentence } from "../../static/js/descend/say.js";
import { createSession } from "../../static/js/descend/session.js";
import { initialDescend, reduceDescend } from "../../static/js/descend/state.js";
import { findRace, Unwilling } from "../../static/js/runs.js";

/** @import { Descend, RaceEvent } from "../../static/js/descend/state.js" */
/** @import { Action, Connection } from "../../static/js/state.js" */

/** @type {Descend} */
let state = initialDescend();
/** @type {Extract<Action, { type: "tell" }>[]} */
let told = [];
/** @type {string[]} */
let remembered = [];
/** @type {Map<string, { onmessage: (event: { data: Uint8Array }) => void, onclose: (event: { code: number }) => void }>} */
const sockets = new Map();

beforeEach(() => {
  state = initialDescend();
  told = [];
  remembered = [];
  sockets.clear();
});

/** @param {() => Promise<string | null>} find */
function session(find) {
  return createSession({
    find,
    dispatch: (/** @type {RaceEvent} */ event) => (state = reduceDescend(state, event)),
    tell: (action) => (action.type === "tell" ? told.push(action) : told.splice(0)),
    open(run) {
      const socket = { onmessage: () => undefined, onclose: () => undefined, close: () => undefined };
      sockets.set(run, socket);
      return /** @type {WebSocket} */ (/** @type {unknown} */ (socket));
    },
    remember: (id) => remembered.push(id),
    learn: async () => undefined,
  });
}

/** @param {Partial<Connection>} change */
function refused(change) {
  const connection = { ...initialDescend().connection, phase: /** @type {const} */ ("refused"), ...change };
  return sentence({ ...initialDescend(), connection }, (key) => key).key;
}

test("what happens in a race is told", async () => {
  await session(async () => "r1").enter(null);
  const notice = { code: "lane_diverged", lane: 1, eta: 30.000000001, suggested: 12_000 };
  sockets.get("r1")?.onmessage({ data: encode({ type: "notice", seq: 1, notice }) });
  assert.deepEqual(told.map(({ key, values }) => ({ key, values })), [{ key: "notice.lane_diverged", values: notice }]);
});

test("why there is no race is said as it is, with what helps", async () => {
  await session(() => Promise.reject(new Unwilling(503, "9 runs are open"))).enter(null);
  assert.deepEqual([refused(state.connection), told[0].values?.message], ["race.say.full", "9 runs are open"]);
  assert.equal(remedy(state.connection, true), "retry");
  await session(() => Promise.reject(new TypeError("no network"))).enter(null);
  assert.equal(refused(state.connection), "message.unreached");
  assert.equal(refused({ reason: "gone" }), "race.say.gone");
  assert.equal(refused({ reason: "full", retryAt: 1 }), "message.full");
  const gone = /** @type {const} */ ({ phase: "refused", reason: "gone", attempt: 0, retryAt: null });
  assert.deepEqual([remedy(gone, true), remedy(gone, false)], ["renew", null]);
});

test("a race that is gone is replaced by another one; a server that was full is asked for the same again", async () => {
  const to = session(async () => "another");
  await to.enter("old");
  sockets.get("old")?.onclose({ code: 4404 });
  assert.equal(refused(state.connection), "race.say.gone");
  to.race.retry();
  assert.equal(remembered.at(-1), "old");
  to.race.renew();
  await Promise.resolve();
  assert.equal(remembered.at(-1), "another");
});

test("who goes to another race while one is still looked for stays there", async () => {
  /** @type {(id: string) => void} */
  let find = () => undefined;
  const to = session(() => new Promise((resolve) => (find = resolve)));
  const entered = to.enter(null);
  to.race.go("mine");
  find("other");
  await entered;
  assert.deepEqual([remembered, state.id], [["mine"], "mine"]);
});

test("that there was no room is told no longer when there is", async () => {
  let isFull = true;
  const to = session(async () => {
    if (isFull) throw new Unwilling(503, "9 runs are open");
    return "r1";
  });
  await to.enter(null);
  assert.equal(told.length, 1);
  isFull = false;
  to.race.retry();
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual([told, remembered], [[], ["r1"]]);
});

test("a race that has been lost is come back to at once when the network is there again", async () => {
  const to = session(async () => "r1");
  await to.enter(null);
  const first = sockets.get("r1");
  to.hurry();
  assert.equal(sockets.get("r1"), first);
  first?.onclose({ code: 1006 });
  to.hurry();
  assert.notEqual(sockets.get("r1"), first);
});

test("the address names the race again when somebody comes back from Learn", async () => {
  const to = session(async () => "r1");
  await to.enter(null);
  await to.enter(null);
  assert.deepEqual(remembered, ["r1", "r1"]);
  assert.equal(sockets.size, 1);
});

test("who only watches is shown the newest race, and waits while there is none", async (context) => {
  let runs = /** @type {unknown[]} */ ([]);
  context.mock.method(globalThis, "fetch", async () => ({ ok: true, json: async () => ({ control: false, runs }) }));
  const race = (/** @type {string} */ id, status = "finished") => ({ id, kind: "race", status });
  runs = [{ id: "t", kind: "training" }, race("b", "failed"), race("a")];
  assert.equal(await findRace(), "a");

  context.mock.timers.enable({ apis: ["setTimeout"] });
  runs = [];
  await session(findRace).enter(null);
  assert.equal(refused(state.connection), "race.say.none");
  assert.equal(remedy(state.connection, false), null);
  runs = [race("c")];
  context.mock.timers.tick(2_000);
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(remembered, ["c"]);
});
