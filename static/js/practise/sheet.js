// The sheet beside the picture: the steps, the numbers to be found in one of them, and what is said of each answer.

import { html, nothing } from "lit-html";
import { live } from "lit-html/directives/live.js";
import { short } from "../format.js";
import { classAt, classHead } from "./class.js";
import { formula, inFormula, spoken, symbol } from "./symbols.js";
import { answerTo, isFound, MOST_HELP, partsOf, score, valueOf } from "./state.js";

/** @import { Context } from "../main.js" */
/** @import { Filled } from "../messages.js" */
/** @import { Session } from "./session.js" */
/** @import { Answer, Exercise, Field, Practise, Step } from "./state.js" */
/** @import { Translate } from "../i18n.js" */

const WHOLE = 6; // figures of a number that somebody has come close to by rounding

/** @typedef {globalThis.Event & { currentTarget: HTMLInputElement }} Input */

/**
 * @param {Practise} state
 * @param {Exercise} exercise
 * @param {Session} session
 * @param {Context["t"]} t
 * @param {Filled | null} filled how far the class is, for who leads it
 */
export function sheet(state, exercise, session, t, filled) {
  const { dispatch } = session;
  const steps = state.task?.steps ?? [];
  return html`
    ${classHead(filled, t)}
    <ol class="steps" aria-label=${t("practise.steps")}>${steps.map((step, index) => html`<li>${index === state.step ? open(step) : closed(step, index)}</li>`)}</ol>
    ${state.step === steps.length ? ending() : nothing}`;

  /**
   * @param {Step} step
   * @param {number} index
   */
  function closed(step, index) {
    const isWhole = partsOf(state, step).asked.every(({ name }) => isFound(state, name));
    return html`<h2><button type="button" class="step-mark" data-step=${step.name} @click=${() => dispatch({ type: "go", step: index })}>
      <span class="count">${index + 1}</span><span class="title">${t(`practise.step.${step.name}`)}</span>${
        isWhole ? html`<span class="tick" role="img" aria-label=${t("practise.done")}>✓</span>` : nothing}${classAt(filled, index, t)}</button></h2>`;
  }

  /** @param {Step} step */
  function open(step) {
    const { asked, rest } = partsOf(state, step);
    const isDone = asked.every(({ name }) => isFound(state, name));
    const isMore = rest.some(({ name }) => !isFound(state, name));
    /** @param {SubmitEvent} event */
    const submit = (event) => {
      event.preventDefault();
      void (isDone ? goOn(step, rest) : session.check(step));
    };
    return html`<span class="step-here" aria-hidden="true">${state.step + 1}</span>
      <form class="step" novalidate aria-labelledby="step-title" @submit=${submit}>
        <h2 id="step-title" tabindex="-1"><span class="count">${state.step + 1}</span>${t(`practise.step.${step.name}`)}${classAt(filled, state.step, t)}</h2>
        <p class="about">${t(`practise.step.${step.name}.about.${variant(step, exercise)}`)}</p>
        <ul class="asked-for">${asked.map(row)}</ul>
        <div class="actions">
          <button class="button primary" data-action=${isDone ? "on" : "check"} ?disabled=${!isDone && !asked.some(isDue)}>${
            t(!isDone ? "practise.check" : isMore ? "practise.fill" : "practise.on")}</button>
          ${isMore ? html`<button type="button" class="button" data-action="open" @click=${() => dispatch({ type: "open", step: step.name })}>${
            t("practise.open", { count: rest.length })}</button>` : nothing}
        </div>
      </form>`;
  }

  /** @param {Field} field */
  function row(field) {
    const { name } = field;
    const answer = answerTo(state, name);
    const { verdict } = answer.mark ?? {};
    const id = `field-${name.replaceAll(".", "-")}`;
    const isCurrent = state.current === name;
    return html`<li class="row ${verdict ?? ""} ${isCurrent ? "is-current" : ""}" data-field=${name}>
      <label for=${id}><span class="visually-hidden">${spoken(name, t)}</span><span class="word" aria-hidden="true">${t(`practise.kind.${field.kind}`)}</span>
        <math aria-hidden="true"><mrow>${symbol(name, t)}<mo>=</mo></mrow></math></label>
      ${answer.isShown ? html`<output id=${id} class="shown">${short(valueOf(state, name), 4)}</output>`
        : html`<input class="button" id=${id} autocomplete="off" autocapitalize="off" spellcheck="false" enterkeyhint="done" maxlength="40"
          .value=${live(answer.text)} aria-invalid=${verdict === "wrong" || verdict === "unreadable"} aria-describedby="${id}-said"
          @focus=${() => dispatch({ type: "focus", field: name })}
          @input=${(/** @type {Input} */ event) => dispatch({ type: "typed", field: name, text: event.currentTarget.value })}>`}
      <span class="verdict" aria-hidden="true">${answer.isShown ? "" : markOf(verdict)}</span>
      <p class="said" id="${id}-said" role="status">${said(answer, field, t)}</p>
      ${isCurrent && !isFound(state, name) ? help(field, answer) : nothing}
    </li>`;
  }

  /**
   * @param {Field} field
   * @param {Answer} answer
   */
  function help(field, answer) {
    const { values } = state;
    const [next, more] = answer.help < MOST_HELP ? [t(answer.help === 0 ? "practise.hint" : "practise.numbers"), () => session.help(field)] : [null, null];
    return html`<div class="help-line">
      ${answer.help > 0 ? html`<p class="line" data-help="formula"><math><mrow>${symbol(field.name, t)}<mo>=</mo></mrow></math> ${pieces(formula(field, exercise, (name) => symbol(name, t)))}</p>` : nothing}
      ${answer.help > 1 ? html`<p class="line" data-help="numbers"><math><mo form="prefix">=</mo></math> ${pieces(formula(field, exercise, (name) => inFormula(name, values[name])))}</p>` : nothing}
      ${next ? html`<button type="button" class="link-button" data-action="hint" @click=${more}>${next}</button>` : nothing}
      <button type="button" class="link-button" data-action="show" @click=${() => session.show([field.name])}>${t("practise.show")}</button>
    </div>`;
  }

  function ending() {
    const { first, found } = score(state);
    const [before, after] = [valueOf(state, "cost"), valueOf(state, "new_cost")];
    return html`<div class="step ending"><h2 id="step-title" tabindex="-1">${t("practise.end")}</h2>
      <p class="about" data-end>${t("practise.end.cost", { eta: short(exercise.eta, 6), before: short(before), after: short(after) })}</p>
      ${found > 0 ? html`<p class="about" data-score>${t("practise.score", { first, found })}</p>` : nothing}
      <div class="actions"><button type="button" class="button primary" data-action="again" @click=${() => session.change({ ...drawn(exercise) })}>${t("practise.another")}</button></div>
    </div>`;
  }

  /** @param {Field} field */
  function isDue({ name }) {
    const { text, mark } = answerTo(state, name);
    return text.trim() !== "" && !mark;
  }

  /**
   * @param {Step} from
   * @param {Field[]} rest
   */
  async function goOn(from, rest) {
    const names = [...rest.map(({ name }) => name), ...(from === steps.at(-1) ? ["cost", "new_cost"] : [])];
    if (await session.show(names)) dispatch({ type: "go", step: steps.indexOf(from) + 1 });
  }
}

/**
 * Which words a step has: the slope of the outputs has dropped out of some costs.
 *
 * @param {Step} step
 * @param {Exercise} exercise
 * @returns {string}
 */
function variant({ name, fields }, { cost }) {
  if (name === "cost") return cost;
  return name === "wishes" && !fields.some(({ kind }) => kind === "slope") ? "cancelled" : "usual";
}

/**
 * Another exercise of the same kind.
 *
 * @param {Exercise} exercise
 */
export function drawn({ activation, cost, eta }) {
  return { seed: Math.floor(Math.random() * 2 ** 32), activation, cost, eta };
}

/** @param {ReturnType<typeof formula>} summands */
function pieces(summands) {
  return summands.map((summand) => html`<math><mrow>${summand}</mrow></math> `);
}

/** @param {string | undefined} verdict */
function markOf(verdict) {
  switch (verdict) {
    case "right": return "✓";
    case "follows": return "≈";
    case "coarse": return "…";
    case undefined: return "";
    default: return "✗";
  }
}

/**
 * What is said of an answer.
 *
 * @param {Answer} answer
 * @param {Field} field
 * @param {Translate} t
 */
function said({ mark, isShown }, { kind }, t) {
  if (isShown) return t("practise.shown");
  if (!mark) return nothing;
  switch (mark.verdict) {
    case "right": return mark.rounded ? t("practise.right.rounded", { value: short(mark.value, WHOLE) }) : t("practise.right");
    case "coarse": return t("practise.coarse");
    case "unreadable": return t("practise.unreadable");
    case "follows": return html`${t("practise.follows")} ${mark.own.map((name) => html`<math>${symbol(name, t)}</math> `)}`;
    case "wrong": return [why(mark.reasons, t), kind === "nudge_z" && mark.reasons.flat().includes("sign") ? ` ${t("practise.delta")}` : nothing];
  }
}

/**
 * @param {string[][]} reasons
 * @param {Translate} t
 */
function why(reasons, t) {
  const [one, other] = reasons.map((names) => names.map((name) => t(`practise.slip.${name}`)));
  if (!one) return t("practise.wrong");
  if (other) return t("practise.wrong.either", { one: one.join(t("practise.and")), other: other.join(t("practise.and")) });
  return t(one.length > 1 ? "practise.wrong.both" : "practise.wrong.one", { one: one[0], other: one[1] ?? "" });
}
