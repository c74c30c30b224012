// One neuron, three avenues.

import { html, nothing } from "lit-html";
import { fixed, significant, signedSignificant } from "../format.js";
import { placeOf } from "../draw/pixels.js";
import { largestOf } from "../draw/scale.js";
import { avenues } from "./avenues.js";
import { chain } from "./chain.js";
import { formula } from "./formula.js";
import { passed, ranked, strongestOf } from "./lens.js";
import { layerName, neuronName } from "./names.js";
import { among } from "./number.js";
import { picture } from "./picture.js";
import { waiting } from "./waiting.js";
import { whatIf } from "./whatif.js";

/** @import { State, Wire } from "../state.js" */
/** @import { Context } from "../main.js" */

const TERM = 93; // pixels that a term of the formula takes, about
const BESIDE = 450; // what stands before and after the terms, where z has many figures

/**
 * @param {State} state
 * @param {number} width of the panel, in pixels
 * @param {Context} context
 */
export function neuronView(state, width, context) {
  const { t } = context;
  const { explanation } = state.answers;
  if (!explanation || !state.run) return waiting(state, "explanation", t);
  const { sizes } = state.run.plan;
  const { layer, neuron } = explanation;
  const fit = Math.max(2, Math.floor((width - BESIDE) / TERM));
  return html`
    <div class="neuron" data-layer=${layer} data-neuron=${neuron} data-step=${explanation.step}>
      <div class="head">
        <h2 class="visually-hidden">${neuronName(t, sizes, layer, neuron)}</h2>
        ${chain(state.run.plan, state, explanation, t)}
        <button type="button" class="button back" @click=${() => back(state, explanation, context)}>${t("why.back")}</button>
      </div>
      ${formula(state, explanation, fit, context)}
      ${avenues(state, explanation, context, layer === 1 ? pictures(state, explanation, context) : null, whatIf(state, explanation, context))}
      ${sizes.length - 1 === layer ? nothing : listeners(state, explanation, context)}
    </div>`;
}

/**
 * A first-layer neuron listens to 784 pixels: its numbers are pictures.
 *
 * @param {State} state
 * @param {Wire["Explanation"]} explanation
 * @param {Context} context
 */
function pictures(state, { before, nudge_W, W, wish_before }, { dispatch, t }) {
  const { page, view: { hovered } } = state;
  const index = hovered?.kind === "pixel" ? hovered.index : null;
  /** @param {number | null} pixel */
  const onHover = (pixel) => dispatch({ type: "view", change: { hovered: pixel === null ? null : { kind: "pixel", index: pixel } } });
  /** @param {string} key @param {ArrayLike<number>} values @param {"signed" | "grey"} kind @param {string} className */
  const framed = (key, values, kind, className = "") => html`
    <figure class=${className} data-picture=${key}>
      ${picture({ values, kind, page, label: t(`why.picture.${key}`), hovered: index, onHover })}
      <figcaption data-explain="why.picture.${key}">${t(`why.picture.${key}`)}
        <data value=${index === null ? largestOf([values]) : values[index]}>${index === null
          ? kind === "grey" ? `0 … ${significant(largestOf([values]), 2)}` : t("why.picture.scale", { largest: significant(largestOf([values]), 2) })
          : kind === "grey" ? fixed(values[index]) : signedSignificant(values[index], 2)}</data></figcaption>
    </figure>`;
  const place = index === null ? t("why.picture.hint")
    : t("why.picture.place", { index, ...placeOf(index) });
  return {
    weights: html`<div class="pictures">${framed("before", before.data, "grey")}${framed("nudge_W", nudge_W.data, "signed")}</div>
      <p class="note" data-pixel=${index ?? ""}>${place}</p>`,
    activations: html`<div class="pictures">${framed("W", W.data, "signed")}${framed("wish", wish_before.data, "signed", "dashed")}</div>`,
  };
}

/**
 * One layer back: to the neuron of whom all together wish the most; from the first layer to the pixels.
 *
 * @param {State} state
 * @param {Wire["Explanation"]} explanation
 * @param {Context} context
 */
function back(state, { layer, neuron, total_before }, { dispatch }) {
  if (layer === 1) {
    dispatch({ type: "lens", change: { tab: "stack", layer: 0, since: null } });
    return;
  }
  dispatch({ type: "lens", change: { trail: passed(state.lens.trail, { layer, neuron }, layer - 1) } });
  dispatch({ type: "view", change: { selected: { layer: layer - 1, neuron: strongestOf(total_before.data) }, hovered: null } });
}

/**
 * Where a hidden neuron's wish comes from: everyone who listens to it.
 *
 * @param {State} state
 * @param {Wire["Explanation"]} explanation
 * @param {Context} context
 */
function listeners(state, { from_next, layer, neuron, nudge_a }, { dispatch, t }) {
  const sizes = state.run?.plan.sizes ?? [];
  const shown = ranked(from_next.data, 10).sort((p, q) => p - q);
  const rest = from_next.data.length - shown.length;
  const largest = largestOf([from_next.data]);
  const open = () => dispatch({ type: "lens", change: { tab: "stack", layer } });
  return html`
    <p class="listeners" data-neuron=${neuron}>
      <span class="quiet">${t("why.listeners", { layer: layerName(t, sizes, layer + 1) })}</span>
      ${shown.map((j, place) => html`${place > 0 ? html`<span class="plus">+</span>` : nothing}<span class="from" data-explain="why.from_next"
        ><span class="quiet">${j}</span> <data class=${from_next.data[j] > 0 ? "up" : "down"} value=${from_next.data[j]}>${among(from_next.data[j], largest)}</data></span>`)}
      ${rest > 0 ? html`<span class="quiet">${t("why.more", { count: rest })}</span>` : nothing}
      <span class="plus">=</span> <data class="sum ${nudge_a > 0 ? "up" : "down"}" value=${nudge_a} data-explain="why.wish.hidden">${signedSignificant(nudge_a, 3)}</data>
      <button type="button" class="link-button" @click=${open}>${t("why.listeners.open")}</button>
    </p>`;
}
