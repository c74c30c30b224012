// The whole network on two canvases, one over the other: below what changes seldom (edges, pictures), above the rest.

import { fit, paintPixels, paintStrip, surface } from "./canvas.js";
import { bundle, paintEdges } from "./edges.js";
import { paintFan, paintFanPulse, paintPictures, paintSheet } from "./fan.js";
import { clamp } from "./layout.js";
import { paintBiases, paintNeurons, paintWishes } from "./neurons.js";
import { SIDE, greyPixels } from "./pixels.js";
import { litBy, pulseAt, pulseLines } from "./pulse.js";

/** @import { Surface } from "./canvas.js" */
/** @import { Palette } from "./color.js" */
/** @import { Chosen, Matrix, Sheaves } from "./edges.js" */
/** @import { Layout } from "./layout.js" */
/** @import { PhaseName } from "./pulse.js" */

/** @typedef {{W: readonly Matrix[], b: readonly Matrix[], scale: readonly number[]}} Quantity */
/** @typedef {{kind: "edge", layer: number, j: number, k: number}} Edge */
/**
 * @typedef {{
 *   layout: Layout, palette: Palette, ratio: number, font: string,
 *   quantity: Quantity | null, scales: readonly number[], biasScales: readonly number[],
 *   a: readonly Matrix[], full: readonly number[], wishes: readonly Matrix[], wishScales: readonly number[],
 *   pixels: ArrayLike<number> | null,
 *   chosen: Chosen | null, focus: Chosen | null, hovered: Chosen | null, edge: Edge | null, pixel: number | null,
 *   dim: number, phase: PhaseName | null, elapsed: number, reduced: boolean,
 *   write: (value: number, spot: import("./layout.js").Spot) => string,
 * }} Scene `focus`: the neuron whose edges are brought out; `dim`: the opacity of all others
 */

/**
 * A painter of scenes on two canvases. When nothing but the quantity is new, its edges are painted over several frames.
 *
 * @param {Surface} base opaque
 * @param {Surface} top
 * @returns {(scene: Scene) => boolean} whether it has to be called for another frame
 */
export function painter(base, { canvas, ctx }) {
  const sheet = surface();
  const digit = surface();
  /** @type {Scene | null} */
  let last = null;
  /** @type {Sheaves} */
  let sheaves = { rest: [], chosen: [] };
  /** @type {[left: number, right: number][]} the parts of the base that are yet to be painted */
  let left = [];
  let kept = 0; // frames for which they have waited

  return (scene) => {
    const { layout, palette, ratio } = scene;
    const before = last;
    last = scene;
    const across = layout.width + layout.reach;
    const fresh = fit(base.canvas, base.ctx, across, layout.height, ratio);
    if (fresh) for (const each of [base.canvas, canvas]) Object.assign(each.style, { width: `${across}px`, height: `${layout.height}px` });
    if (differs(scene, before, ["quantity", "palette", "scales"])) paintSheet(sheet, scene);
    const { pixels } = scene;
    if (pixels && differs(scene, before, ["pixels", "palette"])) paintPixels(digit, SIDE, SIDE, (out) => greyPixels(pixels, palette.grey, out));
    if (differs(scene, before, ["quantity", "scales", "layout", "focus"])) {
      sheaves = bundle(layout, scene.quantity?.W ?? [], scene.scales, scene.focus);
    }
    const lit = litBy(scene.phase, scene.elapsed, layout.columns.length, scene.reduced);
    const isGone = scene.quantity === null && before?.quantity != null; // nothing will be painted over the pictures of before
    const isOther = fresh || isGone || differs(scene, before, LOOKS);
    const isAbove = isOther || scene.phase !== null || differs(scene, before, ABOVE);
    if (isOther) left = [[0, across]];
    else if (differs(scene, before, ["quantity", "scales"])) left = bands(layout);
    // A band is painted in a frame of its own, between those that bring a picture; if these come without end, beside one.
    kept = left.length > 0 && isAbove && !isOther ? kept + 1 : 0;
    const next = !isAbove || isOther || kept > LONGEST ? left.shift() : undefined;
    if (next) {
      kept = 0;
      paintBase(scene, lit, next, isOther);
      if (!isAbove) return true; // biases, which lie above, come last
    }
    fit(canvas, ctx, across, layout.height, ratio);
    ctx.clearRect(0, 0, across, layout.height);
    paintTop(scene, lit);
    return left.length > 0;
  };

  /**
   * @param {Scene} scene
   * @param {import("./pulse.js").Lit} lit
   * @param {[left: number, right: number]} band
   * @param {boolean} isOther than its quantity
   */
  function paintBase(scene, lit, [left, right], isOther) {
    const inner = Math.round(scene.layout.columns[0].x); // between the digit and the edges
    if (left < inner) paintFirst(scene, lit, inner + 1, isOther); // into the edges, lest a seam be seen
    if (right > inner) paintEdgesIn(scene, lit, Math.max(inner, left), right);
  }

  /**
   * The digit and the pictures of the first layer, of which opaque ones can be painted over those before.
   *
   * @param {Scene} scene
   * @param {import("./pulse.js").Lit} lit
   * @param {number} right
   * @param {boolean} isOther
   */
  function paintFirst(scene, lit, right, isOther) {
    const { layout, palette, chosen, dim, pixel } = scene;
    const firstChosen = chosen?.layer === 1 ? chosen.neuron : null;
    if (isOther || dim < 1 || lit.pictures < 1) {
      base.ctx.save();
      base.ctx.beginPath();
      base.ctx.rect(0, 0, right, layout.height + 1); // the last row of device pixels, too, where it is not a whole one
      base.ctx.clip();
      base.ctx.fillStyle = palette.panel;
      base.ctx.fillRect(0, 0, right, layout.height + 1);
      paintFan(base.ctx, layout, palette, { opacity: 0.35 + 0.65 * dim * lit.pictures, chosen: firstChosen });
      base.ctx.restore();
      const { thumbnail } = layout.fan;
      if (thumbnail && scene.pixels) {
        base.ctx.imageSmoothingEnabled = false;
        base.ctx.drawImage(digit.canvas, thumbnail.x, thumbnail.y, thumbnail.side, thumbnail.side);
      }
    }
    paintPictures(base.ctx, layout, sheet, palette, {
      opacity: lit.pictures, dim: 0.25 + 0.75 * dim, chosen: firstChosen, pixel,
    });
  }

  /**
   * @param {Scene} scene
   * @param {import("./pulse.js").Lit} lit
   * @param {number} left
   * @param {number} right
   */
  function paintEdgesIn({ layout, palette, ratio, dim }, lit, left, right) {
    const widest = clamp(layout.height / 150, 2, 4.5);
    paintStrip(base, Math.round(left * ratio), Math.round(right * ratio), (image) => {
      image.out.fill(palette.pixel.panel);
      paintEdges(image, ratio, sheaves.rest, palette.pixel, { opacity: dim * lit.edges, widest });
      paintEdges(image, ratio, sheaves.chosen, palette.pixel, { opacity: Math.max(lit.edges, 0.5), widest });
    });
  }

  /**
   * @param {Scene} scene
   * @param {import("./pulse.js").Lit} lit
   */
  function paintTop(scene, lit) {
    const { layout, palette, edge } = scene;
    const layers = layout.columns.length;
    if (edge) paintEdge(scene, edge);
    const at = scene.phase && pulseAt(scene.phase, scene.elapsed, layers, scene.reduced);
    if (at !== null) {
      if (at < 1) paintFanPulse(ctx, layout, palette, at);
      else paintPulse(scene, at);
    }
    ctx.textAlign = "center";
    ctx.textBaseline = "middle";
    for (const [index, column] of layout.columns.entries()) {
      const output = index === layers - 1;
      const reached = lit.reach(column.layer);
      const wishes = scene.wishes[index]?.data ?? [];
      const bias = scene.quantity?.b[index]?.data ?? [];
      if (output && column.x > layout.width) continue;
      paintBiases(ctx, column, bias, scene.biasScales[index], palette, 0.25 + 0.75 * reached);
      paintNeurons(ctx, column, scene.a[index]?.data ?? [], palette, {
        full: scene.full[index], opacity: 0.25 + 0.75 * reached, chosen: scene.chosen, hovered: scene.hovered,
        font: scene.font, write: scene.write,
      });
      if (!output) paintWishes(ctx, column, wishes, scene.wishScales[index], palette, lit.wishes * reached);
    }
  }

  /**
   * @param {Scene} scene
   * @param {Edge} edge
   */
  function paintEdge({ layout, palette }, { layer, j, k }) {
    const start = layout.columns[layer - 1]?.spots.find(({ neuron }) => neuron === k);
    const end = layout.columns[layer]?.spots.find(({ neuron }) => neuron === j);
    if (!start || !end) return;
    ctx.strokeStyle = palette.attention;
    ctx.lineWidth = 2.5;
    ctx.beginPath();
    ctx.moveTo(start.x, start.y);
    ctx.lineTo(end.x, end.y);
    ctx.stroke();
  }

  /**
   * Sparks with a tail, as what they are about is looked at.
   *
   * @param {Scene} scene
   * @param {number} at
   */
  function paintPulse({ layout, palette, phase }, at) {
    ctx.strokeStyle = palette.attention;
    ctx.lineCap = "round";
    for (const { behind, width, opacity } of SPARK) {
      const pieces = pulseLines(layout, [...sheaves.rest, ...sheaves.chosen], at, phase === "backward" ? behind : -behind);
      ctx.lineWidth = width;
      ctx.globalAlpha = opacity;
      ctx.beginPath();
      for (let i = 0; i < pieces.length; i += 4) {
        ctx.moveTo(pieces[i], pieces[i + 1]);
        ctx.lineTo(pieces[i + 2], pieces[i + 3]);
      }
      ctx.stroke();
    }
    ctx.lineCap = "butt";
    ctx.globalAlpha = 1;
  }
}

const LONGEST = 2; // frames with a picture for which a band waits
const SPARK = [{ behind: 0.14, width: 1.5, opacity: 0.55 }, { behind: 0.008, width: 4.5, opacity: 1 }]; // its tail, and itself

/** @type {(keyof Scene)[]} what the base shows besides its quantity */
const LOOKS = ["layout", "palette", "chosen", "focus", "dim", "phase", "pixels", "pixel", "ratio"];

/** @type {(keyof Scene)[]} what lies above it, besides the biases of the quantity, and the scales that follow from these */
const ABOVE = ["a", "wishes", "hovered", "edge", "font"];

/**
 * From the left edge and each layer to the next: edges end under the neurons, and none reaches into two bands.
 *
 * @param {Layout} layout
 * @returns {[left: number, right: number][]}
 */
export function bands({ columns, width, reach }) {
  const bounds = [0, ...columns.slice(0, -1).map(({ x }) => Math.round(x)), width + reach];
  return bounds.slice(1).map((right, index) => [bounds[index], right]);
}

/**
 * @param {Scene} scene
 * @param {Scene | null} before
 * @param {(keyof Scene)[]} keys
 * @returns {boolean}
 */
function differs(scene, before, keys) {
  return before === null || keys.some((key) => scene[key] !== before[key]);
}
