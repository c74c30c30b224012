// The time of the race: play, one step, from the start.

import { html, render } from "lit-html";

import { changes } from "../../changes.js";
import { commandsFor, obeys } from "../../descend/intents.js";

/** @import { Context, Render } from "../../main.js" */
/** @import { State } from "../../state.js" */
/** @import { Want } from "../../descend/intents.js" */

/**
 * @param {HTMLElement} root
 * @param {Context} context
 * @returns {Render}
 */
export function mount(root, { race, t }) {
  const changed = changes();

  return (state) => {
    if (state.page.view !== "descend") return;
    const { status, plan, control, connection, now } = state.descend;
    const facts = [status, plan === null, control, connection.phase, now?.phase, state.page.language];
    if (changed("all", facts)) render(template(state), root);
  };

  /** @param {State} state */
  function template({ descend }) {
    const { status, now } = descend;
    const isRunning = status === "running";
    const isOff = !obeys(descend);
    const isOver = now?.phase === "finished" || status === "failed";
    const words = t(isRunning ? "race.pause" : isOver ? "race.again" : "race.play");
    return html`
      <button type="button" class="play" data-action="race-play" aria-label=${words} title=${words} ?disabled=${isOff}
        @click=${() => want("play", descend)}>
        <span class="icon ${isRunning ? "icon-pause" : "icon-play"}" aria-hidden="true"></span>
      </button>
      <button type="button" class="button" data-action="race-step" title=${t("race.step.about")} ?disabled=${commandsFor("step", descend).length === 0}
        @click=${() => want("step", descend)}>
        <span class="icon icon-skip-forward" aria-hidden="true"></span><span class="word">${t("race.step")}</span></button>
      <button type="button" class="button square" data-action="race-reset" aria-label=${t("race.reset")}
        title=${t("race.reset")} ?disabled=${isOff} @click=${() => want("reset", descend)}>
        <span class="icon icon-rotate-ccw" aria-hidden="true"></span></button>`;
  }

  /**
   * @param {Want} what
   * @param {State["descend"]} descend
   */
  function want(what, descend) {
    commandsFor(what, descend).forEach(race.ask);
  }
}
