// What pictures of a race have in common: the key of its lanes, and where each stands.

import { shapeOf, traceMark } from "../draw/mark.js";
import { significant, whole } from "../format.js";
import { duration, laneNames } from "../descend/say.js";
import { isHidden } from "../link/parts.js";
import { item } from "./sheet.js";

/** @import { State } from "../state.js" */
/** @import { Descend } from "../descend/state.js" */
/** @import { Stand } from "../descend/moment.js" */
/** @import { RacePalette } from "../descend/palette.js" */
/** @import { Desk, Item } from "./sheet.js" */

/**
 * @param {Desk} desk
 * @param {Descend} descend
 * @param {RacePalette} palette
 * @param {(lane: number) => string} [figures]
 * @returns {Item[]}
 */
export function keysOf(desk, { plan }, palette, figures = () => "") {
  const lanes = plan?.lanes ?? [];
  const names = laneNames(desk.t, lanes);
  return lanes.map(({ colour }, lane) => item(desk, 14, (ctx, x, y) => {
    ctx.beginPath();
    traceMark(ctx, shapeOf(colour), x + 7, y, 5.4);
    ctx.fillStyle = palette.lanes[colour];
    ctx.fill();
  }, names[lane], figures(lane)));
}

/**
 * @param {Desk} desk
 * @param {Pick<State, "descend" | "page">} state
 * @param {readonly Stand[]} standing
 * @returns {string[]} of each lane, how far it is, unless a lesson hides that
 */
export function standingText({ t }, { descend: { plan }, page }, standing) {
  if (isHidden(page, "lanes")) return [];
  const names = laneNames(t, plan?.lanes ?? []);
  return standing.map(({ step, seconds, cost }, lane) => t("map.summary.lane", {
    lane: names[lane] ?? "", steps: whole(step), seconds: duration(seconds, t), cost: significant(cost),
  }).replace(/\.$/, ""));
}

/**
 * @param {Descend} descend
 * @returns {string} the network, layer by layer
 */
export function raceSizes({ plan }) {
  const { sizes } = plan?.plan ?? {};
  return Array.isArray(sizes) ? sizes.join("-") : "";
}
