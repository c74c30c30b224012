// The curves of all lanes against one clock: cost of their own batches and on a fixed set, and test accuracy.

import { html, render } from "lit-html";

import { changes } from "../../changes.js";
import { createRaceChart } from "../../descend/chart.js";
import { curvesAt } from "../../descend/curves.js";
import { shownAt } from "../../descend/moment.js";
import { CLOCKS } from "../../descend/order.js";
import { partsOf, segments } from "../../descend/parts.js";
import { contrastNote, laneNames } from "../../descend/say.js";
import { pictureMenu } from "../../picture/menu.js";

/** @import { Context, Render } from "../../main.js" */
/** @import { State } from "../../state.js" */
/** @import { RaceChart } from "../../descend/chart.js" */

/**
 * @param {HTMLElement} root
 * @param {Context} context
 * @returns {Render}
 */
export function mount(root, context) {
  const { dispatchRace, t } = context;
  render(html`<div class="card-head" data-part="head"></div>
    <div class="race-charts"><div class="chart" data-part="cost" role="img"></div><div class="chart" data-part="accuracy" role="img"></div></div>
    <p class="hint" data-part="note"></p>`, root);
  const [head, cost, accuracy, note] = partsOf(root, ["head", "cost", "accuracy", "note"]);
  /** @type {{ cost: RaceChart, accuracy: RaceChart } | null} */
  let charts = null;
  let built = "";
  const changed = changes();
  /** @type {{ state: State, show: number | null } | null} */
  let last = null;

  new ResizeObserver(() => {
    charts?.cost.fit();
    charts?.accuracy.fit();
    if (!charts && last) draw(last.state, last.show);
  }).observe(cost);

  return (state, now) => {
    const { descend, page } = state;
    if (page.view !== "descend") return;
    const { show } = shownAt(descend, now);
    const facts = [descend.batches, descend.scores, descend.plan, descend.look.axis, descend.look.focus, show, page];
    if (changed("all", facts)) draw(state, show);
  };

  /**
   * @param {State} state
   * @param {number | null} show
   */
  function draw(state, show) {
    last = { state, show };
    const { descend, page } = state;
    const { axis, focus } = descend.look;
    const looks = [page.theme, page.palette, page.language, page.enlarged === "race_curves", axis, JSON.stringify(descend.plan?.lanes ?? [])].join();
    if (!charts || looks !== built) build(state, looks);
    if (!charts) return;
    const curves = curvesAt(descend, show);
    charts.cost.set(curves.cost, curves.left, curves.right, focus);
    charts.accuracy.set(curves.accuracy, curves.left, curves.right, focus);
  }

  /**
   * @param {State} state
   * @param {string} looks
   */
  function build({ descend }, looks) {
    const lanes = descend.plan?.lanes ?? [];
    const { axis } = descend.look;
    render(html`<h2>${t("curves.title")}</h2>
      <div class="row">${segments({
        label: t("curves.axis"), values: CLOCKS, on: axis, words: (clock) => t(`clock.${clock}`),
        about: (clock) => t(`curves.axis.${clock}`), choose: (value) => dispatchRace({ type: "look", change: { axis: value } }),
      })}${pictureMenu(context, () => (charts && last ? { of: "race_curves", ...last } : null))}</div>`, head);
    note.textContent = contrastNote(t, lanes, axis);
    const names = laneNames(t, lanes).join(", ");
    cost.setAttribute("aria-label", t("curves.cost.summary", { lanes: names }));
    accuracy.setAttribute("aria-label", t("curves.accuracy.summary", { lanes: names }));
    charts?.cost.destroy();
    charts?.accuracy.destroy();
    charts = null;
    if (cost.clientWidth === 0 || lanes.length === 0) return;
    built = looks;
    const colours = lanes.map(({ colour }) => colour);
    charts = {
      cost: createRaceChart(cost, { kind: "cost", clock: axis, colours, title: t("curves.cost") }),
      accuracy: createRaceChart(accuracy, { kind: "accuracy", clock: axis, colours, title: t("curves.accuracy") }),
    };
  }
}
