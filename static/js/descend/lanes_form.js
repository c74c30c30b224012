// The form in which the next race's lanes are chosen one by one.

import { html, nothing } from "lit-html";

import { plain } from "../format.js";
import {
  added, draftOf, FEWEST, MOST, NAME_LENGTH, OPTIMIZERS, recoloured, removed, SIZES, typed, withEtas, withLane, written,
} from "./lanes.js";
import { THRESHOLDS } from "./order.js";
import { mark, segments } from "./parts.js";
import { ALL, laneNames, ownNames } from "./say.js";

/** @import { Context } from "../main.js" */
/** @import { Descend, Lane } from "./state.js" */
/** @import { Draft } from "./lanes.js" */

const ETAS = /** @type {const} */ (["own", "same", "best"]);

/**
 * @param {Descend} descend
 * @param {Context} context
 */
export function lanesForm(descend, { dispatchRace, race, t }) {
  const chosen = draftOf(descend);
  if (!chosen) return nothing;
  let draft = chosen;
  const names = laneNames(t, draft.lanes);
  const placeholders = ownNames(t, draft.lanes);
  /** @param {Draft} next which counts from now on: the tap that leaves a field may start the race, before a frame is drawn */
  const change = (next) => {
    draft = next;
    dispatchRace({ type: "look", change: { draft } });
  };

  return html`
    <h2>${t("race.edit.title")}</h2>
    <div class="lane-rows">${draft.lanes.map((lane, i) => row(lane, i))}</div>
    <div class="row">
      <button type="button" class="button small" data-action="add-lane" ?disabled=${draft.lanes.length >= MOST} @click=${() => change(added(draft, descend.presets))}>${t("race.add")}</button>
    </div>
    <fieldset class="choice">
      <legend>${t("race.etas")}</legend>
      ${segments({
        label: t("race.etas"), values: ETAS, on: draft.etas, words: (etas) => t(`race.etas.${etas}`),
        about: (etas) => t(`race.etas.${etas}.about`), choose: (etas) => change(withEtas(draft, etas)),
      })}
      <p class="note">${t(`race.etas.${draft.etas}.about`)}</p>
    </fieldset>
    <fieldset class="choice">
      <legend>${t("race.goal")}</legend>
      ${segments({
        label: t("race.goal"), values: THRESHOLDS, on: draft.limit.accuracy, words: (goal) => `${goal * 100}\u202f%`,
        choose: (goal) => change({ ...draft, limit: { ...draft.limit, accuracy: goal } }),
      })}
    </fieldset>
    <div class="actions">
      <button type="button" class="button primary" data-action="start-race" popovertarget="lanes-form" popovertargetaction="hide" @click=${start}>${t("race.start")}</button>
      <button type="button" class="button" popovertarget="lanes-form" popovertargetaction="hide"
        @click=${() => dispatchRace({ type: "look", change: { draft: null } })}>${t("race.cancel")}</button>
    </div>`;

  /**
   * @param {Lane} lane
   * @param {number} i
   */
  function row(lane, i) {
    const name = names[i];
    const sizes = [...new Set([...SIZES, lane.batch_size])].sort((a, b) => a - b);
    return html`<div class="lane-row" role="group" aria-label=${name}>
      <button type="button" class="colour" title=${t("race.colour")} aria-label=${t("race.colour")}
        @click=${() => change(recoloured(draft, i))}>${mark(lane.colour)}</button>
      <input class="button lane-called" type="text" maxlength=${NAME_LENGTH} autocomplete="off" aria-label=${t("race.name")}
        title=${t("race.name.about")} placeholder=${placeholders[i]} .value=${lane.name}
        @change=${(/** @type {Event & { currentTarget: HTMLInputElement }} */ event) => setName(i, event.currentTarget)}>
      <select class="button" aria-label=${t("race.batch")} @change=${(/** @type {Event & { currentTarget: HTMLSelectElement }} */ event) =>
        change(withLane(draft, i, { batch_size: Number(event.currentTarget.value) }, descend.presets))}>
        ${sizes.map((size) => html`<option value=${size} ?selected=${size === lane.batch_size}>${size === ALL ? t("race.all") : plain(size)}</option>`)}
      </select>
      <select class="button" aria-label=${t("race.optimizer")} @change=${(/** @type {Event & { currentTarget: HTMLSelectElement }} */ event) =>
        change(withLane(draft, i, { optimizer: event.currentTarget.value }, descend.presets))}>
        ${OPTIMIZERS.map((name) => html`<option value=${name} ?selected=${name === lane.optimizer}>${t(`optimizer.${name}`)}</option>`)}
      </select>
      <label class="eta-field"><span>η</span><input class="button" type="text" inputmode="decimal" aria-label=${t("race.eta")}
        ?disabled=${draft.etas === "best"} .value=${written(lane.eta)}
        @change=${(/** @type {Event & { currentTarget: HTMLInputElement }} */ event) => setEta(i, event.currentTarget)}></label>
      <button type="button" class="button square" aria-label=${t("race.remove", { lane: name })} title=${t("race.remove", { lane: name })}
        ?disabled=${draft.lanes.length <= FEWEST} @click=${() => change(removed(draft, i))}><span class="icon icon-x" aria-hidden="true"></span></button>
    </div>`;
  }

  /**
   * @param {number} i
   * @param {HTMLInputElement} input
   */
  function setName(i, input) {
    input.value = input.value.trim();
    change(withLane(draft, i, { name: input.value }, descend.presets));
  }

  /**
   * @param {number} i
   * @param {HTMLInputElement} input
   */
  function setEta(i, input) {
    const eta = typed(input.value, 1e-5, 1000);
    if (eta === null) input.value = written(draft.lanes[i].eta);
    else change(withLane(draft, i, { eta }, descend.presets));
  }

  function start() {
    const shared = draft.etas === "same" ? { plan: { eta: draft.lanes[0].eta } } : {};
    race.ask({ type: "reset", plan: { ...shared, lanes: draft.lanes, etas: draft.etas, limit: draft.limit } });
    dispatchRace({ type: "look", change: { draft: null } });
  }
}
