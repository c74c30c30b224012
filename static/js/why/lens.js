// What the microscope is set to: which tab, which neuron, which knob. Pure.

/** @import { Parameter, State } from "../state.js" */

export const TABS = /** @type {const} */ (["neuron", "stack", "sensitivity", "table", "listen"]);

/**
 * @typedef {(typeof TABS)[number]} Tab
 * @typedef {{ layer: number, neuron: number }} Neuron layers count from 1; 0 are the pixels
 * @typedef {Neuron & { first: number, second: number, values: [number, number] }} WhatIf a neuron, two activations
 *   before it, and what if
 * @typedef {{
 *   source: "batch" | "chosen", digits: number[], count: number, rows: "strongest" | "pinned",
 *   sort: "order" | "label", since: number | null,
 * }} TableLens `since`: when adding up began, on the clock of performance.now(); null: all columns are added
 * @typedef {"w" | "a" | "both" | "told"} Guess what a sum of wishes is about; `told`: who did not guess
 * @typedef {{
 *   tab: Tab, trail: Neuron[], layer: number | null, expanded: boolean, whatIf: WhatIf | null,
 *   parameter: Parameter | null, moved: number | null, released: { at: number, from: number } | null, checking: boolean,
 *   since: number | null, guess: Guess | null, table: TableLens,
 * }} Lens `layer`: the one whose wishes are added up, null: the one before the selected neuron; `moved`: where the
 *   slider holds the weight; `since`: when the adding up of a layer's wishes began
 */

/** @returns {Lens} */
export function initialLens() {
  return {
    tab: "neuron", trail: [], layer: null, expanded: false, whatIf: null, parameter: null, moved: null, released: null,
    checking: false, since: null, guess: null,
    table: { source: "batch", digits: [], count: 10, rows: "strongest", sort: "order", since: null },
  };
}

/**
 * The neuron under the microscope: the selected one, else the output that should be loudest.
 *
 * @param {State} state
 * @returns {Neuron | null}
 */
export function neuronOf({ run, view, watched, activity }) {
  if (!run) return null;
  const { sizes } = run.plan;
  const depth = sizes.length - 1;
  const chosen = view.selected;
  if (chosen && chosen.layer >= 1 && chosen.layer <= depth && chosen.neuron < sizes[chosen.layer]) return chosen;
  const neuron = watched?.label ?? activity?.verdict;
  return neuron === undefined ? null : { layer: depth, neuron };
}

/**
 * What is imagined about this neuron; what was imagined about another says nothing here.
 *
 * @param {Pick<Lens, "whatIf">} lens
 * @param {Neuron} neuron
 * @returns {WhatIf | null}
 */
export function whatIfOf({ whatIf }, { layer, neuron }) {
  return whatIf?.layer === layer && whatIf.neuron === neuron ? whatIf : null;
}

/**
 * The layer whose wishes are added up: never the output, which nobody listens to.
 *
 * @param {State} state
 * @returns {number}
 */
export function layerOf(state) {
  const depth = (state.run?.plan.sizes.length ?? 2) - 1;
  const layer = state.lens.layer ?? (neuronOf(state)?.layer ?? depth) - 1;
  return Math.min(depth - 1, Math.max(0, layer));
}

/**
 * The way from the cost back to the pixels, a stop a layer, the output first. A stop that one came by keeps its neuron.
 *
 * @param {readonly number[]} sizes
 * @param {readonly Neuron[]} trail
 * @param {Neuron | null} here
 * @returns {{ layer: number, neuron: number | null, isHere: boolean }[]}
 */
export function stops(sizes, trail, here) {
  const depth = sizes.length - 1;
  return Array.from({ length: depth + 1 }, (_, index) => {
    const layer = depth - index;
    const isHere = here?.layer === layer;
    const passed = trail.find((neuron) => neuron.layer === layer && (!here || layer > here.layer));
    return { layer, neuron: isHere ? here.neuron : (passed?.neuron ?? null), isHere };
  });
}

/**
 * The trail after going from one neuron to another: what lies nearer to the cost is remembered.
 *
 * @param {readonly Neuron[]} trail
 * @param {Neuron} from
 * @param {number} to the layer gone to
 * @returns {Neuron[]}
 */
export function passed(trail, from, to) {
  const others = trail.filter((neuron) => neuron.layer > from.layer);
  return [...others, from].filter((neuron) => neuron.layer > to);
}

/**
 * The trail on the way to a neuron of this layer, of which all together wish, from the one where one is.
 *
 * @param {Parameters<typeof neuronOf>[0] & { lens: Lens }} state
 * @param {number} layer
 * @returns {Neuron[]}
 */
export function trailTo(state, layer) {
  const here = neuronOf(state);
  return here && here.layer > layer ? passed(state.lens.trail, here, layer) : state.lens.trail.filter((neuron) => neuron.layer > layer);
}

/**
 * The place of the greatest magnitude.
 *
 * @param {ArrayLike<number>} values
 * @returns {number}
 */
export function strongestOf(values) {
  let best = 0;
  for (let index = 1; index < values.length; index += 1) {
    if (Math.abs(values[index]) > Math.abs(values[best])) best = index;
  }
  return best;
}

/**
 * The places of all values, the greatest magnitude first.
 *
 * @param {ArrayLike<number>} values
 * @param {number} [most] how many are wanted
 * @returns {number[]}
 */
export function ranked(values, most = Infinity) {
  const order = Array.from(values, (_, index) => index);
  order.sort((p, q) => Math.abs(values[q]) - Math.abs(values[p]) || p - q);
  return order.slice(0, most);
}

/**
 * Another weight or bias under the microscope: nothing has been done with it yet.
 *
 * @param {Parameter} parameter
 * @returns {Partial<Lens>}
 */
export function onto(parameter) {
  return { tab: "sensitivity", parameter, checking: false, moved: null, released: null };
}

/**
 * @param {Parameter} one
 * @param {Parameter} other
 * @returns {boolean}
 */
export function sameParameter(one, other) {
  return one.layer === other.layer && one.j === other.j && one.k === other.k;
}

/**
 * @param {readonly [layer: number, j: number, k: number | null, ...unknown[]]} row of an answer about parameters
 * @returns {Parameter}
 */
export function parameterAt([layer, j, k]) {
  return { layer, j, k };
}
