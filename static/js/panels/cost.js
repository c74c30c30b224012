// The cost going down: test, train and each batch, and the accuracy on a scale of its own.

import { html, nothing, render } from "lit-html";
import { createChart, SERIES } from "../chart.js";
import { AXES, columns, share, valueAt } from "../curves.js";
import { percent, significant } from "../format.js";
import { isAfresh, noPoints, noScores } from "../history.js";
import { mount as mountPast } from "../past/slider.js";
import { isBack, scoreOf } from "../past/state.js";
import { pictureMenu } from "../picture/menu.js";
import { passedAt } from "../situation.js";

/** @import { Page, State } from "../state.js" */
/** @import { Series } from "../chart.js" */
/** @import { Context, Render } from "../main.js" */

const LEGEND = /** @type {Series[]} */ (["test", "train", "batch", "accuracy"]);

/**
 * @param {HTMLElement} root
 * @param {Context} context
 * @returns {Render}
 */
export function mount(root, context) {
  const { dispatch, t } = context;
  root.innerHTML = '<div class="corner"></div><div class="chart-legend"></div><div class="chart"></div><div class="past"></div><div class="chart-axis"></div>';
  const [corner, legendRoot, chartRoot, pastRoot, axisRoot] = /** @type {HTMLElement[]} */ ([...root.children]);
  chartRoot.setAttribute("role", "img");
  const slide = mountPast(pastRoot, context);

  /** @type {uPlot | null} */
  let chart = null;
  let data = columns(noPoints(), noScores(), null, "epoch", false);
  /** @type {Record<Series, boolean>} */
  const shown = { batch: true, train: true, test: true, accuracy: true, other_test: true, other_accuracy: true };
  /** @type {number | null} */
  let cursor = null;
  let isZoomed = false;
  let looks = "";
  /** @type {State | null} */
  let drawn = null;
  const size = { width: 0, height: 0 };

  new ResizeObserver(([entry]) => {
    size.width = Math.floor(entry.contentRect.width);
    size.height = Math.floor(entry.contentRect.height);
    if (size.width > 0 && size.height > 0) chart?.setSize(size);
    if (drawn) draw(drawn);
  }).observe(chartRoot);

  return (state, now) => {
    if (!root.hidden) slide(state, now);
    const isSame = drawn !== null && state.points === drawn.points && state.scores === drawn.scores &&
      state.past === drawn.past && state.page === drawn.page;
    if (isSame || root.hidden) return;
    const isFresh = !drawn || drawn.run?.id !== state.run?.id || isAfresh(drawn.scores, state.scores);
    if (isFresh) isZoomed = false;
    draw(state);
  };

  /** @param {State} state */
  function draw(state) {
    const { points, scores, page } = state;
    if (drawn?.page.language !== page.language) {
      render(pictureMenu(context, () => drawn && { of: "cost", state: drawn, data, shown, zoom: isZoomed ? chart?.scales.x : null }), corner);
    }
    const isElsewhere = drawn?.past !== state.past;
    const isNew = drawn === null || drawn.points !== points || drawn.scores !== scores || drawn.page.other !== page.other;
    drawn = state;
    const now = [page.axis, page.log, page.theme, page.palette, page.language, page.enlarged].join();
    const isBuilt = chart !== null && now === looks;
    if (isNew || !isBuilt) {
      data = columns(points, scores, page.other?.scores ?? null, page.axis, page.log);
    }
    if (!isBuilt) build(state, now);
    else if (isNew && chart) {
      chart.setData(data, !isZoomed);
      if (isZoomed) chart.redraw();
    } else if (isElsewhere) chart?.redraw(false);
    legend();
    axes(page);
  }

  /**
   * @param {State} state
   * @param {string} now
   */
  function build({ page }, now) {
    if (size.width === 0 || size.height === 0) return;
    chart?.destroy();
    looks = now;
    isZoomed = false;
    cursor = null;
    chart = createChart(chartRoot, {
      axis: page.axis, log: page.log, shown, size, marker, past: pastAt,
      onCursor(index) {
        if (index === cursor) return;
        cursor = index;
        legend();
      },
      onZoom(zoomed) {
        isZoomed = zoomed;
        if (!zoomed && chart) chart.setData(data);
      },
    }, data);
  }

  function marker() {
    if (!drawn) return null;
    const row = passedAt(drawn.scores);
    return row === null ? null : { x: drawn.scores[drawn.page.axis][row], words: t("cost.passed") };
  }

  /** @returns {number | null} where the network stands that is looked at; null: at the end, or nobody knows */
  function pastAt() {
    if (!drawn || !isBack(drawn)) return null;
    return (drawn.page.axis === "step" ? drawn.past?.at : drawn.past?.score?.[drawn.page.axis]) ?? null;
  }

  function legend() {
    const end = data[0].length - 1;
    const place = pastAt();
    const at = cursor ?? (place === null ? end : data[0].filter((x) => x <= place).length - 1);
    const score = drawn && isBack(drawn) ? scoreOf(drawn) : null; // of the network that is looked at, whose curves may have been thinned
    /** @type {Partial<Record<Series, number | null>>} */
    const exact = { test: score?.test_cost, train: score?.train_cost, accuracy: score && score.test_accuracy * 100 };
    const other = drawn?.page.other ?? null;
    render([LEGEND.map((name) => {
      const value = (cursor === null ? exact[name] : null) ?? valueAt(data[SERIES.indexOf(name) + 1], at);
      const isQuiet = name === "batch" && cursor === null; // it jumps too much to be read
      const words = name === "accuracy" ? percent(share(value)) : significant(value);
      return html`
        <button type="button" class="key" aria-pressed=${shown[name]} data-explain=${`cost.${name}`}
          @click=${() => toggle(name)}>
          <span class="swatch" data-curve=${name} aria-hidden="true"></span>
          <span class="label">${t(`cost.${name}`)}</span><span class="value">${isQuiet ? "" : words}</span>
        </button>`;
    }), other ? html`
      <button type="button" class="key" data-action="alone" data-explain="cost.other"
        @click=${() => dispatch({ type: "page", change: { other: null } })}>
        <span class="swatch" data-curve="other" aria-hidden="true"></span>
        <span class="label">${t("cost.other", { name: other.name })}</span>
        <span class="value">${significant(valueAt(data[5], at))} · ${percent(share(valueAt(data[6], at)))}</span>
        <span class="icon icon-x" aria-hidden="true"></span>
      </button>` : nothing], legendRoot);
    const test = significant(exact.test ?? valueAt(data[3], end));
    const accuracy = percent(share(exact.accuracy ?? valueAt(data[4], end)));
    chartRoot.setAttribute("aria-label", t("cost.summary", { cost: test, accuracy }));
  }

  /** @param {Series} name */
  function toggle(name) {
    shown[name] = !shown[name];
    chart?.setSeries(SERIES.indexOf(name) + 1, { show: shown[name] });
    legend();
  }

  /** @param {Page} page */
  function axes(page) {
    render(html`
      <div class="segments small" role="group" aria-label=${t("cost.axis")}>
        ${AXES.map((axis) => html`
          <button type="button" class="segment" aria-pressed=${page.axis === axis} title=${t(`cost.axis.${axis}.about`)}
            @click=${() => dispatch({ type: "page", change: { axis } })}><span data-words=${t(`cost.axis.${axis}`)}>${t(`cost.axis.${axis}`)}</span></button>`)}
      </div>
      <span class="hint ${data[0].length < 2 ? "" : "of-mouse"}">${t(data[0].length < 2 ? "cost.empty" : "cost.hint")}</span>
      <div class="segments small">
        <button type="button" class="segment" aria-pressed=${page.log} title=${t("cost.log.about")}
          aria-description=${t("cost.log.about")} @click=${() => dispatch({ type: "page", change: { log: !page.log } })}>
          <span data-words=${t("cost.log")}>${t("cost.log")}</span></button>
      </div>
    `, axisRoot);
  }
}
