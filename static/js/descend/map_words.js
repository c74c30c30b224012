// What stands around the map in words: its title and choices, its honest limits, and what was picked on it.

import { html, nothing } from "lit-html";

import { download } from "../download.js";
import { pictureMenu } from "../picture/menu.js";
import { percent, significant, whole } from "../format.js";
import { nearestStep } from "./along.js";
import { tableOf } from "./export.js";
import { planeWords } from "./ground.js";
import { mark, segments } from "./parts.js";
import { duration, laneNames, offPlane } from "./say.js";

/** @import { Context } from "../main.js" */
/** @import { Shown } from "../picture/keep.js" */
/** @import { State } from "../state.js" */

const TABLES = /** @type {const} */ (["paths", "scores", "batches"]);
const KINDS = /** @type {const} */ (["ends", "stagger", "principal"]);

/**
 * @param {State} state
 * @param {Context} context
 * @param {() => Shown | null} shown what is to be saved as a picture
 */
export function mapHead({ descend }, context, shown) {
  const { t, race } = context;
  const { plan, control, paths } = descend;
  const names = laneNames(t, plan?.lanes ?? []);
  /** @param {(typeof TABLES)[number]} of */
  const save = async (of) => {
    const answer = await race.fetch({ type: "export", of });
    if (answer?.type !== "exported") return;
    download(`nudge-${of}.csv`, tableOf(answer, names), "text/csv");
  };
  return html`
    <h2>${t(descend.now?.phase === "searching" ? "race.search.title" : "map.title")}</h2>
    <div class="row">
      ${segments({
        label: t("map.plane"), values: KINDS, on: plan?.plane.kind ?? null, off: !control || !plan,
        words: (kind) => t(`map.plane.${kind}`), about: (kind) => t(`map.plane.${kind}.about`),
        choose: (kind) => race.ask({ type: "plane", kind }),
      })}
      ${pictureMenu(context, paths ? shown : () => null, TABLES.map((of) => html`
        <button type="button" data-save=${of} ?disabled=${!paths} @click=${() => save(of)}>${t(`map.save.${of}`)}</button>`))}
    </div>`;
}

/**
 * @param {State} state
 * @param {Context} context
 * @param {readonly (number | null)[]} distances of the walkers that are shown
 */
export function mapFacts({ descend }, { t }, distances) {
  const { contours, paths, plan } = descend;
  if (!contours || !paths || !plan) return nothing;
  const names = laneNames(t, plan.lanes);
  const share = percent(paths.captured);
  const [before, after] = t("map.captured", { share }).split(share);
  return html`
    <span title=${t("map.captured.about")}>${before}<strong data-fact="captured">${share}</strong>${after}</span>
    ${plan.lanes.map((lane, i) => html`<span class="distance" title=${t("map.distance.about", { lane: names[i] })}>
      ${mark(lane.colour)} <span data-fact="distance">${t("map.distance", { distance: offPlane(distances[i]), furthest: offPlane(Math.max(paths.furthest[i] ?? 0, distances[i] ?? 0)) })}</span></span>`)}
    <span title=${planeWords(contours, plan.lanes, t)} data-fact="sample">${t("map.sample", { sample: whole(contours.sample), size: contours.size })}</span>`;
}

/**
 * @param {State} state
 * @param {Context} context
 */
export function mapPicked({ descend }, { t, race, dispatchRace }) {
  const { picked } = descend.look;
  const lane = picked && descend.plan?.lanes[picked.lane];
  const path = picked && descend.paths?.lanes[picked.lane];
  if (!picked || !lane || !path) return nothing;
  const at = nearestStep(path.step.data, picked.step);
  if (at < 0) return nothing;
  return html`<div class="picked" role="group" aria-label=${t("map.picked")}>
    <p>${mark(lane.colour)} <strong>${laneNames(t, descend.plan?.lanes ?? [])[picked.lane]}</strong></p>
    <dl>
      <dt>${t("lanes.steps")}</dt><dd>${whole(path.step.data[at])}</dd>
      <dt>${t("lanes.examples")}</dt><dd>${whole(path.examples.data[at])}</dd>
      <dt>${t("lanes.seconds")}</dt><dd>${duration(path.seconds.data[at], t)}</dd>
      <dt>${t("lanes.cost")}</dt><dd>${significant(path.cost.data[at])}</dd>
      <dt>${t("map.off")}</dt><dd>${offPlane(path.distance.data[at])}</dd>
    </dl>
    ${descend.control ? html`<div class="actions">
      <button type="button" class="button primary small" data-action="take" @click=${() => race.take(picked.lane, picked.step)}>${t("map.take")}</button>
      <button type="button" class="button small" data-action="agree-here" @click=${() => race.ask({ type: "agree", ...picked })}>${t("map.agree")}</button>
    </div>` : nothing}
    <button type="button" class="close" aria-label=${t("page.close")} @click=${() => dispatchRace({ type: "look", change: { picked: null } })}>
      <span class="icon icon-x" aria-hidden="true"></span></button>
  </div>`;
}
