// The wall over the whole screen, for a class: all drawings, what the network says of each, and one step on them all.

import { html, nothing, render } from "lit-html";
import { repeat } from "lit-html/directives/repeat.js";
import { acting } from "../acting.js";
import { changes } from "../changes.js";
import { contextOf, paintPixels } from "../draw/canvas.js";
import { AREA, greyPixels, SIDE } from "../draw/pixels.js";
import { fixed, percent, significant, whole } from "../format.js";
import { invite } from "../lead/invite.js";
import { isBack } from "../past/state.js";
import { className, classNames } from "../stage/classes.js";
import { paletteOf } from "../stage/palette.js";
import { vars } from "../why/vars.js";
import { GAP, layout, TALL, tileMoved } from "./tiles.js";

/** @import { State } from "../state.js" */
/** @import { WallLearned } from "../messages.js" */
/** @import { Context, Render } from "../main.js" */

const SIDES = { least: 92, most: 340 };

/**
 * @typedef {{ name: string, label: number, verdict: number | null, cost: number | null }} Tile without a verdict: the
 *   network has yet to be asked
 */

/**
 * @param {HTMLElement} root
 * @param {Context} context
 * @returns {Render}
 */
export function mount(root, context) {
  const { send, dispatch, t } = context;
  const changed = changes();
  /** @type {State | null} */
  let last = null;
  let room = { width: 0, height: 0 };
  let isSure = false; // one more click clears the wall
  const act = acting(send);
  let current = 0; // the tile that the tab key comes to
  let across = 1; // tiles in a row
  let isOpen = false;
  const sizes = new ResizeObserver(([{ contentRect }]) => {
    room = contentRect;
    update();
  });

  return (state) => {
    last = state;
    const { wall, page, connection, hello, run, past } = state;
    const wasOpen = isOpen;
    isOpen = page.enlarged === "wall";
    if (isOpen !== wasOpen) focus(...(isOpen ? ['[data-enlarge="wall"]'] : ['[data-action="wall"]', '[data-tab="example"]'])); // what was pressed is covered, or gone
    if (!isOpen) return;
    if (changed("all", [wall, page, connection.phase, hello, run?.status, past])) update();
  };

  function update() {
    if (!last) return;
    const { wall, page } = last;
    const focused = root.contains(document.activeElement) ? document.activeElement : null;
    render(template(last), root);
    if (focused && (!root.contains(focused) || focused.matches(":disabled"))) refocus(); // what was pressed came off, or rests
    const list = root.querySelector(".tiles");
    if (list?.parentElement) sizes.observe(list.parentElement);
    if (changed("pictures", [wall.shown, page.theme, page.palette])) paint(last);
  }

  function refocus() {
    const tile = root.querySelectorAll(".tile-watch")[current];
    const element = tile ?? document.querySelector('[data-enlarge="wall"]');
    if (element instanceof HTMLElement) element.focus({ preventScroll: true });
  }

  /** @param {State} state */
  function template(state) {
    const tiles = tilesOf(state);
    const isOff = tiles.length === 0 || state.connection.phase !== "open";
    const isBroken = state.run?.status === "diverged" || state.run?.status === "failed";
    current = Math.min(current, Math.max(0, tiles.length - 1));
    const { columns, side } = layout(tiles.length, room, SIDES);
    across = columns;
    return html`
      <header class="wall-head">
        <h2>${t("wall.title")}</h2>
        ${facts(state, tiles)}
        <div class="wall-deeds">
          <button type="button" class="button primary" data-action="learn-wall" ?disabled=${isOff || isBroken} data-explain="wall.learn"
            @click=${() => act({ type: "learn_wall" })}>${t("wall.learn")}</button>
          <button type="button" class="button" data-action="close-wall" ?disabled=${state.connection.phase !== "open"} data-explain="wall.close"
            @click=${() => act({ type: "close_wall", closed: !state.wall.closed })}>${t(state.wall.closed ? "wall.reopen" : "wall.close")}</button>
          <button type="button" class="button" data-action="clear-wall" ?disabled=${isOff} @click=${clear} @blur=${calm}>
            ${t(isSure ? "wall.clear.sure" : "wall.clear")}</button>
        </div>
      </header>
      <p class="wall-said" role="status">${state.wall.learned ? lesson(state.wall.learned) : isBack(state) ? earlier(state)
        : tiles.length > 0 ? t("wall.about") : nothing}</p>
      <div class="wall-room">
        ${tiles.length === 0 ? html`<div class="wall-empty"><p>${t("wall.empty")}</p>
          <button type="button" class="button" data-action="invite" @click=${() => invite(context)}>${t("help.invite")}</button></div>` : html`
          <ul class="tiles ${classNames(state.hello) ? "has-names" : ""}" @keydown=${press} ${vars({ "--tile": `${side}px`, "--columns": columns, "--gap": `${GAP}px`, "--tall": TALL })}>
            ${repeat(tiles, ({ name }) => name, tile)}
          </ul>`}
      </div>
    `;
  }

  /**
   * @param {State} state
   * @param {Tile[]} tiles
   */
  function facts({ wall: { verdicts } }, tiles) {
    if (!verdicts || tiles.length === 0 || tiles[0].verdict === null) return html`<dl class="wall-facts"></dl>`;
    return html`
      <dl class="wall-facts">
        <div><dt>${t("wall.right")}</dt><dd data-fact="wall-right">${t("wall.right.of", { right: verdicts.right, count: tiles.length })}</dd></div>
        <div><dt>${t("wall.cost")}</dt><dd data-fact="wall-cost" data-exact=${verdicts.cost}>${significant(verdicts.cost ?? NaN, 3)}</dd></div>
        <div><dt>${t("wall.step")}</dt><dd data-fact="wall-step">${whole(verdicts.step)}</dd></div>
      </dl>`;
  }

  /**
   * All that is said is of an earlier network: the sentence over the stage, which the wall covers.
   *
   * @param {State} state
   */
  function earlier({ past, run, connection }) {
    return html`<b>${t("message.past", { step: whole(past?.at), now: whole(run?.step) })}</b>
      <button type="button" class="button" data-action="wall-present" ?disabled=${connection.phase !== "open"}
        @click=${() => act({ type: "look_back", step: null })}>${t("message.do.present")}</button>`;
  }

  /** @param {WallLearned} learned */
  function lesson(learned) {
    return html`<span>${t("wall.learned", { count: learned.count })}</span>
      ${change("right", String(learned.right_before), String(learned.right_after), learned.right_before, learned.right_after)}
      ${change("cost", significant(learned.cost_before, 4), significant(learned.cost_after, 4), learned.cost_before, learned.cost_after)}
      ${change("accuracy", fixed(learned.test_accuracy_before * 100), percent(learned.test_accuracy_after, 2),
        learned.test_accuracy_before, learned.test_accuracy_after)}`;
  }

  /**
   * @param {"right" | "cost" | "accuracy"} what
   * @param {string} before
   * @param {string} after
   * @param {number} exact
   * @param {number} then
   */
  function change(what, before, after, exact, then) {
    return html`<span class="change">${t(`wall.learned.${what}`)}
      <b data-value="wall-${what}-before" data-exact=${exact}>${before}</b> → <b data-value="wall-${what}-after" data-exact=${then}>${after}</b></span>`;
  }

  /**
   * @param {Tile} tile
   * @param {number} index
   */
  function tile({ name, label, verdict, cost }, index) {
    const hello = last?.hello ?? null;
    const isRight = verdict === label;
    const words = { label: className(hello, label), verdict: className(hello, verdict), cost: significant(cost ?? NaN, 2) };
    const key = verdict === null ? "wall.tile.waiting" : isRight ? "wall.tile.right" : "wall.tile.wrong";
    return html`
      <li class="tile ${verdict === null ? "" : isRight ? "is-right" : "is-wrong"}" data-drawing=${name}>
        <button type="button" class="tile-watch" title=${t("wall.watch")} tabindex=${index === current ? 0 : -1}
          @focus=${() => { current = index; }} @click=${() => watch(index)}>
          <canvas width=${SIDE} height=${SIDE} aria-hidden="true"></canvas>
          <span class="visually-hidden">${t(key, words)}</span>
          <span class="tile-says" aria-hidden="true"><span class="label">${words.label}</span>
            ${verdict === null ? nothing : html`<span class="verdict"><span class="quiet">→</span><b data-value="verdict">${words.verdict}</b><i>${isRight ? "✓" : "✗"}</i></span>`}</span>
        </button>
        <button type="button" class="button square take-down" tabindex=${index === current ? 0 : -1} aria-label=${t("wall.down", words)}
          title=${t("wall.down", words)} @click=${() => act({ type: "take_down", drawing: name })}>
          <span class="icon icon-x" aria-hidden="true"></span></button>
      </li>`;
  }

  /** @param {State} state */
  function paint({ wall: { shown }, page }) {
    const { grey } = paletteOf(page);
    root.querySelectorAll(".tile canvas").forEach((canvas, index) => {
      if (!(canvas instanceof HTMLCanvasElement) || !shown) return;
      paintPixels({ canvas, ctx: contextOf(canvas) }, SIDE, SIDE, (out) => greyPixels(pixelsOf(shown.pixels.data, index), grey, out));
    });
  }

  /**
   * Everybody watches it, and sees the network at work on it: the wall makes way.
   *
   * @param {number} index
   */
  async function watch(index) {
    const shown = last?.wall.shown;
    if (!shown) return;
    const pixels = pixelsOf(shown.pixels.data, index);
    if (await act({ type: "watch", source: "drawing", pixels, label: shown.labels.data[index] })) {
      dispatch({ type: "drawing", change: { active: false } });
      dispatch({ type: "page", change: { enlarged: null } });
    }
  }

  function clear() {
    if (isSure) void act({ type: "take_down" });
    isSure = !isSure;
    update();
  }

  function calm() {
    isSure = false;
    update();
  }

  /** @param {KeyboardEvent} event */
  function press(event) {
    const tiles = [...root.querySelectorAll(".tile-watch")];
    const index = tiles.indexOf(/** @type {Element} */ (event.target));
    if (index < 0) return;
    const to = tileMoved(index, event.key, tiles.length, across);
    if (to === null) return;
    event.preventDefault();
    current = to;
    update();
    /** @type {HTMLElement} */ (tiles[to]).focus();
  }
}

/** @param {string[]} selectors the first of which is there gets it */
function focus(...selectors) {
  const element = selectors.map((each) => document.querySelector(each)).find((each) => each !== null);
  if (element instanceof HTMLElement) element.focus({ preventScroll: true });
}

/**
 * @param {State} state
 * @returns {Tile[]} the oldest first
 */
function tilesOf({ wall: { shown, verdicts } }) {
  if (!shown) return [];
  const isOfThis = verdicts?.edition === shown.edition;
  return shown.drawings.map((name, index) => ({
    name, label: shown.labels.data[index],
    verdict: isOfThis ? verdicts.verdicts.data[index] : null, cost: isOfThis ? verdicts.costs.data[index] : null,
  }));
}

/**
 * @param {ArrayLike<number>} pixels of all, in 256 greys
 * @param {number} index
 * @returns {number[]} of one, 0 to 1
 */
function pixelsOf(pixels, index) {
  return Array.from({ length: AREA }, (_, pixel) => pixels[index * AREA + pixel] / 255);
}
