// A chart of the race: uPlot, in the lanes' colours, on a log axis where the quick and the slow must both be seen.

import { dressed, plotOf } from "../chart.js";
import { shapeOf, traceMark } from "../draw/mark.js";
import { decades } from "../draw/scale.js";
import { plain } from "../format.js";
import { costFigures, costWords } from "./curves.js";
import { readRacePalette } from "./palette.js";
import { tick } from "./say.js";

/** @import { Clock } from "./state.js" */
/** @import { Column } from "../curves.js" */
/** @import { RacePalette } from "./palette.js" */

const AROUND = 48; // px of a chart's height that its title and its clock's figures take

/**
 * @typedef {{
 *   set: (data: [number[], ...Column[]], left: number, right: number, focus: number | null) => void,
 *   fit: () => void, destroy: () => void, chart: uPlot,
 * }} RaceChart
 */

/**
 * A chart of cost has two series a lane, first all of its own batches, then all on the fixed set.
 *
 * @param {HTMLElement} root
 * @param {{ kind: "cost" | "accuracy", clock: Clock, colours: number[], title: string }} options
 * @returns {RaceChart}
 */
export function createRaceChart(root, { kind, clock, colours, title }) {
  const palette = readRacePalette(root);
  const font = `${palette.size}px ${palette.font}`;
  const range = { left: 1, right: 10, bottom: 0.1, top: 1 };
  const axes = { stroke: palette.quiet, font, ticks: { show: false }, grid: { stroke: palette.line, width: 1 } };
  const isCost = kind === "cost";
  /** @param {uPlot} _ @param {number[]} ticks */
  const all = (_, ticks) => ticks;
  /** uPlot's own would not come to an end when a log axis begins anywhere else than at a power of ten. @type {uPlot.Axis.Splits} */
  const costTicks = (drawn, _axis, low, high) => costFigures(low, high, drawn.height - AROUND);
  /** @type {uPlot.Series[]} */
  const series = [{}];
  if (isCost) {
    for (const colour of colours) {
      series.push({ stroke: palette.lanes[colour], alpha: 0.32, width: 1, points: { show: false }, spanGaps: true });
    }
  }
  for (const colour of colours) {
    series.push({ stroke: palette.lanes[colour], width: 2, points: { show: false }, spanGaps: true });
  }
  /** @type {uPlot} */
  const chart = new uPlot({
    width: root.clientWidth,
    height: root.clientHeight,
    padding: [palette.size * 2.2, 20, 0, 0],
    legend: { show: false },
    cursor: { show: false },
    scales: {
      x: { time: false, distr: 3, range: () => [range.left, range.right] },
      y: isCost
        ? { distr: 3, range: () => [range.bottom, range.top] }
        : { range: [0, 100] },
    },
    axes: [
      { ...axes, grid: { show: false }, ticks: { show: true, stroke: palette.quiet, width: 1, size: 4 }, size: 26, gap: 3,
        splits: (_drawn, _axis, low, high) => decades(low, high), filter: all,
        values: (drawn, ticks) => ticks.map((value, i) => (isNamed(i, ticks.length, drawn.width) ? tick(value, clock) : "")) },
      { ...axes, size: isCost ? 34 : 40, gap: 5, space: (...[, , , , long]) => (long > 300 ? 48 : 30), ...(isCost ? { splits: costTicks, filter: all } : {}),
        values: (_, ticks) => ticks.map(isCost ? costWords : plain) },
    ],
    series,
    hooks: {
      draw: [dressed((ctx, drawn) => {
        ctx.font = font;
        ctx.fillStyle = palette.quiet;
        ctx.textAlign = "left";
        ctx.textBaseline = "alphabetic";
        ctx.fillText(title, 0, palette.size * 1.05);
        paintEnds(ctx, drawn, colours, palette, 4.5);
      })],
    },
  }, /** @type {uPlot.AlignedData} */ ([[], ...series.slice(1).map(() => [])]), root);

  return {
    set(data, left, right, focus) {
      range.left = left;
      range.right = right;
      chart.series.forEach((each, i) => {
        if (i === 0) return;
        const faint = isCost && i <= colours.length;
        const away = focus !== null && (i - 1) % colours.length !== focus;
        each.alpha = (faint ? 0.32 : 1) * (away ? 0.25 : 1);
      });
      if (isCost) Object.assign(range, heights(data.slice(colours.length + 1)));
      chart.setData(/** @type {uPlot.AlignedData} */ (data));
    },
    fit() {
      if (root.clientWidth > 0 && root.clientHeight > 0) chart.setSize({ width: root.clientWidth, height: root.clientHeight });
    },
    destroy: () => chart.destroy(),
    chart,
  };
}

/**
 * The range of a cost axis: the true costs fill it, and some of the noise around them is seen.
 *
 * @param {readonly (readonly (number | null | undefined)[])[]} fixed
 * @returns {{ bottom: number, top: number }}
 */
function heights(fixed) {
  const costs = fixed.flat().filter((value) => value != null && value > 0);
  if (costs.length === 0) return { bottom: 0.1, top: 1 };
  return { bottom: Math.min(...costs.map(Number)) * 0.45, top: Math.max(...costs.map(Number)) * 1.3 };
}

/**
 * Whether there is room to name this one of a clock's powers of ten. Each has its mark in any case.
 *
 * @param {number} i
 * @param {number} count
 * @param {number} width
 * @returns {boolean}
 */
function isNamed(i, count, width) {
  const every = Math.ceil((56 * count) / Math.max(56, width - 60));
  return (count - 1 - i) % every === 0;
}

/**
 * The mark of each lane where its curve ends: the last of its curves, if it has two.
 *
 * @param {CanvasRenderingContext2D} ctx
 * @param {uPlot} chart
 * @param {readonly number[]} colours
 * @param {Pick<RacePalette, "lanes" | "panel">} palette
 * @param {number} r
 */
export function paintEnds(ctx, chart, colours, { lanes, panel }, r) {
  const { left, top, width } = plotOf(chart);
  colours.forEach((colour, lane) => {
    const column = chart.data[chart.data.length - colours.length + lane];
    const last = column.findLastIndex((value) => value != null);
    if (last < 0) return;
    ctx.beginPath();
    traceMark(ctx, shapeOf(colour), left + Math.min(width, chart.valToPos(chart.data[0][last], "x")), top + chart.valToPos(Number(column[last]), "y"), r);
    ctx.strokeStyle = panel;
    ctx.lineWidth = 2;
    ctx.stroke();
    ctx.fillStyle = lanes[colour];
    ctx.fill();
  });
}
