import assert from "node:assert/strict";
import { test } from "node:test";
import { keepRaceOf, keepSettings, raceOf, readSettings } from "../../static/js/settings.js";
import { initial } from "../../static/js/state.js";

/** @param {string} [kept] what lies in it already @returns {Storage} */
function storage(kept) {
  const items = new Map(kept === undefined ? [] : [["nudge", kept]]);
  return /** @type {Storage} */ (/** @type {unknown} */ ({
    getItem: (/** @type {string} */ key) => items.get(key) ?? null,
    setItem: (/** @type {string} */ key, /** @type {string} */ value) => items.set(key, value),
  }));
}

test("a run remembers the race from which it was taken, beside what was chosen", () => {
  const kept = storage();
  const { page } = initial();
  keepRaceOf(kept, "a1", "r1");
  keepSettings(kept, { ...page, axis: "step" }, page);
  keepRaceOf(kept, "b2", "r2");
  assert.deepEqual([raceOf(kept, "a1"), raceOf(kept, "b2"), raceOf(kept, "c3"), raceOf(kept, null)], ["r1", "r2", null, null]);
  assert.equal(readSettings(kept).axis, "step");
});

test("only of the newest runs it is remembered", () => {
  const kept = storage();
  for (let i = 0; i < 60; i += 1) keepRaceOf(kept, `a${i}`, "r");
  assert.deepEqual([raceOf(kept, "a9"), raceOf(kept, "a10"), raceOf(kept, "a59")], [null, "r", "r"]);
});

test("without a storage, or with something odd in it, nothing is remembered", () => {
  keepRaceOf(null, "a1", "r1");
  assert.equal(raceOf(null, "a1"), null);
  for (const odd of ["{", "4", '{"taken": 4}', '{"taken": [4, ["a1"], ["a1", 4]]}']) {
    const kept = storage(odd);
    assert.equal(raceOf(kept, "a1"), null);
    keepRaceOf(kept, "a1", "r1");
    assert.equal(raceOf(kept, "a1"), "r1");
  }
});
