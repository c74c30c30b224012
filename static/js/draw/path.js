// The path of a lane on the map: its line, the dots of its steps, the walker at its end.

import { shapeOf, traceMark } from "./mark.js";
import { toScreen } from "./plane.js";

/** @import { View } from "./plane.js" */

/** @typedef {[number, number]} Spot px */
/**
 * `upTo`: how many points are to be seen; `walker`: where it stands now, in the plane.
 *
 * @typedef {{ x: ArrayLike<number>, y: ArrayLike<number>, upTo: number, walker: { x: number, y: number } | null }} Trail
 */

const DOT_GAP = 5; // px between two steps that can be told apart
const HEAD = 12; // px of an arrow, at most
const HIDDEN = 14; // px: a shorter arrow lies under its walker

/**
 * The trail's points on the screen, the walker's place last.
 *
 * @param {Trail} trail
 * @param {View} view
 * @returns {Spot[]}
 */
export function spotsOf(trail, view) {
  /** @type {Spot[]} */
  const spots = [];
  const count = Math.min(trail.upTo, trail.x.length);
  for (let i = 0; i < count; i += 1) spots.push(toScreen(view, trail.x[i], trail.y[i]));
  if (trail.walker) spots.push(toScreen(view, trail.walker.x, trail.walker.y));
  return spots;
}

/**
 * The points at which a single step ended and whose neighbours stand apart: those that get a dot.
 *
 * @param {readonly Spot[]} spots
 * @param {ArrayLike<number>} step of the spots
 * @returns {number[]} indices
 */
export function dotsOf(spots, step) {
  /** @type {number[]} */
  const dots = [];
  /** @type {Spot | null} */
  let before = null;
  const count = Math.min(spots.length, step.length);
  for (let i = 1; i < count; i += 1) {
    if (step[i] - step[i - 1] !== 1) continue;
    if (before !== null && Math.hypot(spots[i][0] - before[0], spots[i][1] - before[1]) < DOT_GAP) continue;
    before = spots[i];
    dots.push(i);
  }
  return dots;
}

/**
 * The nearest point of any trail within reach.
 *
 * @param {readonly (readonly Spot[])[]} trails
 * @param {number} px
 * @param {number} py
 * @param {number} reach px
 * @returns {{ lane: number, index: number } | null}
 */
export function hit(trails, px, py, reach) {
  let best = reach;
  /** @type {{ lane: number, index: number } | null} */
  let found = null;
  trails.forEach((spots, lane) => {
    spots.forEach(([x, y], index) => {
      const distance = Math.hypot(x - px, y - py);
      if (distance < best) {
        best = distance;
        found = { lane, index };
      }
    });
  });
  return found;
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {readonly Spot[]} spots
 * @param {readonly number[]} dots
 * @param {{ color: string, casing: string, faded: boolean }} look
 */
export function paintTrail(ctx, spots, dots, { color, casing, faded }) {
  if (spots.length === 0) return;
  ctx.lineJoin = "round";
  ctx.lineCap = "round";
  ctx.globalAlpha = faded ? 0.35 : 1;
  ctx.beginPath();
  spots.forEach(([x, y], i) => (i === 0 ? ctx.moveTo(x, y) : ctx.lineTo(x, y)));
  ctx.strokeStyle = casing;
  ctx.lineWidth = 3.5;
  ctx.stroke();
  ctx.strokeStyle = color;
  ctx.lineWidth = 1.75;
  ctx.stroke();
  ctx.beginPath();
  for (const i of dots) {
    ctx.moveTo(spots[i][0] + 2.75, spots[i][1]);
    ctx.arc(spots[i][0], spots[i][1], 2.75, 0, 2 * Math.PI);
  }
  ctx.fillStyle = color;
  ctx.fill();
  ctx.globalAlpha = 1;
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Spot} spot
 * @param {number} colour which of the lane colours
 * @param {{ color: string, casing: string, r: number }} look
 */
export function paintWalker(ctx, [x, y], colour, { color, casing, r }) {
  ctx.beginPath();
  traceMark(ctx, shapeOf(colour), x, y, r);
  ctx.lineJoin = "round";
  ctx.strokeStyle = casing;
  ctx.lineWidth = 4;
  ctx.stroke();
  ctx.fillStyle = color;
  ctx.fill();
}

/**
 * An arrow from a walker to where its step would end, solid as far as it has been decided; none where the walker itself
 * would hide it.
 *
 * @param {Spot} from
 * @param {Spot} to
 * @param {number} share 0 to 1: how much has been decided
 * @returns {{ length: number, decided: Spot, neck: Spot, head: Spot[] } | null}
 */
export function arrowAhead([x, y], [tipX, tipY], share) {
  const length = Math.hypot(tipX - x, tipY - y);
  if (length < HIDDEN) return null;
  const [dx, dy] = [(tipX - x) / length, (tipY - y) / length];
  /** @param {number} along @param {number} [aside] @returns {Spot} */
  const at = (along, aside = 0) => [x + dx * along - dy * aside, y + dy * along + dx * aside];
  const head = Math.min(HEAD, length - HIDDEN / 2);
  const neck = length - head;
  return { length, decided: at(share * neck), neck: at(neck), head: [at(length), at(neck, head / 2), at(neck, -head / 2)] };
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Spot} from
 * @param {NonNullable<ReturnType<typeof arrowAhead>>} arrow
 * @param {{ color: string, casing: string }} look
 */
export function paintAhead(ctx, from, { decided, neck, head }, { color, casing }) {
  /** @param {Spot} to @param {string} style @param {number} width @param {number[]} dash */
  const line = (to, style, width, dash) => {
    ctx.beginPath();
    ctx.moveTo(...from);
    ctx.lineTo(...to);
    ctx.setLineDash(dash);
    ctx.strokeStyle = style;
    ctx.lineWidth = width;
    ctx.stroke();
  };
  ctx.lineCap = "butt";
  line(neck, casing, 6, []);
  line(neck, color, 2.5, [4, 3]);
  line(decided, color, 4, []);
  ctx.beginPath();
  head.forEach((corner, i) => (i === 0 ? ctx.moveTo(...corner) : ctx.lineTo(...corner)));
  ctx.closePath();
  ctx.lineJoin = "round";
  ctx.strokeStyle = casing;
  ctx.lineWidth = 5;
  ctx.stroke();
  ctx.fillStyle = casing;
  ctx.fill();
  ctx.strokeStyle = color;
  ctx.lineWidth = 2;
  ctx.stroke();
}

/**
 * Where the names of the walkers are written: beside them, and neither on one another nor on other walkers, nor on lenses.
 *
 * @param {readonly { spot: Spot, width: number }[]} walkers
 * @param {number} width of the map
 * @param {number} height
 * @param {readonly { x: number, y: number, r: number }[]} [lenses]
 * @returns {{ x: number, y: number }[]} left ends of baselines
 */
export function labelPlaces(walkers, width, height, lenses = []) {
  const line = 16;
  /** @type {{ x: number, y: number, width: number }[]} */
  const taken = walkers.map(({ spot: [x, y] }) => ({ x: x - 7, y: y + 4, width: 14 }));
  return walkers.map(({ spot: [px, py], width: long }) => {
    const shifts = [4, -12, 20, -28, 36, -44, 52].map((shift) => Math.min(height - 6, Math.max(14, py + shift)));
    const sides = [px + 12, px - 12 - long].filter((x) => x > 4 && x + long < width - 4);
    const tries = (sides.length > 0 ? sides : [px - 12 - long]).flatMap((x) => shifts.map((y) => ({ x, y })));
    const free = tries.find(({ x, y }) => !taken.some((other) => Math.abs(other.y - y) < line && other.x < x + long + 4 && x < other.x + other.width + 4)
      && !lenses.some((lens) => Math.abs(lens.y - y) < lens.r + line && lens.x - lens.r < x + long && x < lens.x + lens.r));
    const place = { ...(free ?? tries[0]), width: long };
    taken.push(place);
    return place;
  });
}
