import assert from "node:assert/strict";
import { test } from "node:test";
import { CommandError } from "../../static/js/connection.js";
import { sender } from "../../static/js/sender.js";

/** @import { Action, Wire } from "../../static/js/state.js" */

const DONE = /** @type {Wire["Any"]} */ ({ type: "done", id: 1 });

/** @param {() => Promise<Wire["Any"]>} answer */
async function paused(answer) {
  /** @type {Action[]} */
  const told = [];
  const send = sender({ line: { send: answer }, resting: () => null, about: "run", tell: (action) => told.push(action) });
  return { answer: await send({ type: "pause" }), told: told.map((action) => (action.type === "tell" ? action.key : action.type)) };
}

test("a command that was carried out is answered, and nothing is told", async () => {
  assert.deepEqual(await paused(async () => DONE), { answer: DONE, told: [] });
});

test("of one that was not carried out nobody has an answer, and the page says why, once", async () => {
  const refused = (/** @type {string} */ code) => paused(() => Promise.reject(new CommandError(code, "no")));
  assert.deepEqual(await refused("lost"), { answer: null, told: ["error.lost"] });
  assert.deepEqual(await refused("timeout"), { answer: null, told: ["error.timeout"] });
  assert.deepEqual(await refused("left"), { answer: null, told: [] }); // nobody waits for it any more
  assert.deepEqual(await refused("watch_only"), { answer: null, told: [] }); // the server's own sentence has come with it
  assert.deepEqual(await paused(() => Promise.reject(new TypeError("failed to fetch"))), { answer: null, told: ["error.other"] });
});
