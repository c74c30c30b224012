// What the class is asked, as a part of the state: until it is revealed, this page keeps back what would tell, whatever else
// happens on it. Pure.

import { veiled } from "../tour/veil.js";

/** @import { Asked } from "../messages.js" */
/** @import { Event, State } from "../state.js" */
/** @import { Veiled } from "../tour/veil.js" */

/**
 * @param {Pick<State, "poll" | "run">} state
 * @returns {Asked | null} the question of which nobody has been told what is right; of hands nothing is
 */
export function openIn({ poll, run }) {
  return run && poll?.asked?.about !== "hands" && poll?.right === null ? poll.asked : null;
}

/**
 * What would tell: all wishes but those of the other outputs, for from these one may reason.
 *
 * @param {Asked} asked
 * @param {readonly number[]} sizes
 * @returns {Veiled[]}
 */
export function veilOf({ layer, neuron }, sizes) {
  return layer === sizes.length - 1 ? ["wishes", `wish${neuron}`] : ["wishes"];
}

/**
 * Whether who leads has covered what would tell, before anything is asked.
 *
 * @param {Pick<State, "page" | "led">} state
 * @returns {boolean}
 */
export function isCovered({ page, led }) {
  return page.leads ? page.covers : led !== null && /[#&]cover=1(&|$)/.test(led.look ?? "");
}

/**
 * What is kept back on this page now, by a question or a cover; who takes the tour has the veil of that instead of a cover.
 *
 * @param {Pick<State, "poll" | "run" | "page" | "led">} state
 * @returns {readonly Veiled[]} empty: nothing is
 */
export function backOf(state) {
  const asked = openIn(state);
  const sizes = state.run?.plan.sizes ?? [];
  if (asked) return veilOf(asked, sizes);
  if (!state.run || !isCovered(state) || state.page.touring) return [];
  return ["wishes", ...Array.from({ length: sizes.at(-1) ?? 0 }, (_, j) => /** @type {const} */ (`wish${j}`))];
}

/**
 * The state with what would tell kept back, while something is asked or it is covered, and shown again when that is over. A
 * tour, which has a veil of its own, ends when something is asked.
 *
 * @param {State} state
 * @param {State} before
 * @param {(state: State, event: Event) => State} reduce
 * @returns {State}
 */
export function kept(state, before, reduce) {
  const { page, view, veil } = state;
  const { quantity } = before.veil;
  const over = backOf(state);
  if (over.length === 0) {
    if (backOf(before).length === 0) return state;
    const shown = quantity && view.quantity === "weights" ? { ...state, view: { ...view, quantity } } : state;
    return veiled(shown, { over: [], still: [], quantity: null }, reduce);
  }
  const untoured = page.touring ? { ...state, page: { ...page, touring: false } } : state;
  const tells = view.quantity === "nudges";
  if (!tells && veil.still.length === 0 && String(veil.over) === String(over)) return untoured;
  const quiet = tells ? { ...untoured, view: { ...view, quantity: /** @type {const} */ ("weights") } } : untoured;
  return veiled(quiet, { over, still: [], quantity: tells ? view.quantity : quantity }, reduce);
}
