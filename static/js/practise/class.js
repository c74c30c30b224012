// A class at an exercise: each page that follows says how far it is, and who leads sees of how many. Nothing is said of whom.

import { html, nothing } from "lit-html";
import { changes } from "../changes.js";
import { handKey, openStorage } from "../settings.js";
import { textOf } from "./address.js";
import { progress } from "./state.js";

/** @import { Filled } from "../messages.js" */
/** @import { State } from "../state.js" */
/** @import { Context } from "../main.js" */
/** @import { Practise } from "./state.js" */

/**
 * @param {Context["ask"]} ask
 * @returns {(state: State, practise: Practise) => void} says what there is to say, if it is another than before
 */
export function reporting(ask) {
  const changed = changes();
  return ({ page, led, connection, hello }, practise) => {
    if (connection.phase !== "open" || practise.task === null) return;
    const exercise = textOf(practise.task.exercise);
    if (page.leads) {
      if (changed("collect", [hello, exercise])) tell({ type: "collect", exercise });
    } else if (led !== null && page.follows && !page.controls) {
      const steps = progress(practise);
      if (changed("fill", [hello, led.by, exercise, ...steps])) tell({ type: "fill", key: keyOf(), exercise, steps });
    }
  };

  /** @param {Parameters<Context["ask"]>[0]} command */
  function tell(command) {
    ask(command).catch(() => {}); // it is said again with the next number; nobody need be told
  }
}

let made = ""; // where nothing is kept

/** @returns {string} under which this browser counts once */
function keyOf() {
  made ||= handKey(openStorage(), true) ?? "";
  return made;
}

/**
 * How many of the class have found a step, on the page of who leads.
 *
 * @param {Filled | null} filled of the exercise that is on
 * @param {number} step
 * @param {Context["t"]} t
 */
export function classAt(filled, step, t) {
  if (!filled || filled.count === 0) return nothing;
  const [found, shown, wrong] = [filled.found, filled.shown, filled.wrong].map((each) => each[step] ?? 0);
  return html`<span class="class-at" data-class=${step} title=${t("practise.class.step", { found, shown, wrong, count: filled.count })}>
    <span class="visually-hidden">${t("practise.class.step", { found, shown, wrong, count: filled.count })}</span>
    ${shown > 0 ? html`<span aria-hidden="true">${t("practise.class.shown")} <b data-value="class-shown">${shown}</b></span>` : nothing}
    <span aria-hidden="true">✓ <b data-value="class-found">${found}</b></span><span aria-hidden="true" class=${wrong > 0 ? "wrong" : ""}>✗ <b data-value="class-wrong">${wrong}</b></span></span>`;
}

/**
 * @param {Filled | null} filled
 * @param {Context["t"]} t
 */
export function classHead(filled, t) {
  return filled ? html`<p class="class-head" data-value="class-count">${t("practise.class", { count: filled.count })}</p>` : nothing;
}
