// What is under the pointer: a neuron, a pixel's weight in a first-layer picture, or the nearest edge.

import { pixelAt } from "./pixels.js";

/** @import { Layout } from "./layout.js" */
/** @typedef {{kind: "neuron", layer: number, neuron: number} | {kind: "edge", layer: number, j: number, k: number}} Hit */

const TOLERANCE = 8;
const MARGIN = 4; // around a neuron

/**
 * @param {Layout} layout
 * @param {number} x
 * @param {number} y
 * @param {(layer: number, row: number, column: number) => number} force of an edge, 0..1: of two that are about as near
 *   the stronger wins
 * @returns {Hit | null}
 */
export function hit(layout, x, y, force) {
  for (const { spots, r, layer } of layout.columns) {
    const found = spots.find((spot) => Math.hypot(spot.x - x, spot.y - y) <= r + MARGIN);
    if (found) return { kind: "neuron", layer, neuron: found.neuron };
  }
  const { pictures, spots } = layout.columns[0];
  if (pictures) {
    for (const [row, place] of pictures.spots.entries()) {
      const k = pixelAt(x - place.x + pictures.side / 2, y - place.y + pictures.side / 2, pictures.side);
      if (k !== null) return { kind: "edge", layer: 0, j: spots[row].neuron, k };
    }
  }
  return nearestEdge(layout, x, y, force);
}

/**
 * @param {Layout} layout
 * @param {number} x
 * @param {number} y
 * @param {(layer: number, row: number, column: number) => number} force
 * @returns {Hit | null}
 */
function nearestEdge(layout, x, y, force) {
  const layer = layout.columns.findIndex((column, index) => index > 0 && x >= layout.columns[index - 1].x && x <= column.x);
  if (layer < 1) return null;
  const from = layout.columns[layer - 1];
  const to = layout.columns[layer];
  /** @type {Hit | null} */
  let best = null;
  let least = TOLERANCE;
  for (const end of to.spots) {
    for (const start of from.spots) {
      const distance = distanceTo(x, y, start.x, start.y, end.x, end.y);
      if (distance > TOLERANCE) continue;
      const cost = distance - 3 * force(layer, end.row, start.row);
      if (cost >= least) continue;
      least = cost;
      best = { kind: "edge", layer, j: end.neuron, k: start.neuron };
    }
  }
  return best;
}

/**
 * The distance of a point from a piece of line.
 *
 * @param {number} x
 * @param {number} y
 * @param {number} x1
 * @param {number} y1
 * @param {number} x2
 * @param {number} y2
 * @returns {number}
 */
export function distanceTo(x, y, x1, y1, x2, y2) {
  const dx = x2 - x1, dy = y2 - y1;
  const square = dx * dx + dy * dy;
  const t = square === 0 ? 0 : Math.min(1, Math.max(0, ((x - x1) * dx + (y - y1) * dy) / square));
  return Math.hypot(x - x1 - t * dx, y - y1 - t * dy);
}
