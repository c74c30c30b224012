// What the tour asks about one output under the microscope: of its weights, and of the neurons before it. Pure.

import { fixed, signed, signedSignificant } from "../format.js";
import { className } from "../stage/classes.js";
import { ranked } from "../why/lens.js";

/** @import { State, Wire } from "../state.js" */
/** @import { Asking } from "./questions.js" */

const CLEARLY = 1.25; // so many times as much is more at a glance
export const LOUD = 0.05; // the part of the largest nudge from which an output has something to ask for
const SEEN = 0.005; // a wish that is less is none in two decimals: "from 0.00 to 0"
const STRONG = 0.5; // the same of a wish for a neuron before it

/**
 * The output that is looked at: one with something to ask for, another one each time.
 *
 * @param {State["activity"]} activity
 * @param {number} turn
 * @returns {{ layer: number, neuron: number } | null}
 */
export function asksMost(activity, turn) {
  const nudges = activity?.nudge_z.data ?? [], wishes = activity?.wish.data ?? [];
  const order = ranked(nudges);
  const loud = order.filter((neuron) => nudges[neuron] !== 0 && Math.abs(nudges[neuron]) >= LOUD * Math.abs(nudges[order[0]])
    && Math.abs(wishes[neuron]) >= SEEN);
  return activity && loud.length > 0 ? { layer: activity.a.length, neuron: loud[turn % loud.length] } : null;
}

/** @type {Asking} which of three weights is nudged most; the heaviest of them is not */
export function askWeight(state, turn) {
  const explanation = explained(state, turn);
  if (!explanation) return null;
  const { W, before, nudge_W } = explanation;
  const [most, ...others] = ranked(nudge_W.data);
  const less = others.filter((k) => Math.abs(nudge_W.data[k]) * CLEARLY < Math.abs(nudge_W.data[most]));
  if (less.length < 2) return null;
  const heavy = less[ranked(less.map((k) => W.data[k]))[0]];
  const least = less.findLast((k) => k !== heavy) ?? heavy;
  return {
    asked: { key: "tour.ask.weight", values: valuesOf(explanation, state) },
    choices: [most, heavy, least].sort((p, q) => p - q).map((k) => ({
      id: String(k), key: "tour.ask.weight.of", values: { k: low(k), w: signed(W.data[k]), a: fixed(before.data[k]) },
    })),
    veil: ["weights"],
    command: null,
    holds: (now) => now.answers.explanation === explanation,
    verdict: () => ({ right: [String(most)], told: { key: before.data[most] < 0 ? "tour.told.weight.below" : "tour.told.weight", values: {
      k: low(most), nudge: signedSignificant(nudge_W.data[most], 2), a: fixed(before.data[most]),
    } } }),
  };
}

/** @type {Asking} whether a neuron before it should be more active; one that holds it back, if there is a strong one */
export function askBefore(state, turn) {
  const explanation = explained(state, turn);
  if (!explanation) return null;
  const { W, wish_before } = explanation;
  const order = ranked(wish_before.data);
  const strong = order.filter((k) => Math.abs(wish_before.data[k]) >= STRONG * Math.abs(wish_before.data[order[0]]));
  const k = strong.find((each) => W.data[each] < 0) ?? order[0];
  const wish = wish_before.data[k];
  if (wish === 0) return null;
  return {
    asked: { key: "tour.ask.before", values: { ...valuesOf(explanation, state), k, w: signed(W.data[k]) } },
    choices: ["more", "less"].map((id) => ({ id, key: `why.wished.${id}` })),
    veil: ["activations"],
    command: null,
    holds: (now) => now.answers.explanation === explanation,
    verdict: () => ({ right: [wish > 0 ? "more" : "less"], told: {
      key: W.data[k] > 0 ? "tour.told.before.with" : "tour.told.before.against", values: { k, wish: signedSignificant(wish, 2) },
    } }),
  };
}

/**
 * What the server says of the output that is looked at, once it has.
 *
 * @param {State} state
 * @param {number} turn
 * @returns {Wire["Explanation"] | null}
 */
function explained({ answers: { explanation }, activity }, turn) {
  const neuron = asksMost(activity, turn);
  return neuron && explanation?.layer === neuron.layer && explanation.neuron === neuron.neuron && explanation.nudge_z !== 0 ? explanation : null;
}

/**
 * @param {number} k
 * @returns {string} as an index
 */
function low(k) {
  return String(k).replace(/\d/g, (figure) => "₀₁₂₃₄₅₆₇₈₉"[Number(figure)]);
}

/**
 * @param {Wire["Explanation"]} explanation
 * @param {State} state
 * @returns {Record<string, unknown>}
 */
function valuesOf({ neuron, a, target }, { hello }) {
  return { digit: className(hello, neuron), a: fixed(a), target: fixed(target, 0) };
}
