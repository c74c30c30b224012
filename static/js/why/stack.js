// All together: what everybody in the next layer wishes of each neuron here, head to tail, and what it comes to.

import { html, nothing, svg } from "lit-html";
import { signedSignificant, significant } from "../format.js";
import { arrow, pointsOf } from "../draw/arrow.js";
import { largestOf } from "../draw/scale.js";
import { ranked, strongestOf, trailTo } from "./lens.js";
import { layerName } from "./names.js";
import { among, signedNumber } from "./number.js";
import { pixelWishes } from "./pixelwishes.js";
import { quiz } from "./quiz.js";
import { waiting } from "./waiting.js";
import { addedAt, beside, chains, columnWidth, grownPart, reachOf } from "./waterfall.js";

/** @import { State, Wire } from "../state.js" */
/** @import { Context } from "../main.js" */
/** @import { Chain } from "./waterfall.js" */

const MOST_COLUMNS = 24;
const SHORTEST = 88; // of a waterfall, in pixels
const TALLEST = 640;
const NARROWEST = 45;
const BESIDE = 184; // what stands above and below it

/**
 * @param {State} state
 * @param {number} now
 * @param {{ width: number, height: number, zoom: number }} size of the panel
 * @param {Context} context
 */
export function stackView(state, now, size, context) {
  const { dispatch, t } = context;
  const { stacked } = state.answers;
  if (!stacked || !state.run) return waiting(state, "stacked", t);
  const { sizes } = state.run.plan;
  const { layer, askers } = stacked;
  const rows = askers.data.length + (stacked.rest.data.length > 0 ? 1 : 0);
  const begin = () => dispatch({ type: "lens", change: { since: performance.now() } });
  const back = () => dispatch({ type: "lens", change: { layer: layer - 1, since: null } });
  const added = addedAt(state.page.reduced ? null : state.lens.since, now, rows);
  return html`
    <div class="stack" data-layer=${layer} data-step=${stacked.step}>
      <div class="head">
        <h2>${t(layer === 0 ? "why.stack.title.pixels" : "why.stack.title", { layer: layerName(t, sizes, layer), count: sizes[layer + 1] })}</h2>
        <span class="verdict"><span class="check" aria-hidden="true">✓</span> ${t("why.stack.check")}
          <data value=${stacked.difference} data-name="difference" data-explain="why.stack.difference">${significant(stacked.difference, 2)}</data></span>
        <span class="spacer"></span>
        ${layer > 0 ? html`<button type="button" class="button" @click=${begin}>${t("why.stack.add")}</button>` : nothing}
        <button type="button" class="button" ?disabled=${layer === 0} @click=${back}>${t("why.back")}</button>
      </div>
      ${layer === 0 ? html`${pixelWishes(state, stacked, context)}<p class="answer">${t("why.quiz.answer")}</p>` : waterfall(state, stacked, added, size, context)}
    </div>`;
}

/**
 * @param {State} state
 * @param {Wire["Stacked"]} stacked
 * @param {number} added
 * @param {{ width: number, height: number, zoom: number }} size
 * @param {Context} context
 */
function waterfall(state, stacked, added, size, context) {
  const { dispatch, t } = context;
  const { layer, wishes, rest, total, askers } = stacked;
  const shown = ranked(total.data, MOST_COLUMNS).sort((p, q) => p - q);
  const all = chains(wishes.data, rest.data, total.data, shown);
  const rows = all[0]?.links.length ?? 0;
  const { hovered } = state.view;
  const focus = hovered?.kind === "neuron" && hovered.layer === layer ? hovered.neuron
    : hovered?.kind === "edge" && hovered.layer === layer ? hovered.k
      : strongestOf(total.data);
  const largest = largestOf([total.data]);
  const { low, high } = reachOf(all);
  const { width } = size;
  const height = Math.max(SHORTEST, Math.min(TALLEST, size.height - BESIDE * size.zoom));
  const scale = (height - 12) / (high - low);
  const column = columnWidth(shown.length, width, NARROWEST * size.zoom);
  const zero = 6 + high * scale;
  const leave = () => dispatch({ type: "view", change: { hovered: null } });

  /** @param {Chain} chain */
  const draw = ({ neuron, links, total: sum }) => {
    const places = beside(links, scale, column - 22);
    const sumPart = grownPart(added, rows);
    const choose = () => {
      dispatch({ type: "lens", change: { tab: "neuron", layer: null, trail: trailTo(state, layer) } });
      dispatch({ type: "view", change: { selected: { layer, neuron }, hovered: null } });
    };
    const over = () => dispatch({ type: "view", change: { hovered: { kind: "neuron", layer, neuron } } });
    return html`<li><button type="button" class="column ${neuron === focus ? "is-hovered" : ""}" data-neuron=${neuron} data-total=${sum}
      @pointerenter=${over} @focus=${over} @blur=${leave} @click=${choose}
      aria-description=${t("why.stack.column", { neuron, total: signedSignificant(sum, 2) })}>
      <svg width=${column} height=${height} viewBox="0 0 ${column} ${height}" aria-hidden="true">
        <line class="zero" x1="2" x2=${column - 2} y1=${zero} y2=${zero} />
        ${links.map(({ from, value, row }) => link(places[row].x + 2, from, value * grownPart(added, row), places[row].width, row, value, false))}
        ${sumPart > 0 ? link(column - 11, 0, sum * sumPart, 12, rows, sum, true) : nothing}
      </svg>
      <span class="symbol">a<sub>${neuron}</sub></span>
      ${signedNumber(sum, "why.stack.total", { isWish: true, name: "total", text: among(sum, largest, 2) })}
    </button></li>`;
  };

  /** @param {number} x @param {number} from @param {number} value @param {number} thick @param {number} row @param {number} exact @param {boolean} isSum */
  const link = (x, from, value, thick, row, exact, isSum) => {
    const size = value * scale;
    const { polygons, up, kind } = arrow(x, zero - from * scale - size / 2, size, { width: thick, dashed: isSum });
    return svg`<g class="wish ${isSum ? "sum" : ""} ${up ? "up" : "down"} ${kind}" data-row=${row} data-wish=${exact}>${
      polygons.map((polygon) => svg`<polygon points=${pointsOf(polygon)} />`)}</g>`;
  };

  const focused = all.find(({ neuron }) => neuron === focus);
  return html`
    <ul class="columns" @pointerleave=${leave}>${all.map(draw)}</ul>
    ${shown.length < total.data.length ? html`<p class="note">${t("why.stack.more", { count: total.data.length - shown.length })}</p>` : nothing}
    ${focused ? html`<p class="sum-line" aria-live="off"><span class="symbol" data-explain="why.a">a<sub>${focused.neuron}</sub></span>
      ${focused.links.map(({ value, row }) => html`${row > 0 ? html`<span class="plus">+</span>` : nothing}<span class="from" data-explain="why.from_next"
        ><span class="quiet">${row < askers.data.length ? askers.data[row] : t("why.stack.rest")}</span> <data class=${wayOf(value, among(value, largest))} value=${value}>${among(value, largest)}</data></span>`)}
      <span><span class="plus">=</span> <data class="sum ${focused.total > 0 ? "up" : "down"}" value=${focused.total} data-explain="why.stack.total">${signedSignificant(focused.total, 3)}</data></span></p>` : nothing}
    ${quiz(state, stacked, focus, context)}`;
}

/**
 * The colour of a figure; what is rounded to nothing has none.
 *
 * @param {number} value
 * @param {string} written
 * @returns {"up" | "down" | "quiet"}
 */
function wayOf(value, written) {
  if (Number(written) === 0) return "quiet";
  return value > 0 ? "up" : "down";
}
