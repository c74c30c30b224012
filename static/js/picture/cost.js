// The curves of the cost as a picture for slides.

import { createChart, paintPassed, plotOf, SERIES } from "../chart.js";
import { share, valueAt } from "../curves.js";
import { percent, significant, whole } from "../format.js";
import { passedAt } from "../situation.js";
import { laidOut, paintChart } from "./chart.js";
import { caption, fontOf, item, letter, MARGIN, paintGround, rows, sizesText, SMALL, TITLE } from "./sheet.js";

/** @import { Shown } from "./keep.js" */
/** @import { Desk, Figure } from "./sheet.js" */

const WIDTH = 960;
const HEIGHT = 400; // of the chart
const KEYS = /** @type {const} */ (["test", "train", "batch", "accuracy"]);

/**
 * @param {Extract<Shown, { of: "cost" }>} shown
 * @param {Desk} desk
 * @returns {Promise<Figure>}
 */
export async function costFigure({ state, data, shown, zoom }, desk) {
  const { t, palette } = desk;
  const { page, run, scores } = state;
  const width = WIDTH - 2 * MARGIN;
  const { made: chart, end } = await laidOut({ width, height: HEIGHT, size: SMALL }, (root) => {
    const nothing = () => undefined;
    const made = createChart(root, {
      axis: page.axis, log: page.log, shown, size: { width, height: HEIGHT }, marker: () => null, past: () => null, onCursor: nothing, onZoom: nothing,
    }, data);
    if (zoom?.min != null && zoom.max != null) made.setScale("x", { min: zoom.min, max: zoom.max });
    return made;
  });
  const step = run?.step ?? 0;
  const legend = rows(keysOf(state, data, shown, chart, desk), width);
  const parts = [sizesText(run), `${t("facts.step")} ${whole(step)}`, `${t("facts.epoch")} ${(run?.epoch ?? 0).toFixed(2)}`, ...(page.log ? [`${t("cost.title")}: ${t("cost.log")}`] : [])];
  const about = caption(desk, parts, width);
  const top = MARGIN + 30 + legend.height + 4;
  const size = { width: WIDTH, height: top + HEIGHT + 30 + about.height + MARGIN - 6 };
  const last = data[0].length - 1;
  const summary = t("cost.summary", { cost: significant(valueAt(column(data, 3), last)), accuracy: percent(share(valueAt(column(data, 4), last))) });
  const passed = passedAt(scores);
  end();
  return {
    ...size, name: `nudge-cost-step-${step}`, title: `${t("cost.title")}, ${sizesText(run)}`, desc: `${summary} ${parts.join(" · ")}`,
    paint(ctx) {
      paintGround(ctx, size, desk);
      letter(ctx, t("cost.title"), MARGIN, MARGIN + 14, { color: palette.ink, font: fontOf(desk, TITLE, 600) });
      legend.paint(ctx, MARGIN, MARGIN + 28);
      ctx.save();
      ctx.translate(MARGIN, top);
      paintChart(ctx, chart, desk);
      if (passed !== null && shown.accuracy) {
        paintPassed(ctx, chart, { x: scores[page.axis][passed], words: t("cost.passed") }, { color: palette.quiet, font: fontOf(desk, SMALL) });
      }
      const { left, width: wide } = plotOf(chart);
      letter(ctx, t(`cost.axis.${page.axis}`), left + wide, HEIGHT + 14, { color: palette.quiet, font: fontOf(desk, SMALL), align: "right" });
      ctx.restore();
      about.paint(ctx, MARGIN, top + HEIGHT + 26);
    },
  };
}

/**
 * @param {Extract<Shown, { of: "cost" }>["state"]} state
 * @param {uPlot.AlignedData} data
 * @param {Extract<Shown, { of: "cost" }>["shown"]} shown
 * @param {uPlot} chart
 * @param {Desk} desk
 * @returns {import("./sheet.js").Item[]} a key of each curve that is to be seen
 */
function keysOf({ page }, data, shown, chart, desk) {
  const last = data[0].length - 1;
  const items = KEYS.filter((name) => shown[name]).map((name) => {
    const at = SERIES.indexOf(name) + 1;
    const value = valueAt(column(data, at), last);
    const words = name === "batch" ? "" : name === "accuracy" ? percent(share(value)) : significant(value); // it jumps too much to be read
    return item(desk, 20, swatch(chart, at), t(name), words, 600);
  });
  if (!page.other) return items;
  const words = `${significant(valueAt(column(data, 5), last))} · ${percent(share(valueAt(column(data, 6), last)))}`;
  return [...items, item(desk, 20, swatch(chart, 5), desk.t("cost.other", { name: page.other.name }), words, 600)];

  /** @param {string} name */
  function t(name) {
    return desk.t(`cost.${name}`);
  }
}

/**
 * @param {uPlot} chart
 * @param {number} index
 * @returns {(ctx: CanvasRenderingContext2D, x: number, y: number) => void}
 */
function swatch({ series }, index) {
  const { stroke, dash = [] } = series[index];
  return (ctx, x, y) => {
    ctx.strokeStyle = String(typeof stroke === "function" ? stroke(/** @type {uPlot} */ ({}), index) : stroke);
    ctx.lineWidth = 2;
    ctx.setLineDash(dash);
    ctx.beginPath();
    ctx.moveTo(x, y);
    ctx.lineTo(x + 20, y);
    ctx.stroke();
    ctx.setLineDash([]);
  };
}

/**
 * @param {uPlot.AlignedData} data
 * @param {number} index
 */
function column(data, index) {
  return /** @type {import("../curves.js").Column} */ (data[index]);
}
