// One knob of the 13,002: what it is, how much the cost listens to it, and whether that is true.

import { html, nothing } from "lit-html";
import { significant, signedSignificant, whole } from "../format.js";
import { choosers } from "./chooser.js";
import { parameterAt, sameParameter } from "./lens.js";
import { parameterName, parameterOf, shortName } from "./names.js";
import { number, signedNumber } from "./number.js";
import { probeView } from "./probe.js";
import { waiting } from "./waiting.js";

/** @import { Parameter, State, Wire } from "../state.js" */
/** @import { Context } from "../main.js" */

/**
 * @param {State} state
 * @param {number} now
 * @param {{ width: number, height: number, zoom: number }} size of the panel
 * @param {Context} context
 */
export function sensitivityView(state, now, size, context) {
  const { t } = context;
  const parameter = parameterOf(state);
  if (!state.run || !parameter) return html`<p class="empty">${t("why.waiting")}</p>`;
  const { inspected } = state.answers;
  const place = inspected ? inspected.rows.findIndex((row) => sameParameter(parameterAt(row), parameter)) : -1;
  return html`
    <div class="sensitivity">
      <section class="knob-choice" aria-label=${t("why.sensitivity.choose")}>
        ${choosers(state, parameter, inspected, context)}
      </section>
      <section class="reading" aria-label=${parameterName(t, state.run.plan.sizes, parameter)}>
        <h2>${parameterName(t, state.run.plan.sizes, parameter)}</h2>
        ${inspected && place >= 0 ? facts(inspected, place, state, context) : waiting(state, "inspected", t)}
        ${state.watched?.source === "preset" ? nothing : checkView(state, parameter, context)}
      </section>
      ${probeView(state, parameter, now, size, context)}
    </div>`;
}

/**
 * @param {Wire["Inspected"]} inspected
 * @param {number} place
 * @param {State} state
 * @param {Context} context
 */
function facts(inspected, place, state, { t }) {
  const { values, gradients, ranks, predicted, measured, moved, count } = inspected;
  return html`
    <dl class="facts">
      <div><dt>${t("why.value")}</dt><dd>${number(values.data[place], "why.value", { name: "value" })}</dd></div>
      <div><dt>${t("why.gradient")}</dt><dd>${signedNumber(gradients.data[place], "why.gradient", { figures: 3, name: "gradient" })}</dd></div>
      <div><dt>${t("why.rank")}</dt><dd>${number(ranks.data[place], "why.rank", { text: whole(ranks.data[place]), name: "rank" })}
        <span class="quiet">${t("why.rank.of")} ${number(count, "why.count", { text: whole(count), name: "count" })}</span></dd></div>
    </dl>
    <p class="sentence">${t("why.moving", { moved })} ${signedNumber(predicted.data[place], "why.predicted", { figures: 3, name: "predicted" })}.
      ${measured.data.length > place ? html`<span class="quiet">${t("why.measured")} ${number(measured.data[place], "why.measured", {
        text: signedSignificant(measured.data[place], 3), name: "measured" })}</span>` : nothing}</p>
    ${place === 0 ? comparison(inspected, state, t) : nothing}`;
}

/**
 * The first row beside the pinned ones. A pin on itself is no comparison.
 *
 * @param {Wire["Inspected"]} inspected
 * @param {State} state
 * @param {Context["t"]} t
 */
function comparison({ rows, times }, state, t) {
  const sizes = state.run?.plan.sizes ?? [];
  const pinned = state.view.pinned.slice(0, 2);
  return pinned.map((pin) => {
    const place = rows.findIndex((row) => sameParameter(parameterAt(row), pin));
    const ratio = place > 0 ? times.data[place] : NaN;
    if (!(ratio >= 0)) return nothing;
    const [key, shown] = ratio >= 1 ? ["why.times.more", ratio] : ["why.times.part", ratio];
    return html`<p class="sentence times">${t(key, { other: shortName(sizes, pin) })}
      <strong>${number(shown, "why.times", { text: `${Number.isFinite(shown) ? significant(shown, shown >= 10 ? 2 : 3) : "∞"}×`, name: "times" })}</strong></p>`;
  });
}

/**
 * @param {State} state
 * @param {Parameter} parameter
 * @param {Context} context
 */
function checkView(state, parameter, { dispatch, t }) {
  const { checked } = state.answers;
  const isOf = checked !== null && sameParameter(parameterAt(checked.row), parameter);
  const check = () => dispatch({ type: "lens", change: { checking: true } });
  if (!state.lens.checking || !isOf) {
    return html`<button type="button" class="button check-button" ?disabled=${state.lens.checking} @click=${check}>${t("why.check")}</button>
      ${state.lens.checking && state.answers.refused.checked ? waiting(state, "checked", t) : nothing}`;
  }
  const isGood = checked.relative_error < 1e-4;
  return html`
    <table class="checked"><tbody>
      <tr><th scope="row">${t("why.check.analytic")}</th><td>${number(checked.analytic, "why.check.analytic", { text: long(checked.analytic), name: "analytic" })}</td></tr>
      <tr><th scope="row">${t("why.check.numeric")}</th><td>${number(checked.numeric, "why.check.numeric", { text: long(checked.numeric), name: "numeric" })}</td></tr>
      <tr class=${isGood ? "good" : "bad"}><th scope="row">${t("why.check.error")}</th><td><span class="check" aria-hidden="true">${isGood ? "✓" : "✗"}</span> ${
        number(checked.relative_error, "why.check.error", { text: significant(checked.relative_error, 2), name: "relative_error" })}</td></tr>
    </tbody></table>`;
}

/** @param {number} value */
function long(value) {
  return signedSignificant(value, 8);
}
