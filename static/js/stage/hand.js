// To hand in what is on the pad: one drawing a browser, which a newer one replaces, and which can be taken back.

import { html, nothing } from "lit-html";
import { acting } from "../acting.js";
import { handKey, openStorage } from "../settings.js";
import { className } from "./classes.js";

/** @import { State } from "../state.js" */
/** @import { Context } from "../main.js" */

const REST = 500; // milliseconds in which a second tap does not undo what the first has done
const AGAIN = 2_000; // milliseconds after which what was not answered is asked again

/**
 * @typedef {{
 *   ask: (state: State, now: number) => void, said: (state: State) => unknown, isIn: (state: Pick<State, "drawing" | "wall">) => boolean,
 *   deeds: (state: State, strokes: () => [number, number][][]) => unknown,
 * }} Hand `said`: what has been handed in, if anything has; `isIn`: whether nothing is on the pad but that
 */

/**
 * @param {Pick<Context, "send" | "t">} context
 * @param {() => void} update what this shows is different by now
 * @returns {Hand}
 */
export function hand({ send, t }, update) {
  const storage = openStorage();
  let key = handKey(storage);
  /** @type {{ strokes: number[][][], label: number | null } | null} what was handed in last */
  let handed = null;
  let askedAt = -Infinity;
  const act = acting(send);
  /** @type {"put" | "takeBack" | null} what the second tap of the same hand would do, and does not */
  let resting = null;

  return {
    /** Whether one's own drawing hangs on the wall, where that may have changed. */
    async ask({ wall, run, connection }, now) {
      if (key === null || !wall.isOld || now < askedAt + AGAIN || !run || connection.phase !== "open") return;
      askedAt = now;
      if (await send({ type: "mine", key })) askedAt = -Infinity;
    },
    said({ wall: { mine, count, closed }, hello, page }) {
      if (mine === null) return closed && !page.controls ? t("hand.closed") : null;
      return html`<i aria-hidden="true">✓</i> ${t("hand.handed", { mine: className(hello, mine), count: Math.max(1, count) })}`;
    },
    isIn,
    deeds({ drawing, wall, page, connection, hello }, strokes) {
      const { label } = drawing;
      const { mine } = wall;
      const isNew = !isIn({ drawing, wall });
      const isOff = connection.phase !== "open" || (isNew && wall.closed);
      const back = t("hand.back");
      const words = !isNew ? back : page.controls || label === null ? t("hand") : t("hand.as", { label: className(hello, label) });
      // One button, whatever it does by now, lest the focus be lost with it.
      return html`
        <button type="button" class="button hand ${isNew && !page.controls ? "primary" : ""}" data-action=${isNew ? "hand" : "take-back"}
          data-explain=${isNew ? "hand" : nothing} ?disabled=${isOff || (isNew && (label === null || drawing.strokes.length === 0))}
          @click=${() => (isNew ? put(drawing, strokes) : takeBack())}>${words}</button>
        ${mine === null || !isNew || !page.controls ? nothing : html`
          <button type="button" class="button hand" data-action="take-back" ?disabled=${isOff} @click=${takeBack}>${back}</button>`}`;
    },
  };

  /** @param {Pick<State, "drawing" | "wall">} state */
  function isIn({ drawing: { strokes, label }, wall: { mine } }) {
    return mine !== null && (strokes.length === 0 || (strokes === handed?.strokes && label === handed.label));
  }

  /**
   * @param {State["drawing"]} drawing
   * @param {() => [number, number][][]} strokes
   */
  async function put(drawing, strokes) {
    if (drawing.label === null || resting === "put") return;
    key ??= handKey(storage, true);
    if (await act({ type: "hand", key: /** @type {string} */ (key), label: drawing.label, strokes: strokes() })) {
      handed = { strokes: drawing.strokes, label: drawing.label };
      rest("takeBack");
    }
  }

  async function takeBack() {
    if (key !== null && resting !== "takeBack" && await act({ type: "take_back", key })) rest("put");
  }

  /** @param {"put" | "takeBack"} what */
  function rest(what) {
    resting = what;
    update();
    setTimeout(() => {
      resting = null;
    }, REST);
  }
}
