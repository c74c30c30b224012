// Who leads covers what would tell, on every page, before anybody has seen it: then chooses a neuron, and asks.

import { html } from "lit-html";
import { failure } from "../tell.js";
import { neuronOf } from "../why/lens.js";

/** @import { State } from "../state.js" */
/** @import { Context } from "../main.js" */

const ABOUT = /** @type {const} */ (["activation", "bias", "weight"]);

/**
 * @param {State} state
 * @param {Context} context
 */
export function coverDeeds(state, context) {
  const { t, dispatch } = context;
  const { covers } = state.page;
  const neuron = state.watched?.label == null ? null : neuronOf(state); // or nothing is wished of anybody
  return html`${covers ? ABOUT.map((about) => html`<button type="button" class="button" data-ask=${about} ?disabled=${neuron === null}
      @click=${() => neuron && ask(state, { about, ...neuron }, context)}>${t(`lead.ask.${about}`)}</button>`) : ""}
    <button type="button" class="button" data-action="cover" data-explain="cover"
      @click=${() => dispatch({ type: "page", change: { covers: !covers } })}>${t(covers ? "lead.uncover" : "lead.cover")}</button>`;
}

/**
 * @param {State} state
 * @param {import("../poll/question.js").Subject} subject
 * @param {Context} context
 */
async function ask(state, subject, context) {
  try {
    await (await import("../poll/ask.js")).askClass(state, subject, context);
  } catch (error) {
    context.dispatch(failure(error));
  }
}
