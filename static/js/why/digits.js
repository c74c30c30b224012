// Ten chips, one a digit, any of which may be on.

import { html } from "lit-html";
import { DIGITS } from "../stage/classes.js";

/**
 * @param {readonly number[]} chosen none: all
 * @param {(digits: number[]) => void} choose
 * @param {string} label
 * @param {boolean} isDisabled
 */
export function digitChips(chosen, choose, label, isDisabled) {
  return html`<div class="digit-chips" role="group" aria-label=${label}>${DIGITS.map((digit) => html`
    <button type="button" aria-pressed=${chosen.includes(digit)} ?disabled=${isDisabled}
      @click=${() => choose(toggled(chosen, digit))}>${digit}</button>`)}</div>`;
}

/**
 * The digits with this one on or off, in order. All ten are the same as none: no restriction.
 *
 * @param {readonly number[]} chosen
 * @param {number} digit
 * @returns {number[]}
 */
export function toggled(chosen, digit) {
  const digits = chosen.includes(digit) ? chosen.filter((other) => other !== digit) : [...chosen, digit].sort((p, q) => p - q);
  return digits.length === DIGITS.length ? [] : digits;
}
