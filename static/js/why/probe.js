// A slider that moves one weight, on paper: the true cost beside the straight line. Let go, and it springs back.

import { html, svg } from "lit-html";
import { fixed, significant } from "../format.js";
import { apart, plotOf, SPRING, sprung } from "./curve.js";
import { parameterAt, sameParameter } from "./lens.js";
import { number } from "./number.js";
import { vars } from "./vars.js";
import { waiting } from "./waiting.js";

/** @import { Parameter, State } from "../state.js" */
/** @import { Context } from "../main.js" */

const BESIDE = { across: 540, down: 130 }; // what stands beside the plot, and above and below it

/**
 * @param {State} state
 * @param {Parameter} parameter
 * @param {number} now
 * @param {{ width: number, height: number, zoom: number }} size of the panel
 * @param {Context} context
 */
export function probeView(state, parameter, now, size, { dispatch, t }) {
  const { probed } = state.answers;
  const isOf = probed !== null && sameParameter(parameterAt(probed.row), parameter);
  if (state.watched?.source === "preset") return html`<section class="probe"><p class="empty">${t("why.by_hand")}</p></section>`;
  if (!isOf) return html`<section class="probe">${waiting(state, "probed", t)}</section>`;
  const width = Math.max(240, Math.min(720, size.width < 700 ? size.width : size.width - BESIDE.across * size.zoom));
  const height = Math.max(110, Math.min(480, size.height - BESIDE.down * size.zoom));
  const plot = plotOf({ at: probed.at.data, cost: probed.cost.data, line: probed.line.data }, width, height);
  const ticks = apart(plot.ticks.map(({ at }) => at));
  const middle = (probed.at.data.length - 1) / 2;
  const { moved, released } = state.lens;
  const place = moved ?? (released && !state.page.reduced ? sprung(released.from, middle, now - released.at) : middle);
  const nearest = Math.max(0, Math.min(probed.at.data.length - 1, Math.round(place)));
  const value = probed.at.data[nearest], cost = probed.cost.data[nearest], line = probed.line.data[nearest];

  /** @param {Event} event */
  const slide = ({ currentTarget }) => {
    if (currentTarget instanceof HTMLInputElement) dispatch({ type: "lens", change: { moved: currentTarget.valueAsNumber, released: null } });
  };
  const letGo = () => {
    if (moved !== null) dispatch({ type: "lens", change: { moved: null, released: { at: performance.now(), from: moved } } });
  };
  return html`
    <section class="probe" aria-label=${t("why.probe")} ${vars({ "--width": `${width}px` })}>
      <svg class="plot" width=${width} height=${plot.height} viewBox="0 0 ${width} ${plot.height}" role="img" aria-label=${t("why.probe.about")}>
        ${plot.ticks.map(({ y }, index) => svg`<text x="52" y=${y} text-anchor="end" dominant-baseline=${y < 20 ? "hanging" : "auto"}>${ticks[index]}</text>`)}
        <line class="axis" x1="58" x2=${width - 8} y1=${plot.zero} y2=${plot.zero} />
        <line class="here" x1=${plot.x(probed.value)} x2=${plot.x(probed.value)} y1="8" y2=${plot.zero} />
        <path class="line" d=${plot.line} />
        <path class="curve" d=${plot.curve} />
        <line class="gap" x1=${plot.x(value)} x2=${plot.x(value)} y1=${plot.y(cost)} y2=${plot.y(line)} />
        <circle class="on-line" cx=${plot.x(value)} cy=${plot.y(line)} r="4" />
        <circle class="on-curve" cx=${plot.x(value)} cy=${plot.y(cost)} r="5" />
      </svg>
      <input class="probe-slider" type="range" min="0" max=${probed.at.data.length - 1} step="1" .valueAsNumber=${nearest}
        aria-label=${t("why.probe.slider")} aria-valuetext=${fixed(value)} @input=${slide} @blur=${letGo} @pointerup=${letGo} @pointercancel=${letGo}>
      <p class="probe-reading">
        <span data-explain="why.probe.value">${t("why.probe.value")} ${number(value, "why.probe.value", { text: fixed(value), name: "probe_value" })}</span>
        <span class="true">${t("why.probe.cost")} ${number(cost, "why.probe.cost", { name: "probe_cost", text: significant(cost, 4) })}</span>
        <span class="predicted">${t("why.probe.line")} ${number(line, "why.probe.line", { name: "probe_line", text: significant(line, 4) })}</span>
      </p>
      <p class="note">${moved === null ? t("why.probe.hint") : t("why.probe.moved")}</p>
    </section>`;
}

/**
 * Whether the knob is still on its way back.
 *
 * @param {State} state
 * @param {number} now
 * @returns {boolean}
 */
export function isSpringing({ lens, page }, now) {
  return lens.tab === "sensitivity" && lens.released !== null && !page.reduced && now - lens.released.at < SPRING;
}
