// Which knob: by its place, from the most sensitive ones, or one that was pinned.

import { html, nothing } from "lit-html";
import { onto, parameterAt, sameParameter } from "./lens.js";
import { layerName, shortName } from "./names.js";

/** @import { Parameter, State, Wire } from "../state.js" */
/** @import { Context } from "../main.js" */

const MOST_PINNED = 12;

/**
 * @param {State} state
 * @param {Parameter} parameter
 * @param {Wire["Inspected"] | null} inspected
 * @param {Context} context
 */
export function choosers(state, parameter, inspected, { dispatch, t }) {
  const sizes = state.run?.plan.sizes ?? [];
  const { pinned } = state.view;
  /** @param {Parameter} chosen */
  const choose = (chosen) => dispatch({ type: "lens", change: onto(chosen) });
  /** @param {Event} event @param {number} now @param {(value: number) => Parameter} made */
  const typed = ({ currentTarget }, now, made) => {
    if (!(currentTarget instanceof HTMLInputElement)) return;
    const { valueAsNumber: value } = currentTarget;
    const isGood = !Number.isNaN(value) && currentTarget.checkValidity();
    currentTarget.value = String(isGood ? value : now);
    if (isGood) choose(made(value));
  };
  /** @param {Event} event */
  const layered = ({ currentTarget }) => {
    if (currentTarget instanceof HTMLSelectElement) choose({ layer: Number(currentTarget.value), j: 0, k: parameter.k === null ? null : 0 });
  };
  const { layer, j, k } = parameter;
  const isPinned = pinned.some((pin) => sameParameter(pin, parameter));
  const pin = () => dispatch({ type: "view", change: {
    pinned: isPinned ? pinned.filter((other) => !sameParameter(other, parameter)) : [parameter, ...pinned].slice(0, MOST_PINNED),
  } });

  const strongest = (inspected?.rows ?? []).slice(-5).map(parameterAt);
  /** @param {Parameter} each */
  const chip = (each) => html`<button type="button" class="chip ${sameParameter(each, parameter) ? "is-on" : ""}"
    @click=${() => choose(each)}>${shortName(sizes, each)}</button>`;

  return html`
    <div class="fields">
      <label><span>${t("why.kind")}</span> <select @change=${kinds}>
        <option value="weight" ?selected=${k !== null}>${t("why.kind.weight")}</option>
        <option value="bias" ?selected=${k === null}>${t("why.kind.bias")}</option></select></label>
      <label><span>${t("why.into")}</span> <select @change=${layered}>${sizes.slice(1).map((_, index) => html`
        <option value=${index} ?selected=${index === layer}>${layerName(t, sizes, index + 1)}</option>`)}</select></label>
      ${k === null ? nothing : html`<label><span>${t("why.from")}</span> <input type="number" min="0" max=${sizes[layer] - 1} .value=${String(k)}
        @change=${(/** @type {Event} */ event) => typed(event, k, (value) => ({ layer, j, k: value }))}></label>`}
      <label><span>${t("why.to")}</span> <input type="number" min="0" max=${sizes[layer + 1] - 1} .value=${String(j)}
        @change=${(/** @type {Event} */ event) => typed(event, j, (value) => ({ layer, j: value, k }))}></label>
    </div>
    <div class="chips"><span class="quiet" data-explain="why.strongest">${t("why.strongest")}</span> ${strongest.map(chip)}</div>
    <div class="chips"><span class="quiet"><span data-explain="why.pinned">${t("why.pinned")}</span>
      <button type="button" class="link-button" aria-pressed=${isPinned} @click=${pin}>${t(isPinned ? "why.unpin" : "why.pin")}</button></span> ${pinned.length > 0 ? pinned.map(chip) : html`<span class="quiet">${t("why.pinned.none")}</span>`}</div>`;

  /** @param {Event} event */
  function kinds({ currentTarget }) {
    if (currentTarget instanceof HTMLSelectElement) choose({ layer, j, k: currentTarget.value === "bias" ? null : 0 });
  }
}
