// The curves of all lanes against one clock: cost of their own batches and on a fixed set, and test accuracy.

import { html, render } from "lit-html";

import { createRaceChart } from "../../descend/chart.js";
import { joined, leftEnd, lineOf, rightEnd } from "../../descend/curves.js";
import { showLength, stands, watchOf } from "../../descend/moment.js";
import { CLOCKS } from "../../descend/order.js";
import { segments } from "../../descend/parts.js";
import { ALL, laneNames } from "../../descend/say.js";

/** @import { Context, Render } from "../../main.js" */
/** @import { State } from "../../state.js" */
/** @import { RaceChart } from "../../descend/chart.js" */

/** @type {{ x: number[], y: number[] }} */
const NO_LINE = { x: [], y: [] };

/**
 * @param {HTMLElement} root
 * @param {Context} context
 * @returns {Render}
 */
export function mount(root, { dispatchRace, t }) {
  render(html`<div class="card-head" data-part="head"></div>
    <div class="race-charts"><div class="chart" data-part="cost" role="img"></div><div class="chart" data-part="accuracy" role="img"></div></div>
    <p class="hint" data-part="note"></p>`, root);
  const [head, cost, accuracy, note] = ["head", "cost", "accuracy", "note"].map((name) =>
    /** @type {HTMLElement} */ (root.querySelector(`[data-part="${name}"]`)));
  /** @type {{ cost: RaceChart, accuracy: RaceChart } | null} */
  let charts = null;
  let built = "";
  /** @type {unknown[]} */
  let drawn = [];
  /** @type {State | null} */
  let last = null;

  new ResizeObserver(() => {
    charts?.cost.fit();
    charts?.accuracy.fit();
    if (!charts && last) draw(last, null);
  }).observe(cost);

  return (state, now) => {
    const { descend, page } = state;
    if (page.view !== "descend") return;
    const { replay } = descend.look;
    const show = replay ? watchOf(replay, showLength(descend), now) : null;
    const facts = [descend.batches, descend.scores, descend.plan, descend.look.axis, descend.look.focus, show, page];
    if (facts.every((fact, i) => fact === drawn[i])) return;
    drawn = facts;
    draw(state, show);
  };

  /**
   * @param {State} state
   * @param {number | null} show
   */
  function draw(state, show) {
    last = state;
    const { descend, page } = state;
    const { axis, focus } = descend.look;
    const lanes = descend.plan?.lanes ?? [];
    const looks = [page.theme, page.palette, page.language, axis, JSON.stringify(lanes)].join();
    if (looks !== built) build(state, looks);
    if (!charts) return;
    const standing = show === null ? null : stands(descend, show);
    const left = leftEnd([...descend.batches, ...descend.scores], axis);
    const right = Math.max(left * 10, rightEnd([...descend.batches, ...descend.scores], axis));
    /** @param {number} lane */
    const options = (lane) => ({ left, upTo: standing ? standing[lane]?.step ?? 0 : null });
    // a race that has just been changed has lanes without curves
    const own = lanes.map((_, lane) => {
      const series = descend.batches[lane];
      return series ? lineOf(series, series.cost, axis, options(lane)) : NO_LINE;
    });
    const [fixed, answers] = /** @type {const} */ (["cost", "test_accuracy"]).map((name) => lanes.map((_, lane) => {
      const series = descend.scores[lane];
      if (!series) return NO_LINE;
      return lineOf(series, name === "cost" ? series.cost : series.test_accuracy.map((share) => share * 100), axis, options(lane));
    }));
    charts.cost.set(joined([...own, ...fixed]), left, right, focus);
    charts.accuracy.set(joined(answers), left, right, focus);
  }

  /**
   * @param {State} state
   * @param {string} looks
   */
  function build({ descend }, looks) {
    const lanes = descend.plan?.lanes ?? [];
    const { axis } = descend.look;
    render(html`<h2>${t("curves.title")}</h2>
      ${segments({
        label: t("curves.axis"), values: CLOCKS, on: axis, words: (clock) => t(`clock.${clock}`),
        about: (clock) => t(`curves.axis.${clock}`), choose: (value) => dispatchRace({ type: "look", change: { axis: value } }),
      })}`, head);
    const isContrast = lanes.some((lane) => lane.batch_size >= ALL) && lanes.some((lane) => lane.batch_size < ALL);
    note.textContent = t(isContrast ? `curves.note.${axis}` : "curves.note");
    const names = laneNames(t, lanes).join(", ");
    cost.setAttribute("aria-label", t("curves.cost.summary", { lanes: names }));
    accuracy.setAttribute("aria-label", t("curves.accuracy.summary", { lanes: names }));
    if (cost.clientWidth === 0 || lanes.length === 0) return;
    built = looks;
    charts?.cost.destroy();
    charts?.accuracy.destroy();
    const colours = lanes.map(({ colour }) => colour);
    charts = {
      cost: createRaceChart(cost, { kind: "cost", clock: axis, colours, title: t("curves.cost") }),
      accuracy: createRaceChart(accuracy, { kind: "accuracy", clock: axis, colours, title: t("curves.accuracy") }),
    };
  }
}
