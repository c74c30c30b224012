import assert from "node:assert/strict";
import { test } from "node:test";
import { parse, readPalette } from "../../static/js/draw/color.js";
import { AREA, greyPixels, inkBox, pixelAt, pixelMoved, placeOf, signedPixels } from "../../static/js/draw/pixels.js";

/** @type {Record<string, string>} */
const COLOURS = { "--up": "rgb(0 0 255)", "--down": "rgb(255 0 0)", "--panel": "rgb(255 255 255)", "--digit-0": "rgb(0 0 0)", "--digit-1": "rgb(255 255 255)" };
const palette = readPalette({ getPropertyValue: (name) => COLOURS[name] ?? "rgb(0 0 0)" });
const channels = (/** @type {number} */ pixel) => [pixel & 255, (pixel >> 8) & 255, (pixel >> 16) & 255, pixel >>> 24];

test("a point of the picture is a pixel, row by row; outside there is none", () => {
  assert.equal(pixelAt(0, 0, 280), 0);
  assert.equal(pixelAt(279, 0, 280), 27);
  assert.equal(pixelAt(15, 25, 280), 2 * 28 + 1);
  assert.equal(pixelAt(-1, 5, 280), null);
  assert.equal(pixelAt(5, 280, 280), null);
  assert.deepEqual(placeOf(57), { row: 2, column: 1 });
});

test("arrow keys go from pixel to pixel and stop at the edge", () => {
  assert.equal(pixelMoved(0, "ArrowLeft"), 0);
  assert.equal(pixelMoved(0, "ArrowRight"), 1);
  assert.equal(pixelMoved(0, "ArrowDown"), 28);
  assert.equal(pixelMoved(783, "ArrowDown"), 783);
  assert.equal(pixelMoved(30, "Home"), 28);
  assert.equal(pixelMoved(0, "x"), null);
});

test("greys run from paper to lead, and values outside are clipped", () => {
  const pixels = new Float32Array(AREA);
  pixels.set([0, 1, 0.5, 2, -1]);
  const out = new Uint32Array(AREA);
  greyPixels(pixels, palette.grey, out);
  assert.deepEqual([...out.slice(0, 5)].map((each) => channels(each)[0]), [0, 255, 128, 255, 0]);
  assert.equal(channels(out[0])[3], 255);
});

test("signed pictures are blue above zero, red below, the panel at zero", () => {
  const out = new Uint32Array(3);
  signedPixels(Int8Array.of(127, 0, -127), 1, palette.signed, out);
  assert.deepEqual([...out].map((each) => channels(each).slice(0, 3)), [[0, 0, 255], [255, 255, 255], [255, 0, 0]]);
});

test("on a larger scale a picture is paler", () => {
  const out = new Uint32Array(2);
  signedPixels(Int8Array.of(127, 127), 0.25, palette.signed, out);
  assert.ok(channels(out[0])[0] > 0);
});

test("colours are read as they are written in the tokens", () => {
  assert.deepEqual(parse("#0b0e14"), [11, 14, 20]);
  assert.deepEqual(parse("#fff"), [255, 255, 255]);
  assert.deepEqual(parse("rgb(20 26 38 / 45%)"), [20, 26, 38]);
});

test("the box of the ink is found, and an empty picture has none", () => {
  const pixels = new Float32Array(AREA);
  assert.equal(inkBox(pixels), null);
  pixels[5 * 28 + 10] = 1;
  pixels[20 * 28 + 12] = 0.5;
  assert.deepEqual(inkBox(pixels), { left: 10, top: 5, right: 13, bottom: 21 });
});
