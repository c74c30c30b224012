// What stands where an answer should: that it is waited for, or why there is none.

import { html } from "lit-html";

/** @import { State } from "../state.js" */
/** @import { Translate } from "../i18n.js" */
/** @import { Answer } from "./answers.js" */

/**
 * @param {State} state
 * @param {Answer} to
 * @param {Translate} t
 */
export function waiting({ answers }, to, t) {
  const refusal = answers.refused[to];
  return html`<p class="empty">${refusal ? t(`error.${refusal.code}`, { message: refusal.message }) : t("why.waiting")}</p>`;
}
