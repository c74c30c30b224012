// The search for each lane's best eta, as it goes: every try is a mark, further right for a larger eta, lower for a lower
// cost. A try that left all bounds stands at the top.

import { decades, logPlace } from "../draw/scale.js";
import { shapeOf, traceMark } from "../draw/mark.js";
import { plain } from "../format.js";
import { costFigures, costWords } from "./curves.js";

/** @import { Translate } from "../i18n.js" */
/** @import { Trial } from "../messages.js" */
/** @import { RacePalette } from "./palette.js" */
/** @import { Descend } from "./state.js" */

/**
 * The ranges of the tries on both axes.
 *
 * @param {readonly Trial[]} trials
 * @returns {{ eta: [number, number], cost: [number, number] }}
 */
export function rangesOf(trials) {
  const etas = trials.map(({ eta }) => eta);
  const costs = trials.map(({ cost }) => cost ?? 0).filter((cost) => cost > 0);
  return {
    eta: [Math.min(0.01, ...etas) / 1.5, Math.max(10, ...etas) * 1.5],
    cost: [Math.min(0.5, ...costs) / 1.25, Math.max(1, ...costs) * 1.25],
  };
}

/**
 * The try that is best for each lane so far: its place in the list, or -1.
 *
 * @param {readonly Trial[]} trials
 * @param {number} lanes
 * @returns {number[]}
 */
export function bestOf(trials, lanes) {
  return Array.from({ length: lanes }, (_, lane) => trials.reduce((best, trial, i) => {
    if (trial.lane !== lane || trial.cost === null) return best;
    return best < 0 || trial.cost < Number(trials[best].cost) ? i : best;
  }, -1));
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Descend} descend
 * @param {{ width: number, height: number }} size
 * @param {RacePalette} palette
 * @param {Translate} t
 */
export function paintSearch(ctx, { plan, trials }, { width, height }, palette, t) {
  const lanes = plan?.lanes ?? [];
  const { eta, cost } = rangesOf(trials);
  const box = { left: 48, top: 36, width: width - 72, height: height - 84 };
  /** @param {number} value */
  const across = (value) => box.left + box.width * logPlace(value, ...eta);
  /** @param {number | null} value */
  const down = (value) => (value === null ? 14 : box.top + box.height * (1 - logPlace(value, ...cost)));
  ctx.font = `${palette.size}px ${palette.font}`;
  ctx.fillStyle = palette.quiet;
  ctx.strokeStyle = palette.line;
  ctx.lineWidth = 1;
  for (const value of decades(...eta)) {
    ctx.beginPath();
    ctx.moveTo(across(value), box.top);
    ctx.lineTo(across(value), box.top + box.height);
    ctx.stroke();
    ctx.textAlign = "center";
    ctx.fillText(plain(value), across(value), box.top + box.height + 18);
  }
  for (const value of costFigures(...cost, box.height)) {
    ctx.beginPath();
    ctx.moveTo(box.left, down(value));
    ctx.lineTo(box.left + box.width, down(value));
    ctx.stroke();
    ctx.textAlign = "right";
    ctx.fillText(costWords(value), box.left - 8, down(value) + 4);
  }
  ctx.textAlign = "center";
  ctx.fillText(t("race.search.eta"), box.left + box.width / 2, box.top + box.height + 38);
  ctx.textAlign = "left";
  ctx.fillText(t("race.search.cost"), 0, 14);
  const best = bestOf(trials, lanes.length);
  trials.forEach((trial, i) => {
    const colour = lanes[trial.lane]?.colour ?? trial.lane;
    const [x, y] = [across(trial.eta), down(trial.cost)];
    ctx.globalAlpha = trial.cost === null ? 0.5 : 1;
    ctx.beginPath();
    traceMark(ctx, shapeOf(colour), x, y, 5);
    ctx.fillStyle = palette.lanes[colour];
    ctx.fill();
    ctx.globalAlpha = 1;
    if (best[trial.lane] !== i) return;
    ctx.beginPath();
    ctx.arc(x, y, 11, 0, 2 * Math.PI);
    ctx.strokeStyle = palette.ink;
    ctx.lineWidth = 1.5;
    ctx.stroke();
  });
}
