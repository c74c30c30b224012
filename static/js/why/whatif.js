// What if a0 were loud and a1 quiet? Two sliders, and the nudges of the two weights answered by the server.

import { html, nothing } from "lit-html";
import { largestOf } from "../draw/scale.js";
import { fixed, significant } from "../format.js";
import { ranked, whatIfOf } from "./lens.js";
import { number, signedNumber } from "./number.js";

/** @import { State, Wire } from "../state.js" */
/** @import { Context } from "../main.js" */

/**
 * @param {State} state
 * @param {Wire["Explanation"]} explanation
 * @param {Context} context
 */
export function whatIf(state, { layer, neuron, before }, { dispatch, t }) {
  const asked = whatIfOf(state.lens, { layer, neuron });
  if (before.data.length < 2) return nothing;
  const open = () => dispatch({ type: "lens", change: { whatIf: { layer, neuron, ...loudAndQuiet(before.data) } } });
  if (!asked) return html`<p class="what-if-open"><button type="button" class="link-button" @click=${open}>${t("why.what_if.open")}</button></p>`;
  const isByHand = state.watched?.source === "preset";
  const { imagined: last } = state.answers;
  const isOf = last?.layer === layer && last.neuron === neuron && last.k[0] === asked.first && last.k[1] === asked.second;
  const imagined = isOf && !isByHand ? last : null;
  /** @param {Event} event both sliders are read, for the other may have moved since this was drawn */
  const slide = ({ currentTarget }) => {
    if (!(currentTarget instanceof HTMLInputElement)) return;
    const sliders = currentTarget.closest("fieldset")?.querySelectorAll("input") ?? [];
    const [first, second] = [...sliders].map((slider) => slider.valueAsNumber);
    dispatch({ type: "lens", change: { whatIf: { ...asked, values: [first, second] } } });
  };
  /** @param {0 | 1} which */
  const row = (which) => {
    const k = which === 0 ? asked.first : asked.second;
    return html`<div class="knob">
      <label><span class="symbol">a<sub>${k}</sub></span> <input type="range" min="0" max=${Math.max(1, Math.ceil(largestOf([before.data])))} step="0.01" .valueAsNumber=${asked.values[which]}
        aria-label=${t("why.what_if.slider", { k })} aria-valuetext=${fixed(asked.values[which])} @input=${slide}></label>
      ${number(asked.values[which], "why.what_if.a", { text: fixed(asked.values[which]), name: "what_if_a" })}
      <span class="symbol">w<sub>${k}</sub></span>
      ${imagined ? html`${signedNumber(imagined.nudge_W.data[which], "why.nudge_w", { name: "what_if_nudge" })}
        <span class="quiet">${t("why.what_if.effect")}</span>
        ${signedNumber(imagined.effects.data[which], "why.what_if.effect", { name: "what_if_effect" })}` : nothing}
    </div>`;
  };
  const close = () => dispatch({ type: "lens", change: { whatIf: null } });
  return html`
    <fieldset class="what-if">
      <legend>${t("why.what_if.title")} <button type="button" class="link-button" @click=${close}>${t("why.what_if.close")}</button></legend>
      ${row(0)}${row(1)}
      ${imagined ? html`<p class="note">${t("why.what_if.ratio", {
        a: times(imagined.ratio_a), nudge: times(imagined.ratio_nudge), effect: times(imagined.ratio_effect),
      })}</p>` : isByHand ? html`<p class="note">${t("why.by_hand")}</p>` : nothing}
    </fieldset>`;
}

/**
 * What the sliders begin with: the loudest activation and the quietest, which of tanh may be negative.
 *
 * @param {ArrayLike<number>} before
 * @returns {{ first: number, second: number, values: [number, number] }}
 */
export function loudAndQuiet(before) {
  const order = ranked(before);
  const first = order[0], second = order[order.length - 1];
  const size = (/** @type {number} */ k) => Math.round(Math.abs(before[k]) * 100) / 100;
  return { first, second, values: [size(first), Math.max(0.05, size(second))] };
}

/** @param {number | null} ratio */
function times(ratio) {
  return ratio === null ? "∞" : `${significant(ratio)}×`;
}
