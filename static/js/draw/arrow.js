// Arrows: a wish is vertical, up or down, and its length is in proportion. Tapered polygons; dashed where it is only a wish.

/** @typedef {readonly [number, number]} Point */
/**
 * `kind` "none": exactly nothing; "tick": too short for an arrow of true length, so a tick stands for it.
 *
 * @typedef {{kind: "none" | "tick" | "arrow", up: boolean, length: number, polygons: Point[][]}} Arrow
 */

export const SHORTEST = 3; // px: below this a tick, never an arrow of false length
const HALO = 2; // px

/**
 * A vertical arrow, centred at (x, y).
 *
 * @param {number} x
 * @param {number} y
 * @param {number} length signed: positive is up
 * @param {{width: number, dashed?: boolean}} look `width` of the head
 * @returns {Arrow}
 */
export function arrow(x, y, length, { width, dashed = false }) {
  const size = Math.abs(length);
  const up = length > 0;
  if (!Number.isFinite(length) || size < 1e-9) return { kind: "none", up: false, length: 0, polygons: [] };
  if (size < SHORTEST) return { kind: "tick", up, length: size, polygons: [tick(x, y, width)] };
  const turn = up ? -1 : 1; // the canvas counts downwards
  const tip = y + (turn * size) / 2;
  const tail = y - (turn * size) / 2;
  const head = Math.min(size * 0.6, width * 0.85); // there is always some shaft
  const half = Math.min(width / 2, size * 0.5);
  const neck = tip - turn * head;
  /** @type {Point[][]} */
  const polygons = [[[x, tip], [x + half, neck], [x - half, neck]]];
  if (!dashed) polygons.push(shaft(x, tail, neck, widthAt(tail, tail, neck, half), widthAt(neck, tail, neck, half)));
  else for (const [from, to] of dashes(tail, neck)) {
    const wide = widthAt((from + to) / 2, tail, neck, half);
    polygons.push(shaft(x, from, to, wide, wide));
  }
  return { kind: "arrow", up, length: size, polygons };
}

/**
 * @param {number} x
 * @param {number} y
 * @param {number} width
 * @returns {Point[]}
 */
function tick(x, y, width) {
  const half = width * 0.3;
  return [[x - half, y - 0.75], [x + half, y - 0.75], [x + half, y + 0.75], [x - half, y + 0.75]];
}

/**
 * Half the shaft's width: thin at the tail, thicker at the neck.
 *
 * @param {number} at
 * @param {number} tail
 * @param {number} neck
 * @param {number} half of the head
 * @returns {number}
 */
function widthAt(at, tail, neck, half) {
  const t = (at - tail) / (neck - tail);
  return half * (0.24 + 0.2 * t);
}

/**
 * @param {number} x
 * @param {number} from
 * @param {number} to
 * @param {number} thin
 * @param {number} thick
 * @returns {Point[]}
 */
function shaft(x, from, to, thin, thick) {
  return [[x - thin, from], [x + thin, from], [x + thick, to], [x - thick, to]];
}

/**
 * The solid pieces between tail and neck: dash, gap, dash ... ending with a gap before the head.
 *
 * @param {number} tail
 * @param {number} neck
 * @returns {(readonly [number, number])[]}
 */
function dashes(tail, neck) {
  const span = Math.abs(neck - tail);
  const turn = Math.sign(neck - tail);
  const count = Math.max(1, Math.round(span / 5));
  const step = span / count;
  return Array.from({ length: count }, (_, index) => {
    const from = tail + turn * step * index;
    return /** @type {const} */ ([from, from + turn * step * 0.55]);
  });
}

/**
 * @param {readonly Point[]} polygon
 * @returns {string} for an SVG polygon
 */
export function pointsOf(polygon) {
  return polygon.map(([x, y]) => `${round(x)},${round(y)}`).join(" ");
}

/**
 * @param {number} value
 * @returns {number}
 */
function round(value) {
  return Math.round(value * 100) / 100;
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {readonly Arrow[]} arrows
 * @param {{up: string, down: string}} colors
 */
export function paintArrows(ctx, arrows, colors) {
  for (const up of [true, false]) {
    ctx.fillStyle = up ? colors.up : colors.down;
    for (const each of arrows) {
      if (each.up === up) for (const polygon of each.polygons) fill(ctx, polygon);
    }
  }
}

/**
 * What sets arrows off from what lies behind them: a little more than each takes up, the gaps of a dashed one included.
 *
 * @param {CanvasRenderingContext2D} ctx
 * @param {readonly Arrow[]} arrows
 * @param {string} color
 */
export function paintHalos(ctx, arrows, color) {
  ctx.fillStyle = color;
  for (const { kind, polygons } of arrows) {
    if (kind === "none") continue;
    const [head, first] = polygons;
    if (kind === "arrow") fill(ctx, grown(head));
    const [[left, top], , [right, bottom]] = kind === "tick" ? head : [first[0], first[1], [first[1][0], head[1][1]]];
    ctx.fillRect(left - HALO, Math.min(top, bottom) - HALO, right - left + 2 * HALO, Math.abs(bottom - top) + 2 * HALO);
  }
}

/**
 * A head with all its sides moved outwards: a triangle grows from the centre of the circle in it.
 *
 * @param {Point[]} head
 * @returns {Point[]}
 */
function grown([[x, tip], [right, neck], [left]]) {
  const half = (right - left) / 2;
  const inner = (half * Math.abs(tip - neck)) / (half + Math.hypot(half, tip - neck));
  const middle = neck + Math.sign(tip - neck) * inner;
  const by = 1 + HALO / inner;
  const y = middle + (neck - middle) * by;
  return [[x, middle + (tip - middle) * by], [x + half * by, y], [x - half * by, y]];
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {readonly Point[]} polygon
 */
function fill(ctx, polygon) {
  const [[left, top], [right], [corner, bottom], last] = polygon;
  if (last && corner === right && last[0] === left) { // a rectangle, which is cheaper
    ctx.fillRect(left, top, right - left, bottom - top);
    return;
  }
  ctx.beginPath();
  polygon.forEach(([x, y], index) => (index === 0 ? ctx.moveTo(x, y) : ctx.lineTo(x, y)));
  ctx.fill();
}
