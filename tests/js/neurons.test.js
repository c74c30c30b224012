import assert from "node:assert/strict";
import { test } from "node:test";
import { paintNeurons } from "../../static/js/draw/neurons.js";

/** @import { Palette } from "../../static/js/draw/color.js" */

const R = 20;

/**
 * What is written into two large circles.
 *
 * @param {number[]} a
 */
function written(a) {
  /** @type {string[]} */
  const texts = [];
  const canvas = {
    beginPath() {}, arc() {}, fill() {}, stroke() {},
    /** @param {string} text @param {number} _x @param {number} _y @param {number} widest */
    fillText(text, _x, _y, widest) {
      assert.ok(widest < 2 * R, "the circle holds it");
      texts.push(text);
    },
  };
  const ctx = /** @type {CanvasRenderingContext2D} */ (/** @type {unknown} */ (canvas));
  const spots = [0, 1].map((row) => ({ row, neuron: row, x: 0, y: 0 }));
  const palette = /** @type {Palette} */ (/** @type {unknown} */ ({ fills: ["white"], negatives: [], flip: 0.5 }));
  const column = /** @type {import("../../static/js/draw/layout.js").Column} */ (/** @type {unknown} */ ({ layer: 1, r: R, spots }));
  paintNeurons(ctx, column, a, palette, { full: 1, opacity: 1, chosen: null, hovered: null, font: "", write: String });
  return texts;
}

test("a circle says its activation, and nothing where nobody has computed one", () => {
  assert.deepEqual(written([0, 0.5]), ["0", "0.5"]);
  assert.deepEqual(written([]), []);
});
