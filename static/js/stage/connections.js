// The keyboard's way along the connections: those into a neuron, the strongest first. Pure.

import { ranked } from "../why/lens.js";
import { kindOf } from "./geometry.js";

/** @import { Hovered, State } from "../state.js" */
/** @import { Neuron } from "../why/lens.js" */

/**
 * Where Shift with an arrow leads: down from a neuron to its strongest connection, on to weaker ones, and up again.
 *
 * @param {State} state
 * @param {Extract<Hovered, { kind: "edge" }> | Neuron | null} from
 * @param {string} key
 * @returns {Hovered | null} null: nowhere
 */
export function connectionAt(state, from, key) {
  const step = key === "ArrowDown" ? 1 : key === "ArrowUp" ? -1 : 0;
  if (step === 0 || !from) return null;
  const [layer, j] = "neuron" in from ? [from.layer - 1, from.neuron] : [from.layer, from.j];
  const order = into(state, layer, j);
  const place = ("neuron" in from ? -1 : order.indexOf(from.k)) + step;
  if (place < 0) return { kind: "neuron", layer: layer + 1, neuron: j };
  const k = order[Math.min(place, order.length - 1)];
  return k === undefined ? null : { kind: "edge", layer, j, k };
}

/**
 * The neuron that is pointed at, or into which the connection leads that is.
 *
 * @param {Hovered | null} hovered
 * @returns {Neuron | null}
 */
export function neuronOf(hovered) {
  switch (hovered?.kind) {
    case "neuron": return { layer: hovered.layer, neuron: hovered.neuron };
    case "edge": return { layer: hovered.layer + 1, neuron: hovered.j };
    default: return null;
  }
}

/**
 * The neurons (or pixels) from which drawn connections lead into neuron `j`, the strongest first.
 *
 * @param {State} state
 * @param {number} layer the index of their weights
 * @param {number} j
 * @returns {number[]}
 */
function into({ matrices, activity, view }, layer, j) {
  const W = matrices[kindOf(view)]?.W[layer];
  if (!W || !activity) return [];
  const row = j - activity.windows[layer].first;
  if (row < 0 || row >= W.shape[0]) return [];
  const first = layer === 0 ? 0 : activity.windows[layer - 1].first;
  return ranked(W.data.subarray(row * W.shape[1], (row + 1) * W.shape[1])).map((column) => first + column);
}
