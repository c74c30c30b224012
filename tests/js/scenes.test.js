// Where help leads who has seen the video.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { chaptersOf } from "../../static/js/scenes.js";
import { initial, reduce } from "../../static/js/state.js";
import { layerOf } from "../../static/js/why/lens.js";
import { PLAN, stateMessage, watchedMessage } from "./messages.js";

/** @import { State } from "../../static/js/state.js" */
/** @import { SceneName } from "../../static/js/scenes.js" */

const scenes = chaptersOf({ link: null }).flatMap((chapter) => chapter.scenes);

/**
 * @param {SceneName} name
 * @param {State} state
 * @returns {State} what the page shows then
 */
function at(name, state) {
  const { page, lens = {}, view = {} } = /** @type {(typeof scenes)[number]} */ (scenes.find((scene) => scene.name === name)).change(state);
  const looked = reduce(reduce(state, { type: "page", change: page }), { type: "view", change: view });
  return reduce(looked, { type: "lens", change: lens });
}

/** @param {number[]} sizes */
function seen(...sizes) {
  const state = reduce(initial(), stateMessage({ plan: { ...PLAN, sizes } }));
  return reduce(state, watchedMessage({ label: 2 }));
}

test("the times are those of the film's chapters, and each leads there", () => {
  const chapters = chaptersOf({ link: null });
  assert.deepEqual(chapters.map(({ time }) => time), ["0:23", "3:07", "9:33", null]);
  assert.deepEqual(chapters.map(({ film }) => Number(film.split("?t=")[1])), [23, 187, 573, 0]);
});

test("every scene has words", () => {
  const words = JSON.parse(readFileSync("static/i18n/en.json", "utf8"));
  assert.deepEqual(scenes.filter(({ name }) => !words[`help.video.${name}`]), []);
});

test("the neuron that the film looks at is the output that should be loudest", () => {
  assert.deepEqual(at("avenues", seen(784, 16, 16, 10)).view.selected, { layer: 3, neuron: 2 });
  assert.deepEqual(at("together", seen(784, 30, 10)).view.selected, { layer: 2, neuron: 2 });
});

test("back is one layer before the one of which all ten wish, at the latest the pixels", () => {
  for (const [sizes, together, back] of /** @type {const} */ ([[[784, 16, 16, 10], 2, 1], [[784, 30, 10], 1, 0], [[784, 8, 8, 8, 8, 10], 4, 3]])) {
    const state = seen(...sizes);
    assert.equal(layerOf(at("together", state)), together);
    assert.equal(layerOf(at("back", at("together", state))), back);
  }
});

test("before the first step the table has the examples that one chooses, afterwards those of the last batch", () => {
  const fresh = seen(784, 16, 16, 10);
  assert.equal(at("average", { ...fresh, run: fresh.run && { ...fresh.run, step: 0 } }).lens.table.source, "chosen");
  assert.equal(at("average", { ...fresh, run: fresh.run && { ...fresh.run, step: 7 } }).lens.table.source, "batch");
});

test("what a lesson hides nobody is led to", () => {
  const left = chaptersOf({ link: { hide: ["why", "views"] } });
  assert.deepEqual(left.flatMap((chapter) => chapter.scenes.map(({ name }) => name)), ["costs", "wishes"]);
  assert.deepEqual(left.map(({ time }) => time), ["0:23", "3:07"]);
});

test("it leads there without a run, too", () => {
  for (const { name } of scenes) assert.doesNotThrow(() => at(name, initial()));
});
