// The map: the network's own cost on a plane through the paths, and the lanes walking down on it.

import { html, render } from "lit-html";

import { contextOf, fit, surface } from "../../draw/canvas.js";
import { paintLegend, paintNotes, LEGEND } from "../../draw/legend.js";
import { hit, labelPlaces } from "../../draw/path.js";
import { nearest, toPlane, toScreen } from "../../draw/plane.js";
import { significant, whole } from "../../format.js";
import { nearestStep, neighbour } from "../../descend/along.js";
import { lengthKey, paintCosts, viewOf } from "../../descend/ground.js";
import { shownAt, stands } from "../../descend/moment.js";
import { readRacePalette } from "../../descend/palette.js";
import { partsOf } from "../../descend/parts.js";
import { duration, laneNames, offPlane } from "../../descend/say.js";
import { mapFacts, mapHead, mapPicked } from "../../descend/map_words.js";
import { paintSearch } from "../../descend/search.js";
import { paintBefore, paintWalks } from "../../descend/walks.js";

/** @import { Context, Render } from "../../main.js" */
/** @import { State } from "../../state.js" */
/** @import { Descend } from "../../descend/state.js" */
/** @import { Spot } from "../../draw/path.js" */
/** @import { View } from "../../draw/plane.js" */

const REACH = 14; // px around a point of a path

/**
 * @param {HTMLElement} root
 * @param {Context} context
 * @returns {Render}
 */
export function mount(root, context) {
  const { dispatchRace, t } = context;
  render(html`
    <div class="card-head" data-part="head"></div>
    <div class="map-stage">
      <canvas class="map-canvas" tabindex="0" role="application" @pointermove=${point} @pointerleave=${unpoint} @click=${pick} @keydown=${walk}></canvas>
      <div data-part="picked"></div>
    </div>
    <div class="map-facts" data-part="facts"></div>`, root);
  const [head, picked, facts] = partsOf(root, ["head", "picked", "facts"]);
  const canvas = /** @type {HTMLCanvasElement} */ (root.querySelector("canvas"));
  const ctx = contextOf(canvas);
  const ground = surface();

  let palette = readRacePalette();
  let theme = "";
  let grounded = "";
  let words = "";
  let size = { width: 0, height: 0 };
  /** @type {{ state: State, show: number | null } | null} */
  let drawn = null;
  /** @type {View | null} */
  let view = null;
  /** @type {Spot[][]} */
  let trails = [];
  /** @type {number[]} */
  let levels = [];

  const stage = /** @type {HTMLElement} */ (canvas.parentElement);
  new ResizeObserver(() => {
    size = { width: stage.clientWidth, height: stage.clientHeight };
    Object.assign(canvas.style, { width: `${size.width}px`, height: `${size.height}px` }); // whole pixels: stretched, it would be blurred
    if (drawn) draw(drawn.state, drawn.show);
  }).observe(stage);

  return (state, now) => {
    const { descend, page } = state;
    if (page.view !== "descend") return false;
    const { show, goesOn } = shownAt(descend, now);
    const same = drawn && drawn.state.descend === descend && drawn.state.page === page && drawn.show === show;
    if (!same) draw(state, show);
    return goesOn;
  };

  /**
   * @param {State} state
   * @param {number | null} show
   */
  function draw(state, show) {
    drawn = { state, show };
    trails = [];
    const { descend, page } = state;
    const now = [page.theme, page.palette, page.enlarged === "map"].join();
    if (theme !== now) {
      theme = now;
      palette = readRacePalette(root);
      grounded = "";
    }
    const standing = stands(descend, show);
    say(state, standing.map(({ distance }) => distance));
    if (size.width === 0 || size.height === 0) return;
    const ratio = devicePixelRatio;
    fit(canvas, ctx, size.width, size.height, ratio);
    ctx.clearRect(0, 0, size.width, size.height);
    if (descend.now?.phase === "searching") {
      view = null;
      return paintSearch(ctx, descend, size, palette, t);
    }
    const height = size.height - LEGEND;
    const onto = viewOf(descend, size.width, height);
    view = onto;
    if (!onto) return paintBefore(ctx, descend, size, palette, t);
    paintGround(descend, onto, ratio);
    ctx.drawImage(ground.canvas, 0, 0, size.width, height);
    ctx.save();
    ctx.beginPath();
    ctx.rect(0, 0, size.width, height);
    ctx.clip();
    trails = paintWalks(ctx, descend, onto, standing, palette, t);
    // For whoever reads the page by program: where each step under way would end, in the plane and on the canvas.
    canvas.dataset.ahead = JSON.stringify(standing.map(({ ahead }) => ahead && { ...ahead, spot: toScreen(onto, ahead.x, ahead.y) }));
    if (descend.look.picked) paintPicked(descend.look.picked);
    const pointed = pointedAt(descend);
    if (pointed) paintPointed(onto, pointed);
    ctx.restore();
    if (!descend.contours) return;
    paintLegend(ctx, {
      top: height, width: size.width, view: onto, levels, cost: pointed && pointed.cost, cost_words: t("map.legend"),
      length_words: t(lengthKey(onto), { times: onto.stretch }),
    }, palette);
  }

  /**
   * The contours are dear to find: painted once for each grid, size and theme, and kept.
   *
   * @param {Descend} descend
   * @param {View} onto
   * @param {number} ratio
   */
  function paintGround({ contours }, onto, ratio) {
    const facts = [contours?.plane, contours?.size, onto.scale, onto.stretch, onto.x0, onto.y0, onto.width, onto.height, ratio, theme].join();
    if (facts === grounded) return;
    grounded = facts;
    fit(ground.canvas, ground.ctx, onto.width, onto.height, ratio);
    ground.ctx.clearRect(0, 0, onto.width, onto.height);
    if (contours) levels = paintCosts(ground.ctx, onto, contours, palette);
  }

  /** @param {{ lane: number, step: number }} which */
  function paintPicked({ lane, step }) {
    const path = drawn?.state.descend.paths?.lanes[lane];
    const spot = path && trails[lane]?.[nearestStep(path.step.data, step)];
    if (!spot) return;
    ctx.beginPath();
    ctx.arc(spot[0], spot[1], 10, 0, 2 * Math.PI);
    ctx.strokeStyle = palette.onMap;
    ctx.lineWidth = 2;
    ctx.stroke();
  }

  /**
   * @param {View} onto
   * @param {{ x: number, y: number, cost: number }} point
   */
  function paintPointed(onto, { x, y, cost }) {
    const [px, py] = toScreen(onto, x, y);
    ctx.beginPath();
    ctx.moveTo(px - 5, py);
    ctx.lineTo(px + 5, py);
    ctx.moveTo(px, py - 5);
    ctx.lineTo(px, py + 5);
    ctx.strokeStyle = palette.onMap;
    ctx.lineWidth = 1.5;
    ctx.stroke();
    const note = t("map.cost", { cost: significant(cost) });
    const [place] = labelPlaces([{ spot: [px, py], width: ctx.measureText(note).width }], onto.width, onto.height);
    paintNotes(ctx, [{ words: note, ...place }], palette);
  }

  /**
   * @param {State} state
   * @param {(number | null)[]} distances
   */
  function say(state, distances) {
    const { descend, page } = state;
    const { contours, paths, look, plan, now } = descend;
    const marks = [contours?.plane, contours?.size, paths?.plane, paths?.captured, paths?.furthest, plan, look.picked, page.language, now?.phase,
      distances.map(offPlane), descend.control, contours?.kind].map((each) => JSON.stringify(each)).join();
    if (marks === words) return;
    words = marks;
    render(mapHead(state, context, () => drawn && { of: "map", ...drawn }), head);
    render(mapPicked(state, context), picked);
    render(mapFacts(state, context, distances), facts);
    const names = laneNames(t, plan?.lanes ?? []);
    const standing = (now?.lanes ?? []).map(({ step, cost, seconds }, lane) => t("map.summary.lane", {
      lane: names[lane] ?? "", steps: whole(step), seconds: duration(seconds, t), cost: significant(cost),
    }));
    canvas.setAttribute("aria-label", `${t("map.summary")} ${standing.join(" ")}`);
  }

  /** @param {PointerEvent} event */
  function point(event) {
    if (!view || !drawn) return;
    const [x, y] = toPlane(view, event.offsetX, event.offsetY);
    const near = hit(trails, event.offsetX, event.offsetY, REACH) !== null;
    canvas.classList.toggle("is-on-path", near);
    dispatchRace({ type: "look", change: { hovered: near || event.offsetY > view.height ? null : { x, y } } });
  }

  function unpoint() {
    dispatchRace({ type: "look", change: { hovered: null } });
  }

  /** @param {PointerEvent} event */
  function pick(event) {
    const found = hit(trails, event.offsetX, event.offsetY, REACH);
    const steps = found && drawn?.state.descend.paths?.lanes[found.lane].step.data;
    const change = found && steps ? { lane: found.lane, step: steps[Math.min(found.index, steps.length - 1)] } : null;
    dispatchRace({ type: "look", change: { picked: change } });
  }

  /** @param {KeyboardEvent} event */
  function walk(event) {
    if (!drawn) return;
    const { look, paths } = drawn.state.descend;
    const next = paths && neighbour(paths.lanes.map(({ step }) => step.data), look.picked, event.key);
    if (next === null) return;
    event.preventDefault();
    dispatchRace({ type: "look", change: { picked: next === "none" ? null : next } });
  }
}

/**
 * The point of the grid nearest to what is pointed at.
 *
 * @param {Descend} descend
 * @returns {{ x: number, y: number, cost: number } | null} null: nothing of it is
 */
function pointedAt({ contours, look: { hovered } }) {
  if (!contours || !hovered) return null;
  const { x, y, cost, size } = contours;
  const column = nearest(x.data, hovered.x);
  const row = nearest(y.data, hovered.y);
  return column === null || row === null ? null : { x: x.data[column], y: y.data[row], cost: cost.data[row * size + column] };
}
