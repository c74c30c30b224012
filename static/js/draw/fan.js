// From the digit to the first layer: thin quiet lines, and for each neuron a 28x28 picture instead of 784 lines.

import { paintPixels } from "./canvas.js";
import { AREA, SIDE, signedPixels } from "./pixels.js";
import { ease } from "./scale.js";

/** @import { Layout } from "./layout.js" */
/** @import { Surface } from "./canvas.js" */
/** @import { Palette } from "./color.js" */
/** @import { Scene } from "./scene.js" */

/**
 * Where line number `row` leaves the digit.
 *
 * @param {Layout} layout
 * @param {number} row
 * @returns {{x: number, y: number}}
 */
export function leaves({ fan, columns }, row) {
  const count = columns[0].spots.length;
  return { x: fan.x, y: fan.top + ((fan.bottom - fan.top) * (row + 0.5)) / count };
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Layout} layout
 * @param {Palette} palette
 * @param {{opacity: number, chosen: number | null}} look `chosen`: the neuron whose line is brought out
 */
export function paintFan(ctx, layout, palette, { opacity, chosen }) {
  const { pictures, spots, r } = layout.columns[0];
  if (!pictures) return;
  ctx.lineWidth = 1;
  for (const spot of spots) {
    const from = leaves(layout, spot.row);
    const { x, y } = pictures.spots[spot.row];
    const end = x - pictures.side / 2;
    const bend = (end - from.x) * 0.5;
    ctx.globalAlpha = spot.neuron === chosen ? 1 : opacity;
    ctx.strokeStyle = spot.neuron === chosen ? palette.attention : palette.faint;
    ctx.beginPath();
    ctx.moveTo(from.x, from.y);
    ctx.bezierCurveTo(from.x + bend, from.y, end - bend, y, end, y);
    ctx.moveTo(x + pictures.side / 2, y);
    ctx.lineTo(spot.x - r, y);
    ctx.stroke();
  }
  ctx.globalAlpha = 1;
}

/**
 * The pictures of the first layer, one under the other; a sheet of one row where there are none.
 *
 * @param {Surface} sheet
 * @param {Pick<Scene, "quantity" | "palette" | "scales">} scene
 */
export function paintSheet(sheet, { quantity, palette, scales }) {
  const first = quantity?.W[0];
  if (!quantity || !(first?.data instanceof Int8Array) || first.shape[1] !== AREA) {
    sheet.canvas.height = 1;
    return;
  }
  const entries = first.data;
  const stretch = scales[0] > 0 ? quantity.scale[0] / scales[0] : 0;
  paintPixels(sheet, SIDE, SIDE * first.shape[0], (out) => signedPixels(entries, stretch, palette.signed, out));
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Layout} layout
 * @param {Surface} sheet the pictures, one under the other
 * @param {Palette} palette
 * @param {{opacity: number, dim: number, chosen: number | null, pixel: number | null}} look `pixel` is marked in each
 */
export function paintPictures(ctx, layout, sheet, palette, { opacity, dim, chosen, pixel }) {
  const { pictures, spots } = layout.columns[0];
  if (!pictures) return;
  const isEmpty = sheet.canvas.height < spots.length * SIDE; // then their frames say where they will be
  const { side } = pictures;
  ctx.fillStyle = palette.panel;
  ctx.imageSmoothingEnabled = side < SIDE;
  for (const { row, neuron } of spots) {
    const x = Math.round(pictures.spots[row].x - side / 2);
    const y = Math.round(pictures.spots[row].y - side / 2);
    ctx.globalAlpha = opacity * (chosen === null || neuron === chosen ? 1 : dim);
    if (isEmpty) ctx.fillRect(x, y, side, side);
    else ctx.drawImage(sheet.canvas, 0, row * SIDE, SIDE, SIDE, x, y, side, side);
    ctx.strokeStyle = neuron === chosen ? palette.attention : palette.line;
    ctx.lineWidth = neuron === chosen ? 2 : 1;
    ctx.strokeRect(x - 0.5, y - 0.5, side + 1, side + 1);
    if (pixel !== null) markPixel(ctx, palette, x, y, side, pixel);
  }
  ctx.globalAlpha = 1;
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Palette} palette
 * @param {number} x
 * @param {number} y
 * @param {number} side
 * @param {number} pixel
 */
function markPixel(ctx, palette, x, y, side, pixel) {
  const cell = side / SIDE;
  const size = Math.max(cell, 3);
  ctx.strokeStyle = palette.attention;
  ctx.lineWidth = 1.5;
  ctx.strokeRect(
    x + ((pixel % SIDE) + 0.5) * cell - size / 2, y + (Math.floor(pixel / SIDE) + 0.5) * cell - size / 2, size, size,
  );
}

/**
 * The pulse on its way from the digit to the first layer (`t` 0 to 1).
 *
 * @param {CanvasRenderingContext2D} ctx
 * @param {Layout} layout
 * @param {Palette} palette
 * @param {number} t
 */
export function paintFanPulse(ctx, layout, palette, t) {
  const { pictures, spots } = layout.columns[0];
  if (!pictures) return;
  ctx.fillStyle = palette.attention;
  ctx.beginPath();
  for (const { row } of spots) {
    const from = leaves(layout, row);
    const end = { x: pictures.spots[row].x - pictures.side / 2, y: pictures.spots[row].y };
    const x = from.x + (end.x - from.x) * t * (1.5 - 1.5 * t + t * t); // with y, on the curve that paintFan draws
    const y = from.y + (end.y - from.y) * ease(t);
    ctx.moveTo(x + 2, y);
    ctx.arc(x, y, 2, 0, Math.PI * 2);
  }
  ctx.fill();
}
