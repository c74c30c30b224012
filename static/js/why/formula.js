// What a neuron computes, with the numbers of this moment: z = Σ w·a + b, a = σ(z). Native MathML, a piece a term.

import { html, mathml, nothing } from "lit-html";
import { fixed, significant } from "../format.js";
import { ranked } from "./lens.js";
import { mathNumber } from "./number.js";

/** @import { State, Wire } from "../state.js" */
/** @import { Context } from "../main.js" */

const MOST_TERMS = 48; // beyond these a list is no list, and the pictures below show them all

/**
 * Which terms are written out, in their own order: all if they fit, else the strongest.
 *
 * @param {ArrayLike<number>} terms
 * @param {number} fit how many there is room for
 * @param {boolean} isExpanded
 * @returns {number[]}
 */
export function writtenTerms(terms, fit, isExpanded) {
  const most = isExpanded ? MOST_TERMS : fit;
  if (terms.length <= most) return Array.from(terms, (_, index) => index);
  return ranked(terms, most).sort((p, q) => p - q);
}

/**
 * @param {State} state
 * @param {Wire["Explanation"]} explanation
 * @param {number} fit terms that there is room for
 * @param {Context} context
 */
export function formula(state, explanation, fit, { dispatch, t }) {
  const { W, before, terms, b, z, a, layer, neuron } = explanation;
  const isExpanded = state.lens.expanded || state.page.enlarged === "why";
  const shown = writtenTerms(terms.data, fit, isExpanded);
  const rest = terms.data.length - shown.length;
  const isByHand = state.watched?.source === "preset" && explanation.target !== null;
  const { hovered } = state.view;

  /** @param {number} k @param {number} place */
  const term = (k, place) => {
    const isHovered = hovered?.kind === "edge" && hovered.layer === layer - 1 && hovered.j === neuron && hovered.k === k;
    const hover = () => dispatch({ type: "view", change: { hovered: { kind: "edge", layer: layer - 1, j: neuron, k } } });
    return html`<span class="summand ${isHovered ? "is-hovered" : ""}" data-term=${k} @pointerenter=${hover} @pointerleave=${leave}
      ><math><mrow>${signOf(W.data[k], place === 0)}${mathNumber(W.data[k], size(W.data[k]), "why.term.w", "w")}<mo>·</mo>${mathNumber(before.data[k], fixed(before.data[k]), "why.term.a", "a")}</mrow></math></span>`;
  };
  const leave = () => dispatch({ type: "view", change: { hovered: null } });
  const toggle = () => dispatch({ type: "lens", change: { expanded: !state.lens.expanded } });
  const canToggle = terms.data.length > fit && state.page.enlarged !== "why";

  return html`
    <div class="formula ${isExpanded ? "is-expanded" : ""}">
      <span class="piece"><math><mrow><mi data-explain="why.z">z</mi><mo>=</mo></mrow></math></span>
      ${shown.map(term)}
      ${rest > 0 || canToggle ? html`<span class="piece"><math><mo form="infix">+</mo></math>${canToggle
        ? html`<button type="button" class="more" aria-expanded=${isExpanded} @click=${toggle}>${
          isExpanded ? t("why.fewer") : t("why.more", { count: rest })}</button>`
        : html`<span class="quiet">${t("why.more", { count: rest })}</span>`}</span>` : nothing}
      <span class="piece"><math><mrow>${signOf(b, false)}${mathNumber(b, size(b), "why.term.b", "b")}</mrow></math></span>
      ${isByHand ? html`<span class="piece quiet" data-explain="why.by_hand">${t("why.by_hand.short")}</span>` : html`
      <span class="piece result"><math><mrow><mo form="infix">=</mo>${mathNumber(z, significant(z), "why.z", "z")}</mrow></math></span>
      <span class="piece result second"><math><mrow><mi data-explain="why.a">a</mi><mo>=</mo>${activation(state, explanation)}<mo>=</mo>${
        mathNumber(a, significant(a), "why.a", "a_of_z")}</mrow></math></span>`}
    </div>`;
}

/**
 * What joins a weight or bias to the sum so far; its figure is then written without a sign.
 *
 * @param {number} value
 * @param {boolean} isFirst
 */
function signOf(value, isFirst) {
  if (isFirst) return value < 0 ? mathml`<mo form="prefix">−</mo>` : nothing;
  return mathml`<mo form="infix">${value < 0 ? "−" : "+"}</mo>`;
}

/**
 * The figure of a weight or bias, without its sign.
 *
 * @param {number} value
 * @returns {string}
 */
function size(value) {
  const magnitude = Math.abs(value);
  return magnitude >= 0.1 || magnitude === 0 ? fixed(magnitude) : significant(magnitude, 2);
}

/**
 * σ(z), tanh(z), max(0, z), or softmax(z).
 *
 * @param {State} state
 * @param {Wire["Explanation"]} explanation
 */
function activation({ run }, { z, target }) {
  const figure = mathNumber(z, significant(z), "why.z");
  const name = target === null ? run?.plan.activation : run?.plan.cost === "log_likelihood" ? "softmax" : "sigmoid";
  switch (name) {
    case "tanh": return mathml`<mi data-explain="why.activation.tanh">tanh</mi><mo stretchy="false">(</mo>${figure}<mo stretchy="false">)</mo>`;
    case "relu": return mathml`<mi data-explain="why.activation.relu">max</mi><mo stretchy="false">(</mo><mn>0</mn><mo>,</mo>${figure}<mo stretchy="false">)</mo>`;
    case "softmax": return mathml`<mi data-explain="why.activation.softmax">softmax</mi><mo stretchy="false">(</mo>${figure}<mo>,</mo><mo>…</mo><mo stretchy="false">)</mo>`;
    default: return mathml`<mi data-explain="why.activation.sigmoid">σ</mi><mo stretchy="false">(</mo>${figure}<mo stretchy="false">)</mo>`;
  }
}
