// Which digit is taken for which: truth down, answer across. Errors are shaded, what is right stays quiet.

import { html, nothing, render } from "lit-html";
import { changes } from "../changes.js";
import { percent } from "../format.js";
import { scoreOf } from "../past/state.js";
import { className, classNames, DIGITS } from "../stage/classes.js";

/** @import { State } from "../state.js" */
/** @import { Context, Render } from "../main.js" */

const SHADES = [1, 3, 10, 30, 100]; // from how many errors on each shade is used: a step of about three each

/**
 * @param {HTMLElement} root
 * @param {Context} context
 * @returns {Render}
 */
export function mount(root, { send, t }) {
  /** @type {State | null} */
  let drawn = null;
  let place = { truth: 0, answer: 0 };
  const changed = changes();

  return (state) => {
    if (root.hidden || !changed("all", [scoreOf(state), state.page, seenCell(state)])) return;
    drawn = state;
    update();
  };

  function update() {
    if (drawn) render(template(drawn), root);
  }

  /** @param {State} state */
  function template(state) {
    const { page, hello } = state;
    const seen = seenCell(state);
    const score = scoreOf(state);
    if (!score) return html`<p class="empty">${t("confusion.empty")}</p>`;
    const counts = score.confusion.data;
    const names = classNames(hello);
    return html`
      <div class="confusion ${names ? "has-names" : ""}" role="grid" aria-label=${t("confusion.about")} aria-disabled=${!page.controls} @keydown=${move}>
        <div role="row" class="row head">
          <span role="columnheader" class="corner">${t("confusion.truth")} ↓ ${t("confusion.answer")} →</span>
          ${DIGITS.map((digit) => html`<span role="columnheader" title=${names?.[digit] ?? nothing}>${names?.[digit] ?? digit}</span>`)}
          <span role="columnheader" class="share">${t("confusion.right")}</span>
        </div>
        ${DIGITS.map((truth) => html`
          <div role="row" class="row">
            <span role="rowheader" title=${names?.[truth] ?? nothing}>${names?.[truth] ?? truth}</span>
            ${DIGITS.map((answer) => cell(truth, answer, counts[truth * 10 + answer], seen, hello))}
            <span role="gridcell" class="share" data-fact="digit_${truth}" data-explain="confusion.right"
              data-explain-values=${JSON.stringify({ truth: className(hello, truth) })}>${percent(score.per_class.data[truth])}</span>
          </div>`)}
      </div>
      <div class="confusion-legend">
        <span>${t("confusion.errors")}</span>
        ${SHADES.map((from, shade) => html`<span class="shade shade-${shade + 1}">${from}${shade === SHADES.length - 1 ? "+" : ""}</span>`)}
        ${page.controls ? html`<span class="hint">${t("confusion.hint")}</span>` : nothing}
      </div>
    `;
  }

  /**
   * @param {number} truth
   * @param {number} answer
   * @param {number} count
   * @param {string} seen
   * @param {State["hello"]} hello
   */
  function cell(truth, answer, count, seen, hello) {
    const isRight = truth === answer;
    const classes = [isRight ? "right" : `shade-${SHADES.filter((from) => count >= from).length}`, seen === `${truth}${answer}` ? "is-seen" : ""].join(" ");
    const key = isRight ? "confusion.cell.right" : "confusion.cell";
    const values = { truth: className(hello, truth), answer: className(hello, answer), count };
    return html`
      <span role="gridcell" class="cell ${classes}" tabindex=${place.truth === truth && place.answer === answer ? 0 : -1}
        data-cell="${truth}${answer}" aria-label=${t(`explain.${key}`, values)} data-explain=${key} data-explain-values=${JSON.stringify(values)}
        @click=${() => choose(truth, answer)}>${count === 0 ? "" : count}</span>`;
  }

  /**
   * @param {number} truth
   * @param {number} answer
   */
  function choose(truth, answer) {
    place = { truth, answer };
    update();
    if (!drawn?.page.controls) return;
    const mistake = truth === answer ? {} : { predicted: answer, mistake: true };
    void send({ type: "watch", source: "test", digit: truth, ...mistake });
  }

  /** @param {KeyboardEvent} event */
  function move(event) {
    const { truth, answer } = place;
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      choose(truth, answer);
      return;
    }
    const step = STEPS[event.key];
    if (!step) return;
    event.preventDefault();
    place = { truth: clamp(truth + step[0]), answer: clamp(answer + step[1]) };
    update();
    const focused = root.querySelector(`[data-cell="${place.truth}${place.answer}"]`);
    if (focused instanceof HTMLElement) focused.focus();
  }
}

/** @type {Record<string, [number, number]>} */
const STEPS = {
  ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1], Home: [0, -9], End: [0, 9],
  PageUp: [-9, 0], PageDown: [9, 0],
};

/**
 * @param {number} digit
 * @returns {number}
 */
function clamp(digit) {
  return Math.max(0, Math.min(9, digit));
}

/**
 * The cell in which the watched example stands.
 *
 * @param {State} state
 * @returns {string}
 */
function seenCell({ watched, activity }) {
  if (watched?.source !== "test" || watched.label === null || !activity) return "";
  return `${watched.label}${activity.verdict}`;
}
