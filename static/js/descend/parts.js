// Small pieces that several panels of the race show in the same way: marks, terms, rows to choose from.

import { html, svg } from "lit-html";

import { shapeOf, svgPoints } from "../draw/mark.js";

/** @import { Translate } from "../i18n.js" */
/** @import { RaceEvent } from "./state.js" */

export const TERMS = /** @type {const} */ (["stochastic", "mini", "full", "batch", "step", "epoch", "eta"]);

/** @typedef {(typeof TERMS)[number]} Term */

/**
 * @param {HTMLElement} root
 * @param {readonly string[]} names
 * @returns {HTMLElement[]} its parts of these names
 */
export function partsOf(root, names) {
  return names.map((name) => /** @type {HTMLElement} */ (root.querySelector(`[data-part="${name}"]`)));
}

/**
 * A lane's mark: its shape in its colour.
 *
 * @param {number} colour
 */
export function mark(colour) {
  return html`<svg class="mark" data-lane=${colour} viewBox="0 0 16 16" aria-hidden="true">
    ${svg`<polygon points=${svgPoints(shapeOf(colour))}></polygon>`}</svg>`;
}

/**
 * A word that explains itself when it is pressed.
 *
 * @param {Translate} t
 * @param {Term} term
 * @param {string} words
 * @param {(event: RaceEvent) => void} dispatch
 */
export function explained(t, term, words, dispatch) {
  return html`<button type="button" class="term" data-term=${term} title=${t(`term.${term}`)}
    aria-haspopup="dialog" @click=${() => dispatch({ type: "look", change: { term } })}>${words}</button>`;
}

/**
 * A row of choices of which one is on.
 *
 * @template {string | number} T
 * @param {{ label: string, values: readonly T[], on: T | null, words: (value: T) => string,
 *   about?: (value: T) => string, choose: (value: T) => void, off?: boolean }} options
 */
export function segments({ label, values, on, words, about, choose, off = false }) {
  return html`<div class="segments small" role="group" aria-label=${label}>
    ${values.map((value) => html`<button type="button" class="segment" aria-pressed=${value === on} ?disabled=${off}
      title=${about ? about(value) : words(value)} @click=${() => choose(value)}><span>${words(value)}</span></button>`)}
  </div>`;
}
