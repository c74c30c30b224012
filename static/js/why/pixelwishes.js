// The end of the way back: each first-layer neuron's wish for the 784 pixels, and their sum. The image cannot obey.

import { html, nothing } from "lit-html";
import { signedSignificant, significant } from "../format.js";
import { AREA, placeOf } from "../draw/pixels.js";
import { largestOf } from "../draw/scale.js";
import { picture } from "./picture.js";

/** @import { State, Wire } from "../state.js" */
/** @import { Context } from "../main.js" */

/**
 * @param {State} state
 * @param {Wire["Stacked"]} stacked
 * @param {Context} context
 */
export function pixelWishes(state, { wishes, rest, total, askers }, { dispatch, t }) {
  const { page, view: { hovered } } = state;
  if (total.data.length !== AREA) return html`<p class="empty">${t("why.stack.no_picture")}</p>`;
  const index = hovered?.kind === "pixel" ? hovered.index : null;
  const scale = largestOf([wishes.data]);
  /** @param {number | null} pixel */
  const onHover = (pixel) => dispatch({ type: "view", change: { hovered: pixel === null ? null : { kind: "pixel", index: pixel } } });
  const place = index === null ? t("why.picture.point") : t("why.picture.place", { index, ...placeOf(index) });
  return html`
    <div class="pixel-wishes">
      <ul class="askers">
        ${Array.from(askers.data, (neuron, row) => {
          const values = wishes.data.subarray(row * AREA, (row + 1) * AREA);
          const choose = () => {
            dispatch({ type: "lens", change: { tab: "neuron", layer: null } });
            dispatch({ type: "view", change: { selected: { layer: 1, neuron }, hovered: null } });
          };
          return html`<li data-neuron=${neuron}>${row > 0 ? html`<span class="plus" aria-hidden="true">+</span>` : nothing}
            ${picture({ values, kind: "signed", page, scale, label: t("why.stack.asker", { neuron }), hovered: index, onHover })}
            <button type="button" class="link-button" @click=${choose}>a<sub>${neuron}</sub></button>
            ${index === null ? nothing : html`<data value=${values[index]} class=${values[index] > 0 ? "up" : "down"} data-explain="why.stack.pixel">${signedSignificant(values[index], 1)}</data>`}</li>`;
        })}
        ${rest.data.length > 0 ? html`<li><span class="plus" aria-hidden="true">+</span>${picture({
          values: rest.data, kind: "signed", page, scale, label: t("why.stack.rest"), hovered: index, onHover })}<span class="quiet">${t("why.stack.rest")}</span></li>` : nothing}
      </ul>
      <figure class="wished"><span class="plus" aria-hidden="true">=</span>
        ${picture({ values: total.data, kind: "signed", page, label: t("why.stack.pixels.sum"), className: "large", hovered: index, onHover })}
        <figcaption><span data-explain="why.stack.pixels">${t("why.stack.pixels.sum")}</span>
          <data value=${index === null ? largestOf([total.data]) : total.data[index]} data-explain="why.stack.pixels">${index === null
            ? t("why.picture.scale", { largest: significant(largestOf([total.data]), 2) }) : signedSignificant(total.data[index], 2)}</data></figcaption>
      </figure>
    </div>
    <p class="note" data-pixel=${index ?? ""}>${place} ${t("why.stack.pixels.note")}</p>`;
}
