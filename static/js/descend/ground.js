// Which part of its plane the map shows, and how large.

import { extentOf, fitView, stretchOf } from "../draw/plane.js";

/** @import { View } from "../draw/plane.js" */
/** @import { Descend } from "./state.js" */

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
 * @param {View} view
 * @returns {string} the key of what is said of the length's scale
 */
export function lengthKey({ stretch, width }) {
  if (stretch === 1) return "map.length";
  return width < 480 ? "map.length.narrow" : "map.length.stretched";
}
