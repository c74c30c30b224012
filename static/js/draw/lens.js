// A lens on the end of a path: from close by the stagger of small batches, and the straight walk of large ones, are seen.

/** @import { Spot } from "./path.js" */

/** @typedef {{ x: number, y: number, r: number, zoom: number }} Lens its middle on the map, and how near it shows things */

const MARGIN = 12;
const APART = 8; // px between two dots that are not a smear

/**
 * Lenses in the corners of the map where the fewest points of paths lie beneath, and no end of one.
 *
 * @param {number} count
 * @param {readonly (readonly Spot[])[]} trails
 * @param {number} width
 * @param {number} height
 * @returns {Lens[]} fewer where there are not so many such corners, none where the map is too small for them
 */
export function lensesFor(count, trails, width, height) {
  if (width < 480 || height < 320) return [];
  const r = Math.min(72, width * 0.095, height * 0.2);
  const reach = r + MARGIN;
  const corners = [[width - reach, height - reach], [width - reach, reach], [reach, reach], [reach, height - reach]];
  const spots = trails.flat();
  const crowd = corners.map(([x, y]) => spots.filter(([px, py]) => Math.hypot(px - x, py - y) < r + 24).length);
  const ends = trails.flatMap((trail) => trail.slice(-1));
  const isFree = corners.map(([x, y]) => ends.every(([px, py]) => Math.hypot(px - x, py - y) > reach));
  const order = corners.map((_, i) => i).filter((i) => isFree[i]).sort((a, b) => crowd[a] - crowd[b] || a - b).slice(0, count).sort((a, b) => a - b);
  return order.map((i) => ({ x: corners[i][0], y: corners[i][1], r, zoom: 6 }));
}

/**
 * What a lens is best held over: so far back from the end of a path that the end is near the rim of the glass.
 *
 * @param {Lens} lens
 * @param {readonly Spot[]} spots
 * @returns {Spot}
 */
export function middleFor({ r, zoom }, spots) {
  const end = spots[spots.length - 1];
  for (let i = spots.length - 2; i >= 0; i -= 1) {
    const [dx, dy] = [spots[i][0] - end[0], spots[i][1] - end[1]];
    const away = Math.hypot(dx, dy);
    const wanted = (0.62 * r) / zoom;
    if (away >= wanted) return [end[0] + (dx * wanted) / away, end[1] + (dy * wanted) / away];
  }
  return end;
}

/**
 * A point of the map as the lens shows it.
 *
 * @param {Lens} lens
 * @param {Spot} middle what it is held over
 * @param {Spot} spot
 * @returns {Spot}
 */
export function through(lens, middle, spot) {
  return [lens.x + (spot[0] - middle[0]) * lens.zoom, lens.y + (spot[1] - middle[1]) * lens.zoom];
}

/**
 * The glass, what is seen through it, and the ring around the place that it is held over.
 *
 * @param {CanvasRenderingContext2D} ctx
 * @param {Lens} lens
 * @param {readonly Spot[]} spots
 * @param {Spot} middle what it is held over
 * @param {{ color: string, ground: string, ring: string, casing: string }} look
 */
export function paintLens(ctx, lens, spots, middle, { color, ground, ring, casing }) {
  const small = lens.r / lens.zoom;
  for (const [line, width] of /** @type {const} */ ([[casing, 3], [ring, 1]])) {
    ctx.beginPath();
    ctx.arc(middle[0], middle[1], small, 0, 2 * Math.PI);
    ctx.strokeStyle = line;
    ctx.lineWidth = width;
    ctx.stroke();
  }
  ctx.save();
  ctx.beginPath();
  ctx.arc(lens.x, lens.y, lens.r, 0, 2 * Math.PI);
  ctx.fillStyle = ground;
  ctx.globalAlpha = 0.92;
  ctx.fill();
  ctx.globalAlpha = 1;
  ctx.clip();
  const seen = spots.map((spot) => through(lens, middle, spot));
  ctx.beginPath();
  seen.forEach(([x, y], i) => (i === 0 ? ctx.moveTo(x, y) : ctx.lineTo(x, y)));
  ctx.strokeStyle = color;
  ctx.lineWidth = 1.5;
  ctx.lineJoin = "round";
  ctx.stroke();
  ctx.beginPath();
  let [lastX, lastY] = [-Infinity, -Infinity];
  for (const [x, y] of seen) {
    if (Math.hypot(x - lastX, y - lastY) < APART) continue;
    [lastX, lastY] = [x, y];
    ctx.moveTo(x + 2.5, y);
    ctx.arc(x, y, 2.5, 0, 2 * Math.PI);
  }
  ctx.fillStyle = color;
  ctx.fill();
  ctx.restore();
  ctx.beginPath();
  ctx.arc(lens.x, lens.y, lens.r, 0, 2 * Math.PI);
  ctx.strokeStyle = ring;
  ctx.lineWidth = 1;
  ctx.stroke();
}
