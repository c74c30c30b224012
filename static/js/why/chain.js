// From a wish to a nudge: wish × 2 × slope = nudge to z. Where the cost cancels the slope, the chain says so.

import { html, mathml, nothing } from "lit-html";
import { direction, fixed, signedSignificant, significant } from "../format.js";
import { way } from "./number.js";
import { isStuck } from "./stuck.js";
import { vars } from "./vars.js";

/** @import { Plan, State, Wire } from "../state.js" */
/** @import { Translate } from "../i18n.js" */

/** How the functions of hidden neurons are written; outputs whose slope counts have σ. */
const FUNCTIONS = /** @type {Record<string, string>} */ ({ tanh: "tanh", relu: "ReLU" });

/**
 * What a chain is made of. Pure: which factors there are depends on the cost and on where the neuron stands.
 *
 * @param {{ cost: string, activation: string }} plan
 * @param {Pick<Wire["Explanation"], "target" | "slope" | "wish">} explanation
 * @returns {{ kind: "hidden" | "quadratic" | "cancelled", isStuck: boolean }}
 */
export function chainOf({ cost, activation }, { target, slope, wish }) {
  if (target === null) return { kind: "hidden", isStuck: slope !== null && isStuck(slope, wish, activation) };
  if (slope === null || cost !== "quadratic") return { kind: "cancelled", isStuck: false };
  return { kind: "quadratic", isStuck: isStuck(slope, wish, "sigmoid") };
}

/**
 * @param {Plan} plan
 * @param {State} state
 * @param {Wire["Explanation"]} explanation
 * @param {Translate} t
 */
export function chain(plan, state, explanation, t) {
  const { kind, isStuck: isLocked } = chainOf(plan, explanation);
  const { wish, slope, nudge_z, target, a } = explanation;
  const f = (target === null && FUNCTIONS[plan.activation]) || "σ";
  const isByHand = state.watched?.source === "preset" && target !== null;
  return html`
    <div class="chain">
      <span class="disc ${Math.abs(a) > 0.5 ? "is-bright" : ""}" data-explain="why.a" ${vars({ "--fill": Math.min(1, Math.abs(a)) })}
        ><data value=${a} data-name="chain_a">${fixed(a)}</data></span>
      ${target === null ? nothing : html`
        ${sign("→")}
        ${link(target, fixed(target, 0), "why.target", t("why.should_be"), "target")}
        ${sign("⇒")}`}
      ${link(wish, signedText(wish), target === null ? "why.wish.hidden" : "why.wish", t("why.wish"), "wish", way(wish))}
      ${kind === "quadratic" ? html`${sign("×")}${link(2, "2", "why.two", t("why.two"), "two")}` : nothing}
      ${kind === "cancelled" ? nothing : html`${sign("×")}${
        link(slope ?? 0, significant(slope), "why.slope", t("why.slope", { f }), "slope", isLocked ? "stuck" : "")}`}
      ${sign("=")}
      ${link(nudge_z, signedText(nudge_z), "why.nudge_z", t("why.nudge_z"), "nudge_z", way(nudge_z))}
      ${isByHand ? html`<span class="by-hand" data-explain="why.by_hand">${t("why.by_hand.badge")}</span>` : nothing}
      ${isByHand && !isLocked ? nothing : html`<p class="moral">${moral(kind, isLocked, t)}</p>`}
    </div>`;
}

/** @param {number} value */
function signedText(value) {
  return `${direction(value)} ${signedSignificant(value, 3)}`.trim();
}

/**
 * @param {number} value
 * @param {string} text
 * @param {string} explain
 * @param {string} label
 * @param {string} name
 * @param {string} [look]
 */
function link(value, text, explain, label, name, look = "") {
  return html`<span class="link ${look}" data-explain=${explain}>
    <span class="figure"><math><mn data-value=${value} data-name=${name}>${text}</mn></math>${
      look === "stuck" ? html`<svg class="lock" viewBox="0 0 12 12" aria-hidden="true"><path d="M3.5 5.5V4a2.5 2.5 0 0 1 5 0v1.5M2.5 5.5h7v5h-7z" /></svg>` : nothing}</span>
    <span class="label">${label}</span></span>`;
}

/** @param {string} text */
function sign(text) {
  return html`<span class="sign" aria-hidden="true"><math>${mathml`<mo>${text}</mo>`}</math></span>`;
}

/**
 * @param {"hidden" | "quadratic" | "cancelled"} kind
 * @param {boolean} isLocked
 * @param {Translate} t
 * @returns {string}
 */
function moral(kind, isLocked, t) {
  if (isLocked) return t("why.moral.stuck");
  switch (kind) {
    case "cancelled": return t("why.moral.cancelled");
    case "hidden": return t("why.moral.hidden");
    case "quadratic": return t("why.moral.quadratic");
  }
}
