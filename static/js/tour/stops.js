// The stops of the tour, what is asked at some of them, and what the page keeps back until it is answered. Pure.

import { isHidden } from "../link/parts.js";

/** @import { Page } from "../state.js" */
/** @import { Name, Question } from "./questions.js" */
/** @import { Veiled } from "./veil.js" */

/**
 * @typedef {{
 *   name: string, element: string, side: "top" | "right" | "bottom" | "left", part: string | null, ask: Name | null,
 *   about?: string,
 * }} Stop `part`: without which it is none; `about`: what of the element is meant
 */

/** @type {Stop[]} */
const STOPS = [
  { name: "input", element: '[data-panel="input"]', side: "right", part: "input", ask: null },
  { name: "network", element: '[data-panel="network"]', side: "bottom", part: null, ask: null },
  { name: "outputs", element: '[data-panel="outputs"]', side: "left", part: "outputs", ask: "way" },
  { name: "length", element: '[data-panel="outputs"]', side: "left", part: "outputs", ask: "length" },
  { name: "play", element: '[data-panel="controls"]', side: "bottom", part: "time", ask: "unseen" },
  { name: "cost", element: '[data-frame="readings"]', side: "top", part: "readings", ask: null },
  { name: "why", element: '[data-frame="why"]', side: "top", part: "why", ask: "weight", about: ".avenue.weights" },
  { name: "before", element: '[data-frame="why"]', side: "top", part: "why", ask: "before", about: ".avenue.activations" },
  { name: "draw", element: '[data-panel="input"]', side: "right", part: "input", ask: null },
];

/** Of the messages, those that would change what is asked about. */
export const PICTURES = ["picture", "watched", "matrices", "past"];

/**
 * @param {Pick<Page, "link">} page
 * @returns {Stop[]} what a lesson hides is no stop
 */
export function stopsOf(page) {
  return STOPS.filter(({ part }) => !isHidden(page, part));
}

/**
 * What is kept back at a stop: all that is still asked of the same part of the page, but for what has been told.
 *
 * @param {readonly { question: Question | null, answer: string | null }[]} moments of that part
 * @returns {Veiled[]}
 */
export function veilOver(moments) {
  const of = (/** @type {boolean} */ isTold) => new Set(moments.flatMap(({ question, answer }) => (question && (answer !== null) === isTold ? question.veil : [])));
  const told = of(true);
  return [...of(false)].filter((each) => !told.has(each));
}
