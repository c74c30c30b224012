// The keyboard's way through the network: from a neuron to its neighbours.

/** @import { Span } from "./layout.js" */
/** @import { Chosen } from "./edges.js" */

/**
 * The neuron to which a key leads; null for a key that leads nowhere.
 *
 * @param {Chosen | null} from
 * @param {string} key
 * @param {readonly Span[]} spans of layers 1, 2, ...
 * @returns {Chosen | null}
 */
export function roved(from, key, spans) {
  if (!from || !spans[from.layer - 1]) return /^(Arrow|Home|End)/.test(key) && spans[0] ? at(1, 0, spans) : null;
  const span = spans[from.layer - 1];
  const row = from.neuron - span.first;
  switch (key) {
    case "ArrowUp": return at(from.layer, row - 1, spans);
    case "ArrowDown": return at(from.layer, row + 1, spans);
    case "Home": return at(from.layer, 0, spans);
    case "End": return at(from.layer, span.count - 1, spans);
    case "ArrowLeft": return across(from.layer, row, from.layer - 1, spans);
    case "ArrowRight": return across(from.layer, row, from.layer + 1, spans);
    default: return null;
  }
}

/**
 * @param {number} layer
 * @param {number} row
 * @param {readonly Span[]} spans
 * @returns {Chosen}
 */
function at(layer, row, spans) {
  const { first, count } = spans[layer - 1];
  return { layer, neuron: first + Math.min(count - 1, Math.max(0, row)) };
}

/**
 * The neuron at about the same height in another layer.
 *
 * @param {number} layer
 * @param {number} row
 * @param {number} to
 * @param {readonly Span[]} spans
 * @returns {Chosen}
 */
function across(layer, row, to, spans) {
  const other = spans[to - 1];
  if (!other) return at(layer, row, spans);
  const height = (row + 0.5) / spans[layer - 1].count;
  return at(to, Math.floor(height * other.count), spans);
}
