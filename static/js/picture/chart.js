// A chart that uPlot has laid out, painted as lines and words: uPlot paints on a canvas of its own alone.

import { plotOf } from "../chart.js";
import { fontOf, letter, SMALL } from "./sheet.js";

/** @import { Desk } from "./sheet.js" */

/**
 * What uPlot has found for an axis, which its types do not tell.
 *
 * @typedef {uPlot.Axis & { _splits: number[] | null, _values: (string | number | null)[] | null }} Laid
 */

const APART = 0.35; // px: nearer points of a curve cannot be told apart
const BELOW = 18; // px from the plot to the baseline of what the lower axis writes
const GAP = 6;
const TICK = 4;

/**
 * A place for a chart to be laid out in, which nobody sees.
 *
 * @template {{ destroy: () => void }} T
 * @param {{ width: number, height: number, size: number }} room `size` of its letters, px
 * @param {(root: HTMLElement) => T} make the chart
 * @returns {Promise<{ made: T, end: () => void }>} the chart, laid out; and to be called when it is no longer wanted
 */
export async function laidOut({ width, height, size }, make) {
  const outer = document.createElement("div");
  outer.className = "visually-hidden";
  outer.ariaHidden = "true";
  const root = document.createElement("div");
  Object.assign(root.style, { width: `${width}px`, height: `${height}px`, fontSize: `${size}px` });
  outer.append(root);
  document.body.append(outer);
  const made = make(root);
  await new Promise((done) => setTimeout(done)); // uPlot lays out after the code that asks for it
  return {
    made,
    end() {
      made.destroy(); // or uPlot keeps it for ever; what has been laid out stays as it is
      outer.remove();
    },
  };
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {uPlot} chart
 * @param {Desk} desk
 */
export function paintChart(ctx, chart, desk) {
  const { palette } = desk;
  const { left, top, width, height } = plotOf(chart);
  const words = { color: palette.quiet, font: fontOf(desk, SMALL) };
  for (const each of chart.axes) {
    const { _splits, _values, grid, ticks, side = 2, scale = "x" } = /** @type {Laid} */ (each);
    (_splits ?? []).forEach((split, i) => {
      const at = chart.valToPos(split, scale);
      const length = side === 2 ? width : height;
      if (at < -0.5 || at > length + 0.5) return;
      if (grid?.show && side !== 2) {
        ctx.fillStyle = palette.line;
        ctx.fillRect(left, top + at - 0.5, width, 1);
      }
      if (ticks?.show && side === 2) {
        ctx.fillStyle = palette.quiet;
        ctx.fillRect(left + at - 0.5, top + height, 1, TICK);
      }
      const written = String(_values?.[i] ?? "");
      if (side === 2) letter(ctx, written, left + at, top + height + BELOW, { ...words, align: "center" });
      else if (side === 3) letter(ctx, written, left - GAP, top + at + 4.5, { ...words, align: "right" });
      else letter(ctx, written, left + width + GAP, top + at + 4.5, words);
    });
  }
  ctx.save();
  ctx.beginPath();
  ctx.rect(left, top - 1, width, height + 2);
  ctx.clip();
  chart.series.forEach((series, i) => {
    if (i > 0 && series.show !== false) paintCurve(ctx, chart, series, i);
  });
  ctx.restore();
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {uPlot} chart
 * @param {uPlot.Series} series
 * @param {number} index
 */
function paintCurve(ctx, chart, { stroke, width = 1, alpha = 1, dash = [], scale = "y" }, index) {
  const { left, top } = plotOf(chart);
  const [xs, ys] = [chart.data[0], chart.data[index]];
  ctx.strokeStyle = String(typeof stroke === "function" ? stroke(chart, index) : stroke);
  ctx.lineWidth = width;
  ctx.lineJoin = "round";
  ctx.globalAlpha = alpha;
  ctx.setLineDash(dash);
  ctx.beginPath();
  let [lastX, lastY] = [-Infinity, -Infinity];
  for (let i = 0; i < xs.length; i += 1) {
    const value = ys[i];
    if (value == null) continue;
    const [x, y] = [left + chart.valToPos(xs[i], "x"), top + chart.valToPos(value, scale)];
    if (Math.hypot(x - lastX, y - lastY) < APART) continue;
    if (lastX === -Infinity) ctx.moveTo(x, y);
    else ctx.lineTo(x, y);
    [lastX, lastY] = [x, y];
  }
  if (lastX !== -Infinity) ctx.stroke();
  ctx.setLineDash([]);
  ctx.globalAlpha = 1;
}
