// The canvas itself: sharp at every device pixel ratio, and offscreen ones to keep what is dear to paint.

/** @typedef {{canvas: HTMLCanvasElement, ctx: CanvasRenderingContext2D}} Surface */

/**
 * @param {HTMLCanvasElement} canvas
 * @param {CanvasRenderingContext2DSettings} [settings]
 * @returns {CanvasRenderingContext2D}
 */
export function contextOf(canvas, settings) {
  const ctx = canvas.getContext("2d", settings);
  if (!ctx) throw new Error("This browser offers no 2D canvas.");
  return ctx;
}

/**
 * An unattached canvas.
 *
 * @returns {Surface}
 */
export function surface() {
  const canvas = document.createElement("canvas");
  return { canvas, ctx: contextOf(canvas) };
}

/**
 * Give a canvas its size in CSS pixels; true when it changed (and so was wiped).
 *
 * @param {HTMLCanvasElement} canvas
 * @param {CanvasRenderingContext2D} ctx
 * @param {number} width
 * @param {number} height
 * @param {number} ratio device pixels in a CSS pixel
 * @returns {boolean}
 */
export function fit(canvas, ctx, width, height, ratio) {
  const across = Math.max(1, Math.round(width * ratio));
  const down = Math.max(1, Math.round(height * ratio));
  const changed = canvas.width !== across || canvas.height !== down;
  if (changed) {
    canvas.width = across;
    canvas.height = down;
  }
  ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
  return changed;
}

/**
 * Paint 32-bit pixels on a surface of exactly that size.
 *
 * @param {Surface} target
 * @param {number} width
 * @param {number} height
 * @param {(out: Uint32Array) => void} write
 */
export function paintPixels(target, width, height, write) {
  if (target.canvas.width !== width || target.canvas.height !== height) {
    target.canvas.width = width;
    target.canvas.height = height;
  }
  const image = target.ctx.createImageData(width, height);
  write(new Uint32Array(image.data.buffer));
  target.ctx.putImageData(image, 0, 0);
}

/**
 * Paint a full-height part of a canvas, pixel by pixel, in device pixels.
 *
 * @param {Surface} target
 * @param {number} left
 * @param {number} right
 * @param {(image: import("./lines.js").Image) => void} write
 */
export function paintStrip({ canvas, ctx }, left, right, write) {
  const [width, { height }] = [right - left, canvas];
  if (width <= 0) return;
  const size = width * height;
  if (strip.length < size * 4) strip = new Uint8ClampedArray(size * 4);
  write({ out: new Uint32Array(strip.buffer, 0, size), width, height, left });
  ctx.putImageData(new ImageData(strip.subarray(0, size * 4), width, height), left, 0);
}

/** Made once and used again: a megabyte for every frame would keep the collector busy. */
let strip = new Uint8ClampedArray(0);
