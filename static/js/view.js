// What is looked at on the stage: which quantity, which neuron is chosen, what is hovered. Pure.

export const QUANTITIES = /** @type {const} */ (["weights", "nudges", "products"]);
export const NUDGES_OF = /** @type {const} */ (["example", "batch"]);

/**
 * @typedef {{ layer: number, j: number, k: number | null }} Parameter W[layer][j, k], or b[layer][j]; from 0
 *
 * @typedef {{ kind: "neuron", layer: number, neuron: number } | { kind: "edge", layer: number, j: number, k: number }
 *   | { kind: "pixel", index: number }} Hovered a neuron's layer counts from 1 (0: pixels), an edge's is that of W
 *
 * @typedef {{
 *   quantity: (typeof QUANTITIES)[number], nudgeOf: (typeof NUDGES_OF)[number], scaleOf: import("./draw/scale.js").ScaleOf,
 *   selected: { layer: number, neuron: number } | null, hovered: Hovered | null, pinned: Parameter[],
 *   slopes: boolean,
 * }} View
 */

/**
 * @param {View} view
 * @returns {number | null} the pixel that is hovered, in the example or in one of the first layer's pictures
 */
export function pixelOf({ hovered }) {
  if (hovered?.kind === "pixel") return hovered.index;
  return hovered?.kind === "edge" && hovered.layer === 0 ? hovered.k : null;
}

/** @returns {View} */
export function initialView() {
  return { quantity: "weights", nudgeOf: "example", scaleOf: "layer", selected: null, hovered: null, pinned: [], slopes: false };
}

/**
 * @param {View} view
 * @returns {View}
 */
export function unselected(view) {
  return { ...view, selected: null, hovered: null, pinned: [] };
}
