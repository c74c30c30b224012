// The curves of a race as a picture for slides: cost and test accuracy side by side.

import { createRaceChart, paintEnds } from "../descend/chart.js";
import { curvesAt } from "../descend/curves.js";
import { stands } from "../descend/moment.js";
import { readRacePalette } from "../descend/palette.js";
import { contrastNote } from "../descend/say.js";
import { laidOut, paintChart } from "./chart.js";
import { keysOf, raceSizes, standingText } from "./race.js";
import { caption, fontOf, letter, MARGIN, paintGround, rows, SMALL, TITLE } from "./sheet.js";

/** @import { State } from "../state.js" */
/** @import { RaceChart } from "../descend/chart.js" */
/** @import { Desk, Figure } from "./sheet.js" */

const WIDTH = 1200;
const HEIGHT = 400; // of a chart
const BETWEEN = 32;

/**
 * @param {State} state
 * @param {number | null} show
 * @param {Desk} desk
 * @returns {Promise<Figure>}
 */
export async function raceFigure(state, show, desk) {
  const { descend } = state;
  const { t, palette } = desk;
  const colours = readRacePalette();
  const { axis, focus } = descend.look;
  const lanes = descend.plan?.lanes ?? [];
  const width = (WIDTH - 2 * MARGIN - BETWEEN) / 2;
  const { cost, accuracy, left, right } = curvesAt(descend, show);
  /** @type {{ chart: RaceChart["chart"], title: string }[]} */
  const charts = [];
  for (const [kind, data] of /** @type {const} */ ([["cost", cost], ["accuracy", accuracy]])) {
    const title = t(`curves.${kind}`);
    const { made, end } = await laidOut({ width, height: HEIGHT, size: SMALL }, (root) => {
      const chart = createRaceChart(root, { kind, clock: axis, colours: lanes.map(({ colour }) => colour), title });
      chart.set(data, left, right, focus);
      return chart;
    });
    charts.push({ chart: made.chart, title });
    end();
  }
  const legend = rows(keysOf(desk, descend, colours), WIDTH - 2 * MARGIN);
  const parts = [raceSizes(descend), ...standingText(desk, state, stands(descend, show)), contrastNote(t, lanes, axis)].filter(Boolean);
  const about = caption(desk, parts, WIDTH - 2 * MARGIN);
  const top = MARGIN + 30 + legend.height + 4;
  const size = { width: WIDTH, height: top + HEIGHT + 14 + about.height + MARGIN - 6 };
  return {
    ...size, name: "nudge-race-curves", title: t("curves.title"), desc: parts.join(" · "),
    paint(ctx) {
      paintGround(ctx, size, desk);
      letter(ctx, t("curves.title"), MARGIN, MARGIN + 14, { color: palette.ink, font: fontOf(desk, TITLE, 600) });
      legend.paint(ctx, MARGIN, MARGIN + 28);
      charts.forEach(({ chart, title }, i) => {
        ctx.save();
        ctx.translate(MARGIN + i * (width + BETWEEN), top);
        letter(ctx, title, 0, 8, { color: palette.quiet, font: fontOf(desk, SMALL) });
        paintChart(ctx, chart, desk);
        paintEnds(ctx, chart, lanes.map(({ colour }) => colour), colours, 5.5);
        ctx.restore();
      });
      about.paint(ctx, MARGIN, top + HEIGHT + 10);
    },
  };
}
