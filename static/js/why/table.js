// The table: each example's own nudge of the same weights, a column an example, and their mean, which the step uses.

import { html, nothing } from "lit-html";
import { download } from "../download.js";
import { signedSignificant, significant, whole } from "../format.js";
import { largestOf } from "../draw/scale.js";
import { isBack } from "../past/state.js";
import { addedColumns } from "./adding.js";
import { csvOf } from "./csv.js";
import { onto, parameterAt } from "./lens.js";
import { parameterName, shortName } from "./names.js";
import { among, number } from "./number.js";
import { picture } from "./picture.js";
import { tableOptions } from "./tableoptions.js";
import { vars } from "./vars.js";
import { waiting } from "./waiting.js";

/** @import { Page, State, Wire } from "../state.js" */
/** @import { Context } from "../main.js" */

/**
 * @param {State} state
 * @param {number} now
 * @param {Context} context
 */
export function tableView(state, now, context) {
  const { t } = context;
  const { tabled } = state.answers;
  const { table } = state.lens;
  const isEarly = table.source === "batch" && state.run?.step === 0;
  const isPast = table.source === "batch" && isBack(state); // of the network of then the last batch is not known
  return html`
    <div class="table-view">
      ${tableOptions(state, context, tabled && !isEarly && !isPast ? () => download(`nudges-step-${tabled.step}.csv`, csvOf(tabled), "text/csv") : null)}
      ${isEarly || isPast ? html`<p class="empty">${t(isEarly ? "why.table.early" : "error.in_the_past")}</p>` : tabled ? grid(state, tabled, now, context) : waiting(state, "tabled", t)}
    </div>`;
}

/**
 * @param {State} state
 * @param {Wire["Tabled"]} tabled
 * @param {number} now
 * @param {Context} context
 */
function grid(state, tabled, now, { dispatch, t }) {
  const { of, rows, cells, running, mean, labels, indices, pixels, applied, difference, applied_cost } = tabled;
  const sizes = state.run?.plan.sizes ?? [];
  const m = indices.data.length;
  const { since } = state.lens.table;
  const added = state.page.reduced ? m : addedColumns(since, now, m);
  return html`
    <div class="scroll" tabindex="0" role="region" aria-label=${t("why.table.title")}>
      <table data-step=${tabled.step}>
        <thead><tr><th scope="col" class="corner"><span class="quiet">${t("why.table.corner", { count: m })}</span></th>
          ${Array.from(labels.data, (label, i) => html`<th scope="col" class=${i < added ? "" : "is-waiting"}>
            ${thumbnail(pixels.data.subarray(i * 784, (i + 1) * 784), state.page, t("why.table.column", { label, index: indices.data[i] }))}<span>${label}</span></th>`)}
          <th scope="col" class="mean" data-explain="why.table.mean">${added < m ? t("why.table.mean_of", { count: added }) : t("why.table.mean")}</th>
          ${applied.data.length > 0 ? html`<th scope="col" class="applied" data-explain="why.table.applied">${t("why.table.applied")}</th>` : nothing}</tr></thead>
        <tbody>${costRows(tabled, added, t)}${rows.map((row, r) => {
          const parameter = parameterAt(row);
          const own = cells.data.subarray(r * m, (r + 1) * m);
          const scale = largestOf([own]);
          const shown = added < m ? running.data[r * m + added - 1] : mean.data[r];
          const open = () => dispatch({ type: "lens", change: onto(parameter) });
          return html`<tr><th scope="row"><button type="button" class="link-button" @click=${open}
              aria-description=${parameterName(t, sizes, parameter)}>${shortName(sizes, parameter)}</button></th>
            ${Array.from(own, (value, i) => cell(value, scale, i < added ? "" : "is-waiting"))}
            ${cell(shown, scale, "mean", added < m ? "why.table.running" : "why.table.mean")}
            ${applied.data.length > 0 ? cell(applied.data[r], scale, "applied", "why.table.applied") : nothing}</tr>`;
        })}</tbody>
      </table>
    </div>
    ${difference === null ? html`<p class="verdict quiet">${t(state.lens.table.source === "batch" ? "why.table.part" : "why.table.no_step", { count: whole(m), of: whole(of) })}
      ${applied_cost === null ? nothing : html`${t("why.table.all", { of: whole(of) })} ${number(applied_cost, "why.table.cost.applied", { name: "applied_cost", values: { value: significant(applied_cost, 4) } })}`}</p>` : html`
      <p class="verdict"><span class="check" aria-hidden="true">✓</span> ${t("why.table.badge")}
        <data value=${difference} data-name="difference" data-explain="why.table.difference">${significant(difference, 2)}</data></p>`}`;
}

/**
 * What each example costs, and under it the mean of as many as there are up to it: from the first alone to all.
 *
 * @param {Wire["Tabled"]} tabled
 * @param {number} added
 * @param {Context["t"]} t
 */
function costRows({ costs, running_cost, cost, applied_cost, applied }, added, t) {
  const m = costs.data.length;
  const scale = largestOf([costs.data]);
  /** @param {number | null} value @param {string} className @param {string} explain @param {number} count @param {number} [rows] */
  const td = (value, className, explain, count, rows = 1) => html`<td class=${className} rowspan=${rows} data-value=${value ?? ""}
    data-explain=${explain} data-explain-values=${JSON.stringify({ count, value: significant(value, 4) })}
    ${vars({ "--strength": value !== null && scale > 0 ? value / scale : 0 })}>${significant(value)}</td>`;
  /** @param {Wire["Tabled"]["costs"]} values @param {string} explain */
  const across = (values, explain) => Array.from(values.data, (value, i) => td(value, i < added ? "" : "is-waiting", explain, i + 1));
  return html`
    <tr class="costs"><th scope="row">${t("why.table.cost")}</th>${across(costs, "why.table.cost")}
      ${td(added < m ? running_cost.data[added - 1] : cost, "mean", "why.table.cost.mean", added, 2)}
      ${applied.data.length > 0 ? td(applied_cost, "applied", "why.table.cost.applied", m, 2) : nothing}</tr>
    <tr class="costs"><th scope="row">${t("why.table.so_far")}</th>${across(running_cost, "why.table.so_far")}</tr>`;
}

/**
 * @param {number} value
 * @param {number} scale
 * @param {string} className
 * @param {string} [explain]
 */
function cell(value, scale, className, explain = "why.table.cell") {
  const exact = JSON.stringify({ value: signedSignificant(value, 4) });
  const text = among(value, scale);
  const look = text === "0" ? "none" : value > 0 ? "up" : "down";
  return html`<td class="${className} ${look}" data-value=${value} data-explain=${explain} data-explain-values=${exact}
    ${vars({ "--strength": scale > 0 ? Math.min(1, Math.abs(value) / scale) ** 0.6 : 0 })}>${text}</td>`;
}

/**
 * @param {ArrayLike<number>} bytes 0 to 255
 * @param {Page} page
 * @param {string} label
 */
function thumbnail(bytes, page, label) {
  return picture({ values: Float32Array.from(bytes, (byte) => byte / 255), kind: "grey", page, label, className: "thumbnail" });
}

/**
 * Whether columns are still being added.
 *
 * @param {State} state
 * @param {number} now
 * @returns {boolean}
 */
export function isAdding({ lens, answers, page }, now) {
  const { tabled } = answers;
  if (lens.tab !== "table" || lens.table.since === null || !tabled || page.reduced) return false;
  const m = tabled.indices.data.length;
  return addedColumns(lens.table.since, now, m) < m;
}
