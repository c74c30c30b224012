// Who races, by which clock and at which pace: presets, and the lanes one by one.

import { html, render } from "lit-html";
import { live } from "lit-html/directives/live.js";

import { changes } from "../../changes.js";
import { obeys } from "../../descend/intents.js";
import { presetOf } from "../../descend/lanes.js";
import { lanesForm } from "../../descend/lanes_form.js";
import { CLOCKS } from "../../descend/order.js";
import { paceStop, PACES } from "../../descend/pace.js";
import { segments } from "../../descend/parts.js";
import { rateWords } from "../../descend/say.js";

/** @import { Context, Render } from "../../main.js" */

const PRESETS = /** @type {const} */ (["two", "sizes", "optimizers"]);

/**
 * @param {HTMLElement} root
 * @param {Context} context
 * @returns {Render}
 */
export function mount(root, context) {
  const { race, t } = context;
  const changed = changes();

  return ({ descend, page }) => {
    if (page.view !== "descend") return;
    const { plan, presets, look, control, connection } = descend;
    const rate = rateWords(descend, t);
    if (!changed("all", [plan, presets, look.draft, control, connection.phase, page.language, rate])) return;
    const isOff = !obeys(descend);
    const preset = presetOf(descend);
    /** @param {typeof plan} chosen in place of lanes that were being chosen one by one, too */
    const choose = (chosen) => {
      if (!chosen) return;
      race.ask({ type: "reset", plan: { ...chosen, clock: plan?.clock, pace: plan?.pace } });
      context.dispatchRace({ type: "look", change: { draft: null } });
    };
    render(html`
      <div class="dial pace">
        <label for="race-pace">${t("race.pace")}</label><output aria-live="off">${rate}</output>
        <input type="range" id="race-pace" min="0" max=${PACES.length - 1} step="1" .value=${live(String(plan ? paceStop(plan.pace) : 0))}
          ?disabled=${isOff} title=${t("race.pace.about")} aria-valuetext=${rate}
          @input=${(/** @type {InputEvent & { currentTarget: HTMLInputElement }} */ event) =>
            race.ask({ type: "pace", ...PACES[Number(event.currentTarget.value)] })}>
      </div>
      <div class="dial">
        <span class="label">${t("race.clock")}</span>
        ${segments({
          label: t("race.clock"), values: CLOCKS, on: plan?.clock ?? null, off: isOff,
          words: (clock) => t(`clock.${clock}`), about: (clock) => t(`race.clock.${clock}.about`),
          choose: (clock) => race.ask({ type: "reset", plan: { clock } }),
        })}
      </div>
      <div class="dial">
        <span class="label">${t("race.lanes")}</span>
        <div class="lane-choice">
          ${segments({
            label: t("race.preset"), values: PRESETS, on: PRESETS.find((name) => name === preset) ?? null, off: isOff,
            words: (name) => t(`race.preset.${name}`), about: (name) => t(`race.preset.${name}.about`),
            choose: (name) => choose(presets[name]),
          })}
          <button type="button" class="button small" popovertarget="lanes-form" data-action="lanes" ?disabled=${isOff} title=${t("race.edit.about")}>
            <span class="icon icon-settings-2" aria-hidden="true"></span>${t("race.edit")}
          </button>
        </div>
      </div>
      <div class="pop" id="lanes-form" popover>${lanesForm(descend, context)}</div>
    `, root);
  };
}
