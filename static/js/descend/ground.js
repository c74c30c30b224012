// Which part of its plane the map shows, how large, and what that plane goes through.

import { contourLevels, levelsOf, paintContours } from "../draw/contour.js";
import { extentOf, fitView, stretchOf } from "../draw/plane.js";
import { laneNames } from "./say.js";

/** @import { View } from "../draw/plane.js" */
/** @import { Translate } from "../i18n.js" */
/** @import { Contours } from "../messages.js" */
/** @import { RacePalette } from "./palette.js" */
/** @import { Descend, Lane } from "./state.js" */

/**
 * The view of all that there is a map of, or until then of all paths.
 *
 * @param {Pick<Descend, "contours" | "paths">} descend
 * @param {number} width
 * @param {number} height
 * @returns {View | null} null: there is nothing yet
 */
export function viewOf({ contours, paths }, width, height) {
  if (contours) {
    const extent = extentOf(contours.x.data, contours.y.data);
    return fitView(extent, width, height, { stretch: stretchOf(extent) });
  }
  if (!paths || paths.lanes.every(({ x }) => x.data.length === 0)) return null;
  const x = paths.lanes.flatMap((lane) => Array.from(lane.x.data));
  const y = paths.lanes.flatMap((lane) => Array.from(lane.y.data));
  const extent = { left: Math.min(...x), right: Math.max(...x), bottom: Math.min(...y), top: Math.max(...y) };
  return fitView(extent, width, height, { margin: 40 });
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {View} view
 * @param {Contours} contours
 * @param {RacePalette} palette
 * @returns {number[]} the costs between which colours change
 */
export function paintCosts(ctx, view, { size, x, y, cost }, { low, high, contour: line }) {
  const grid = { size, x: x.data, y: y.data, cost: cost.data };
  const levels = levelsOf(grid.cost);
  paintContours(ctx, view, grid, contourLevels(grid, levels), { low, high, line });
  return levels;
}

/**
 * @param {View} view
 * @returns {string} the key of what is said of the length's scale
 */
export function lengthKey({ stretch, width }) {
  if (stretch === 1) return "map.length";
  return width < 480 ? "map.length.narrow" : "map.length.stretched";
}

/**
 * @param {Pick<Contours, "kind" | "through">} contours
 * @param {readonly Lane[]} lanes
 * @param {Translate} t
 * @returns {string} what the plane goes through
 */
export function planeWords({ kind, through }, lanes, t) {
  const every = laneNames(t, lanes);
  const names = through.filter((lane) => lane in every).map((lane) => every[lane]);
  if (kind === "ends" && names.length === 2) return t("map.through", { a: names[0], b: names[1] });
  if (kind === "stagger" && names.length === 1) return t("map.across", { lane: names[0] });
  return t("map.directions");
}
