// An experiment: let the network hear of some digits only, and watch it call everything one of them.

import { html, nothing } from "lit-html";
import { percent, whole } from "../format.js";
import { scoreOf } from "../past/state.js";
import { digitChips } from "./digits.js";
import { vars } from "./vars.js";

/** @import { State } from "../state.js" */
/** @import { Context } from "../main.js" */

/**
 * @param {State} state
 * @param {Context} context
 */
export function listenView(state, { send, t }) {
  const { run, page } = state;
  const score = scoreOf(state);
  if (!run) return html`<p class="empty">${t("why.waiting")}</p>`;
  const { digits } = run.plan;
  /** @param {number[]} chosen */
  const choose = (chosen) => send({ type: "set", digits: chosen });
  const isPaused = run.status !== "running";
  const isRestricted = digits.length > 0;
  return html`
    <div class="listen">
      <section class="experiment">
        <h2>${isRestricted ? t("why.listen.to", { digits: digits.join(", ") }) : t("why.listen.all")}</h2>
        <p>${t("why.listen.about")}</p>
        ${digitChips(digits, choose, t("why.listen.digits"), !page.controls)}
        <p class="deeds">
          ${isRestricted ? html`<button type="button" class="button primary" ?disabled=${!page.controls} @click=${() => choose([])}>${t("why.listen.others")}</button>`
            : html`<button type="button" class="button primary" ?disabled=${!page.controls} @click=${() => choose([2])}>${t("why.listen.twos")}</button>`}
          ${isPaused ? html`<button type="button" class="button" ?disabled=${!page.controls || run.status === "diverged" || run.status === "failed"} @click=${() => send({ type: "run" })}>${t("why.listen.play")}</button>` : nothing}
        </p>
      </section>
      <section class="answers" aria-label=${t("why.listen.answers")}>
        <h3>${t("why.listen.answers")} ${score ? html`<span class="quiet" data-explain="why.listen.score">${t("why.listen.score", { count: whole(score.test_count), step: whole(score.step) })}</span>` : nothing}</h3>
        ${score ? html`<ol class="answer-bars">${Array.from(score.answers.data, (share, digit) => html`
          <li class=${digits.includes(digit) ? "is-heard" : ""} data-digit=${digit}><span class="bar" ${vars({ "--part": share })}></span>
            <data value=${share} data-explain="why.listen.answer">${percent(share, share > 0 && share < 0.1 ? 1 : 0)}</data><span class="digit">${digit}</span></li>`)}</ol>`
          : html`<p class="empty">${t("why.waiting")}</p>`}
      </section>
    </div>`;
}
