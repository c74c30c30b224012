// What stands around the network's canvas: which quantity, the phases of slow motion, titles, windows, the legend.

import { html, nothing, svg } from "lit-html";
import { arrow, pointsOf } from "../draw/arrow.js";
import { SCALES_OF } from "../draw/scale.js";
import { significant, whole } from "../format.js";
import { isBack } from "../past/state.js";
import { backOf } from "../poll/state.js";
import { NUDGES_OF, QUANTITIES } from "../view.js";
import { vars } from "../why/vars.js";
import { kindOf } from "./geometry.js";

/** @import { Layout } from "../draw/layout.js" */
/** @import { ScaleOf } from "../draw/scale.js" */
/** @import { State } from "../state.js" */
/** @import { Translate } from "../i18n.js" */

const PHASES = /** @type {const} */ (["forward", "cost", "backward", "update"]);
const MOST_SCALES = 3;
const KEY = arrow(0, 0, 16, { width: 9, dashed: true }).polygons.map((polygon) => svg`<polygon class="up" points=${pointsOf(polygon)}></polygon>`);

/**
 * @param {State} state
 * @param {Translate} t
 * @param {(change: Partial<State["view"]>) => void} change
 * @param {(back: boolean) => void} go to another phase
 */
export function headView(state, t, change, go) {
  const { run, activity, view, page } = state;
  const { quantity, nudgeOf } = view;
  const phase = activity?.phase;
  return html`
    ${phase ? [phases(phase, t), run?.slow && run.status === "paused" && page.controls ? turns(t, go) : nothing] : html`<h2>${t("network.title")}</h2>
      <span class="count" data-explain="network.count" data-value="parameters">${run ? t("network.count", { count: whole(run.parameters) }) : ""}</span>`}
    <div class="quantity">
      ${quantity === "nudges" ? html`
        <div class="segments small" role="group" aria-label=${t("network.nudge_of")}>
          ${NUDGES_OF.map((of) => segment(`network.of.${of}`, nudgeOf === of, t, () => change({ nudgeOf: of }), of))}
        </div>` : nothing}
      <div class="segments small" role="group" aria-label=${t("network.quantity")}>
        ${QUANTITIES.map((name) => segment(`network.${name}`, quantity === name, t, () => change({ quantity: name }), name, name === "nudges" && backOf(state).length > 0))}
      </div>
    </div>`;
}

/**
 * @param {string} key
 * @param {boolean} isOn
 * @param {Translate} t
 * @param {() => void} choose
 * @param {string} name
 * @param {boolean} [isOff]
 */
function segment(key, isOn, t, choose, name, isOff = false) {
  return html`<button type="button" class="segment" ?disabled=${isOff} aria-pressed=${isOn} data-choice=${name} data-explain=${key} @click=${choose}>
    <span data-words=${t(key)}>${t(key)}</span></button>`;
}

/**
 * @param {NonNullable<NonNullable<State["activity"]>["phase"]>} phase
 * @param {Translate} t
 */
function phases({ name }, t) {
  return html`<ol class="phases" aria-label=${t("network.phases")}>${PHASES.map((each, index) => html`
    <li class=${each === name ? "is-now" : ""} aria-current=${each === name ? "step" : nothing} data-phase=${each}>
      <b>${index + 1}</b>${t(`network.phase.${each}`)}</li>`)}</ol>`;
}

/**
 * The same as the keys [ and ].
 *
 * @param {Translate} t
 * @param {(back: boolean) => void} go
 */
function turns(t, go) {
  return html`<span class="joined turns">${/** @type {const} */ (["back", "on"]).map((way) => html`
    <button type="button" class="button square" data-turn=${way} aria-label=${t(`network.phase.${way}`)} title=${t(`network.phase.${way}`)}
      @click=${() => go(way === "back")}><span class="icon icon-chevron-${way === "back" ? "left" : "right"}" aria-hidden="true"></span></button>`)}</span>`;
}

/**
 * The titles over the columns, and the windows of layers too wide to be drawn whole.
 *
 * @param {State} state
 * @param {Layout} layout
 * @param {Translate} t
 * @param {(layer: number, first: number) => void} show
 */
export function overlayView(state, layout, t, show) {
  const { page, view } = state;
  const depth = layout.columns.length;
  const title = (/** @type {Pick<Layout["columns"][number], "x" | "pictures">} */ { x, pictures }) =>
    Math.round(pictures ? (x + pictures.spots[0].x - pictures.side / 2) / 2 : x);
  return [layout.fan.thumbnail || title(layout.columns[0]) < 138 ? nothing : html`<span class="net-title is-pixels">${t("network.layer.pixels")}</span>`,
    layout.columns.map(({ layer, x, pictures, span, more }) => html`
    ${x > layout.width ? nothing : html`
      <span class="net-title" ${vars({ "--x": `${title({ x, pictures })}px` })}>${
        t(layer === depth ? "network.layer.output" : "network.layer", { layer, count: whole(span.of) })}</span>`}
    ${more ? html`
      <div class="net-more" data-more=${layer} data-explain="network.more" data-explain-values=${JSON.stringify({
        from: whole(span.first), to: whole(span.first + span.count - 1), of: whole(span.of) })}
        ${vars({ "--x": `${Math.round(more.x)}px`, "--y": `${Math.round(more.y)}px` })}>
        <button type="button" class="button square" ?disabled=${!page.controls || span.first === 0} aria-label=${t("network.earlier", { layer })}
          @click=${() => show(layer, Math.max(0, span.first - span.count))}><span class="icon icon-chevron-left" aria-hidden="true"></span></button>
        <span>${t("network.more", { count: whole(span.of - span.count) })}</span>
        <button type="button" class="button square" ?disabled=${!page.controls || span.first + span.count >= span.of}
          aria-label=${t("network.later", { layer })} @click=${() => show(layer, span.first + span.count)}><span
          class="icon icon-chevron-right" aria-hidden="true"></span></button>
      </div>` : nothing}`),
  isBack(state) && kindOf(view) === "batch" ? html`<p class="empty net-note">${t("error.in_the_past")}</p>` : nothing];
}

/**
 * @typedef {{
 *   weights: readonly number[], biases: readonly number[], wishes: readonly number[], full: readonly number[], of: ScaleOf,
 * }} LegendScales
 */

/**
 * @param {State} state
 * @param {LegendScales} scales
 * @param {Translate} t
 * @param {(of: ScaleOf) => void} choose
 */
export function legendView({ view, activity, run }, { weights, biases, wishes, full, of }, t, choose) {
  const listed = (/** @type {readonly number[]} */ scales) => scalesText(of === "network" ? scales.slice(0, 1) : scales);
  const isSigned = run?.plan.activation === "tanh";
  const fullest = full.every((each) => each <= 1) ? "1" : scalesText(full);
  const hasWishes = activity !== null && activity.nudge_a.some(({ data }) => data.length > 0);
  return html`
    <span class="segments small" role="group" aria-label=${t("network.scale")}>
      ${SCALES_OF.map((each) => segment(`network.scale.${each}`, of === each, t, () => choose(each), each))}
    </span>
    <span class="legend-item" data-explain="network.legend.edges"><svg class="key-strokes" viewBox="0 0 26 14" aria-hidden="true">
      <path class="up" d="M1 4.5H25"></path><path class="down" d="M1 10.5H25"></path></svg>
      <span>${t(`network.legend.${view.quantity}`)} <output aria-live="off" data-value="scales">${listed(weights) || "–"}</output></span></span>
    ${view.quantity === "products" ? nothing : html`
      <span class="legend-item" data-explain="network.legend.bias"><svg class="key-arc" viewBox="-8 -8 16 16" aria-hidden="true">
        <circle r="4.5"></circle><path class="up" d="M0-7A7 7 0 0 1 7 0"></path><path class="down" d="M0-7A7 7 0 0 0 -7 0"></path></svg>
        <span>${t(view.quantity === "nudges" ? "network.legend.bias.nudge" : "network.legend.bias")} <output aria-live="off" data-value="bias-scale">${listed(biases)}</output></span></span>`}
    ${hasWishes ? html`
      <span class="legend-item" data-explain="network.legend.wish">
        <svg class="key-arrow" viewBox="-5 -8 10 16" aria-hidden="true">${KEY}</svg>
        <span>${t("network.legend.wish")} <output aria-live="off" data-value="wish-scale">${listed(wishes)}</output></span></span>` : nothing}
    <span class="legend-item" data-explain=${isSigned ? "network.legend.signed" : "network.legend.activation"}>
      <i class="key-fill ${isSigned ? "is-signed" : ""}"></i><span>${isSigned ? "−1 … 1" : `0 … ${fullest}`}</span></span>`;
}

/**
 * The scales layer by layer; of many layers the least and the largest, which is all there is room for.
 *
 * @param {readonly number[]} scales
 * @returns {string}
 */
export function scalesText(scales) {
  const written = (/** @type {number} */ scale) => significant(scale, 2);
  return scales.length <= MOST_SCALES ? scales.map(written).join(" · ")
    : `${written(Math.min(...scales))} … ${written(Math.max(...scales))}`;
}
