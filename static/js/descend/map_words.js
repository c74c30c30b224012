// What stands around the map in words: its title and choices, its honest limits, and what was picked on it.

import { html, nothing } from "lit-html";

import { download } from "../download.js";
import { percent, significant, whole } from "../format.js";
import { nearestStep } from "./along.js";
import { tableOf } from "./export.js";
import { mark, segments } from "./parts.js";
import { duration, laneNames, offPlane } from "./say.js";

/** @import { Context } from "../main.js" */
/** @import { Translate } from "../i18n.js" */
/** @import { Contours } from "../messages.js" */
/** @import { State } from "../state.js" */

const TABLES = /** @type {const} */ (["paths", "scores", "batches"]);
const KINDS = /** @type {const} */ (["ends", "stagger", "principal"]);

/**
 * @param {State} state
 * @param {Context} context
 * @param {HTMLCanvasElement} canvas
 */
export function mapHead({ descend }, { t, race }, canvas) {
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
      <details class="menu">
        <summary class="button small" aria-label=${t("map.save")} title=${t("map.save")}><span class="icon icon-download" aria-hidden="true"></span></summary>
        <div class="menu-list">
          <button type="button" data-save="png" ?disabled=${!paths} @click=${() => savePicture(canvas)}>${t("map.save.png")}</button>
          ${TABLES.map((of) => html`<button type="button" data-save=${of} ?disabled=${!paths} @click=${() => save(of)}>${t(`map.save.${of}`)}</button>`)}
        </div>
      </details>
    </div>`;
}

/**
 * @param {State} state
 * @param {Context} context
 */
export function mapFacts({ descend }, { t }) {
  const { contours, now, plan } = descend;
  if (!contours || !plan) return nothing;
  const names = laneNames(t, plan.lanes);
  const through = contours.through.filter((lane) => lane in names).map((lane) => names[lane]);
  const share = percent(contours.captured);
  const [before, after] = t("map.captured", { share }).split(share);
  return html`
    <span title=${t("map.captured.about")}>${before}<strong data-fact="captured">${share}</strong>${after}</span>
    ${plan.lanes.map((lane, i) => html`<span class="distance" title=${t("map.distance.about", { lane: names[i] })}>
      ${mark(lane.colour)} <span data-fact="distance">${t("map.distance", { distance: offPlane(now?.lanes[i]?.distance), furthest: offPlane(Math.max(contours.furthest[i] ?? 0, now?.lanes[i]?.distance ?? 0)) })}</span></span>`)}
    <span title=${planeWords(contours.kind, through, t)} data-fact="sample">${t("map.sample", { sample: whole(contours.sample), size: contours.size })}</span>`;
}

/**
 * @param {Contours["kind"]} kind
 * @param {string[]} names of the lanes that the plane goes through
 * @param {Translate} t
 * @returns {string}
 */
function planeWords(kind, names, t) {
  if (kind === "ends" && names.length === 2) return t("map.through", { a: names[0], b: names[1] });
  if (kind === "stagger" && names.length === 1) return t("map.across", { lane: names[0] });
  return t("map.directions");
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

/** @param {HTMLCanvasElement} canvas */
function savePicture(canvas) {
  const copy = document.createElement("canvas");
  copy.width = canvas.width;
  copy.height = canvas.height;
  const ctx = copy.getContext("2d");
  if (!ctx) return;
  ctx.fillStyle = getComputedStyle(document.documentElement).getPropertyValue("--panel").trim();
  ctx.fillRect(0, 0, copy.width, copy.height);
  ctx.drawImage(canvas, 0, 0);
  copy.toBlob((blob) => {
    if (blob) download("nudge-map.png", blob, blob.type);
  });
}
