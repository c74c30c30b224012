import assert from "node:assert/strict";
import { test } from "node:test";
import { paintNeurons } from "../../static/js/draw/neurons.js";

/** @import { Palette } from "../../static/js/draw/color.js" */

/**
 * What is written into two large circles.
 *
 * @param {number[]} a
 */
function written(a) {
  /** @type {string[]} */
  const texts = [];
  const canvas = { beginPath() {}, arc() {}, fill() {}, stroke() {}, fillText: (/** @type {string} */ text) => texts.push(text) };
  const ctx = /** @type {CanvasRenderingContext2D} */ (/** @type {unknown} */ (canvas));
  const spots = [0, 1].map((row) => ({ row, neuron: row, x: 0, y: 0 }));
  const palette = /** @type {Palette} */ (/** @type {unknown} */ ({ fills: ["white"], negatives: [], flip: 0.5 }));
  const column = /** @type {import("../../static/js/draw/layout.js").Column} */ (/** @type {unknown} */ ({ layer: 1, r: 20, spots }));
  paintNeurons(ctx, column, a, palette, { full: 1, opacity: 1, chosen: null, hovered: null, font: "", write: String });
  return texts;
}

test("a circle says its activation, and nothing where nobody has computed one", () => {
  assert.deepEqual(written([0, 0.5]), ["0", "0.5"]);
  assert.deepEqual(written([]), []);
});
