// The drawing pad: pointer to strokes, strokes to the server while one draws, and what came back.

import { render } from "lit-html";
import { changes } from "../changes.js";
import { contextOf, fit, surface, paintPixels } from "../draw/canvas.js";
import { extended, paintStrokes, partOf, recentring } from "../draw/ink.js";
import { SIDE, greyPixels } from "../draw/pixels.js";
import { ease } from "../draw/scale.js";
import { hand } from "./hand.js";
import { padView } from "./pad_view.js";
import { paletteOf } from "./palette.js";

/** @import { State } from "../state.js" */
/** @import { Context, Render } from "../main.js" */

const EVERY = 45; // milliseconds from one question to the next in the long run, for the server takes no more than so many
const AT_ONCE = 20; // questions that may be asked faster than that after a pause: as fast as they are answered
const REFRESH = 100; // milliseconds between two answers while the network learns
const MOVING = 450; // milliseconds of the recentring
const MOVED = "onpointerrawupdate" in globalThis ? "pointerrawupdate" : "pointermove"; // the first comes before its frame

/**
 * @param {HTMLElement} root
 * @param {Context} context
 * @returns {Render}
 */
export function mount(root, context) {
  const { send, dispatch, t } = context;
  /** @type {State | null} */
  let last = null;
  /** @type {number | null} the pointer that draws */
  let pointer = null;
  /** @type {State["drawing"]["strokes"] | null} what has been answered, or asked about, or is yet to be asked about */
  let asked = null;
  /** @type {State["activity"]} the picture of the network that was asked */
  let askedOf = null;
  let askedAt = -Infinity;
  let allowed = AT_ONCE;
  /** @type {"new" | "again" | null} the question on its way: about a new drawing, or of the network as it is by now */
  let asking = null;
  let movedAt = -Infinity;
  /** @type {State["drawing"]["strokes"]} as of this very event, which may be ahead of what was drawn last */
  let strokes = [];
  const digit = surface();
  const changed = changes();
  let isMoving = false;
  let resized = 0;
  const handing = hand(context, update);
  new ResizeObserver(() => {
    resized += 1;
    if (!last?.drawing.active) return;
    paintPad(last);
    paintSeen(last, performance.now());
  }).observe(root);

  /** @type {PadActions} */
  const actions = {
    down(event) {
      if (pointer !== null || !last || (event.pointerType === "mouse" && event.button !== 0)) return;
      event.preventDefault();
      pointer = event.pointerId;
      event.currentTarget.setPointerCapture(pointer);
      change({ strokes: extended([...strokes, []], [place(event, event.currentTarget)]), learned: null });
    },
    move(event) {
      if (event.pointerId !== pointer || !last || event.type !== MOVED) return;
      const { currentTarget } = event;
      const events = event.getCoalescedEvents?.() ?? []; // which browsers lack over http, as in a class, and old ones everywhere
      const points = (events.length > 0 ? events : [event]).map((each) => place(each, currentTarget));
      change({ strokes: extended(strokes, points) });
    },
    up(event) {
      if (event.pointerId !== pointer || !last) return;
      pointer = null;
      movedAt = Infinity; // from the next frame on
      void watch(strokes, last.drawing.label);
    },
    undo() {
      const fewer = strokes.slice(0, -1);
      change({ strokes: fewer, learned: null, ...(fewer.length === 0 ? { prediction: null } : {}) });
      void watch(strokes, last?.drawing.label ?? null);
    },
    clear() {
      change({ strokes: [], prediction: null, label: null, learned: null });
    },
    label(label) {
      if (!last) return;
      const chosen = last.drawing.label === label ? null : label;
      change({ label: chosen, learned: null });
      void watch(strokes, chosen);
    },
    async learn(label) {
      if (await watch(strokes, label)) await send({ type: "learn", label });
    },
  };

  return (state, now) => {
    if (last && state.drawing.strokes !== last.drawing.strokes && state.drawing.strokes.length === 0) asked = null;
    last = state;
    ({ strokes } = state.drawing);
    const { drawing, page, run, activity, hello, connection, wall } = state;
    const isShown = changed("watched", [state.watched]); // also while nobody draws
    if (!drawing.active) return false;
    if (isShown && isFollowing(state) && handing.isIn(state)) dispatch({ type: "drawing", change: { active: false } });
    handing.ask(state, now);
    if (changed("around", [drawing, page, run?.status, activity, hello, connection.phase, wall])) update();
    const isWaiting = predict(now);
    // To measure a canvas lays out the page in the middle of a frame: only when there is something to paint.
    const looks = [drawing.strokes, page, resized, devicePixelRatio];
    if (changed("pad", looks)) paintPad(state);
    if (isMoving || changed("seen", [...looks, drawing.prediction, drawing.learned, movedAt])) isMoving = paintSeen(state, now);
    return isMoving || isWaiting;
  };

  function update() {
    if (last) {
      render(padView(last, t, actions, { said: handing.said(last), deeds: handing.deeds(last, () => pairs(strokes)) }), root);
    }
  }

  /**
   * Asks what the network says of the drawing if it, or the network, has changed, one question at a time; but a
   * new drawing does not wait for what the network, as it is by now, says of the one before.
   *
   * @param {number} now
   * @returns {boolean} whether to come back, for it is too early to ask
   */
  function predict(now) {
    const isNew = strokes !== asked;
    if (!last?.drawing.active || asking === "new" || (asking && !isNew) || last.connection.phase !== "open" || !strokes.some(({ length }) => length > 0)) return false;
    const isOld = last.activity !== askedOf;
    if (!isNew && (!isOld || now - askedAt < REFRESH)) return isOld; // while nothing trains no further picture comes to ask again
    const left = Math.min(AT_ONCE, allowed + (now - askedAt) / EVERY);
    if (left < 1) return true;
    allowed = left - 1;
    asked = strokes;
    askedAt = now;
    askedOf = last.activity;
    const question = isNew ? "new" : "again";
    asking = question;
    const done = () => {
      if (asking === question) asking = null;
      predict(performance.now()); // of what has been drawn meanwhile
    };
    send({ type: "predict", strokes: pairs(strokes) }).then(done);
    return false;
  }

  /** @param {State} state */
  function paintPad({ drawing, page }) {
    const canvas = root.querySelector(".pad-canvas");
    if (!(canvas instanceof HTMLCanvasElement)) return;
    const side = canvas.clientWidth;
    const ctx = contextOf(canvas);
    fit(canvas, ctx, side, side, devicePixelRatio);
    ctx.clearRect(0, 0, side, side);
    paintStrokes(ctx, drawing.strokes, side, paletteOf(page).digit1);
  }

  /**
   * The 28x28 that the network saw; on lifting the pen the drawing is seen to move there.
   *
   * @param {State} state
   * @param {number} now
   * @returns {boolean} whether it is still moving
   */
  function paintSeen({ drawing, page }, now) {
    const canvas = root.querySelector(".seen-canvas");
    if (!(canvas instanceof HTMLCanvasElement)) return false;
    const { prediction, strokes } = drawing;
    const side = canvas.clientWidth;
    const ctx = contextOf(canvas);
    const palette = paletteOf(page);
    fit(canvas, ctx, side, side, devicePixelRatio);
    ctx.clearRect(0, 0, side, side);
    if (!prediction || strokes.length === 0) return false;
    if (movedAt === Infinity) movedAt = now;
    const t = page.reduced ? 1 : Math.min(1, (now - movedAt) / MOVING);
    const move = t < 1 ? recentring(strokes, prediction.pixels.data) : null;
    if (move) {
      paintStrokes(ctx, strokes, side, palette.digit1, partOf(move, ease(t)));
      return true;
    }
    paintPixels(digit, SIDE, SIDE, (out) => greyPixels(prediction.pixels.data, palette.grey, out));
    ctx.imageSmoothingEnabled = false;
    ctx.drawImage(digit.canvas, 0, 0, side, side);
    return false;
  }

  /** @param {Partial<State["drawing"]>} change */
  function change(change) {
    if (change.strokes) strokes = change.strokes;
    predict(performance.now()); // first of all, and not in the next frame, for whose work the answer need not wait
    dispatch({ type: "drawing", change });
  }

  /**
   * Everybody watches the drawing, so that the network shows its forward pass.
   *
   * @param {State["drawing"]["strokes"]} strokes
   * @param {number | null} label
   * @returns {Promise<boolean>} whether they do
   */
  async function watch(strokes, label) {
    if (!last?.page.controls || !strokes.some((stroke) => stroke.length > 0)) return false;
    return await send({ type: "watch", source: "drawing", strokes: pairs(strokes), label }) !== null;
  }
}

/**
 * Whether the class is led, and this page along with it: who has handed in looks up when something else is shown.
 *
 * @param {Pick<State, "led" | "page">} state
 */
function isFollowing({ led, page }) {
  return led !== null && page.follows && !page.leads && !page.touring && !page.controls;
}

/** @typedef {{
 *   down: (event: PointerEvent & {currentTarget: HTMLElement}) => void,
 *   move: (event: PointerEvent & {currentTarget: HTMLElement}) => void,
 *   up: (event: PointerEvent) => void, undo: () => void, clear: () => void,
 *   label: (label: number) => void, learn: (label: number) => void | Promise<void>,
 * }} PadActions
 */

/**
 * @param {PointerEvent} event
 * @param {HTMLElement} pad
 * @returns {[number, number]} in a square of side 1
 */
function place({ clientX, clientY }, pad) {
  const { left, top, width, height } = pad.getBoundingClientRect();
  return [(clientX - left) / width, (clientY - top) / height];
}

/**
 * @param {number[][][]} strokes
 * @returns {[number, number][][]}
 */
function pairs(strokes) {
  return strokes.filter((stroke) => stroke.length > 0).map((stroke) => stroke.map(([x, y]) => [x, y]));
}
