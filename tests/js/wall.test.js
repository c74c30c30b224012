import assert from "node:assert/strict";
import { test } from "node:test";
import { handKey } from "../../static/js/settings.js";
import { initial, reduce } from "../../static/js/state.js";
import { kindsFor } from "../../static/js/subscriptions.js";
import { GAP, layout, TALL, tileMoved } from "../../static/js/wall/tiles.js";
import { array, changedMessage, stateMessage } from "./messages.js";

/** @import { Event, State } from "../../static/js/state.js" */

const ROOM = { width: 1370, height: 640 };
const BOUNDS = { least: 92, most: 340 };

/**
 * @param {State} state
 * @param {Event[]} events
 */
function after(state, ...events) {
  return events.reduce(reduce, state);
}

test("all drawings are seen at once on a laptop, however many there are", () => {
  for (let count = 1; count <= 64; count += 1) {
    const { columns, side } = layout(count, ROOM, BOUNDS);
    const rows = Math.ceil(count / columns);
    assert.ok(side >= BOUNDS.least && side <= BOUNDS.most, `${count}: ${side}`);
    assert.ok(columns * side + (columns - 1) * GAP <= ROOM.width, `${count} across`);
    assert.ok(rows * side * TALL + (rows - 1) * GAP <= ROOM.height, `${count} down`);
    assert.ok(columns * (rows - 1) < count && columns - (columns * rows - count) > 0, `${count}: the last row is not empty`);
  }
});

test("no layout with larger tiles is passed over", () => {
  for (const count of [1, 5, 30, 64]) {
    const { side } = layout(count, ROOM, BOUNDS);
    for (let columns = 1; columns <= count; columns += 1) {
      const rows = Math.ceil(count / columns);
      const larger = side + 1;
      const fits = columns * larger + (columns - 1) * GAP <= ROOM.width && rows * larger * TALL + (rows - 1) * GAP <= ROOM.height;
      assert.ok(!fits || larger > BOUNDS.most, `${count} in ${columns} columns`);
    }
  }
});

test("where there is no room for all, tiles have their least size, and it scrolls", () => {
  assert.deepEqual(layout(30, { width: 340, height: 0 }, BOUNDS), { columns: 3, side: 92 });
  assert.deepEqual(layout(3, { width: 50, height: 50 }, BOUNDS), { columns: 1, side: 92 });
});

test("arrow keys go from tile to tile and never over the edge", () => {
  assert.deepEqual(["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End"].map((key) => tileMoved(4, key, 7, 3)), [3, 5, 1, 4, 0, 6]);
  assert.equal(tileMoved(0, "ArrowLeft", 7, 3), 0);
  assert.equal(tileMoved(0, "a", 7, 3), null);
});

test("whether one's own drawing still hangs there is asked when it may not, and only then", () => {
  const joined = after(initial(), stateMessage({ hung: 3 }));
  assert.deepEqual([joined.wall.count, joined.wall.isOld], [3, true]);
  const mine = after(joined, { type: "handed", id: 1, label: 7 });
  assert.deepEqual([mine.wall.mine, mine.wall.isOld], [7, false]);
  const more = after(mine, { type: "hung", seq: 2, count: 4, down: 0, closed: true });
  assert.deepEqual([more.wall.count, more.wall.isOld], [4, false]);
  const fewer = after(more, { type: "hung", seq: 3, count: 0, down: 1, closed: false });
  assert.deepEqual([fewer.wall.mine, fewer.wall.isOld], [7, true]);
  assert.equal(after(more, { type: "hello", version: 6, boot: "b", run: "r", resumed: true, control: false, choices: {}, data: {} }).wall.isOld, true);
  assert.equal(after(fewer, { type: "handed", id: 2, label: null }).wall.mine, null);
  assert.deepEqual(after(mine, { type: "leave" }).wall, initial().wall);
});

/**
 * @param {string[]} drawings
 * @returns {Event} the wall on which these hang
 */
function wallOf(drawings) {
  return { type: "wall", n: 1, at: 0, edition: 2, drawings, labels: array(drawings.map(() => 7)), pixels: array([]), closed: false };
}

test("the wall of a server that has started again is bare, whatever hung on the one before", () => {
  const state = after(initial(), stateMessage({ hung: 2 }), wallOf(["a", "b"]));
  assert.equal(after(state, stateMessage({ hung: 2 })).wall.shown?.drawings.length, 2);
  assert.equal(after(state, stateMessage({ hung: 0 })).wall.shown, null);
});

test("what a step on the wall did is told until it is left, or bare, or the network is new; one who hands in then ends nothing", () => {
  const learned = /** @type {Event} */ ({ type: "wall_learned", id: 1, step: 0, count: 2, right_before: 0, right_after: 1,
    cost_before: 2, cost_after: 1, test_accuracy_before: 0.5, test_accuracy_after: 0.25 });
  const state = after(initial(), stateMessage(), learned);
  assert.equal(state.wall.learned?.cost_after, 1);
  assert.ok(after(state, wallOf(["a", "b", "c"])).wall.learned);
  assert.equal(after(state, wallOf([])).wall.learned, null);
  assert.equal(after(state, { type: "page", change: { enlarged: null } }).wall.learned, null);
  assert.ok(after(state, { type: "page", change: { hidden: true } }).wall.learned);
  assert.equal(after(state, changedMessage({ fresh: true })).wall.learned, null);
  assert.ok(after(state, changedMessage()).wall.learned);
});

test("the wall is looked at by who may, while it is open, and then nothing else is", () => {
  const open = after(initial({ enlarged: "wall" }));
  assert.deepEqual(kindsFor(open), ["wall", "verdicts"]);
  assert.ok(!kindsFor(after(initial({ enlarged: "wall", controls: false }))).includes("wall"));
  assert.deepEqual(kindsFor(after(initial({ enlarged: "wall", hidden: true }))), []);
});

test("a browser makes up its secret once, when it first hands in", () => {
  const items = new Map([["nudge", '{"axis":"step","hand":"short"}']]);
  const storage = /** @type {Storage} */ (/** @type {unknown} */ ({
    getItem: (/** @type {string} */ key) => items.get(key) ?? null,
    setItem: (/** @type {string} */ key, /** @type {string} */ value) => items.set(key, value),
  }));
  assert.equal(handKey(storage), null);
  const key = handKey(storage, true);
  assert.match(key ?? "", /^[0-9a-f]{32}$/);
  assert.equal(handKey(storage), key);
  assert.equal(handKey(storage, true), key);
  assert.equal(JSON.parse(items.get("nudge") ?? "").axis, "step");
  assert.notEqual(handKey(null, true), handKey(null, true));
});
