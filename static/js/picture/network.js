// The network in one go, for a picture that is saved: what the scene on the screen shows when nothing in it moves, with its
// edges as lines.

import { paintPixels, surface } from "../draw/canvas.js";
import { bundle, lookOf } from "../draw/edges.js";
import { paintFan, paintPictures, paintSheet } from "../draw/fan.js";
import { clamp } from "../draw/layout.js";
import { paintBiases, paintNeurons, paintWishes } from "../draw/neurons.js";
import { SIDE, greyPixels } from "../draw/pixels.js";
import { litBy } from "../draw/pulse.js";

/** @import { Surface } from "../draw/canvas.js" */
/** @import { Palette } from "../draw/color.js" */
/** @import { Sheaf } from "../draw/edges.js" */
/** @import { Scene } from "../draw/scene.js" */

/** @typedef {Omit<Scene, "ratio" | "focus" | "hovered" | "edge" | "pixel" | "elapsed" | "reduced"> & { outputFont: string }} Still `outputFont`: of
 *   the circles that stand beside the network */

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Still} still
 */
export function paintNetwork(ctx, still) {
  const { layout, palette, quantity, scales, chosen, dim, phase, pixels } = still;
  const layers = layout.columns.length;
  const lit = litBy(phase, Infinity, layers, true);
  const firstChosen = chosen?.layer === 1 ? chosen.neuron : null;
  paintFan(ctx, layout, palette, { opacity: 0.35 + 0.65 * dim * lit.pictures, chosen: firstChosen });
  const { thumbnail } = layout.fan;
  if (thumbnail && pixels) {
    ctx.imageSmoothingEnabled = false;
    ctx.drawImage(digitOf(pixels, palette).canvas, thumbnail.x, thumbnail.y, thumbnail.side, thumbnail.side);
  }
  const sheaves = bundle(layout, quantity?.W ?? [], scales, chosen);
  const widest = clamp(layout.height / 150, 2, 4.5);
  strokeEdges(ctx, sheaves.rest, palette, { opacity: dim * lit.edges, widest });
  strokeEdges(ctx, sheaves.chosen, palette, { opacity: Math.max(lit.edges, 0.5), widest });
  const sheet = surface();
  paintSheet(sheet, still);
  paintPictures(ctx, layout, sheet, palette, { opacity: lit.pictures, dim: 0.25 + 0.75 * dim, chosen: firstChosen, pixel: null });
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  for (const [index, column] of layout.columns.entries()) {
    const opacity = 0.25 + 0.75 * lit.reach(column.layer);
    const isBeside = column.x > layout.width; // there the rows of the outputs begin
    if (!isBeside) paintBiases(ctx, column, quantity?.b[index]?.data ?? [], still.biasScales[index], palette, opacity);
    paintNeurons(ctx, column, still.a[index]?.data ?? [], palette, {
      full: still.full[index], opacity: isBeside ? 1 : opacity, chosen, hovered: null, font: isBeside ? still.outputFont : still.font, write: still.write,
    });
    if (index < layers - 1) {
      paintWishes(ctx, column, still.wishes[index]?.data ?? [], still.wishScales[index], palette, lit.wishes * lit.reach(column.layer));
    }
  }
}

/**
 * One by one, as each shines through those over it.
 *
 * @param {CanvasRenderingContext2D} ctx
 * @param {readonly Sheaf[]} sheaves
 * @param {Palette} palette
 * @param {{opacity: number, widest: number}} look
 */
function strokeEdges(ctx, sheaves, palette, look) {
  for (const { up, level, lines } of sheaves) {
    const { thickness, strong } = lookOf(level, look);
    ctx.strokeStyle = up ? palette.up : palette.down;
    ctx.lineWidth = thickness;
    ctx.globalAlpha = strong;
    for (let i = 0; i < lines.length; i += 4) {
      ctx.beginPath();
      ctx.moveTo(lines[i], lines[i + 1]);
      ctx.lineTo(lines[i + 2], lines[i + 3]);
      ctx.stroke();
    }
  }
  ctx.globalAlpha = 1;
}

/**
 * @param {ArrayLike<number>} pixels
 * @param {Palette} palette
 * @returns {Surface} the digit, 28x28
 */
export function digitOf(pixels, palette) {
  const digit = surface();
  paintPixels(digit, SIDE, SIDE, (out) => greyPixels(pixels, palette.grey, out));
  return digit;
}
