// Looking back: a slider through the steps that the run has kept, at whose right end is the present.

import { html, render } from "lit-html";
import { live } from "lit-html/directives/live.js";
import { changes } from "../changes.js";
import { whole } from "../format.js";
import { mayLook, notches, notchOf } from "./state.js";

/** @import { Context, Render } from "../main.js" */

/**
 * @param {HTMLElement} root
 * @param {Context} context
 * @returns {Render}
 */
export function mount(root, { dispatch, t }) {
  const changed = changes();

  return (state) => {
    const all = notches(state);
    const notch = notchOf(state);
    const isOff = !mayLook(state);
    if (!changed("all", [all, notch, isOff, state.run?.step, state.page.language])) return;
    const step = all[notch];
    const words = step === null ? t("past.now") : t("past.at", { step: whole(step), now: whole(state.run?.step) });
    render(html`
      <label for="past" data-explain="past">${t("past.title")}</label>
      <input id="past" type="range" min="0" max=${Math.max(1, all.length - 1)} step="1" ?disabled=${isOff}
        .value=${live(String(all.length > 1 ? notch : 1))} aria-valuetext=${words} aria-description=${t("explain.past")}
        @input=${(/** @type {Event & { currentTarget: HTMLInputElement }} */ { currentTarget }) =>
          dispatch({ type: "seek", sought: { step: all[Number(currentTarget.value)] } })}>
      <output for="past" aria-live="off" data-explain="past">${words}</output>`, root);
  };
}
