// The numbers of an exercise, to be set by hand: weights and biases, the example, eta, what the neurons and the cost are.

import { html, nothing } from "lit-html";
import { short } from "../format.js";
import { spoken, symbol } from "./symbols.js";

/** @import { TemplateResult } from "lit-html" */
/** @import { Session } from "./session.js" */
/** @import { Choices, Exercise, Practise, Refusal } from "./state.js" */
/** @import { Translate } from "../i18n.js" */

const PAIR = [0, 1];

/**
 * @param {Practise} state
 * @param {Exercise} exercise
 * @param {Choices} choices
 * @param {Session} session
 * @param {Translate} t
 */
export function numbersForm(state, exercise, choices, session, t) {
  const { W, b, x, y, eta, activation, cost } = exercise;
  return html`
    <form class="set-numbers" aria-label=${t("practise.edit")} @submit=${submit} @keydown=${press}>
      ${PAIR.map((l) => html`<fieldset><legend>${t(l === 0 ? "practise.into.hidden" : "practise.into.output")}</legend>
        <div class="entries">${PAIR.map((j) => [PAIR.map((k) => entry(`W.${l}.${j}.${k}`, W[l][j][k])), entry(`b.${l}.${j}`, b[l][j])])}</div>
        ${refusal(`W.${l}.`, `b.${l}.`)}
      </fieldset>`)}
      <fieldset><legend>${t("practise.example")}</legend>
        <div class="entries is-pairs">${PAIR.map((k) => entry(`a.0.${k}`, x[k]))}${PAIR.map((j) => entry(`y.${j}`, y[j]))}</div>
        ${refusal("a.", "y.")}
      </fieldset>
      <fieldset class="kinds"><legend>${t("practise.kinds")}</legend>
        <div class="entries is-kinds">
          ${choice("activation", activation, choices.activation, "form.activation")}
          ${choice("cost", cost, choices.cost, "form.cost")}
          ${entry("eta", eta)}
        </div>
        ${refusal("eta")}
      </fieldset>
      ${state.refusal?.name ? nothing : refusal("")}
      <div class="actions">
        <button class="button primary" data-action="use">${t("practise.use")}</button>
        <button type="button" class="button" @click=${close}>${t("practise.cancel")}</button>
        <span class="note">${t("practise.use.about")}</span>
      </div>
    </form>`;

  /**
   * @param {string} name
   * @param {number} value
   * @returns {TemplateResult}
   */
  function entry(name, value) {
    return html`<label class="entry"><math aria-hidden="true"><mrow>${symbol(name, t)}</mrow></math>
      <input class="button" name=${name} autocomplete="off" autocapitalize="off" spellcheck="false" maxlength="40"
        aria-label=${spoken(name, t)} aria-invalid=${state.refusal?.name === name} .value=${String(value)}></label>`;
  }

  /**
   * Why there is no such exercise, below the number that is to blame, where it is seen on a phone, too.
   *
   * @param {string[]} names how those begin that stand here
   */
  function refusal(...names) {
    if (state.refusal === null || !names.some((each) => (state.refusal?.name ?? "").startsWith(each))) return nothing;
    return html`<p class="refusal" role="alert">${refused(state.refusal)}</p>`;
  }

  /** @param {Refusal} refusal */
  function refused({ key, values, name }) {
    if (!name) return t(key, values);
    const [low, high] = choices[name === "eta" ? "eta" : name.startsWith("y.") ? "target" : "number"];
    return t(key, { what: spoken(name, t), low: short(low), high: short(high) });
  }

  /**
   * @param {"activation" | "cost"} name
   * @param {string} value
   * @param {string[]} known
   * @param {string} label
   */
  function choice(name, value, known, label) {
    return html`<label class="entry"><span>${t(label)}</span>
      <select class="button" name=${name}>${known.map((each) => html`<option value=${each} .selected=${each === value}>${t(`${name}.${each}`)}</option>`)}</select></label>`;
  }

  /** @param {SubmitEvent} event */
  async function submit(event) {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.currentTarget);
    const data = new FormData(form);
    const number = (/** @type {string} */ name) => String(data.get(name)); // as it was typed: what it says is the server's to read
    const isDone = await session.change({
      W: PAIR.map((l) => PAIR.map((j) => PAIR.map((k) => number(`W.${l}.${j}.${k}`)))),
      b: PAIR.map((l) => PAIR.map((j) => number(`b.${l}.${j}`))),
      x: PAIR.map((k) => number(`a.0.${k}`)),
      y: PAIR.map((j) => number(`y.${j}`)),
      eta: number("eta"), activation: String(data.get("activation")), cost: String(data.get("cost")),
    });
    if (isDone) close();
    else /** @type {HTMLInputElement | null} */ (form.querySelector('[aria-invalid="true"]'))?.focus();
  }

  /** @param {KeyboardEvent} event */
  function press(event) {
    if (event.key === "Escape") close();
  }

  function close() {
    session.dispatch({ type: "edit", isEditing: false });
  }
}

/**
 * What is given, for those who do not see the picture.
 *
 * @param {Exercise} exercise
 * @param {Translate} t
 */
export function givenList({ W, b, x, y, eta }, t) {
  /** @type {[name: string, value: number][]} */
  const rows = [
    ...PAIR.map((k) => /** @type {[string, number]} */ ([`a.0.${k}`, x[k]])),
    ...PAIR.flatMap((l) => PAIR.flatMap((j) => [
      ...PAIR.map((k) => /** @type {[string, number]} */ ([`W.${l}.${j}.${k}`, W[l][j][k]])),
      /** @type {[string, number]} */ ([`b.${l}.${j}`, b[l][j]]),
    ])),
    ...PAIR.map((j) => /** @type {[string, number]} */ ([`y.${j}`, y[j]])),
    ["eta", eta],
  ];
  return html`<dl class="visually-hidden">${rows.map(([name, value]) => html`<div><dt>${spoken(name, t)}</dt><dd>${short(value, 6)}</dd></div>`)}</dl>`;
}
