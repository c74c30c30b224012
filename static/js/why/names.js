// How layers, neurons, weights and biases are called. Pure.

import { neuronOf } from "./lens.js";

/** @import { Parameter, State } from "../state.js" */
/** @import { Translate } from "../i18n.js" */

/**
 * @param {Translate} t
 * @param {readonly number[]} sizes
 * @param {number} layer 0: the pixels
 * @returns {string}
 */
export function layerName(t, sizes, layer) {
  if (layer === 0) return t("why.layer.pixels");
  return layer === sizes.length - 1 ? t("why.layer.output") : t("why.layer.hidden", { layer });
}

/**
 * @param {Translate} t
 * @param {readonly number[]} sizes
 * @param {number} layer
 * @param {number} neuron
 * @returns {string}
 */
export function neuronName(t, sizes, layer, neuron) {
  if (layer === 0) return t("why.neuron.pixel", { neuron });
  return t(layer === sizes.length - 1 ? "why.neuron.output" : "why.neuron.hidden", { layer, neuron });
}

/**
 * A stop on the way back: a neuron if one is named, else a layer.
 *
 * @param {Translate} t
 * @param {readonly number[]} sizes
 * @param {number} layer
 * @param {number | null} neuron
 * @returns {string}
 */
export function stopName(t, sizes, layer, neuron) {
  if (neuron === null || layer === 0) return layerName(t, sizes, layer);
  return layer === sizes.length - 1 ? neuronName(t, sizes, layer, neuron) : t("why.stop", { layer, neuron });
}

/**
 * @param {Translate} t
 * @param {readonly number[]} sizes
 * @param {Parameter} parameter
 * @returns {string}
 */
export function parameterName(t, sizes, { layer, j, k }) {
  const to = neuronName(t, sizes, layer + 1, j);
  return k === null ? t("why.parameter.bias", { to }) : t("why.parameter.weight", { from: neuronName(t, sizes, layer, k), to });
}

/**
 * As short as it can be: "w 5→2", "b 2", with the layer where it is not the last.
 *
 * @param {readonly number[]} sizes
 * @param {Parameter} parameter
 * @returns {string}
 */
export function shortName(sizes, { layer, j, k }) {
  const where = layer === sizes.length - 2 ? "" : ` · ${layer + 1}`;
  return k === null ? `b ${j}${where}` : `w ${k}→${j}${where}`;
}

/**
 * A parameter that this network has, the chosen one or one near the neuron under the microscope.
 *
 * @param {State} state
 * @returns {Parameter | null}
 */
export function parameterOf(state) {
  const { run, lens } = state;
  if (!run) return null;
  const { sizes } = run.plan;
  if (lens.parameter && exists(sizes, lens.parameter)) return lens.parameter;
  const neuron = neuronOf(state);
  return neuron && { layer: neuron.layer - 1, j: neuron.neuron, k: neuron.layer === 1 ? 406 : 0 };
}

/**
 * @param {readonly number[]} sizes
 * @param {Parameter} parameter
 * @returns {boolean}
 */
export function exists(sizes, { layer, j, k }) {
  return layer >= 0 && layer < sizes.length - 1 && j >= 0 && j < sizes[layer + 1] && (k === null || (k >= 0 && k < sizes[layer]));
}
