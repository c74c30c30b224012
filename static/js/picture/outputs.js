// The rows of the ten outputs beside their circles, for a picture that is saved: what each is, should be and wants.

import { arrow, paintArrows } from "../draw/arrow.js";
import { direction, signedSignificant, significant } from "../format.js";
import { wanted } from "../panels/outputs.js";
import { className, classNames, DIGITS } from "../stage/classes.js";
import { way } from "../why/number.js";
import { isStuck } from "../why/stuck.js";
import { fontOf, letter, READ, SMALL } from "./sheet.js";

/** @import { Column } from "../draw/layout.js" */
/** @import { State } from "../state.js" */
/** @import { Desk } from "./sheet.js" */

const GAP = 8;

/**
 * Where the columns stand, from the left edge of the circles.
 *
 * @param {State} state
 * @param {number} r of the circles
 * @param {boolean} areSlopes whether slopes and nudges to z are to be seen
 */
export function columnsOf({ hello }, r, areSlopes) {
  const digit = 2 * r + GAP;
  const wide = classNames(hello) ? 96 : 22;
  const target = digit + wide + GAP;
  const arrowAt = target + 36 + GAP;
  const wish = arrowAt + 20 + 66; // the right end, as of all that are figures
  return { digit, wide, target: target + 18, arrow: arrowAt + 10, wish, role: wish + 12, slope: wish + 74, nudge: wish + 178, width: areSlopes ? wish + 186 : wish + 84 };
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Desk} desk
 * @param {State} state
 * @param {Column} column the outputs' circles
 * @param {boolean} areSlopes
 */
export function paintOutputs(ctx, desk, state, column, areSlopes) {
  const { t, palette } = desk;
  const { activity } = state;
  const left = column.x - column.r;
  const at = columnsOf(state, column.r, areSlopes);
  const head = { color: palette.quiet, font: fontOf(desk, SMALL) };
  const x = (/** @type {number} */ offset) => left + offset;
  letter(ctx, t("outputs.activation"), column.x, 14, { ...head, align: "center" });
  letter(ctx, t("outputs.target"), x(at.target), 14, { ...head, align: "center" });
  letter(ctx, t("outputs.wish"), x(at.wish), 14, { ...head, align: "right" });
  if (areSlopes) {
    letter(ctx, t("outputs.slope"), x(at.slope), 14, { ...head, align: "right" });
    letter(ctx, t("outputs.nudge_z"), x(at.nudge), 14, { ...head, align: "right" });
  }
  const inks = { up: palette.up, down: palette.down, level: palette.quiet };
  const phase = activity?.phase?.name;
  for (const digit of DIGITS) {
    const { y } = column.spots[digit];
    const target = activity?.target.data[digit];
    const [wish, slope, nudge] = [activity?.wish.data[digit], activity?.slope.data[digit], activity?.nudge_z.data[digit]];
    const [isVerdict, isRight] = [activity?.verdict === digit, target === 1];
    const number = { color: palette.quiet, font: fontOf(desk, READ), align: /** @type {const} */ ("right") };
    letter(ctx, className(state.hello, digit), x(at.digit) + (at.wide < 40 ? at.wide / 2 : 0), y + 5, {
      color: isVerdict ? palette.ink : palette.quiet, font: fontOf(desk, READ + 1, isVerdict ? 700 : 400), align: at.wide < 40 ? "center" : "left",
    });
    ctx.globalAlpha = phase === "forward" ? 0.2 : 1;
    if (target !== undefined) {
      letter(ctx, String(target), x(at.target), y + 5, {
        color: isRight ? palette.ink : palette.quiet, font: fontOf(desk, READ, isRight ? 700 : 400), align: "center",
      });
    }
    const role = isVerdict ? t("outputs.verdict") : isRight ? t("outputs.right") : "";
    if (role && !areSlopes) letter(ctx, role, x(at.role), y + 4.5, head);
    if (areSlopes && wish !== undefined) {
      letter(ctx, slope === undefined ? "–" : significant(slope, 2), x(at.slope), y + 5, { ...number, color: palette.ink });
      if (slope !== undefined && isStuck(slope, wish, "sigmoid")) paintLock(ctx, x(at.wish) + 12, y, palette.attention);
      if (nudge !== undefined) {
        letter(ctx, `${direction(nudge)} ${signedSignificant(nudge, 2)}`, x(at.nudge), y + 5, { ...number, color: inks[way(nudge)] });
      }
    }
    if (wish === undefined) continue;
    const shape = arrow(x(at.arrow), y, wish * 2 * column.r, { width: Math.min(18, Math.max(9, column.r * 0.9)) });
    const dim = phase === "forward" || phase === "update" ? 0.2 : 1;
    ctx.globalAlpha = shape.kind === "tick" ? 0.6 * dim : dim;
    paintArrows(ctx, [shape], palette);
    ctx.globalAlpha = dim;
    letter(ctx, wanted(wish), x(at.wish), y + 5, { ...number, color: inks[way(Number(wish.toFixed(2)))] });
    ctx.globalAlpha = 1;
  }
  ctx.globalAlpha = 1;
}

/**
 * An output that wants much and can hardly move.
 *
 * @param {CanvasRenderingContext2D} ctx
 * @param {number} x
 * @param {number} y
 * @param {string} color
 */
function paintLock(ctx, x, y, color) {
  ctx.fillStyle = ctx.strokeStyle = color;
  ctx.lineWidth = 1.5;
  ctx.fillRect(x, y - 1, 9, 7);
  ctx.beginPath();
  ctx.arc(x + 4.5, y - 2, 2.75, Math.PI, 2 * Math.PI);
  ctx.stroke();
}
