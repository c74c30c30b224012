// Display scales: the page's only freedom. Symmetric about zero; the legend says which is on.

export const POWER = 0.6; // so that small values still show

export const SCALES_OF = /** @type {const} */ (["layer", "network"]);

/** @typedef {(typeof SCALES_OF)[number]} ScaleOf */

/**
 * How strongly a value is drawn, 0 to 1: the power lifts the small ones.
 *
 * @param {number} value
 * @param {number} scale the magnitude that is drawn at full strength
 * @returns {number}
 */
export function strength(value, scale) {
  if (!(scale > 0)) return 0;
  return Math.min(1, Math.abs(value) / scale) ** POWER;
}

/**
 * The magnitude drawn at full strength in each layer: its own largest, or the largest of all.
 *
 * @param {readonly number[]} largest of each layer
 * @param {ScaleOf} of
 * @returns {number[]}
 */
export function scalesOf(largest, of) {
  if (of === "layer") return [...largest];
  const all = Math.max(0, ...largest);
  return largest.map(() => all);
}

/**
 * The largest magnitude in some arrays.
 *
 * @param {readonly ArrayLike<number>[]} arrays
 * @returns {number}
 */
export function largestOf(arrays) {
  let largest = 0;
  for (const array of arrays) {
    for (let index = 0; index < array.length; index++) {
      const size = Math.abs(array[index]);
      if (size > largest) largest = size;
    }
  }
  return largest;
}

/**
 * What activation fills a neuron: 1, or more where a layer's activations grow beyond it.
 *
 * @param {ArrayLike<number>} activations
 * @returns {number}
 */
export function fullActivation(activations) {
  return Math.max(1, largestOf([activations]));
}

/**
 * The place of a value on a log axis, 0 to 1.
 *
 * @param {number} value
 * @param {number} low
 * @param {number} high
 * @returns {number}
 */
export function logPlace(value, low, high) {
  return Math.log(value / low) / Math.log(high / low);
}

/**
 * The decades that lie in a range.
 *
 * @param {number} low
 * @param {number} high
 * @returns {number[]}
 */
export function decades(low, high) {
  const first = Math.ceil(Math.log10(low) - 1e-9);
  const last = Math.floor(Math.log10(high) + 1e-9);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => 10 ** (first + i));
}

/**
 * Slow at both ends: 0 to 1.
 *
 * @param {number} t
 * @returns {number}
 */
export function ease(t) {
  const x = Math.min(1, Math.max(0, t));
  return x * x * (3 - 2 * x);
}
