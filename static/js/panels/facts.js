// How far the run is, in figures.

import { html, nothing, render } from "lit-html";
import { percent, plain, significant, whole } from "../format.js";
import { progressOf, scoreOf } from "../past/state.js";

/** @import { Context, Render } from "../main.js" */
/** @import { Run, State } from "../state.js" */

/**
 * @param {HTMLElement} root
 * @param {Context} context
 * @returns {Render}
 */
export function mount(root, { t }) {
  let drawn = "";
  root.setAttribute("role", "group");
  root.setAttribute("data-explain-group", "");
  root.tabIndex = 0;

  return (state) => {
    const { run, page } = state;
    const facts = run ? factsOf({ ...state, run }) : [];
    const all = facts.join() + page.language;
    if (all === drawn) return;
    drawn = all;
    root.setAttribute("aria-label", t("facts.title"));
    render(facts.map(([name, value]) => value === "" ? nothing : html`
      <span class="fact" data-explain=${`facts.${name}`}>
        <span class="label">${t(`facts.${name}`)}</span>
        <output aria-live="off" data-fact=${name}>${value}</output>
      </span>`), root);
  };
}

/**
 * @param {State & { run: Run }} state
 * @returns {[name: string, value: string][]}
 */
function factsOf(state) {
  const { run, activity } = state;
  const score = scoreOf(state);
  const { step, epoch } = progressOf(state);
  return [
    ["test_accuracy", percent(score?.test_accuracy)], // the first stays where there is room for few
    ["step", whole(step)],
    ["epoch", epoch === null ? "" : epoch < 10 ? epoch.toFixed(2) : plain(epoch)],
    ["test_cost", significant(score?.test_cost)],
    ["rate", run.status === "running" && activity ? whole(activity.rate) : ""],
  ];
}
