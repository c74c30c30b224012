// The network: from the digit to the outputs, on one canvas, with what may be hovered, chosen and read of it.

import { html, nothing, render } from "lit-html";
import { changes } from "../changes.js";
import { contextOf } from "../draw/canvas.js";
import { hit } from "../draw/hit.js";
import { roved } from "../draw/roving.js";
import { strength } from "../draw/scale.js";
import { painter } from "../draw/scene.js";
import { fixed } from "../format.js";
import { isBack } from "../past/state.js";
import { backOf } from "../poll/state.js";
import { anchorOf, cardView, entryOf, factsOf, parameterOf, spoken } from "../stage/card.js";
import { connectionAt, neuronOf } from "../stage/connections.js";
import { fade } from "../stage/fade.js";
import { activityScales, kindOf, layouts, scales, spansOf } from "../stage/geometry.js";
import { headView, legendView, overlayView } from "../stage/net_view.js";
import { tableView } from "../stage/net_table.js";
import { paletteOf } from "../stage/palette.js";
import { placeOf } from "../stage/place.js";
import { spread } from "../stage/spread.js";
import { pictureMenu } from "../picture/menu.js";
import { isVeiled } from "../tour/veil.js";
import { pixelOf } from "../view.js";
import { onto } from "../why/lens.js";

/** @import { Hovered, State, Wire } from "../state.js" */
/** @import { Context, Render } from "../main.js" */
/** @import { Place } from "../stage/geometry.js" */
/** @import { Layout } from "../draw/layout.js" */

const NONE = /** @type {Wire["Activity"]["nudge_a"]} */ ([]);
const REST = 0.2; // the strength of what the chosen neuron does not touch
const GLANCE = 0.45; // the same for a neuron that is only hovered
const SETTLED = 140; // milliseconds of hovering before the server is asked
const TABLE_EVERY = 1000;
const LEGEND_EVERY = 250; // figures that change faster cannot be read

/**
 * @param {HTMLElement} root
 * @param {Context} context
 * @returns {Render}
 */
export function mount(root, context) {
  const { send, ask, dispatch, t } = context;
  root.classList.add("region", "network");
  render(html`<div class="region-head"></div><div class="corner"></div>
    <div class="region-body net-body">
      <canvas class="net-base" aria-hidden="true"></canvas>
      <canvas class="net-canvas" tabindex="0" role="application" aria-describedby="net-live"></canvas>
      <div class="net-overlay"></div>
      <div class="net-card-place"></div>
    </div>
    <div class="region-foot legend"></div>
    <p class="visually-hidden" id="net-live" aria-live="polite"></p>
    <div class="visually-hidden net-table"></div>`, root);
  const find = (/** @type {string} */ selector) => /** @type {HTMLElement} */ (root.querySelector(selector));
  const [head, corner, body, overlay, cardPlace, foot, live, table] = [
    ".region-head", ".corner", ".net-body", ".net-overlay", ".net-card-place", ".region-foot", "#net-live", ".net-table",
  ].map(find);
  const canvas = /** @type {HTMLCanvasElement} */ (find(".net-canvas"));
  const below = /** @type {HTMLCanvasElement} */ (find(".net-base"));
  const paint = painter({ canvas: below, ctx: contextOf(below, { alpha: false }) }, { canvas, ctx: contextOf(canvas) });
  const layoutFor = layouts();
  const scalesFor = scales();
  const quantityOf = spread();
  /** @type {Place} */
  let place = { width: 0, height: 0, source: null, joined: false };
  /** @type {Layout | null} */
  let layout = null;
  /** @type {State | null} */
  let last = null;
  let lastNow = 0;
  const changed = changes();
  const fadeTo = fade();
  const phase = { key: "", since: 0 };
  const asked = { key: "", since: 0, sent: "", inspected: /** @type {Wire["Inspected"] | null} */ (null) };
  let font = "";
  let tabledAt = -Infinity;
  let isOver = false;
  let isUnfinished = false;
  /** @type {Hovered | null} as of this very event, which may be ahead of what was drawn last */
  let pointed = null;

  const observer = new ResizeObserver(measure);
  observer.observe(body);
  if (root.parentElement) observer.observe(root.parentElement);
  listen();

  return draw;

  function measure() {
    place = placeOf(body);
    if (last) draw(last, lastNow);
  }

  /**
   * @param {State} state
   * @param {number} now
   * @returns {boolean}
   */
  function draw(state, now) {
    const isFirst = last === null || last.activity === null || last.drawing.active !== state.drawing.active;
    [last, lastNow, pointed] = [state, now, state.view.hovered];
    if (isFirst) place = placeOf(body);
    const { activity, view, page, run } = state;
    const { quantity, isLater } = quantityOf(state);
    const scaled = scalesFor(quantity, view.scaleOf);
    const seen = activityScales(activity, view.scaleOf);
    if (changed("head", [run?.plan, run?.parameters, run?.status, run?.slow, activity?.phase?.name, view.quantity, view.nudgeOf, page.language, page.controls, backOf(state).length > 0])) {
      render(headView(state, t, change, (back) => send({ type: "step", unit: "phase", back })), head);
      canvas.setAttribute("aria-label", t("network.canvas"));
    }
    if (changed("corner", [page.language])) render(pictureMenu(context, () => last && { of: "stage", state: last }), corner);
    const isRunning = run?.status === "running" && !run.slow;
    const legendAt = isRunning ? Math.floor(now / LEGEND_EVERY) : activity;
    if (changed("foot", [legendAt, isRunning ? null : quantity, view.scaleOf, page.language, view.quantity])) {
      render(legendView(state, { ...scaled, ...seen, of: view.scaleOf }, t, (scaleOf) => change({ scaleOf })), foot);
      foot.classList.toggle("is-long", view.quantity === "nudges"); // figures of more places
    }
    tell(state, now);
    if (place.width < 40 || place.height < 80) return false;
    layout = layoutFor(place, spansOf(state));
    if (changed("overlay", [layout, page.language, page.controls, isBack(state) && kindOf(view)])) {
      render(overlayView(state, layout, t, (layer, first) => send({ type: "show", layer, first })), overlay);
    }
    const isAsking = inquire(state, now);
    const { hovered, selected } = view;
    const glanced = hovered?.kind === "neuron" && hovered.layer > 0 ? hovered : null;
    const chosen = selected && anchorOf(layout, { kind: "neuron", ...selected }) ? selected : null; // of a wide layer it may not be drawn
    const { dim, isFading } = fadeTo(chosen ? REST : glanced ? GLANCE : 1, now, page.reduced);
    const isMoving = follow(state, now);
    card(state, layout);
    // To ask for a style makes the browser compute all of them, in the middle of a frame: only when it may be another.
    if (changed("font", [page.language, page.enlarged])) font = `600 ${page.enlarged === "stage" ? 15 : 12}px ${getComputedStyle(body).fontFamily}`;
    const scene = {
      layout, palette: paletteOf(page), ratio: devicePixelRatio, font,
      quantity, scales: scaled.weights, biasScales: scaled.biases,
      a: activity?.a ?? [], full: seen.full, wishes: isVeiled(state, "wishes") ? NONE : activity?.nudge_a ?? NONE, wishScales: seen.wishes,
      pixels: state.watched?.pixels.data ?? null,
      chosen, focus: chosen ?? glanced, hovered: glanced, edge: hovered?.kind === "edge" ? hovered : null,
      pixel: pixelOf(view),
      dim, phase: activity?.phase?.name ?? null, elapsed: now - phase.since, reduced: page.reduced,
      write: (/** @type {number} */ value) => fixed(value, layout && layout.columns[0].r < 18 ? 1 : 2),
    };
    if (changed("scene", [...Object.values({ ...scene, write: null, elapsed: isMoving ? now : -1 })]) || isUnfinished) isUnfinished = paint(scene);
    return isFading || isMoving || isAsking || isLater || isUnfinished;
  }

  /**
   * @param {State} state
   * @param {number} now
   * @returns {boolean} whether a pulse may be under way
   */
  function follow({ activity, page }, now) {
    const key = activity?.phase ? `${activity.phase.name} ${activity.phase.example} ${activity.step}` : "";
    if (key !== phase.key) Object.assign(phase, { key, since: now });
    return key !== "" && !page.reduced && now - phase.since < 1000;
  }

  /**
   * Ask for the exact numbers of what has been hovered for a moment.
   *
   * @param {State} state
   * @param {number} now
   * @returns {boolean} whether to come back
   */
  function inquire(state, now) {
    const { run, view, watched, activity } = state;
    const parameter = parameterOf(view.hovered);
    const over = kindOf(view) === "batch" ? "batch" : "example";
    const subject = parameter ? JSON.stringify([parameter, over, isBack(state)]) : "";
    if (subject !== asked.key) Object.assign(asked, { key: subject, since: now, sent: "", inspected: null });
    if (!parameter || watched?.label == null || state.connection.phase !== "open") return false;
    if (over === "batch" && (run?.step === 0 || isBack(state))) return false; // there is no last batch
    if (now - asked.since < SETTLED) return true;
    const question = `${subject} ${run?.status === "running" ? Math.floor(now / 500) : activity?.n} ${watched.n}`;
    if (question === asked.sent) return false;
    asked.sent = question;
    ask({ type: "inspect", parameters: [parameter], over }).then(
      (answer) => {
        if (answer.type !== "inspected" || asked.key !== subject) return;
        asked.inspected = answer;
        if (last && layout) card(last, layout);
      },
      () => undefined, // the card stays without them
    );
    return false;
  }

  /**
   * @param {State} state
   * @param {Layout} layout
   */
  function card(state, layout) {
    const { hovered } = state.view;
    const at = hovered && anchorOf(layout, hovered);
    const depth = layout.columns.length;
    const isOutput = hovered?.kind === "neuron" && hovered.layer === depth && place.joined;
    const facts = hovered && at && (isOver || root.contains(document.activeElement)) && !isOutput
      ? factsOf(state, hovered, asked.inspected, t) : null;
    if (!changed("card", [hovered, facts && JSON.stringify(facts), layout, state.page.language])) return;
    render(facts && at ? cardView(facts, at, layout, t) : nothing, cardPlace);
    if (facts && document.activeElement === canvas) live.textContent = spoken(facts, t);
  }

  /**
   * @param {State} state
   * @param {number} now
   */
  function tell(state, now) {
    const isRunning = state.run?.status === "running" && !state.run.slow;
    if (isRunning && now - tabledAt < TABLE_EVERY) return;
    if (!changed("table", [state.activity, state.page.language])) return;
    tabledAt = now;
    render(tableView(state, t), table);
  }

  /** @param {Partial<State["view"]>} part */
  function change(part) {
    dispatch({ type: "view", change: part });
  }

  /** @param {Hovered | null} hovered */
  function hover(hovered) {
    if (JSON.stringify(hovered) === JSON.stringify(pointed)) return;
    pointed = hovered;
    change({ hovered });
  }

  /** @param {Hovered | null} on what was clicked */
  function choose(on) {
    const chosen = last?.view.selected;
    if (on?.kind === "edge") {
      dispatch({ type: "lens", change: onto({ layer: on.layer, j: on.j, k: on.k }) });
    } else if (on?.kind === "neuron" && !(chosen?.layer === on.layer && chosen.neuron === on.neuron)) {
      change({ selected: { layer: on.layer, neuron: on.neuron } });
    } else if (chosen) {
      change({ selected: null });
    }
  }

  /** @param {MouseEvent} event */
  function under({ offsetX, offsetY }) {
    if (!layout || !last) return null;
    const state = last;
    const { columns } = layout;
    const kind = kindOf(state.view);
    return hit(layout, offsetX, offsetY, (layer, row, column) => {
      const entry = entryOf(state, kind, layer, columns[layer].spots[row].neuron, columns[layer - 1].spots[column].neuron);
      return entry ? strength(entry.value, state.matrices[kind]?.scale[layer] ?? 0) : 0;
    });
  }

  function listen() {
    canvas.addEventListener("pointermove", (event) => {
      isOver = true;
      hover(under(event));
    });
    canvas.addEventListener("pointerleave", () => {
      isOver = false;
      hover(null);
    });
    canvas.addEventListener("click", (event) => choose(under(event)));
    canvas.addEventListener("blur", () => hover(null));
    canvas.addEventListener("focus", () => {
      if (last && canvas.matches(":focus-visible")) {
        const first = last.view.selected ?? roved(null, "Home", spansOf(last));
        hover(first && { kind: "neuron", layer: first.layer, neuron: first.neuron });
      }
    });
    canvas.addEventListener("keydown", (event) => {
      if (!last || event.ctrlKey || event.metaKey || event.altKey) return;
      const from = neuronOf(pointed) ?? last.view.selected;
      if (event.key === "Enter" || (event.key === " " && pointed)) choose(pointed);
      else if (event.shiftKey) {
        const to = connectionAt(last, pointed?.kind === "edge" ? pointed : from, event.key);
        if (!to) return;
        hover(to);
      }
      else {
        const to = roved(from, event.key, spansOf(last));
        if (!to) return;
        hover({ kind: "neuron", ...to });
      }
      event.preventDefault();
    });
  }
}
