// The cost chart: uPlot, dressed in the page's colours. Built anew when its axes or its looks change.

import { acrossRange, costRange, roomFor, stepWords } from "./curves.js";
import { mark, plain } from "./format.js";
import { GOOD } from "./situation.js";

/** @import { Page } from "./state.js" */

export const SERIES = /** @type {const} */ (["batch", "train", "test", "accuracy", "other_test", "other_accuracy"]);

const GAP = 6; // between what an axis writes and the chart

/** @typedef {(typeof SERIES)[number]} Series */
/**
 * @typedef {{
 *   axis: Page["axis"], log: boolean, shown: Record<Series, boolean>, size: { width: number, height: number },
 *   onCursor: (index: number | null) => void, onZoom: (zoomed: boolean) => void,
 *   marker: () => { x: number, words: string } | null, past: () => number | null,
 * }} ChartOptions
 */

/**
 * A chart inside `root`.
 *
 * @param {HTMLElement} root
 * @param {ChartOptions} options
 * @param {uPlot.AlignedData} data
 * @returns {uPlot}
 */
export function createChart(root, { axis, log, shown, size, onCursor, onZoom, marker, past }, data) {
  const style = getComputedStyle(document.documentElement);
  /** @param {string} name */
  const color = (name) => style.getPropertyValue(`--${name}`).trim();
  const own = getComputedStyle(root);
  const font = `${Math.max(12, Math.round(Number.parseFloat(own.fontSize) * 0.92))}px ${own.fontFamily}`;
  const grid = { stroke: color("line"), width: 1 };
  const axes = { stroke: color("quiet"), font, ticks: { show: false }, grid };

  /** Between the marks of an upright axis: a tall one does not need more of them. @type {uPlot.Axis.Space} */
  const space = (_, _axis, _low, _high, length) => Math.max(34, length / 7);

  /** @type {uPlot.Options} */
  const options = {
    ...size,
    padding: [8, 4, 0, 0],
    legend: { show: false },
    scales: {
      x: { time: false, range: (chart, low, high) => acrossRange(chart.data[0], low, high) },
      cost: log
        ? { distr: 3, range: (_, low, high) => uPlot.rangeLog(...costRange(low, high, true), 10, false) }
        : { range: (_, low, high) => costRange(low, high, false) },
      accuracy: { range: [0, 100] },
    },
    axes: [
      { ...axes, grid: { show: false }, size: 26, gap: GAP, space: 72, values: (_, ticks) => ticks.map(axis === "step" ? stepWords : plain) },
      { ...axes, scale: "cost", size: room(44), gap: GAP, space, values: (_, ticks) => ticks.map((tick) => (tick == null ? "" : mark(tick))) },
      { ...axes, grid: { show: false }, scale: "accuracy", side: 1, size: room(48), gap: GAP, space,
        values: (_, ticks) => ticks.map((tick) => `${tick}\u202f%`) },
    ],
    series: [
      {},
      { scale: "cost", stroke: color("curve-batch"), width: 1, points: { show: false }, spanGaps: true, show: shown.batch },
      { scale: "cost", stroke: color("curve-train"), width: 1.5, points: { show: false }, spanGaps: true, show: shown.train },
      { scale: "cost", stroke: color("curve-test"), width: 2, points: { show: false }, spanGaps: true, show: shown.test },
      { scale: "accuracy", stroke: color("curve-accuracy"), width: 1.5, dash: [5, 4], points: { show: false }, spanGaps: true, show: shown.accuracy },
      { scale: "cost", stroke: color("curve-test"), width: 1.5, dash: [2, 3], points: { show: false }, spanGaps: true, show: shown.other_test },
      { scale: "accuracy", stroke: color("curve-accuracy"), width: 1.5, dash: [2, 3], points: { show: false }, spanGaps: true, show: shown.other_accuracy },
    ],
    cursor: {
      points: { show: false },
      y: false,
      drag: { x: true, y: false, uni: 20 },
    },
    hooks: {
      setCursor: [(chart) => onCursor(chart.cursor.idx ?? null)],
      setSelect: [(chart) => onZoom(chart.select.width > 0)],
      ready: [(chart) => chart.over.addEventListener("dblclick", () => onZoom(false))],
      draw: [dressed((ctx, chart) => {
        const [passed, at] = [marker(), past()];
        if (passed) paintPassed(ctx, chart, passed, { color: color("quiet"), font });
        if (at !== null) paintPast(ctx, chart, at, color("attention"));
      })],
    },
  };
  return new uPlot(options, data, root);
}

/**
 * @param {number} least
 * @returns {uPlot.Axis.Size} so much, or more where what the axis writes takes more
 */
function room(least) {
  return (chart, words, index) => {
    const { ctx, axes } = chart;
    ctx.font = String(axes[index].font?.[0]); // uPlot has scaled it to the pixels of the screen
    return roomFor(words, (each) => ctx.measureText(each).width / devicePixelRatio + GAP + 2, least);
  };
}

/**
 * What is painted over a chart, in its own px: uPlot's context counts those of the screen.
 *
 * @param {(ctx: CanvasRenderingContext2D, chart: uPlot) => void} paint
 * @returns {(chart: uPlot) => void}
 */
export function dressed(paint) {
  return (chart) => {
    chart.ctx.save();
    chart.ctx.scale(devicePixelRatio, devicePixelRatio);
    paint(chart.ctx, chart);
    chart.ctx.restore();
  };
}

/**
 * Where the curves are, in the chart's own px.
 *
 * @param {uPlot} chart
 * @returns {{ left: number, top: number, width: number, height: number }}
 */
export function plotOf({ bbox }) {
  const ratio = devicePixelRatio;
  return { left: bbox.left / ratio, top: bbox.top / ratio, width: bbox.width / ratio, height: bbox.height / ratio };
}

/**
 * Where the network became good: a thin line with a word.
 *
 * @param {CanvasRenderingContext2D} ctx
 * @param {uPlot} chart
 * @param {{ x: number, words: string }} passed
 * @param {{ color: string, font: string }} look
 */
export function paintPassed(ctx, chart, passed, { color, font }) {
  const { left, top, width, height } = plotOf(chart);
  const across = chart.valToPos(passed.x, "x");
  if (across < 0 || across > width) return;
  const [x, y] = [left + across, top + chart.valToPos(GOOD * 100, "accuracy")];
  ctx.strokeStyle = ctx.fillStyle = color;
  ctx.lineWidth = 1;
  ctx.setLineDash([2, 3]);
  ctx.beginPath();
  ctx.moveTo(x, y);
  ctx.lineTo(x, top + height);
  ctx.stroke();
  ctx.setLineDash([]);
  ctx.beginPath();
  ctx.arc(x, y, 3, 0, 2 * Math.PI);
  ctx.fill();
  const isRight = across > width * 0.7;
  ctx.font = font;
  ctx.textAlign = isRight ? "right" : "left";
  ctx.textBaseline = "alphabetic";
  ctx.fillText(passed.words, x + (isRight ? -6 : 6), y + 20);
}

/**
 * Where the network stands that is looked at, if it is not the present one: a line from top to bottom.
 *
 * @param {CanvasRenderingContext2D} ctx
 * @param {uPlot} chart
 * @param {number} at
 * @param {string} color
 */
function paintPast(ctx, chart, at, color) {
  const { left, top, width, height } = plotOf(chart);
  const across = chart.valToPos(at, "x");
  if (across < 0 || across > width) return;
  ctx.fillStyle = color;
  ctx.fillRect(left + across - 1, top, 2, height);
}
