// What the table is of: the last batch or chosen digits, how many, in which order, and which weights.

import { html, nothing } from "lit-html";
import { digitChips } from "./digits.js";

/** @import { State } from "../state.js" */
/** @import { Context } from "../main.js" */
/** @import { TableLens } from "./lens.js" */

const COUNTS = [5, 10, 20, 40, 100];

/**
 * @param {State} state
 * @param {Context} context
 * @param {(() => void) | null} save
 */
export function tableOptions({ lens: { table }, view, page }, { dispatch, t }, save) {
  /** @param {Partial<TableLens>} part */
  const change = (part) => dispatch({ type: "lens", change: { table: { ...table, since: null, ...part } } });
  /** @param {TableLens["source"]} source */
  const sourceButton = (source) => html`<button type="button" class="segment" aria-pressed=${table.source === source}
    @click=${() => change({ source })}><span>${t(`why.table.${source}`)}</span></button>`;
  /** @param {Event} event */
  const counted = ({ currentTarget }) => {
    if (currentTarget instanceof HTMLSelectElement) change({ count: Number(currentTarget.value) });
  };
  const canPin = view.pinned.length > 0;
  return html`
    <div class="options">
      <div class="segments small" role="group" aria-label=${t("why.table.examples")}>${sourceButton("batch")}${sourceButton("chosen")}</div>
      ${table.source === "chosen" ? html`
        ${digitChips(table.digits, (digits) => change({ digits }), t("why.table.digits"), false)}
        <label><span>${t("why.table.count")}</span> <select @change=${counted}>${COUNTS.map((count) => html`
          <option value=${count} ?selected=${count === table.count}>${count}</option>`)}</select></label>` : nothing}
      <button type="button" class="button" aria-pressed=${table.sort === "label"}
        @click=${() => change({ sort: table.sort === "label" ? "order" : "label" })}>${t("why.table.sort")}</button>
      ${canPin ? html`<button type="button" class="button" aria-pressed=${table.rows === "pinned"}
        @click=${() => change({ rows: table.rows === "pinned" ? "strongest" : "pinned" })}>${t("why.table.pinned")}</button>` : nothing}
      <span class="spacer"></span>
      ${save ? html`${page.reduced ? nothing : html`<button type="button" class="button" @click=${() => change({ since: performance.now() })}>${t("why.table.add")}</button>`}
        <button type="button" class="button" @click=${save}>${t("why.table.csv")}</button>` : nothing}
    </div>`;
}
