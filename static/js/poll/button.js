// Where the class may be asked about what is under the microscope, for who leads it. What asks it is loaded when it is pressed.

import { html, nothing } from "lit-html";
import { failure } from "../tell.js";
import { neuronOf } from "../why/lens.js";
import { parameterOf } from "../why/names.js";

/** @import { State } from "../state.js" */
/** @import { Context } from "../main.js" */
/** @import { Subject } from "./question.js" */

/**
 * What is looked at, as a class may be asked about it: W[l] and b[l] lead to layer l + 1.
 *
 * @param {State} state
 * @returns {Subject | null}
 */
export function subjectOf(state) {
  const { lens, watched } = state;
  if (watched?.label == null) return null; // nothing is wished of anybody
  if (lens.tab === "neuron") {
    const neuron = neuronOf(state);
    return neuron && { about: "activation", ...neuron };
  }
  const parameter = lens.tab === "sensitivity" ? parameterOf(state) : null;
  if (!parameter) return null;
  const { layer, j, k } = parameter;
  return k === null ? { about: "bias", layer: layer + 1, neuron: j } : { about: "weight", layer: layer + 1, neuron: j, k };
}

/**
 * @param {State} state
 * @param {Context} context
 */
export function askButton(state, context) {
  const subject = state.page.leads ? subjectOf(state) : null;
  if (!subject) return nothing;
  const press = async () => {
    try {
      await (await import("./ask.js")).askClass(state, subject, context);
    } catch (error) {
      context.dispatch(failure(error));
    }
  };
  return html`<button type="button" class="button ask-class" data-action="ask-class" data-explain="poll" @click=${press}>${context.t("poll.ask")}</button>`;
}
