import assert from "node:assert/strict";
import { test } from "node:test";
import { arrive } from "../../static/js/arrival.js";

/** @import { Event } from "../../static/js/state.js" */

/** @param {() => unknown} answer what the server says of its runs, or throws */
function page(answer) {
  /** @type {{ events: Event[], joined: string[], told: unknown[], urls: string[] }} */
  const seen = { events: [], joined: [], told: [], urls: [] };
  Object.assign(globalThis, {
    location: { pathname: "/", search: "", hash: "#race=4" },
    history: { replaceState: (/** @type {unknown} */ _, /** @type {string} */ __, /** @type {string} */ url) => seen.urls.push(url) },
    fetch: async () => {
      const said = answer();
      return said instanceof Response ? said : Response.json(said);
    },
  });
  const arrival = arrive({
    dispatch: (event) => seen.events.push(event), join: (run) => seen.joined.push(run), tellOf: (error) => seen.told.push(error),
  });
  return { seen, arrival };
}

const LIVES = { runs: [{ id: "ab", kind: "training", status: "paused" }], control: true };

test("a bare address comes to the run that lives, and keeps what stands behind it", async () => {
  const { seen, arrival } = page(() => LIVES);
  await arrival.go();
  assert.deepEqual([seen.joined, seen.urls, arrival.hurry()], [["ab"], ["/runs/ab#race=4"], false]);
});

test("a bare address comes to where the class is led, though another run is newer", async () => {
  const runs = [...LIVES.runs, { id: "led", kind: "training", status: "finished", led: true }];
  const { seen, arrival } = page(() => ({ ...LIVES, runs }));
  await arrival.go();
  assert.deepEqual(seen.joined, ["led"]);
});

test("who only watches comes to a run that is over, where none lives, as everybody sees it", async () => {
  const runs = ["failed", "diverged", "finished"].map((status) => ({ id: status, kind: "training", status }));
  const { seen, arrival } = page(() => ({ runs, control: false }));
  await arrival.go();
  assert.deepEqual(seen.joined, ["diverged"]);
});

test("a server that is not there yet is waited for, and looked for at once when the person says so", async () => {
  let isThere = false;
  const { seen, arrival } = page(() => {
    if (!isThere) throw new TypeError("fetch failed");
    return LIVES;
  });
  await arrival.go();
  const [lost] = seen.events;
  assert.ok(lost.type === "connection" && lost.change.phase === "lost" && Number(lost.change.retryAt) > performance.now());
  isThere = true;
  assert.equal(arrival.hurry(), true);
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual([seen.joined, arrival.hurry()], [["ab"], false]);
});

test("a server that has no room is asked again, which is told once and no longer when it has", async () => {
  let isFull = true;
  const { seen, arrival } = page(() => (isFull ? Response.json({ detail: "8 runs are open" }, { status: 503 }) : LIVES));
  await arrival.go();
  assert.equal(arrival.hurry(), true);
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(seen.told.map(String), ["Error: 8 runs are open"]);
  const [full] = seen.events;
  assert.ok(full.type === "connection" && full.change.reason === "full" && Number(full.change.retryAt) > 0);
  isFull = false;
  assert.equal(arrival.hurry(), true);
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual([seen.joined, seen.events.at(-1), arrival.hurry()], [["ab"], { type: "settled", about: "run" }, false]);
});

test("a page behind an address from which too much is asked comes back by itself", async () => {
  let isBusy = true;
  const { seen, arrival } = page(() => (isBusy ? Response.json({ detail: "too much is asked" }, { status: 429 }) : LIVES));
  await arrival.go();
  isBusy = false;
  assert.equal(arrival.hurry(), true);
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual([seen.told, seen.joined], [[], ["ab"]]);
});

test("who has gone to a run meanwhile is not taken away from it", async () => {
  const { seen, arrival } = page(() => Response.json({ detail: "8 runs are open" }, { status: 503 }));
  await arrival.go();
  arrival.end();
  assert.equal(arrival.hurry(), false);

  const { seen: later, arrival: slow } = page(() => LIVES);
  const going = slow.go();
  slow.end();
  await going;
  assert.deepEqual([seen.joined, later.joined, later.urls, later.events], [[], [], [], []]);
});

test("any other failure is told", async () => {
  const { seen, arrival } = page(() => {
    throw new Error("odd");
  });
  await arrival.go();
  assert.deepEqual(seen.told.map(String), ["Error: odd"]);
  assert.equal(arrival.hurry(), false);
});
