// Time: play, step, start again.

import { html, nothing, render } from "lit-html";
import { live } from "lit-html/directives/live.js";
import { changes } from "../changes.js";
import { play, reset, step } from "../intents.js";

/** @import { Page, State } from "../state.js" */
/** @import { Context, Render } from "../main.js" */

const UNITS = /** @type {Page["unit"][]} */ (["phase", "example", "batch", "epoch", "epochs"]);
const MOST_EPOCHS = 1000;

/**
 * @param {HTMLElement} root
 * @param {Context} context
 * @returns {Render}
 */
export function mount(root, { send, dispatch, t }) {
  const changed = changes();

  return (state) => {
    const { run, page, connection } = state;
    const facts = [run?.status, run?.slow, run?.step === 0, page.language, page.unit, page.epochs, page.controls, connection.phase];
    if (changed("all", facts)) render(template(state), root);
  };

  /** @param {State} state */
  function template({ run, page, connection }) {
    const isRunning = run?.status === "running";
    const isOff = !page.controls || connection.phase !== "open" || !run;
    const command = play(run);
    const unit = run?.slow ? "phase" : page.unit;
    const playWords = t(isRunning ? "controls.pause" : "controls.play");
    return html`
      <button type="button" class="play ${run?.step === 0 && !isRunning && !isOff ? "is-first" : ""}" ?disabled=${isOff || !command} data-action="play" aria-label=${playWords}
        title=${t("controls.play.about")} aria-description=${t("controls.play.about")} @click=${() => command && send(command)}>
        <span class="icon ${isRunning ? "icon-pause" : "icon-play"}" aria-hidden="true"></span>
      </button>
      <div class="joined">
        <button type="button" class="button" ?disabled=${isOff || !command} data-action="step" title=${t("controls.step.about")}
          aria-description=${t("controls.step.about")} @click=${() => run && send(step(run, page))}>
          <span class="icon icon-skip-forward" aria-hidden="true"></span><span class="word">${t("controls.step")}</span>
        </button>
        ${unit === "epochs" ? html`<input class="button epochs" type="number" min="1" max=${MOST_EPOCHS} step="1" ?disabled=${isOff}
          data-action="epochs" aria-label=${t("controls.epochs")} title=${t("controls.epochs")} .value=${live(String(page.epochs))} @change=${count}>` : nothing}
        <select class="button" aria-label=${t("controls.unit")} title=${t("controls.unit.about")}
          aria-description=${t("controls.unit.about")} ?disabled=${isOff || Boolean(run?.slow)} .value=${live(unit)}
          @change=${choose}>
          ${UNITS.map((value) => html`<option value=${value} ?selected=${value === unit}>${t(`unit.${value}`)}</option>`)}
        </select>
      </div>
      <button type="button" class="button square" ?disabled=${isOff} data-action="reset" aria-label=${t("controls.reset")}
        title=${t("controls.reset.about")} aria-description=${t("controls.reset.about")} @click=${() => send(reset())}>
        <span class="icon icon-rotate-ccw" aria-hidden="true"></span>
      </button>
    `;
  }

  /** @param {globalThis.Event & { currentTarget: HTMLSelectElement }} event */
  function choose(event) {
    const unit = UNITS.find((known) => known === event.currentTarget.value) ?? "batch";
    dispatch({ type: "page", change: { unit } });
  }

  /** @param {globalThis.Event & { currentTarget: HTMLInputElement }} event */
  function count({ currentTarget }) {
    const epochs = Math.round(Math.min(MOST_EPOCHS, Math.max(1, currentTarget.valueAsNumber || 1)));
    currentTarget.value = String(epochs);
    dispatch({ type: "page", change: { epochs } });
  }
}
