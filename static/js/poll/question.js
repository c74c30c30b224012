// What the class is asked: what it is about, whether that has a clear answer, its words, and where one looks. Pure.

import { fixed, signed, significant } from "../format.js";
import { className } from "../stage/classes.js";
import { CLEAR, LEVEL } from "../tour/questions.js";
import { LOUD } from "../tour/why_questions.js";
import { onto } from "../why/lens.js";

/** @import { Asked, PollCommand } from "../messages.js" */
/** @import { State, View, Wire } from "../state.js" */
/** @import { Said } from "../tour/questions.js" */
/** @import { Lens } from "../why/lens.js" */

/**
 * @typedef {Pick<PollCommand, "about" | "layer" | "neuron" | "k">} Subject
 */

/** The shape that says a choice, besides its words and its colour. */
export const SHAPES = /** @type {Record<string, string>} */ ({ up: "▲", down: "▼", level: "=" });

/**
 * Whether a class can tell which way it goes: as in the tour, nothing is asked that is near zero, unless it is zero.
 *
 * @param {Pick<Wire["Explanation"], "target" | "wish" | "nudge_a" | "nudge_b" | "before" | "nudge_z">} explanation of the neuron
 * @param {Subject} subject
 * @param {number} largest the largest wish of its layer
 * @returns {boolean}
 */
export function isClear({ target, wish, nudge_a, nudge_b, nudge_z, before }, { about, k }, largest) {
  switch (about) {
    case "activation": return target === null ? nudge_a !== 0 && Math.abs(nudge_a) >= LOUD * largest : Math.abs(wish) >= CLEAR;
    case "bias": return nudge_b !== 0;
    case "weight": {
      const a = before.data[k ?? 0] ?? NaN;
      return a === 0 || (nudge_z !== 0 && Math.abs(a) >= LEVEL);
    }
  }
}

/**
 * Where a page looks, so that what is asked about is marked, and when it is revealed its numbers are there.
 *
 * @param {Asked} asked
 * @returns {{ view: Partial<View>, lens: Partial<Lens> }}
 */
export function lookOf({ about, layer, neuron, k }) {
  return {
    view: { selected: { layer, neuron }, hovered: null },
    lens: about === "activation" ? { tab: "neuron" } : onto({ layer: layer - 1, j: neuron, k }),
  };
}

/**
 * The question, in sentences.
 *
 * @param {Asked} asked
 * @param {readonly number[]} sizes
 * @param {State["hello"]} hello
 * @param {(key: string, values: Record<string, unknown>) => string} t
 * @param {string} [clock] by which the race goes that is asked about
 * @returns {Said[]}
 */
export function saidOf({ about, race, layer, neuron, k, a, target, w, before }, sizes, hello, t, clock) {
  if (about === "hands") return [{ key: race === null ? "poll.hands" : clock ? `poll.hands.race.${clock}` : "poll.hands.race", values: {} }];
  const named = (/** @type {number} */ l, /** @type {number} */ j) => t(`poll.neuron.${l === 0 ? "pixel" : l === sizes.length - 1 ? "output" : "hidden"}`,
    { layer: l, neuron: l === sizes.length - 1 ? className(hello, j) : j });
  const values = { name: named(layer, neuron), a: fixed(a), target: fixed(target, 0) };
  if (about === "activation") return [{ key: "poll.asked.activation", values }];
  const premise = { key: target === null ? "poll.premise" : "poll.premise.output", values };
  const shown = w !== null && Math.abs(w) < 0.1 ? significant(w, 2) : signed(w);
  if (about === "bias") return [premise, { key: "poll.asked.bias", values: { w: shown } }];
  return [premise, { key: "poll.asked.weight", values: { w: shown, from: named(layer - 1, k ?? 0), before: fixed(before) } }];
}

/**
 * @param {number} index of a choice, where hands are raised
 * @returns {string} A, B, ...
 */
export function letterOf(index) {
  return String.fromCharCode(65 + index);
}

/**
 * What a choice says.
 *
 * @param {Pick<Asked, "about">} asked
 * @param {string} choice
 * @returns {string} a key
 */
export function choiceKey({ about }, choice) {
  return `poll.choice.${about === "activation" ? "activation" : "parameter"}.${choice}`;
}
