// The example that everybody watches: its picture, what it is, what the network says, and the ways to another one.

import { html, nothing, render } from "lit-html";
import { changes } from "../changes.js";
import { contextOf, paintPixels } from "../draw/canvas.js";
import { AREA, SIDE, greyPixels, pixelAt, pixelMoved, placeOf } from "../draw/pixels.js";
import { fixed, significant, whole } from "../format.js";
import { sourceOf } from "../intents.js";
import { scoreOf } from "../past/state.js";
import { pixelOf } from "../view.js";
import { vars } from "../why/vars.js";
import { className, DIGITS } from "./classes.js";
import { paletteOf } from "./palette.js";

/** @import { State } from "../state.js" */
/** @import { WatchCommand } from "../messages.js" */
/** @import { Context, Render } from "../main.js" */

/**
 * @param {HTMLElement} root
 * @param {Context} context
 * @returns {Render}
 */
export function mount(root, { send, dispatch, t }) {
  const changed = changes();
  /** @type {State["watched"]} */
  let shown = null;

  return (state) => {
    const { watched, activity, view, page, hello, connection } = state;
    shown = watched;
    const facts = [watched, activity?.cost, activity?.verdict, activity?.label, scoreOf(state), pixelOf(view), view.hovered?.kind,
      page.language, page.controls, hello, connection.phase];
    if (changed("all", facts)) render(template(state), root);
    const canvas = root.querySelector("canvas");
    if (canvas && watched && changed("picture", [watched, page.theme, page.palette])) {
      const { grey } = paletteOf(page);
      paintPixels({ canvas, ctx: contextOf(canvas) }, SIDE, SIDE, (out) => greyPixels(watched.pixels.data, grey, out));
    }
  };

  /** @param {State} state */
  function template(state) {
    const { watched, activity, hello, page, view } = state;
    const index = pixelOf(view);
    const isOff = !page.controls || state.connection.phase !== "open";
    const source = sourceOf(state);
    const size = Number(hello?.data[source] ?? 0);
    const isWrong = activity !== null && activity.label !== null && activity.verdict !== activity.label;
    return html`
      <div class="picture-frame" data-stage="picture">
        <canvas class="digit-picture" width=${SIDE} height=${SIDE} role="application" tabindex="0"
          aria-label=${t("input.picture", { label: className(hello, watched?.label) })} aria-describedby="input-pixel"
          @pointermove=${move} @pointerleave=${() => hover(null)} @keydown=${(/** @type {KeyboardEvent} */ event) => press(event, index)}
          @blur=${() => hover(null)}></canvas>
        ${index === null ? nothing : html`<span class="pixel-mark" ${vars({
          "--row": placeOf(index).row, "--column": placeOf(index).column })}></span>`}
        <p class="pixel-line ${index !== null && placeOf(index).row > SIDE / 2 ? "is-above" : ""}" id="input-pixel" aria-live="polite"
          data-pixel=${index ?? nothing} ?hidden=${index === null}>${index === null || !watched ? "" : t("input.pixel", {
            index, ...placeOf(index), value: fixed(watched.pixels.data[index], 3) })}</p>
      </div>
      <dl class="example-facts">
        <div data-explain="input.label"><dt>${t("input.label")}</dt>
          <dd data-value="label">${className(hello, watched?.label)}</dd></div>
        <div data-explain="input.verdict"><dt>${t(watched?.source === "preset" ? "input.verdict.preset" : "input.verdict")}</dt>
          <dd data-value="verdict" class=${isWrong ? "wrong" : ""}>${className(hello, activity?.verdict)}${
            activity?.label == null ? nothing : html`<span class="mark" role="img" aria-label=${t(isWrong ? "input.wrong" : "input.right")}>${isWrong ? "✗" : "✓"}</span>`}</dd></div>
        <div data-explain="input.cost"><dt>${t("input.cost")}</dt>
          <dd data-value="cost" data-exact=${activity?.cost ?? nothing}>${significant(activity?.cost)}</dd></div>
        ${mean(state)}
      </dl>
      <div class="picks">
        <div class="pick-row">
          <div class="joined">
            <button type="button" class="button square" ?disabled=${isOff} data-action="previous" aria-label=${t("input.previous")}
              @click=${() => watch({ source, move: "previous" })}><span class="icon icon-chevron-left" aria-hidden="true"></span></button>
            <button type="button" class="button square" ?disabled=${isOff} data-action="next" aria-label=${t("input.next")}
              @click=${() => watch({ source })}><span class="icon icon-chevron-right" aria-hidden="true"></span></button>
          </div>
          <input class="button index" type="number" min="0" max=${Math.max(0, size - 1)} ?disabled=${isOff} data-action="index"
            aria-label=${t("input.index", { most: whole(Math.max(0, size - 1)) })} data-explain="input.index" data-explain-values=${JSON.stringify({ most: whole(Math.max(0, size - 1)) })}
            placeholder="#" .value=${indexOf(watched)} @change=${(/** @type {Event & {currentTarget: HTMLInputElement}} */ event) => jump(event, source)}>
          <div class="segments small" role="group" aria-label=${t("input.source")} data-explain="input.source">
            ${/** @type {const} */ (["test", "train"]).map((name) => html`
              <button type="button" class="segment" aria-pressed=${source === name} ?disabled=${isOff} data-source=${name}
                @click=${() => watch({ source: name })}><span data-words=${t(`input.${name}`)}>${t(`input.${name}`)}</span></button>`)}
          </div>
        </div>
        <div class="digits" role="group" aria-label=${t("input.digits")} data-explain="input.digits">
          ${DIGITS.map((digit) => html`<button type="button" class="digit-key" ?disabled=${isOff} data-pick=${digit}
            aria-label=${t("input.digit", { digit: className(hello, digit) })} aria-pressed=${watched?.label === digit}
            @click=${() => watch({ source, digit })}>${digit}</button>`)}
        </div>
        <div class="pick-row">
          <button type="button" class="button" ?disabled=${isOff} data-action="mistake" data-explain="input.mistake"
            @click=${() => watch({ source, mistake: true })}>${t("input.mistake")}</button>
          <button type="button" class="button" ?disabled=${isOff} data-action="preset" data-explain="input.preset"
            aria-pressed=${watched?.source === "preset"} @click=${() => watch({ source: "preset" })}>${t("input.preset")}</button>
        </div>
      </div>`;
  }

  /** @param {State} state the mean over the set that the example is of */
  function mean(state) {
    const { watched } = state;
    const score = scoreOf(state);
    const isTrain = watched?.source === "train";
    const count = isTrain ? score?.train_count : score?.test_count;
    const cost = isTrain ? score?.train_cost : score?.test_cost;
    return html`<div data-explain="input.mean" data-explain-values=${JSON.stringify({ count: whole(count) })}>
      <dt>${count === undefined ? t("input.mean") : t(isTrain ? "input.mean.train" : "input.mean.test")}</dt>
      <dd data-value="mean" data-exact=${cost ?? nothing}>${significant(cost)}</dd></div>`;
  }

  /** @param {Omit<WatchCommand, "type">} wish */
  function watch(wish) {
    void send({ type: "watch", ...wish });
  }

  /**
   * @param {Event & {currentTarget: HTMLInputElement}} event
   * @param {"train" | "test"} source
   */
  async function jump({ currentTarget }, source) {
    const index = currentTarget.valueAsNumber;
    const isGood = Number.isInteger(index) && index >= 0;
    if (!isGood || !await send({ type: "watch", source, index })) currentTarget.value = indexOf(shown);
  }

  /** @param {PointerEvent & {currentTarget: HTMLElement}} event */
  function move({ offsetX, offsetY, currentTarget }) {
    hover(pixelAt(offsetX, offsetY, currentTarget.clientWidth));
  }

  /**
   * @param {KeyboardEvent} event
   * @param {number | null} index
   */
  function press(event, index) {
    const moved = pixelMoved(index ?? (AREA + SIDE) / 2 - 1, event.key);
    if (moved === null) return;
    event.preventDefault();
    hover(moved);
  }

  /** @param {number | null} index */
  function hover(index) {
    dispatch({ type: "view", change: { hovered: index === null ? null : { kind: "pixel", index } } });
  }
}

/**
 * @param {State["watched"]} watched
 * @returns {string} its number; nothing for a drawing and the like
 */
function indexOf(watched) {
  return watched?.index == null ? "" : String(watched.index);
}
