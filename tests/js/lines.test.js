import assert from "node:assert/strict";
import { test } from "node:test";
import { paintLine } from "../../static/js/draw/lines.js";

const WHITE = 0xffffffff;
const BLACK = 0xff000000;

/**
 * @param {number} width
 * @param {number} height
 * @param {number} [left]
 */
function paper(width, height, left = 0) {
  return { out: new Uint32Array(width * height).fill(WHITE), width, height, left };
}

/** How much of each pixel is black, 0 to 1. @param {{out: Uint32Array}} image */
const ink = ({ out }) => [...out].map((pixel) => 1 - (pixel & 255) / 255);

const sum = (/** @type {number[]} */ all) => all.reduce((a, b) => a + b, 0);

test("a line covers as many pixels as its length times its thickness, whichever way it goes", () => {
  for (const [x1, y1] of [[90, 10], [90, 50], [90, 89], [50, 90], [10, 90], [90, 12.5]]) {
    for (const thickness of [0.5, 1, 3.3]) {
      const image = paper(100, 100);
      paintLine(image, [10, 10, x1, y1], thickness, BLACK, 1);
      const expected = Math.hypot(x1 - 10, y1 - 10) * thickness;
      assert.ok(Math.abs(sum(ink(image)) / expected - 1) < 0.02, `to ${x1}, ${y1}, ${thickness} thick`);
    }
  }
});

test("from either end it is the same line", () => {
  const [one, other] = [paper(40, 40), paper(40, 40)];
  paintLine(one, [3, 5, 36, 20], 2, BLACK, 0.7);
  paintLine(other, [36, 20, 3, 5], 2, BLACK, 0.7);
  assert.deepEqual(one.out, other.out);
});

test("a level line between two rows of pixels covers half of each", () => {
  const image = paper(4, 4);
  paintLine(image, [0, 2, 4, 2], 1, BLACK, 1);
  assert.deepEqual(ink(image).map((each) => Math.round(each * 10) / 10), [0, 0, 0, 0, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0, 0, 0, 0]);
});

test("each channel goes its own way to the line's colour, and what is painted stays opaque", () => {
  const image = paper(1, 1);
  image.out[0] = 0xff102030; // blue 16, green 32, red 48
  paintLine(image, [0, 0.5, 1, 0.5], 1, 0xfff00080, 0.5);
  const pixel = image.out[0];
  assert.deepEqual([pixel >>> 24, (pixel >> 16) & 255, (pixel >> 8) & 255, pixel & 255], [255, 128, 16, 88]);
});

test("what lies outside the image is left out, and an image may lie anywhere in its canvas", () => {
  const whole = paper(60, 30);
  const part = paper(20, 30, 25);
  for (const image of [whole, part]) paintLine(image, [-20, -40, 90, 70], 3, BLACK, 1);
  for (let y = 0; y < 30; y++) {
    for (let x = 0; x < 20; x++) assert.equal(part.out[y * 20 + x], whole.out[y * 60 + x + 25]);
  }
});

test("a line without length, or none at all, paints nothing", () => {
  const image = paper(10, 10);
  paintLine(image, [5, 5, 5, 5], 2, BLACK, 1);
  paintLine(image, [NaN, 5, 9, 5], 2, BLACK, 1);
  assert.equal(sum(ink(image)), 0);
});
