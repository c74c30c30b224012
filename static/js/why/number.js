// A number on the page: its figures, its exact value for whoever reads the page by program, its sentence on hover.

import { html, mathml, nothing } from "lit-html";
import { direction, signed, signedSignificant, significant } from "../format.js";

/** @import { TemplateResult } from "lit-html" */

/**
 * @param {number | null | undefined} value
 * @param {string} explain the key of the sentence that says what it is
 * @param {{ text?: string, name?: string, values?: Record<string, unknown> }} [more] `name` for tests and programs
 * @returns {TemplateResult}
 */
export function number(value, explain, { text = significant(value), name, values } = {}) {
  return html`<data class="number" value=${value ?? ""} data-explain=${explain} data-name=${name ?? nothing}
    data-explain-values=${values ? JSON.stringify(values) : nothing}>${text}</data>`;
}

/**
 * A number that says which way: "▲ +0.99". A wish that nobody can act on has a hollow triangle.
 *
 * @param {number} value
 * @param {string} explain
 * @param {{ figures?: number, text?: string, isWish?: boolean, name?: string }} [more]
 * @returns {TemplateResult}
 */
export function signedNumber(value, explain, { figures = 2, text = signedSignificant(value, figures), isWish = false, name } = {}) {
  return html`<data class="number ${way(value)}" value=${value} data-explain=${explain} data-name=${name ?? nothing}
    ><span class="way" aria-hidden="true">${triangle(value, isWish)}</span>${text}</data>`;
}

/**
 * A signed number beside others: as many decimals as the largest of them needs for so many figures, or for two if it is
 * small, so that all fit their column.
 *
 * @param {number} value
 * @param {number} largest
 * @param {number} [figures]
 * @returns {string}
 */
export function among(value, largest, figures = 3) {
  if (!(largest >= 1e-4)) return signedSignificant(value, 2);
  const shown = largest < 0.01 ? 2 : figures;
  const decimals = Math.max(largest < 10 ? 2 : 0, shown - 1 - Math.floor(Math.log10(largest)));
  const text = signed(value, decimals);
  return /[1-9]/.test(text) ? text : "0";
}

/**
 * The same in a formula.
 *
 * @param {number} value
 * @param {string} text
 * @param {string} explain
 * @param {string} [name]
 * @returns {TemplateResult<3>}
 */
export function mathNumber(value, text, explain, name) {
  return mathml`<mn data-value=${value} data-explain=${explain} data-name=${name ?? nothing}>${text}</mn>`;
}

/**
 * @param {number} value
 * @returns {"up" | "down" | "level"}
 */
export function way(value) {
  if (value > 0) return "up";
  return value < 0 ? "down" : "level";
}

/**
 * @param {number} value
 * @param {boolean} isWish that nobody can act on
 * @returns {string}
 */
export function triangle(value, isWish) {
  if (!isWish) return direction(value);
  if (value > 0) return "△";
  return value < 0 ? "▽" : "";
}
