import assert from "node:assert/strict";
import { test } from "node:test";
import { createStore } from "../../static/js/store.js";

/**
 * @param {{ count: number }} state
 * @param {number} event
 * @returns {{ count: number }}
 */
function add(state, event) {
  return event === 0 ? state : { count: state.count + event };
}

test("a dispatched event changes the state", () => {
  const store = createStore(add, { count: 1 });
  store.dispatch(2);
  assert.deepEqual(store.get(), { count: 3 });
});

test("listeners hear the state and the one before", () => {
  const store = createStore(add, { count: 1 });
  /** @type {number[][]} */
  const heard = [];
  store.subscribe((state, before) => heard.push([state.count, before.count]));
  store.dispatch(2);
  store.dispatch(4);
  assert.deepEqual(heard, [[3, 1], [7, 3]]);
});

test("listeners do not hear of an event that changed nothing", () => {
  const store = createStore(add, { count: 1 });
  store.subscribe(() => assert.fail());
  store.dispatch(0);
});
