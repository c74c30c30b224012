import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { beforeEach, test } from "node:test";
import { encode } from "@msgpack/msgpack";
import { delay, refusal } from "../../static/js/comeback.js";
import { CommandError, connect } from "../../static/js/connection.js";
import { VERSION } from "../../static/js/protocol.js";

/** @import { Event } from "../../static/js/state.js" */

/** A socket that a test holds the other end of. */
class Socket {
  /** @type {Record<string, unknown>[]} */
  sent = [];
  isClosed = false;
  readyState = 1;
  /** @type {() => void} */
  onopen = () => undefined;
  /** @type {(event: { data: Uint8Array | string }) => void} */
  onmessage = () => undefined;
  /** @type {(event: { code: number, reason?: string }) => void} */
  onclose = () => undefined;
  /** @param {string} text */
  send(text) { this.sent.push(JSON.parse(text)); }
  close() { this.isClosed = true; }
  /** @param {Record<string, unknown>} message */
  receive(message) { this.onmessage({ data: encode(message) }); }
  greet(boot = "b1") {
    this.onopen();
    this.receive({ type: "hello", version: VERSION, boot, run: "r", resumed: false, control: true, choices: {}, data: {} });
  }
}

/** @type {Socket[]} */
let sockets = [];
/** @type {Event[]} */
let events = [];
/** @typedef {{ action: () => void, wait: number }} Timer */
/** @type {Map<number, Timer>} */
const timers = new Map();
let lastTimer = 0;
let now = 0;

beforeEach(() => {
  sockets = [];
  events = [];
  timers.clear();
  now = 0;
});

/** @returns {Timer | undefined} the one that was set last, and still stands */
function timer() {
  return [...timers.values()].at(-1);
}

function line() {
  return connect({
    open() {
      const socket = new Socket();
      sockets.push(socket);
      return /** @type {WebSocket} */ (/** @type {unknown} */ (socket));
    },
    dispatch: (event) => events.push(event),
    random: () => 0.5,
    clock: () => now,
    later(action, wait) {
      lastTimer += 1;
      timers.set(lastTimer, { action, wait });
      return lastTimer;
    },
    cancel: (id) => timers.delete(id),
  });
}

function phases() {
  return events.flatMap((event) => (event.type === "connection" && event.change.phase ? [event.change.phase] : []));
}

test("it greets with its version, and subscribes after the answer", () => {
  const to = line();
  to.subscribe(["picture", "weights"]);
  to.join("r");
  sockets[0].onopen();
  assert.deepEqual(sockets[0].sent, [{ type: "hello", version: VERSION, boot: "", seq: 0 }]);
  sockets[0].greet();
  assert.deepEqual(sockets[0].sent.at(-1), { type: "subscribe", kinds: ["picture", "weights"] });
  assert.equal(phases().at(-1), "open");
});

test("a subscription that changes is sent at once", () => {
  const to = line();
  to.join("r");
  sockets[0].greet();
  to.subscribe([]);
  assert.deepEqual(sockets[0].sent.at(-1), { type: "subscribe", kinds: [] });
});

test("a question is answered by its id, whatever comes between", async () => {
  const to = line();
  to.join("r");
  sockets[0].greet();
  const first = to.send({ type: "pause" });
  const second = to.send({ type: "predict" });
  const [a, b] = sockets[0].sent.slice(-2).map(({ id }) => id);
  sockets[0].receive({ type: "prediction", id: b });
  sockets[0].receive({ type: "done", id: a });
  assert.equal((await first).type, "done");
  assert.equal((await second).type, "prediction");
});

test("nothing is sent to a socket that is closing", async () => {
  const to = line();
  to.join("r");
  sockets[0].greet();
  const before = sockets[0].sent.length;
  sockets[0].readyState = 2;
  to.subscribe([]);
  await assert.rejects(to.send({ type: "pause" }), { code: "lost" });
  assert.equal(sockets[0].sent.length, before);
});

test("a refused command rejects with the server's code and sentence", async () => {
  const to = line();
  to.join("r");
  sockets[0].greet();
  const asked = to.send({ type: "pause" });
  sockets[0].receive({ type: "error", id: sockets[0].sent.at(-1)?.id, code: "watch_only", message: "no" });
  await assert.rejects(asked, (error) => error instanceof CommandError && error.code === "watch_only" && error.message === "no");
});

test("the page's own questions are answered to the asker alone, and nobody is told that they were refused", async () => {
  const to = line();
  to.join("r");
  sockets[0].greet();
  const before = events.length;
  const asked = [to.ask({ type: "predict" }), to.ask({ type: "table" })];
  const [a, b] = sockets[0].sent.slice(-2).map(({ id }) => id);
  sockets[0].receive({ type: "prediction", id: a });
  sockets[0].receive({ type: "error", id: b, code: "no_batch", message: "no" });
  assert.equal((await asked[0]).type, "prediction");
  await assert.rejects(asked[1], { code: "no_batch" });
  assert.equal(events.length, before);
});

test("questions that nobody will answer any more are rejected", async () => {
  const to = line();
  to.join("r");
  await assert.rejects(to.send({ type: "pause" }), { code: "lost" });
  sockets[0].greet();
  const asked = to.send({ type: "pause" });
  sockets[0].onclose({ code: 1006 });
  await assert.rejects(asked, { code: "lost" });
});

test("a question that is not answered in time is given up, and its late answer still seen", async () => {
  const to = line();
  to.join("r");
  sockets[0].greet();
  const asked = to.send({ type: "predict" });
  const id = sockets[0].sent.at(-1)?.id;
  assert.equal(timer()?.wait, 30_000);
  timer()?.action();
  await assert.rejects(asked, { code: "timeout" });
  sockets[0].receive({ type: "done", id });
  assert.deepEqual(events.at(-1), { type: "done", id });
});

test("a socket that is left before it is open is closed when it opens, and says nothing", () => {
  const to = line();
  to.join("r");
  sockets[0].readyState = 0;
  to.join("s");
  assert.equal(sockets[0].isClosed, false);
  sockets[0].onopen();
  assert.equal(sockets[0].isClosed, true);
  assert.deepEqual(sockets[0].sent, []);
});

test("no clock is left running for what was answered, or lost", async () => {
  const to = line();
  to.join("r");
  sockets[0].greet();
  const first = to.send({ type: "pause" });
  sockets[0].receive({ type: "done", id: sockets[0].sent.at(-1)?.id });
  await first;
  assert.equal(timers.size, 1); // which listens for the line itself
  const second = to.send({ type: "pause" });
  to.leave();
  await assert.rejects(second, { code: "left" });
  assert.equal(timers.size, 0);
});

test("pictures are acknowledged only when drawn, and events never", () => {
  const to = line();
  to.join("r");
  sockets[0].greet();
  const golden = (/** @type {string} */ name) => readFileSync(new URL(`../golden/${name}.bin`, import.meta.url));
  const before = sockets[0].sent.length;
  for (const name of ["picture", "watched", "matrices", "score"]) sockets[0].onmessage({ data: golden(name) });
  assert.equal(sockets[0].sent.length, before);
  to.drawn();
  to.drawn();
  assert.deepEqual(sockets[0].sent.slice(before), [{ type: "ack", count: 3 }]);
});

test("after a loss it comes back, saying which event it saw last", () => {
  const to = line();
  to.join("r");
  sockets[0].greet();
  sockets[0].receive({ type: "notice", seq: 17, notice: { code: "x" } });
  sockets[0].onclose({ code: 1006 });
  assert.equal(phases().at(-1), "lost");
  assert.equal(timer()?.wait, 250);
  timer()?.action();
  sockets[1].onopen();
  assert.deepEqual(sockets[1].sent, [{ type: "hello", version: VERSION, boot: "b1", seq: 17 }]);
});

test("it waits longer each time, and starts anew after a socket that lived a while", () => {
  const to = line();
  to.join("r");
  const waits = [];
  for (let i = 0; i < 4; i += 1) {
    sockets[i].onclose({ code: 1006 });
    waits.push(timer()?.wait);
    timer()?.action();
  }
  assert.deepEqual(waits, [250, 500, 1000, 2000]);
  sockets[4].greet();
  now += 1_000;
  sockets[4].onclose({ code: 4008 });
  assert.equal(timer()?.wait, 4000);
  timer()?.action();
  sockets[5].greet();
  now += 60_000;
  sockets[5].onclose({ code: 1006 });
  assert.equal(timer()?.wait, 250);
});

test("delays are full jitter, bounded, and gentle with a server that restarts", () => {
  assert.equal(delay(0, 1006, 1), 500);
  assert.equal(delay(30, 1006, 1), 30_000);
  assert.equal(delay(5, 1006, 0), 0);
  assert.equal(delay(0, 1012, 1), 5_000);
  assert.equal(delay(0, 1001, 0.5), 2_500);
  assert.equal(delay(1, 1012, 1), 1_000);
  assert.deepEqual([delay(0, 1008, 0), delay(9, 1008, 1)], [5_000, 10_000]);
});

test("a full server is asked again when it says, and not by all at once", () => {
  const to = line();
  to.join("r");
  sockets[0].onclose({ code: 4029, reason: "too many viewers; retry_after=20" });
  assert.deepEqual(events.at(-1), {
    type: "connection", change: { phase: "refused", reason: "full", attempt: 0, retryAt: 30_000 },
  });
  assert.equal(timer()?.wait, 30_000);
  timer()?.action();
  assert.equal(sockets.length, 2);
  sockets[1].greet();
  assert.equal(phases().at(-1), "open");
});

test("a server that will not have this page is not asked again", () => {
  /** @type {[number, string][]} */
  const codes = [[4403, "forbidden"], [4404, "gone"], [4406, "reload"], [4029, "full"]];
  for (const [code, reason] of codes) {
    assert.equal(refusal(code), reason);
    const to = line();
    to.join("r");
    timers.clear();
    sockets.at(-1)?.onclose({ code });
    assert.deepEqual(events.at(-1), { type: "connection", change: { phase: "refused", reason, attempt: 0, retryAt: null } });
    assert.equal(timers.size, 0);
  }
});

test("a frame that cannot be read ends the line: the page is of another version", (context) => {
  context.mock.method(console, "error", () => undefined);
  const to = line();
  to.join("r");
  sockets[0].greet();
  sockets[0].receive({ type: "of the future" });
  assert.equal(phases().at(-1), "refused");
  assert.ok(sockets[0].isClosed);
});

test("a socket that was left is heard no more", () => {
  const to = line();
  to.join("r");
  sockets[0].greet();
  to.join("other");
  const before = events.length;
  sockets[0].receive({ type: "notice", seq: 1, notice: {} });
  sockets[0].onclose({ code: 1006 });
  assert.equal(events.length, before);
});

test("a line that is silent is asked, and one that does not answer that is lost, and sought again", async () => {
  const to = line();
  to.join("r");
  sockets[0].greet();
  const look = () => /** @type {Timer} */ ([...timers.values()].find(({ wait }) => wait === 20_000));
  now = 19_000;
  sockets[0].receive({ type: "state", seq: 1 });
  now = 20_000;
  look().action();
  assert.equal(sockets[0].sent.at(-1)?.type, "subscribe"); // something has come a moment ago
  now = 40_000;
  look().action();
  const asked = sockets[0].sent.at(-1);
  assert.deepEqual([asked?.type, asked?.count], ["ack", 0]);
  sockets[0].receive({ type: "done", id: asked?.id });
  now = 60_000;
  look().action();
  assert.equal(phases().at(-1), "open");
  now = 70_000;
  timer()?.action(); // no answer
  await Promise.resolve();
  assert.equal(sockets[0].isClosed, true);
  assert.equal(phases().at(-1), "lost");
  timer()?.action();
  sockets[1].greet();
  assert.equal(phases().at(-1), "open");
});

test("an answer that is late on a line that lives is given up alone", async () => {
  const to = line();
  to.join("r");
  sockets[0].greet();
  now = 1;
  const asked = to.ask({ type: "predict" });
  const late = timer();
  now = 2;
  sockets[0].receive({ type: "state", seq: 1 });
  late?.action();
  await assert.rejects(asked, { code: "timeout" });
  assert.equal(phases().at(-1), "open");
});
