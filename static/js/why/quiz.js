// w or a? A question about the sum on the screen, answered with the numbers of the neuron in focus.

import { html, nothing } from "lit-html";
import { signedSignificant } from "../format.js";
import { strongestOf } from "./lens.js";
import { shortName } from "./names.js";
import { signedNumber } from "./number.js";

/** @import { State, Wire } from "../state.js" */
/** @import { Context } from "../main.js" */
/** @import { Guess } from "./lens.js" */

const GUESSES = /** @type {const} */ (["w", "a", "both"]);
const RIGHT = "a";

/**
 * @param {State} state
 * @param {Wire["Stacked"]} stacked
 * @param {number} neuron in focus
 * @param {Context} context
 */
export function quiz({ lens, run }, stacked, neuron, { dispatch, t }) {
  const { guess } = lens;
  /** @param {Guess | null} chosen */
  const say = (chosen) => dispatch({ type: "lens", change: { guess: chosen } });
  return html`
    <div class="quiz" role="group" aria-label=${t("why.quiz")}>
      <p class="answer">${guess === null ? t("why.quiz.question", { total: signedSignificant(stacked.total.data[neuron]) }) : nothing}<span role="status">${
        guess === null ? nothing : html`${guess === "told" ? nothing : html`<strong>${t(guess === RIGHT ? "why.quiz.right" : "why.quiz.wrong")}</strong> `}${
          t("why.quiz.answer")}`}</span></p>
      ${guess === null ? nothing : numbers(run?.plan.sizes ?? [], stacked, neuron)}
      <p class="chips">${GUESSES.map((each) => html`<button type="button" class="chip ${each === guess ? "is-on" : ""}" aria-pressed=${each === guess}
          @click=${() => say(each)}>${guess !== null && each === RIGHT ? html`<span aria-hidden="true">✓ </span>` : nothing}${t(`why.quiz.${each}`)}</button>`)}
        <button type="button" class="link-button" @click=${() => say(guess === null ? "told" : null)}>${t(guess === null ? "why.quiz.tell" : "why.quiz.again")}</button></p>
    </div>`;
}

/**
 * The sum, which is wished of the activation, and what is asked of one weight: of the one through which most is wished.
 *
 * @param {number[]} sizes
 * @param {Wire["Stacked"]} stacked
 * @param {number} neuron
 */
function numbers(sizes, { layer, askers, wishes, total, nudge_W }, neuron) {
  const n = total.data.length;
  const row = strongestOf(Array.from(askers.data, (_, asker) => wishes.data[asker * n + neuron]));
  const weight = { layer, j: askers.data[row], k: neuron };
  return html`<p class="numbers"><span class="symbol">a<sub>${neuron}</sub></span>
      ${signedNumber(total.data[neuron], "why.stack.total", { figures: 3, isWish: true, name: "quiz_a" })}
      <span class="quiet" data-j=${weight.j}>${shortName(sizes, weight)}</span>
      ${signedNumber(nudge_W.data[row * n + neuron], "why.nudge_w", { figures: 3, name: "quiz_w" })}</p>`;
}
