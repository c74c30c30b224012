// What stands in a stop's window: its words, its question, what is right and why; at the end the score, and where to go on.

import { html, nothing } from "lit-html";
import { isHidden } from "../link/parts.js";

/** @import { Translate } from "../i18n.js" */
/** @import { Predicted } from "../settings.js" */
/** @import { Page } from "../state.js" */
/** @import { Moment } from "./guide.js" */
/** @import { Choice, Verdict } from "./questions.js" */

export const TOLD = "told"; // the answer of who did not guess

/**
 * @typedef {{ score: { right: number, of: number } | null, last: Predicted, page: Page, go: (way: "draw" | "descend" | "practise") => void }} End
 */

/**
 * @param {{ words: string, moment: Moment | null, isStill: boolean, answer: (id: string) => void, end: End | null }} stop `isStill`:
 *   the network learns on, but the picture waits
 * @param {Translate} t
 */
export function card({ words, moment, isStill, answer, end }, t) {
  return html`<p>${words}</p>
    ${moment?.question ? ask(moment, answer, t) : nothing}
    ${isStill ? html`<p class="quiet">${t("tour.ask.still")}</p>` : nothing}
    ${end ? ending(end, t) : nothing}`;
}

/**
 * @param {Moment} moment
 * @param {(id: string) => void} answer
 * @param {Translate} t
 */
function ask({ question, answer: given, verdict }, answer, t) {
  if (!question) return nothing;
  const { asked, choices } = question;
  return html`<div class="asked" role="group" aria-labelledby="tour-asked">
    <p class="question" id="tour-asked">${t(asked.key, asked.values)}</p>
    <p class="chips">${choices.map((choice) => chip(choice, given, verdict, answer, t))}
      ${given === null ? html`<button type="button" class="link-button" data-answer=${TOLD} @click=${() => answer(TOLD)}>${t("tour.ask.tell")}</button>` : nothing}</p>
    <p class="told" role="status">${given === null ? nothing : verdict ? says(given, verdict, t) : t("tour.ask.waiting")}</p>
  </div>`;
}

/**
 * An answer that may be given once; then it says whether it is right.
 *
 * @param {Choice} choice
 * @param {string | null} given
 * @param {Verdict | null} verdict
 * @param {(id: string) => void} answer
 * @param {Translate} t
 */
function chip({ id, key, values }, given, verdict, answer, t) {
  const isRight = verdict?.right.includes(id);
  return html`<button type="button" class="chip ${id === given ? "is-on" : ""} ${isRight ? "is-right" : ""}" data-answer=${id}
    aria-pressed=${id === given} aria-disabled=${given !== null} @click=${() => answer(id)}>${isRight ? html`<span aria-hidden="true">✓ </span>` : nothing}${t(key, values)}</button>`;
}

/**
 * @param {string} given
 * @param {Verdict} verdict
 * @param {Translate} t
 */
function says(given, { right, told }, t) {
  const isGuess = given !== TOLD && right.length > 0;
  return html`${isGuess ? html`<strong>${t(right.includes(given) ? "tour.ask.right" : "tour.ask.wrong")}</strong> ` : nothing}${t(told.key, told.values)}`;
}

/**
 * @param {End} end
 * @param {Translate} t
 */
function ending({ score, last, page, go }, t) {
  return html`${score ? html`<p class="score"><strong>${t("tour.score", score)}</strong>
      ${last.of > 0 ? html`<span class="quiet">${t("tour.score.last", { ...last })}</span>` : nothing}</p>` : nothing}
    <p class="chips">
      ${isHidden(page, "input") ? nothing : html`<button type="button" class="button" data-go="draw" @click=${() => go("draw")}>${t("message.do.draw")}</button>`}
      ${isHidden(page, "views") ? nothing : /** @type {const} */ (["descend", "practise"]).map((view) => html`
        <button type="button" class="button" data-go=${view} title=${t(`views.${view}.about`)} @click=${() => go(view)}>${t(`views.${view}`)}</button>`)}</p>`;
}
