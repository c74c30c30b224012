// The map of a race as a picture for slides: with its paths, its scales, and how much of the movement it can show.

import { lengthKey, paintCosts, planeWords, viewOf } from "../descend/ground.js";
import { stands } from "../descend/moment.js";
import { readRacePalette } from "../descend/palette.js";
import { offPlane } from "../descend/say.js";
import { paintSearch } from "../descend/search.js";
import { paintBefore, paintWalks } from "../descend/walks.js";
import { LEGEND, paintLegend } from "../draw/legend.js";
import { percent, whole } from "../format.js";
import { keysOf, raceSizes, standingText } from "./race.js";
import { caption, fontOf, letter, MARGIN, paintGround, rows, SMALL, TITLE } from "./sheet.js";

/** @import { State } from "../state.js" */
/** @import { Stand } from "../descend/moment.js" */
/** @import { Desk, Figure } from "./sheet.js" */

const MAP = { width: 880, height: 660 }; // the shape of the engine's maps

/**
 * @param {State} state
 * @param {number | null} show
 * @param {Desk} desk
 * @returns {Figure}
 */
export function mapFigure(state, show, desk) {
  const { descend } = state;
  const { t, palette } = desk;
  const { contours, paths, plan, now } = descend;
  const colours = { ...readRacePalette(), size: SMALL };
  const standing = stands(descend, show);
  const isSearch = now?.phase === "searching";
  const view = isSearch ? null : viewOf(descend, MAP.width, MAP.height);
  const hasMap = view !== null && contours !== null && paths !== null;
  const legend = rows(keysOf(desk, descend, colours, (lane) => (hasMap ? distanceText(desk, paths, standing, lane) : "")), MAP.width);
  const share = hasMap ? [t("map.captured", { share: percent(paths.captured) })] : [];
  const made = hasMap ? [t("map.sample", { sample: whole(contours.sample), size: contours.size }), planeWords(contours, plan?.lanes ?? [], t)] : [];
  const parts = [raceSizes(descend), ...standingText(desk, state, standing), ...made].filter(Boolean);
  const about = caption(desk, parts, MAP.width);
  const top = MARGIN + 34;
  const below = top + MAP.height + (hasMap ? LEGEND + 12 : 12);
  const size = { width: MAP.width + 2 * MARGIN, height: below + legend.height + 4 + about.height + MARGIN - 6 };
  const title = t(isSearch ? "race.search.title" : "map.title");
  return {
    ...size, name: "nudge-map", title, desc: [...share, ...parts].join(" · "),
    paint(ctx) {
      paintGround(ctx, size, desk);
      letter(ctx, title, MARGIN, MARGIN + 14, { color: palette.ink, font: fontOf(desk, TITLE, 600) });
      letter(ctx, share.join(), MARGIN + MAP.width, MARGIN + 14, { color: palette.ink, font: fontOf(desk, SMALL), align: "right" });
      ctx.save();
      ctx.translate(MARGIN, top);
      ctx.save();
      ctx.beginPath();
      ctx.rect(0, 0, MAP.width, MAP.height);
      ctx.clip();
      /** @type {number[]} */
      let levels = [];
      if (isSearch) paintSearch(ctx, descend, MAP, colours, t);
      else if (!view) paintBefore(ctx, descend, MAP, colours, t);
      else {
        if (contours) levels = paintCosts(ctx, view, contours, colours);
        paintWalks(ctx, descend, view, standing, colours, t);
      }
      ctx.restore();
      if (hasMap) {
        paintLegend(ctx, {
          top: MAP.height, width: MAP.width, view, levels, cost: null, cost_words: t("map.legend"),
          length_words: t(lengthKey(view), { times: view.stretch }),
        }, colours);
      }
      ctx.restore();
      legend.paint(ctx, MARGIN, below);
      about.paint(ctx, MARGIN, below + legend.height + 4);
    },
  };
}

/**
 * @param {Desk} desk
 * @param {NonNullable<State["descend"]["paths"]>} paths
 * @param {readonly Stand[]} standing
 * @param {number} lane
 * @returns {string} how far it is from the plane
 */
function distanceText({ t }, { furthest }, standing, lane) {
  const distance = standing[lane]?.distance ?? null;
  return t("map.distance", { distance: offPlane(distance), furthest: offPlane(Math.max(furthest[lane] ?? 0, distance ?? 0)) });
}
