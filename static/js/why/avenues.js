// The three avenues to a better activation: the bias, the weights, and the activations before.

import { html, nothing } from "lit-html";
import { fixed, percent, significant } from "../format.js";
import { largestOf } from "../draw/scale.js";
import { onto, passed, ranked } from "./lens.js";
import { among, number, signedNumber, way } from "./number.js";
import { vars } from "./vars.js";

/** @import { State, Wire } from "../state.js" */
/** @import { Context } from "../main.js" */

const MOST_ROWS = 24;

/**
 * The share bar and the three columns. `pictures` stands in for the two lists where a list of 784 would be none.
 *
 * @param {State} state
 * @param {Wire["Explanation"]} explanation
 * @param {Context} context
 * @param {{ weights: unknown, activations: unknown } | null} pictures
 * @param {unknown} whatIf
 */
export function avenues(state, explanation, context, pictures, whatIf) {
  const { t } = context;
  const { share, b, nudge_b, fall, W } = explanation;
  const [bias, weights, activations] = share.data;
  const left = W.data.length - MOST_ROWS;
  const more = left > 0 && !pictures ? html`<p class="note">${t("why.rows.more", { count: left })}</p>` : nothing;
  return html`
    <div class="avenues">
      <div class="share" role="img" aria-label=${t("why.share.about", {
        bias: percent(bias), weights: percent(weights), activations: percent(activations),
      })} data-explain="why.share" ${vars({ "--bias": bias, "--weights": weights, "--activations": activations })}>
        <span class="part bias"></span><span class="part weights"></span><span class="part activations"></span>
      </div>

      <section class="avenue bias" aria-label=${t("why.avenue.bias")}>
        ${heading("1", t("why.avenue.bias"), bias, "bias", "")}
        <dl class="pairs">
          <div><dt>${t("why.bias.now")}</dt><dd>${number(b, "why.term.b", { name: "b" })}</dd></div>
          <div><dt>${t("why.nudge")}</dt><dd class="act">${signedNumber(nudge_b, "why.nudge_b", { figures: 3, name: "nudge_b" })}</dd></div>
        </dl>
        <p class="note">${t("why.bias.note")}</p>
        <p class="note">${t("why.fall")} ${number(fall, "why.fall", { name: "fall", text: significant(fall, 2) })}</p>
      </section>

      <section class="avenue weights" aria-label=${t("why.avenue.weights")}>
        ${heading("2", t("why.avenue.weights"), weights, "weights", t("why.weights.rule"))}
        ${pictures?.weights ?? weightRows(state, explanation, context)}
        ${more}
        ${whatIf}
      </section>

      <section class="avenue activations" aria-label=${t("why.avenue.activations")}>
        ${heading("3", t("why.avenue.activations"), activations, "activations", t("why.activations.rule"))}
        ${pictures?.activations ?? activationRows(state, explanation, context)}
        ${more}
        <p class="note">${t("why.activations.note")}</p>
      </section>
    </div>`;
}

/**
 * @param {string} ordinal
 * @param {string} title
 * @param {number} share
 * @param {"bias" | "weights" | "activations"} name
 * @param {string} rule
 */
function heading(ordinal, title, share, name, rule) {
  return html`<h3><span class="ordinal">${ordinal}</span> ${title} ${number(share, `why.share.${name}`, {
    text: percent(share, share < 0.1 ? 1 : 0), name: `share_${name}`,
  })}<span class="rule">${rule}</span></h3>`;
}

/**
 * A row a weight: how loud the neuron before is, and the weight's nudge, in one proportion.
 *
 * @param {State} state
 * @param {Wire["Explanation"]} explanation
 * @param {Context} context
 */
function weightRows(state, { before, nudge_W, layer, neuron, hebb, W }, { dispatch, t }) {
  const loudest = largestOf([before.data]);
  const largest = largestOf([nudge_W.data]);
  const together = new Set(hebb.data);
  return html`<ul class="rows" @pointerleave=${() => leave(dispatch)}>
    ${ranked(before.data, MOST_ROWS).map((k) => {
      const a = before.data[k], nudge = nudge_W.data[k];
      const isPair = together.has(k);
      const open = () => dispatch({ type: "lens", change: onto({ layer: layer - 1, j: neuron, k }) });
      return html`<li><button type="button" class="row ${isHovered(state, layer, neuron, k) ? "is-hovered" : ""} ${isPair ? "is-pair" : ""}"
        data-k=${k} @pointerenter=${() => hover(dispatch, layer, neuron, k)} @focus=${() => hover(dispatch, layer, neuron, k)} @blur=${() => leave(dispatch)}
        @click=${open}
        aria-description=${t("why.weights.row", { k, a: fixed(a), w: significant(W.data[k]), nudge: significant(nudge, 2) })}>
        <span class="symbol">a<sub>${k}</sub></span>
        <span class="bar grey" ${vars({ "--part": loudest > 0 ? Math.abs(a) / loudest : 0 })}></span>
        ${number(a, "why.before", { text: fixed(a), name: "a" })}
        <span class="bar ${way(nudge)}" ${vars({ "--part": largest > 0 ? Math.abs(nudge) / largest : 0 })}></span>
        ${signedNumber(nudge, "why.nudge_w", { name: "nudge", text: among(nudge, largest) })}
        <span class="pair" data-explain=${isPair ? "why.hebb" : nothing}>${isPair ? html`<svg viewBox="0 0 16 10" role="img" aria-label=${t("why.hebb.short")}><circle cx="4" cy="5" r="3" /><circle cx="12" cy="5" r="3" /><path d="M4 5h8" /></svg>` : nothing}</span>
      </button></li>`;
    })}
  </ul>
  ${together.size > 0 ? html`<p class="note hebb"><svg viewBox="0 0 16 10" aria-hidden="true"><circle cx="4" cy="5" r="3" /><circle cx="12" cy="5" r="3" /><path d="M4 5h8" /></svg> ${t("why.hebb.note")}</p>` : nothing}`;
}

/**
 * A row an activation before: the weight to it, and the wish, which only that neuron's own weights can grant.
 *
 * @param {State} state
 * @param {Wire["Explanation"]} explanation
 * @param {Context} context
 */
function activationRows(state, explanation, { dispatch, t }) {
  const { W, wish_before, layer, neuron } = explanation;
  const heaviest = largestOf([W.data]);
  const largest = largestOf([wish_before.data]);
  return html`<ul class="rows" @pointerleave=${() => leave(dispatch)}>
    ${ranked(W.data, MOST_ROWS).map((k) => {
      const w = W.data[k], wish = wish_before.data[k];
      const words = t(wish > 0 ? "why.wished.more" : wish < 0 ? "why.wished.less" : "why.wished.same");
      const open = () => {
        dispatch({ type: "lens", change: { trail: passed(state.lens.trail, { layer, neuron }, layer - 1) } });
        dispatch({ type: "view", change: { selected: { layer: layer - 1, neuron: k }, hovered: null } });
      };
      return html`<li><button type="button" class="row ${isHovered(state, layer, neuron, k) ? "is-hovered" : ""}"
        data-k=${k} @pointerenter=${() => hover(dispatch, layer, neuron, k)} @focus=${() => hover(dispatch, layer, neuron, k)} @blur=${() => leave(dispatch)}
        @click=${open}
        aria-description=${t("why.activations.row", { k, w: significant(w), words, wish: significant(wish, 2) })}>
        <span class="symbol">w<sub>${k}</sub></span>
        <span class="bar ${way(w)} weight" ${vars({ "--part": heaviest > 0 ? Math.abs(w) / heaviest : 0 })}></span>
        ${number(w, "why.term.w", { text: Math.abs(w) >= 0.1 ? fixed(w) : significant(w, 2), name: "w" })}
        <span class="bar wish ${way(wish)}" ${vars({ "--part": largest > 0 ? Math.abs(wish) / largest : 0 })}></span>
        ${signedNumber(wish, "why.wish_before", { isWish: true, name: "wish", text: among(wish, largest) })}
        <span class="words">${words}</span>
      </button></li>`;
    })}
  </ul>`;
}

/**
 * @param {State} state
 * @param {number} layer
 * @param {number} neuron
 * @param {number} k
 * @returns {boolean}
 */
function isHovered({ view: { hovered } }, layer, neuron, k) {
  if (hovered?.kind === "edge") return hovered.layer === layer - 1 && hovered.j === neuron && hovered.k === k;
  return hovered?.kind === "neuron" && hovered.layer === layer - 1 && hovered.neuron === k;
}

/**
 * @param {Context["dispatch"]} dispatch
 * @param {number} layer
 * @param {number} j
 * @param {number} k
 */
function hover(dispatch, layer, j, k) {
  dispatch({ type: "view", change: { hovered: { kind: "edge", layer: layer - 1, j, k } } });
}

/** @param {Context["dispatch"]} dispatch */
function leave(dispatch) {
  dispatch({ type: "view", change: { hovered: null } });
}
