// The picture as a table, for those who hear it: the activations of every layer, and what is wished of them.

import { html } from "lit-html";
import { fixed, signedSignificant } from "../format.js";
import { neuronName } from "../why/names.js";

/** @import { State } from "../state.js" */
/** @import { Translate } from "../i18n.js" */

/**
 * @param {State} state
 * @param {Translate} t
 */
export function tableView({ activity, run }, t) {
  if (!activity || !run) return html``;
  const { sizes } = run.plan;
  const depth = activity.a.length;
  return html`<table><caption>${t("network.table")}</caption>
    <thead><tr><th scope="col">${t("network.table.neuron")}</th><th scope="col">${t("network.card.activation")}</th>
      <th scope="col">${t("network.card.wish")}</th></tr></thead>
    ${activity.a.map(({ data }, index) => html`<tbody>${Array.from(data, (a, row) => {
      const wish = index + 1 === depth ? activity.wish.data[row] : activity.nudge_a[index]?.data[row];
      return html`<tr><th scope="row">${neuronName(t, sizes, index + 1, activity.windows[index].first + row)}</th>
        <td>${fixed(a)}</td><td>${wish === undefined ? "–" : signedSignificant(wish, 2)}</td></tr>`;
    })}</tbody>`)}</table>`;
}
