// How well a part speaks for the whole, in three pictures: clouds, cosines, and the spread against the size.

import { decades, logPlace } from "./scale.js";

/** @typedef {{ batch_size: number, cosine: ArrayLike<number>, x: ArrayLike<number>, y: ArrayLike<number>, mean_x: number,
 *   mean_y: number, spread: number, line: number, finite: number }} Cloud */
/** @typedef {{ x: number, y: number, width: number, height: number }} Box px */
/** @typedef {{ ink: string, quiet: string, faint: string, line: string, panel: string, attention: string, font: string,
 *   size: number }} Look */

const HEAD = 20; // px for a title

/**
 * Equal boxes side by side.
 *
 * @param {Box} box
 * @param {number} count
 * @param {number} gap
 * @returns {Box[]}
 */
export function columnsOf(box, count, gap) {
  const width = (box.width - gap * (count - 1)) / count;
  return Array.from({ length: count }, (_, i) => ({ ...box, x: box.x + i * (width + gap), width }));
}

/**
 * How far a cloud's picture must reach from the middle of the arrow, sideways and up, in units of the full gradient: so
 * that nearly all of its points, and the whole arrow, are in it.
 *
 * @param {Cloud} cloud
 * @returns {[number, number]}
 */
export function reachOf({ x, y }) {
  /** @param {number[]} sizes */
  const most = (sizes) => 1.08 * (sizes.sort((a, b) => a - b)[Math.floor((sizes.length - 1) * 0.97)] ?? 0);
  return [Math.max(0.62, most(Array.from(x, (value) => Math.abs(value - 0.5)))), Math.max(0.2, most(Array.from(y, Math.abs)))];
}

/**
 * A number in 0..1 that looks random, always the same for the same i: to set points apart.
 *
 * @param {number} i
 * @returns {number}
 */
export function jitter(i) {
  return (i * 0.618034 + 0.3) % 1;
}

/**
 * Clouds side by side, each as near as it lets one come: the arrow is the full gradient in all of them, its length the
 * measure of the cloud around it.
 *
 * @param {CanvasRenderingContext2D} ctx
 * @param {Box} box
 * @param {readonly { cloud: Cloud, title: string }[]} clouds
 * @param {Look} look
 */
export function paintClouds(ctx, box, clouds, look) {
  columnsOf(box, clouds.length, 8).forEach((cell, i) => {
    const { cloud, title } = clouds[i];
    const inner = { ...cell, y: cell.y + HEAD, height: cell.height - HEAD };
    const [sideways, up] = reachOf(cloud);
    const scale = Math.min(inner.width / 2 / sideways, inner.height / 2 / up);
    const middle = [inner.x + inner.width / 2, inner.y + inner.height / 2];
    /** @type {(x: number, y: number) => [number, number]} */
    const place = (x, y) => [middle[0] + scale * (x - 0.5), middle[1] - scale * y];
    words(ctx, title, cell.x + cell.width / 2, cell.y + 13, "center", look.ink, look);
    ctx.save();
    ctx.beginPath();
    ctx.rect(inner.x, inner.y, inner.width, inner.height);
    ctx.clip();
    ctx.globalAlpha = cloud.x.length > 30 ? 0.45 : 0.8;
    ctx.fillStyle = look.attention;
    ctx.beginPath();
    for (let k = 0; k < cloud.x.length; k += 1) dot(ctx, place(cloud.x[k], cloud.y[k]), 2);
    ctx.fill();
    ctx.globalAlpha = 1;
    paintArrow(ctx, place(0, 0), place(1, 0), look.ink);
    ctx.beginPath();
    const mean = place(cloud.mean_x, cloud.mean_y);
    ctx.arc(mean[0], mean[1], 4.5, 0, 2 * Math.PI);
    ctx.strokeStyle = look.panel;
    ctx.lineWidth = 4;
    ctx.stroke();
    ctx.strokeStyle = look.attention;
    ctx.lineWidth = 2;
    ctx.stroke();
    ctx.restore();
  });
}

/**
 * A strip of cosines for each size; 1 is the full gradient's own direction.
 *
 * @param {CanvasRenderingContext2D} ctx
 * @param {Box} box
 * @param {readonly { cloud: Cloud, title: string }[]} clouds
 * @param {Look} look
 */
export function paintCosines(ctx, box, clouds, look) {
  const inner = { x: box.x + 42, y: box.y + 8, width: box.width - 48, height: box.height - 32 };
  const low = Math.min(0, ...clouds.map(({ cloud }) => Math.min(...Array.from(cloud.cosine))));
  const floor = low < 0 ? Math.max(-1, Math.floor(low * 4) / 4) : 0;
  /** @param {number} value */
  const height = (value) => inner.y + inner.height * (1 - (value - floor) / (1 - floor));
  for (const value of [1, 0.5, 0, -0.5].filter((each) => each >= floor)) {
    rule(ctx, inner.x, inner.x + inner.width, height(value), value === 0 ? look.faint : look.line);
    words(ctx, String(value).replace("-", "\u2212"), inner.x - 8, height(value) + 4, "right", look.quiet, look);
  }
  columnsOf(inner, clouds.length, 0).forEach((cell, i) => {
    const { cloud, title } = clouds[i];
    const wide = Math.min(cell.width * 0.62, 44);
    const many = cloud.cosine.length;
    ctx.globalAlpha = many > 30 ? 0.5 : 0.85;
    ctx.fillStyle = look.attention;
    ctx.beginPath();
    for (let k = 0; k < many; k += 1) {
      dot(ctx, [cell.x + cell.width / 2 + (many > 1 ? jitter(k) - 0.5 : 0) * wide, height(cloud.cosine[k])], 2);
    }
    ctx.fill();
    ctx.globalAlpha = 1;
    words(ctx, title, cell.x + cell.width / 2, box.y + box.height - 6, "center", look.quiet, look);
  });
}

/**
 * The spread against the batch size, both on log axes: what was measured, 1/sqrt(B), and with the finite population.
 *
 * @param {CanvasRenderingContext2D} ctx
 * @param {Box} box
 * @param {readonly { cloud: Cloud, title: string }[]} clouds
 * @param {{ measured: string, line: string, finite: string }} names
 * @param {Look} look
 */
export function paintSpread(ctx, box, clouds, names, look) {
  const shown = clouds.filter(({ cloud }) => cloud.spread > 1e-5);
  if (shown.length === 0) return;
  const inner = { x: box.x + 46, y: box.y + 8, width: box.width - 46 - 156, height: box.height - 34 };
  const spreads = shown.flatMap(({ cloud }) => [cloud.spread, cloud.line]);
  const low = Math.min(...spreads) / 1.6;
  const high = Math.max(...spreads) * 1.6;
  /** @param {number} size */
  const across = (size) => inner.x + inner.width * logPlace(size, 1, 60_000);
  /** @param {number} value */
  const height = (value) => inner.y + inner.height * (1 - logPlace(value, low, high));
  for (const value of decades(low, high)) {
    rule(ctx, inner.x, inner.x + inner.width, height(value), look.line);
    words(ctx, String(Number(value.toPrecision(1))), inner.x - 8, height(value) + 4, "right", look.quiet, look);
  }
  const every = inner.width < 20 * look.size ? 2 : 1; // decade has a name, so that names do not touch on a phone
  for (const size of decades(1, 60_000).filter((_, i) => i % every === 0)) {
    words(ctx, size.toLocaleString("en"), across(size), box.y + box.height - 8, "center", look.quiet, look);
  }
  const { line } = shown[0].cloud;
  const sigma = line * Math.sqrt(shown[0].cloud.batch_size);
  ctx.save();
  ctx.beginPath();
  ctx.rect(inner.x, inner.y - 4, inner.width + 4, inner.height + 8);
  ctx.clip();
  ctx.lineWidth = 1.5;
  ctx.strokeStyle = look.quiet;
  ctx.setLineDash([5, 4]);
  stroke(ctx, [[across(1), height(sigma)], [across(60_000), height(sigma / Math.sqrt(60_000))]]);
  ctx.setLineDash([]);
  stroke(ctx, clouds.filter(({ cloud }) => cloud.finite > 0).map(({ cloud }) => [across(cloud.batch_size), height(cloud.finite)]));
  ctx.restore();
  ctx.fillStyle = look.attention;
  ctx.beginPath();
  for (const { cloud } of shown) dot(ctx, [across(cloud.batch_size), height(cloud.spread)], 4);
  ctx.fill();
  const left = inner.x + inner.width + 16;
  ctx.beginPath();
  dot(ctx, [left + 12, inner.y + 10], 4);
  ctx.fill();
  words(ctx, names.measured, left + 30, inner.y + 14, "left", look.ink, look);
  ctx.strokeStyle = look.quiet;
  ctx.setLineDash([5, 4]);
  stroke(ctx, [[left, inner.y + 32], [left + 24, inner.y + 32]]);
  ctx.setLineDash([]);
  stroke(ctx, [[left, inner.y + 54], [left + 24, inner.y + 54]]);
  words(ctx, names.line, left + 30, inner.y + 36, "left", look.quiet, look);
  words(ctx, names.finite, left + 30, inner.y + 58, "left", look.quiet, look);
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {readonly (readonly [number, number] | readonly number[])[]} points
 */
function stroke(ctx, points) {
  ctx.beginPath();
  points.forEach(([x, y], i) => (i === 0 ? ctx.moveTo(x, y) : ctx.lineTo(x, y)));
  ctx.stroke();
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {readonly [number, number]} place
 * @param {number} r
 */
function dot(ctx, [x, y], r) {
  ctx.moveTo(x + r, y);
  ctx.arc(x, y, r, 0, 2 * Math.PI);
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {number} left
 * @param {number} right
 * @param {number} y
 * @param {string} color
 */
function rule(ctx, left, right, y, color) {
  ctx.strokeStyle = color;
  ctx.lineWidth = 1;
  stroke(ctx, [[left, Math.round(y) + 0.5], [right, Math.round(y) + 0.5]]);
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {string} text
 * @param {number} x
 * @param {number} y
 * @param {CanvasTextAlign} align
 * @param {string} color
 * @param {Look} look
 */
function words(ctx, text, x, y, align, color, look) {
  ctx.font = `${look.size}px ${look.font}`;
  ctx.textAlign = align;
  ctx.textBaseline = "alphabetic";
  ctx.fillStyle = color;
  ctx.fillText(text, x, y);
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {readonly [number, number]} from
 * @param {readonly [number, number]} to
 * @param {string} color
 */
function paintArrow(ctx, from, to, color) {
  const head = Math.min(8, (to[0] - from[0]) * 0.5);
  ctx.strokeStyle = color;
  ctx.fillStyle = color;
  ctx.lineWidth = 2;
  stroke(ctx, [from, [to[0] - head, to[1]]]);
  ctx.beginPath();
  ctx.moveTo(to[0], to[1]);
  ctx.lineTo(to[0] - head, to[1] - head * 0.55);
  ctx.lineTo(to[0] - head, to[1] + head * 0.55);
  ctx.closePath();
  ctx.fill();
}
