// The whole stage as one picture for slides: the example, the network, its outputs, and what their colours and lengths mean.

import { arrow, paintArrows } from "../draw/arrow.js";
import { networkLayout, outputRadius } from "../draw/layout.js";
import { fixed, percent, significant, whole } from "../format.js";
import { isHidden } from "../link/parts.js";
import { sentence } from "../panels/outputs.js";
import { scoreOf } from "../past/state.js";
import { anchorOf } from "../stage/card.js";
import { className, DIGITS } from "../stage/classes.js";
import { activityScales, kindOf, scales, spansOf } from "../stage/geometry.js";
import { scalesText } from "../stage/net_view.js";
import { digitOf, paintNetwork } from "./network.js";
import { columnsOf, paintOutputs } from "./outputs.js";
import { caption, fontOf, item, letter, MARGIN, paintGround, READ, rows, sizesText, SMALL, TITLE, widthOf } from "./sheet.js";

/** @import { Palette } from "../draw/color.js" */
/** @import { Layout } from "../draw/layout.js" */
/** @import { State } from "../state.js" */
/** @import { Desk, Figure, Item } from "./sheet.js" */

const WIDTH = 1280;
const BODY = 568; // of the network, px high
const PICTURE = 204;
const BODY_TOP = MARGIN + 34;
const REST = 0.2; // the strength of what the chosen neuron does not touch

/**
 * @param {State} state
 * @param {Desk} desk
 * @returns {Figure}
 */
export function stageFigure(state, desk) {
  const { t, palette } = desk;
  const { activity, view, watched, run } = state;
  const areSlopes = view.slopes || state.page.enlarged === "stage";
  const hasInput = !isHidden(state.page, "input");
  const hasOutputs = !isHidden(state.page, "outputs");
  const outputs = hasOutputs ? columnsOf(state, outputRadius(10, BODY), areSlopes).width : 0;
  const left = MARGIN + (hasInput ? PICTURE : 0);
  const layout = networkLayout({
    width: WIDTH - MARGIN - outputs - left, height: BODY, spans: spansOf(state),
    source: hasInput ? { top: 0, bottom: PICTURE } : null, joined: hasOutputs,
  });
  const quantity = state.matrices[kindOf(view)];
  const scaled = scales()(quantity, view.scaleOf);
  const seen = activityScales(activity, view.scaleOf);
  const chosen = view.selected && anchorOf(layout, { kind: "neuron", ...view.selected }) ? view.selected : null;
  const legend = rows(legendOf(desk, state, scaled, seen), WIDTH - 2 * MARGIN);
  const parts = partsOf(desk, state);
  const about = caption(desk, parts, WIDTH - 2 * MARGIN);
  const step = activity?.step ?? run?.step ?? 0;
  const bottom = BODY_TOP + BODY + 14;
  const size = { width: WIDTH, height: bottom + legend.height + 8 + about.height + MARGIN - 6 };
  const title = `${t("network.title")} ${sizesText(run)}, ${t("facts.step")} ${whole(step)}`;
  return {
    ...size, name: `nudge-network-step-${step}`, title, desc: [parts.join(" · "), ...(hasOutputs ? DIGITS.map((digit) => sentence(state, digit, t)) : [])].join(". "),
    paint(ctx) {
      paintGround(ctx, size, desk);
      if (hasInput) paintExample(ctx, desk, state);
      paintHead(ctx, desk, state, left, layout);
      ctx.save();
      ctx.translate(left, BODY_TOP);
      const answer = activity && hasOutputs ? layout.columns[layout.columns.length - 1] : null;
      if (answer && activity) { // the row that is the network's answer has a ground of its own
        ctx.fillStyle = desk.raised;
        ctx.fillRect(answer.x, (answer.spots[activity.verdict]?.y ?? 0) - answer.r - 1, WIDTH - MARGIN - left - answer.x, 2 * answer.r + 2);
      }
      paintNetwork(ctx, {
        layout, palette, font: fontOf(desk, SMALL, 600), outputFont: fontOf(desk, READ), quantity, scales: scaled.weights, biasScales: scaled.biases,
        a: activity?.a ?? [], full: seen.full, wishes: activity?.nudge_a ?? [], wishScales: seen.wishes,
        pixels: watched?.pixels.data ?? null, chosen, dim: chosen ? REST : 1, phase: activity?.phase?.name ?? null,
        write: (value, { layer }) => fixed(value, layer < layout.columns.length && layout.columns[0].r < 18 ? 1 : 2),
      });
      paintTitles(ctx, desk, layout);
      if (hasOutputs) paintOutputs(ctx, desk, state, layout.columns[layout.columns.length - 1], areSlopes);
      ctx.restore();
      legend.paint(ctx, MARGIN, bottom);
      about.paint(ctx, MARGIN, bottom + legend.height + 8);
    },
  };
}

/**
 * @param {Desk} desk
 * @param {State} state
 * @returns {string[]} the network, how far it is, and what it looks at, but for what a lesson hides
 */
function partsOf({ t }, state) {
  const { run, activity, watched, hello, page } = state;
  const score = scoreOf(state);
  const step = activity?.step ?? run?.step ?? 0;
  const parts = [sizesText(run), `${t("facts.step")} ${whole(step)}`];
  if (score && !isHidden(page, "readings")) {
    const words = t("picture.score", { accuracy: percent(score.test_accuracy), cost: significant(score.test_cost) });
    parts.push(score.step === step ? words : `${words} (${t("facts.step")} ${whole(score.step)})`);
  }
  if (isHidden(page, "input")) return parts;
  if (watched?.source === "preset") parts.push(t("input.preset"));
  else if (watched && watched.source !== "drawing") parts.push(t(`picture.${watched.source}`, { index: whole(watched.index) }));
  if (watched?.label != null) parts.push(`${t("input.label")} ${className(hello, watched.label)}`);
  return parts;
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Desk} desk
 * @param {State} state
 * @param {number} left
 * @param {Layout} layout
 */
function paintHead(ctx, desk, { run, view, activity, page, watched }, left, { width }) {
  const { t, palette } = desk;
  const bold = { color: palette.ink, font: fontOf(desk, TITLE, 600) };
  const quiet = { color: palette.quiet, font: fontOf(desk, READ) };
  const [x, y] = [left + (left > MARGIN ? 24 : 0), MARGIN + 14];
  letter(ctx, t("network.title"), x, y, bold);
  const phase = activity?.phase;
  letter(ctx, phase ? t(`network.phase.${phase.name}`) : t("network.count", { count: whole(run?.parameters) }),
    x + widthOf(desk, t("network.title"), bold.font) + 14, y, phase ? { ...quiet, color: palette.attention } : quiet);
  const drawn = t(`network.${view.quantity}`) + (view.quantity === "nudges" ? ` · ${t(`network.of.${view.nudgeOf}`)}` : "");
  letter(ctx, drawn, left + width - 32, y, { ...quiet, color: palette.ink, align: "right" });
  if (!isHidden(page, "input")) {
    letter(ctx, t("input.tab.example"), MARGIN, y, bold);
    letter(ctx, t("network.layer.pixels"), MARGIN + widthOf(desk, t("input.tab.example"), bold.font) + 12, y, quiet);
  }
  if (isHidden(page, "outputs")) return;
  letter(ctx, t("outputs.title"), left + width, y, bold);
  if (watched?.source === "preset") {
    letter(ctx, t("outputs.preset"), left + width + widthOf(desk, t("outputs.title"), bold.font) + 14, y, { ...quiet, color: palette.attention });
  }
}

/**
 * The example with what it is and what the network makes of it.
 *
 * @param {CanvasRenderingContext2D} ctx
 * @param {Desk} desk
 * @param {State} state
 */
function paintExample(ctx, desk, state) {
  const { watched, activity, hello } = state;
  const score = scoreOf(state);
  const { t, palette } = desk;
  if (watched) {
    ctx.imageSmoothingEnabled = false;
    ctx.drawImage(digitOf(watched.pixels.data, palette).canvas, MARGIN, BODY_TOP, PICTURE, PICTURE);
  }
  const isTrain = watched?.source === "train";
  const isWrong = activity !== null && activity.label !== null && activity.verdict !== activity.label;
  const mark = activity?.label == null ? "" : isWrong ? " ✗" : " ✓";
  /** @type {[string, string, string][]} */
  const facts = [
    [t("input.label"), className(hello, watched?.label), palette.ink],
    [t(watched?.source === "preset" ? "input.verdict.preset" : "input.verdict"), className(hello, activity?.verdict) + mark, isWrong ? palette.down : palette.ink],
    [t("input.cost"), significant(activity?.cost), palette.ink],
    [t(isTrain ? "input.mean.train" : "input.mean.test"), significant(isTrain ? score?.train_cost : score?.test_cost), palette.ink],
  ];
  facts.forEach(([name, value, color], i) => {
    const [x, y] = [MARGIN + (i % 2) * (PICTURE / 2 + 8), BODY_TOP + PICTURE + 26 + Math.floor(i / 2) * 50];
    letter(ctx, name, x, y, { color: palette.quiet, font: fontOf(desk, SMALL) });
    letter(ctx, value, x, y + 21, { color, font: fontOf(desk, 18, 600) });
  });
}

/**
 * The titles over the columns, and how many neurons a layer has that are not drawn.
 *
 * @param {CanvasRenderingContext2D} ctx
 * @param {Desk} desk
 * @param {Layout} layout
 */
function paintTitles(ctx, desk, { columns, width }) {
  const { t } = desk;
  const look = { color: desk.palette.quiet, font: fontOf(desk, SMALL), align: /** @type {const} */ ("center") };
  const middle = (/** @type {Layout["columns"][number]} */ { x, pictures }) => (pictures ? (x + pictures.spots[0].x - pictures.side / 2) / 2 : x);
  for (const column of columns) {
    const { layer, span, x, more } = column;
    const key = layer === columns.length ? "network.layer.output" : "network.layer";
    if (x <= width) letter(ctx, t(key, { layer, count: whole(span.of) }), middle(column), 14, look);
    if (more) letter(ctx, t("network.more", { count: whole(span.of - span.count) }), more.x, more.y + 4, look);
  }
}

/**
 * @param {Desk} desk
 * @param {State} state
 * @param {{ weights: number[], biases: number[] }} scaled
 * @param {{ full: number[], wishes: number[] }} seen
 * @returns {Item[]} what colours, strengths and lengths mean
 */
function legendOf(desk, { view, activity, run, page }, { weights, biases }, { full, wishes }) {
  const { t, palette } = desk;
  const listed = (/** @type {readonly number[]} */ all) => scalesText(view.scaleOf === "network" ? all.slice(0, 1) : all) || "–";
  const isSigned = run?.plan.activation === "tanh";
  const fullest = full.every((each) => each <= 1) ? "1" : scalesText(full);
  const line = (/** @type {string} */ color) => (/** @type {CanvasRenderingContext2D} */ ctx, /** @type {number} */ x, /** @type {number} */ y) => {
    ctx.fillStyle = color;
    ctx.fillRect(x, y - 1.5, 22, 3);
  };
  const items = [
    item(desk, 22, line(palette.up), "+"), item(desk, 22, line(palette.down), "−"),
    item(desk, 0, () => undefined, t(`network.legend.${view.quantity}`), listed(weights)),
    item(desk, 0, () => undefined, t(`network.scale.${view.scaleOf}`)),
  ];
  if (view.quantity !== "products") {
    const words = t(view.quantity === "nudges" ? "network.legend.bias.nudge" : "network.legend.bias");
    items.push(item(desk, 16, (ctx, x, y) => paintArcs(ctx, x + 8, y, palette), words, listed(biases)));
  }
  if (activity?.nudge_a.some(({ data }) => data.length > 0)) {
    items.push(item(desk, 10, (ctx, x, y) => paintArrows(ctx, [arrow(x + 5, y, 16, { width: 9, dashed: true })], palette), t("network.legend.wish"), listed(wishes)));
  }
  items.push(item(desk, 32, (ctx, x, y) => paintFills(ctx, x, y, palette, isSigned), "", isSigned ? "−1 … 1" : `0 … ${fullest}`));
  if (isHidden(page, "outputs") || !activity?.wish.data.length) return items;
  const key = (/** @type {number} */ length) => (/** @type {CanvasRenderingContext2D} */ ctx, /** @type {number} */ x, /** @type {number} */ y) =>
    paintArrows(ctx, [arrow(x + 5, y, length, { width: 9 })], palette);
  return [...items, item(desk, 10, key(14), t("outputs.legend.up")), item(desk, 10, key(-14), t("outputs.legend.down")),
    item(desk, 0, () => undefined, t("outputs.legend.length"))];
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {number} x
 * @param {number} y
 * @param {Palette} palette
 */
function paintArcs(ctx, x, y, palette) {
  /** @type {[string, number, number, number, number][]} */
  const arcs = [[palette.ring, 1, 4.5, 0, 2 * Math.PI], [palette.up, 2, 7, -Math.PI / 2, 0], [palette.down, 2, 7, -Math.PI, -Math.PI / 2]];
  for (const [color, width, r, start, end] of arcs) {
    ctx.strokeStyle = color;
    ctx.lineWidth = width;
    ctx.beginPath();
    ctx.arc(x, y, r, start, end);
    ctx.stroke();
  }
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {number} x
 * @param {number} y
 * @param {Palette} palette
 * @param {boolean} isSigned
 */
function paintFills(ctx, x, y, { fills, negatives, ring }, isSigned) {
  const all = isSigned ? [...[...negatives].reverse(), ...fills] : fills;
  const steps = 16;
  for (let i = 0; i < steps; i += 1) {
    ctx.fillStyle = all[Math.round((i / (steps - 1)) * (all.length - 1))];
    ctx.fillRect(x + i * 2, y - 6, 2, 12);
  }
  ctx.strokeStyle = ring;
  ctx.lineWidth = 1;
  ctx.strokeRect(x - 0.5, y - 6.5, 33, 13);
}
