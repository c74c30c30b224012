// The lanes on the map: their trails, their walkers with names, and lenses that show how they walk.

import { lensesFor, middleFor, paintLens, through } from "../draw/lens.js";
import { paintNotes } from "../draw/legend.js";
import { arrowAhead, dotsOf, labelPlaces, paintAhead, paintTrail, paintWalker, spotsOf } from "../draw/path.js";
import { toScreen } from "../draw/plane.js";
import { whole } from "../format.js";
import { laneNames, offPlane } from "./say.js";

/** @import { Translate } from "../i18n.js" */
/** @import { Spot } from "../draw/path.js" */
/** @import { View } from "../draw/plane.js" */
/** @import { Stand } from "./moment.js" */
/** @import { RacePalette } from "./palette.js" */
/** @import { Descend, Lane } from "./state.js" */

const CAREFUL = 1000; // examples before a step: such steps can be told apart
const FAR = 0.15; // of the map's width
const TOLD = 40; // px: there is no room to say what a shorter arrow is
const LONGEST = 24; // characters of a name for which there is room beside a walker

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Descend} descend
 * @param {View} view
 * @param {Stand[]} standing
 * @param {RacePalette} palette
 * @param {Translate} t
 * @returns {Spot[][]} the trails as they lie on the screen
 */
export function paintWalks(ctx, { paths, plan, look, now }, view, standing, palette, t) {
  const lanes = plan?.lanes ?? [];
  const names = laneNames(t, lanes).map((name) => (name.length > LONGEST ? `${name.slice(0, LONGEST - 1)}…` : name));
  /** @param {number} lane */
  const colour = (lane) => lanes[lane]?.colour ?? lane;
  const trails = standing.map(({ upTo, walker }, lane) => {
    const path = paths?.lanes[lane];
    return path && path.x.data.length > 0 ? spotsOf({ x: path.x.data, y: path.y.data, upTo, walker }, view) : [];
  });
  // the careful lane last: its few dots would be lost under a stagger
  const order = trails.map((_, lane) => lane).sort((a, b) => (lanes[a]?.batch_size ?? 0) - (lanes[b]?.batch_size ?? 0));
  for (const lane of order) {
    const isCareful = (lanes[lane]?.batch_size ?? 0) >= CAREFUL;
    paintTrail(ctx, trails[lane], isCareful ? dotsOf(trails[lane], paths?.lanes[lane].step.data ?? []) : [], {
      color: palette.lanes[colour(lane)], casing: palette.casing, faded: look.focus !== null && look.focus !== lane,
    });
  }
  // what is drawn upright is seen without a lens
  const watched = now?.phase === "ready" || view.stretch > 1 ? [] : contrast(lanes).filter((lane) => trails[lane]?.length > 3);
  const lenses = lensesFor(watched.length, trails, view.width, view.height);
  lenses.forEach((lens, i) => {
    const lane = watched[i];
    const middle = middleFor(lens, trails[lane]);
    paintLens(ctx, lens, trails[lane].slice(-80), middle, {
      color: palette.lanes[colour(lane)], ground: palette.panel, ring: palette.onMap, casing: palette.casing,
    });
    const words = t("map.lens", { zoom: lens.zoom });
    ctx.font = `600 ${palette.size}px ${palette.font}`;
    const wide = ctx.measureText(words).width;
    paintNotes(ctx, [{ words, x: lens.x - wide / 2, y: lens.y + lens.r - 8 }], palette);
    paintWalker(ctx, through(lens, middle, trails[lane][trails[lane].length - 1]), colour(lane), { color: palette.lanes[colour(lane)], casing: palette.casing, r: 6 });
  });
  const start = toScreen(view, 0, 0);
  paintStart(ctx, start, palette);
  const wished = order.flatMap((lane) => {
    const { ahead } = standing[lane];
    const spot = trails[lane].at(-1);
    const tip = ahead && toScreen(view, ahead.x, ahead.y);
    const arrow = ahead && tip && spot ? arrowAhead(spot, tip, ahead.done / ahead.of) : null;
    if (!ahead || !tip || !spot || !arrow) return [];
    paintAhead(ctx, spot, arrow, { color: palette.lanes[colour(lane)], casing: palette.casing });
    return arrow.length < TOLD ? [] : [{ spot: tip, name: t("map.ahead", { done: whole(ahead.done) }) }];
  });
  const walkers = order.filter((lane) => trails[lane].length > 0).map((lane) => ({
    lane, spot: trails[lane][trails[lane].length - 1], name: nameAt(lane),
  }));
  for (const { lane, spot } of walkers) {
    paintWalker(ctx, spot, colour(lane), { color: palette.lanes[colour(lane)], casing: palette.casing, r: 8 });
  }
  ctx.font = `600 ${palette.size}px ${palette.font}`;
  const named = view.width >= 480 || lanes.length <= 3 ? walkers : []; // where there is no room their marks must do
  const labels = [...named.map(({ spot, name }) => ({ spot, name })), { spot: start, name: t("map.start") }, ...wished];
  const places = labelPlaces(labels.map(({ spot, name }) => ({ spot, width: ctx.measureText(name).width })), view.width, view.height, lenses);
  paintNotes(ctx, labels.map(({ name }, i) => ({ words: name, ...places[i] })), palette);
  return trails;

  /**
   * Who has ended far off the plane is not where the map seems to show it, and says so.
   *
   * @param {number} lane
   * @returns {string}
   */
  function nameAt(lane) {
    const { distance } = standing[lane];
    const isFar = view.width >= 480 && distance !== null && distance * view.scale > FAR * view.width && now?.lanes[lane]?.walk !== "walking";
    return isFar ? t("map.walker.off", { lane: names[lane] ?? "", distance: offPlane(distance) }) : names[lane] ?? "";
  }
}

/**
 * Before the first step there is no plane yet: all stand together at the start.
 *
 * @param {CanvasRenderingContext2D} ctx
 * @param {Descend} descend
 * @param {{ width: number, height: number }} size
 * @param {RacePalette} palette
 * @param {Translate} t
 */
export function paintBefore(ctx, { plan }, { width, height }, palette, t) {
  const lanes = plan?.lanes ?? [];
  const [x, y] = [width / 2, height / 2 - 18];
  const reach = Math.max(24, Math.min(168, width / 2 - 8, y - 12)); // below it there is room for the sentence
  for (const r of [24, 0.36 * reach, 0.64 * reach, reach]) {
    ctx.beginPath();
    ctx.arc(x, y, r, 0, 2 * Math.PI);
    ctx.strokeStyle = palette.line;
    ctx.lineWidth = 1;
    ctx.stroke();
  }
  lanes.forEach(({ colour }, i) => {
    const angle = (2 * Math.PI * i) / lanes.length - Math.PI;
    paintWalker(ctx, [x + 24 * Math.cos(angle), y + 24 * Math.sin(angle)], colour, {
      color: palette.lanes[colour], casing: palette.panel, r: 8,
    });
  });
  paintStart(ctx, [x, y], { ...palette, casing: palette.panel });
  ctx.font = `${palette.size}px ${palette.font}`;
  ctx.textAlign = "center";
  ctx.fillStyle = palette.quiet;
  ctx.fillText(t("map.none"), x, y + reach + 30);
}

/**
 * The two lanes whose ways of walking differ most: the one with the largest batches and the one with the smallest.
 *
 * @param {readonly Lane[]} lanes
 * @returns {number[]}
 */
export function contrast(lanes) {
  const order = lanes.map((_, lane) => lane).sort((a, b) => lanes[b].batch_size - lanes[a].batch_size);
  return order.length < 2 ? order : [order[0], order[order.length - 1]];
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Spot} spot
 * @param {RacePalette} palette
 */
function paintStart(ctx, [x, y], palette) {
  ctx.beginPath();
  ctx.arc(x, y, 6, 0, 2 * Math.PI);
  ctx.strokeStyle = palette.casing;
  ctx.lineWidth = 4;
  ctx.stroke();
  ctx.fillStyle = palette.start;
  ctx.fill();
}
