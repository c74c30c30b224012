// What stands around the pad: what the network saw, what it says, the right answer, and what one step on it did.

import { html, nothing } from "lit-html";
import { direction, fixed, percent, signedSignificant, significant } from "../format.js";
import { vars } from "../why/vars.js";
import { parameterAt } from "../why/lens.js";
import { shortName } from "../why/names.js";
import { className, DIGITS } from "./classes.js";

/** @import { State, Wire } from "../state.js" */
/** @import { Translate } from "../i18n.js" */
/** @import { PadActions } from "./pad.js" */

/**
 * @param {State} state
 * @param {Translate} t
 * @param {PadActions} actions
 * @param {{ said: unknown, deeds: unknown }} handing what hands it in, and what has been handed in
 */
export function padView(state, t, actions, handing) {
  const { drawing, page, connection } = state;
  const { strokes, label, prediction, learned } = drawing;
  const isEmpty = strokes.length === 0;
  const isOff = connection.phase !== "open";
  const asks = page.controls ? "pad.right" : "pad.is"; // who watches is only asked what it has drawn
  return html`
    <div class="picture-frame pad ${page.controls ? "" : "is-alone"}" data-stage="picture">
      <canvas class="pad-canvas" role="img" aria-label=${t("pad.canvas")}
        @pointerdown=${actions.down} @pointermove=${actions.move} @pointerrawupdate=${actions.move} @pointerup=${actions.up} @pointercancel=${actions.up}></canvas>
      ${isEmpty ? html`<p class="pad-hint" aria-hidden="true">${t("pad.hint")}</p>` : nothing}
      <div class="pad-tools">
        <button type="button" class="button square" ?disabled=${isEmpty} data-action="undo" aria-label=${t("pad.undo")}
          title=${t("pad.undo")} @click=${actions.undo}><span class="icon icon-undo-2" aria-hidden="true"></span></button>
        <button type="button" class="button square" ?disabled=${isEmpty} data-action="clear" aria-label=${t("pad.clear")}
          title=${t("pad.clear")} @click=${actions.clear}><span class="icon icon-trash-2" aria-hidden="true"></span></button>
      </div>
    </div>
    ${learned && prediction ? lesson(state, learned, t) : html`<div class="seen">
      <div class="seen-frame" data-explain="pad.seen"><canvas class="seen-canvas" role="img" aria-label=${t("pad.seen")}></canvas></div>
      ${answer(state, t)}
    </div>`}
    <div class="right-answer">
      <p class="quiet handed" role="status" data-value="handed">${handing.said ?? t(asks)}</p>
      <div class="digits" role="group" aria-label=${t(asks)}>
        ${DIGITS.map((digit) => html`<button type="button" class="digit-key" data-label=${digit} aria-pressed=${label === digit}
          ?disabled=${isEmpty || isOff} aria-label=${className(state.hello, digit)} @click=${() => actions.label(digit)}>${digit}</button>`)}
      </div>
      <div class="deeds">
        ${page.controls ? html`<button type="button" class="button learn" ?disabled=${isEmpty || isOff || label === null} data-action="learn"
          data-explain="pad.learn" @click=${() => label !== null && actions.learn(label)}>
          ${label === null ? t("pad.learn") : t("pad.learn.as", { label: className(state.hello, label) })}</button>` : nothing}
        ${handing.deeds}
      </div>
    </div>`;
}

/**
 * @param {State} state
 * @param {Translate} t
 */
function answer({ drawing, hello }, t) {
  const { prediction, label } = drawing;
  const outputs = prediction?.a.at(-1)?.data ?? [];
  const verdict = prediction?.verdict ?? null;
  const isWrong = label !== null && verdict !== null && label !== verdict;
  return html`
    <div class="answer">
      <p class="says" data-value="drawing-verdict" data-verdict=${verdict ?? nothing}>
        ${verdict === null ? html`<span class="quiet">${t("pad.nothing")}</span>` : html`
          <span class="quiet">${t("pad.says")}</span> <strong class=${isWrong ? "wrong" : ""}>${className(hello, verdict)}</strong>`}
      </p>
      <ol class="bars" aria-hidden="true">${DIGITS.map((digit) => html`
        <li class=${digit === verdict ? "is-verdict" : ""} data-bar=${digit} data-exact=${outputs[digit] ?? nothing}
          ${vars({ "--a": `${((outputs[digit] ?? 0) * 100).toFixed(1)}%` })}><i></i><b>${digit}</b></li>`)}</ol>
      <p class="visually-hidden">${DIGITS.map((digit) => `${digit}: ${fixed(outputs[digit])}`).join(", ")}</p>
    </div>`;
}

/**
 * @param {State} state
 * @param {Wire["Learned"]} learned
 * @param {Translate} t
 */
function lesson({ hello, run }, learned, t) {
  const { label, verdict_before: was, verdict_after: is } = learned;
  const moved = learned.moved.map((row) => ({ name: shortName(run?.plan.sizes ?? [], parameterAt(row)), change: row[3] }));
  return html`
    <dl class="lesson" data-lesson>
      <div><dt>${t("pad.lesson.verdict")}</dt><dd data-explain="pad.lesson.verdict">
        <span data-value="verdict-before" class=${was === label ? "" : "wrong"}>${className(hello, was)}</span> →
        <span data-value="verdict-after" class=${is === label ? "" : "wrong"}>${className(hello, is)}</span></dd></div>
      <div><dt>${t("pad.lesson.cost")}</dt><dd data-explain="pad.lesson.cost">
        <span data-value="cost-before" data-exact=${learned.cost_before}>${significant(learned.cost_before, 4)}</span> →
        <span data-value="cost-after" data-exact=${learned.cost_after}>${significant(learned.cost_after, 4)}</span></dd></div>
      <div><dt>${t("pad.lesson.accuracy")}</dt><dd data-explain="pad.lesson.accuracy">
        <span data-value="accuracy-before">${fixed(learned.test_accuracy_before * 100)}</span> →
        <span data-value="accuracy-after">${percent(learned.test_accuracy_after, 2)}</span></dd></div>
      ${moved.length === 0 ? nothing : html`
        <div><dt data-explain="pad.lesson.moved">${t("pad.lesson.moved")}</dt><dd>
          <details class="moved">
            <summary data-value="moved" data-explain="pad.lesson.moved">${moved[0].name} ${direction(moved[0].change)} ${signedSignificant(moved[0].change, 2)}
              <span class="icon icon-chevron-right" aria-hidden="true"></span></summary>
            <ol>${moved.map(({ name, change }) => html`<li data-moved=${name} data-exact=${change}>
              <span>${name}</span><span class=${change > 0 ? "up" : "down"}>${direction(change)} ${signedSignificant(change, 2)}</span></li>`)}</ol>
          </details></dd></div>`}
    </dl>`;
}
