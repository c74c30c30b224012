// The ten outputs: what each says, what it should say, and what it wants; in line with the network's last circles.

import { html, nothing, render, svg } from "lit-html";
import { changes } from "../changes.js";
import { arrow, pointsOf } from "../draw/arrow.js";
import { outputRadius } from "../draw/layout.js";
import { direction, fixed, signed, signedSignificant, significant } from "../format.js";
import { isHidden } from "../link/parts.js";
import { className, classNames, DIGITS } from "../stage/classes.js";
import { isVeiled } from "../tour/veil.js";
import { way } from "../why/number.js";
import { isStuck } from "../why/stuck.js";
import { vars } from "../why/vars.js";

/** @import { State } from "../state.js" */
/** @import { Translate } from "../i18n.js" */
/** @import { Context, Render } from "../main.js" */

const SMALL = 13.5; // pixels of radius, for two decimals

/**
 * @param {HTMLElement} root
 * @param {Context} context
 * @returns {Render}
 */
export function mount(root, { dispatch, t }) {
  root.classList.add("region", "outputs");
  let height = 0;
  /** @type {State | null} */
  let last = null;
  const changed = changes();

  const observer = new ResizeObserver(([entry]) => {
    height = entry.contentRect.height;
    if (last) draw(last);
  });

  return (state) => {
    last = state;
    draw(state);
  };

  /** @param {State} state */
  function draw(state) {
    const { activity, view, hello, page, watched, run, veil } = state;
    const facts = [
      activity, view.selected, view.hovered, hello, page.language, page.enlarged, watched, run?.plan, height, view.slopes, veil.over,
    ];
    if (!changed("all", facts)) return;
    const areSlopes = view.slopes || page.enlarged === "stage";
    root.classList.toggle("has-slopes", areSlopes);
    root.classList.toggle("is-by-hand", watched?.source === "preset");
    const phase = activity?.phase?.name ?? "";
    if (root.dataset.phase !== phase) root.dataset.phase = phase;
    root.classList.toggle("has-names", classNames(hello) !== null);
    render(template(state, areSlopes), root);
    const body = root.querySelector(".outputs-body");
    if (body && height === 0) observer.observe(body);
  }

  /**
   * @param {State} state
   * @param {boolean} areSlopes
   */
  function template(state, areSlopes) {
    const radius = outputRadius(10, height || 400);
    const isByHand = state.watched?.source === "preset";
    return html`
      <div class="region-head">
        <h2 class=${isByHand ? "visually-hidden" : ""}>${t("outputs.title")}</h2>
        ${isByHand ? html`<span class="tag" data-explain="outputs.preset">${t("outputs.preset")}</span>` : nothing}
        <button type="button" class="toggle" aria-pressed=${areSlopes} ?disabled=${state.page.enlarged === "stage"}
          data-action="slopes" data-explain="outputs.slopes" @click=${() => dispatch({ type: "view", change: { slopes: !areSlopes } })}>${t("outputs.slopes")}</button>
      </div>
      <div class="region-body outputs-body" data-stage="outputs" ${vars({ "--d": `${2 * radius}px` })}>
        <div class="output-heads" aria-hidden="true">
          <span>${t("outputs.activation")}</span><span></span><span>${t("outputs.target")}</span>
          <span class="wide">${t("outputs.wish")}</span>
          ${areSlopes ? html`<span class="number">${t("outputs.slope")}</span><span class="number">${t("outputs.nudge_z")}</span>` : nothing}
        </div>
        <div class="output-rows" role="group" aria-label=${t("outputs.title")}>
          ${DIGITS.map((digit) => row(state, digit, radius, areSlopes))}
        </div>
      </div>
      <div class="region-foot">${foot(state)}${toWhy(state)}</div>`;
  }

  /**
   * Where the page is scrolled, what says why is out of sight when an output is chosen.
   *
   * @param {State} state
   */
  function toWhy({ view, activity, page }) {
    if (!view.selected || view.selected.layer !== activity?.a.length || isHidden(page, "why")) return nothing;
    const go = () => document.querySelector('[data-frame="why"]')?.scrollIntoView({ behavior: page.reduced ? "instant" : "smooth" });
    return html`<button type="button" class="link-button to-why" data-action="to-why" @click=${go}>${t("outputs.to_why")} <span aria-hidden="true">↓</span></button>`;
  }

  /**
   * @param {State} state
   * @param {number} digit
   * @param {number} radius
   * @param {boolean} areSlopes
   */
  function row(state, digit, radius, areSlopes) {
    const { activity, view } = state;
    const layer = activity?.a.length ?? 0;
    const outputs = activity?.a[layer - 1]?.data ?? [];
    const a = outputs[digit];
    const target = activity?.target.data[digit];
    const { wish, slope, nudge } = wishOf(state, digit);
    const isVerdict = activity?.verdict === digit;
    const isLocked = slope !== undefined && wish !== undefined && isStuck(slope, wish, "sigmoid"); // softmax has no slope here
    const isSelected = view.selected?.layer === layer && view.selected.neuron === digit;
    const { hovered } = view;
    const isHovered = hovered?.kind === "neuron" && hovered.layer === layer && hovered.neuron === digit;
    const classes = ["output", isVerdict && "is-verdict", target === 1 && "is-right", isSelected && "is-selected",
      isHovered && "is-hovered"].filter(Boolean).join(" ");
    return html`
      <button type="button" class=${classes} data-output=${digit} aria-pressed=${isSelected}
        aria-description=${sentence(state, digit, t)}
        @click=${() => select(isSelected ? null : { layer, neuron: digit })}
        @pointerenter=${() => hover({ kind: "neuron", layer, neuron: digit })} @pointerleave=${() => hover(null)}
        @focus=${() => hover({ kind: "neuron", layer, neuron: digit })} @blur=${() => hover(null)}>
        <span class="output-circle" data-output=${digit} data-value="activation" data-exact=${a ?? nothing}
          data-explain="outputs.activation" ${vars({ "--a": `${((a ?? 0) * 100).toFixed(1)}%` })}>${fixed(a, radius < SMALL ? 1 : 2)}</span>
        <span class="digit">${className(state.hello, digit)}</span>
        <span class="target" data-output=${digit} data-value="target" data-explain="outputs.target">${
          target === undefined ? "" : target}</span>
        ${isVeiled(state, `wish${digit}`) ? html`<span class="veiled" aria-hidden="true">?</span>` : arrowView(digit, wish, radius)}
        <span class="wish ${way(Number((wish ?? 0).toFixed(2)))}" data-output=${digit} data-value="wish" data-exact=${wish ?? nothing}
          data-explain="outputs.wish">${wish === undefined ? "" : wanted(wish)}</span>
        ${areSlopes ? html`
          <span class="number" data-output=${digit} data-value="slope" data-exact=${slope ?? nothing}
            data-explain=${slope === undefined ? "outputs.slope.none" : isLocked ? "outputs.stuck" : "outputs.slope"}>${
            isLocked ? lock() : nothing}${wish === undefined ? "" : slope === undefined ? "–" : significant(slope, 2)}</span>
          <span class="number ${way(nudge ?? 0)}" data-output=${digit} data-value="nudge_z" data-exact=${nudge ?? nothing}
            data-explain=${slope === undefined ? "outputs.nudge_z.none" : "outputs.nudge_z"}>${nudge === undefined ? "" : `${direction(nudge)} ${signedSignificant(nudge, 2)}`}</span>` : nothing}
        <span class="role">${isVerdict ? t("outputs.verdict") : target === 1 ? t("outputs.right") : ""}</span>
      </button>`;
  }

  /**
   * The wish as an arrow: a whole circle's height is 1.
   *
   * @param {number} digit
   * @param {number | undefined} wish
   * @param {number} radius
   */
  function arrowView(digit, wish, radius) {
    const shape = arrow(0, 0, (wish ?? 0) * 2 * radius, { width: Math.min(18, Math.max(9, radius * 0.9)) });
    return html`<svg class="arrow ${shape.up ? "up" : "down"}" viewBox="-10 ${-radius} 20 ${2 * radius}" aria-hidden="true"
      data-arrow=${digit} data-kind=${shape.kind} data-length=${shape.length.toFixed(2)} data-up=${shape.up}>
      ${shape.polygons.map((polygon) => svg`<polygon points=${pointsOf(polygon)}></polygon>`)}</svg>`;
  }

  /** @param {State} state */
  function foot(state) {
    const { hovered } = state.view;
    const layer = state.activity?.a.length ?? 0;
    if (hovered?.kind === "neuron" && hovered.layer === layer && state.activity?.wish.data.length) {
      return html`<p class="says" data-hover-sentence>${sentence(state, hovered.neuron, t)}</p>`;
    }
    if (state.activity && state.activity.label === null) return html`<p class="quiet">${t("outputs.unlabelled")}</p>`;
    return html`<p class="legend">
      <span><svg class="key-arrow up" viewBox="-5 -7 10 14" aria-hidden="true">${keyArrow(14)}</svg>${t("outputs.legend.up")}</span>
      <span><svg class="key-arrow down" viewBox="-5 -7 10 14" aria-hidden="true">${keyArrow(-14)}</svg>${t("outputs.legend.down")}</span>
      <span data-explain="outputs.arrow">${t("outputs.legend.length")}</span></p>`;
  }

  /** @param {State["view"]["selected"]} selected */
  function select(selected) {
    dispatch({ type: "view", change: { selected } });
  }

  /** @param {State["view"]["hovered"]} hovered */
  function hover(hovered) {
    dispatch({ type: "view", change: { hovered } });
  }
}

/**
 * @param {State} state
 * @param {number} digit
 * @param {Translate} t
 * @returns {string} what it says, should say and wants
 */
export function sentence(state, digit, t) {
  const { activity, hello } = state;
  const values = { digit: className(hello, digit), a: fixed(activity?.a.at(-1)?.data[digit]) };
  const { wish } = wishOf(state, digit);
  if (wish === undefined) return t("outputs.says.only", values);
  return t("outputs.says", { ...values, target: activity?.target.data[digit], wish: wanted(wish) });
}

/**
 * What is wished of an output, as far as it has been sent and may be seen.
 *
 * @param {State} state
 * @param {number} digit
 * @returns {{ wish?: number, slope?: number, nudge?: number }}
 */
function wishOf(state, digit) {
  const { activity } = state;
  if (isVeiled(state, `wish${digit}`)) return {};
  return { wish: activity?.wish.data[digit], slope: activity?.slope.data[digit], nudge: activity?.nudge_z.data[digit] };
}

/** @param {number} length */
function keyArrow(length) {
  return arrow(0, 0, length, { width: 9 }).polygons.map((polygon) => svg`<polygon points=${pointsOf(polygon)}></polygon>`);
}

function lock() {
  return html`<svg class="lock" viewBox="0 0 12 14" aria-hidden="true"><path d="M1 6h10v8H1z"></path><path class="shackle" d="M3 6V4a3 3 0 0 1 6 0v2"></path></svg>`;
}

/**
 * A wish to two decimals, with a triangle unless those are zero.
 *
 * @param {number} wish
 * @returns {string}
 */
export function wanted(wish) {
  return `${direction(Number(wish.toFixed(2)))} ${signed(wish)}`.trim();
}
