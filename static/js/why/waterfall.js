// Wishes added up: small arrows chained head to tail, and the sum beside them. Pure geometry.

import { ease } from "../draw/scale.js";

const EACH = 260; // milliseconds an asker

/**
 * @typedef {{ from: number, to: number, value: number, row: number }} Link one wish: where it starts and ends
 * @typedef {{ neuron: number, links: Link[], total: number }} Chain the wishes for one neuron, and their sum
 */

/**
 * The wishes for some neurons, chained. Running sums are positions to draw at; the total is what was received.
 *
 * @param {ArrayLike<number>} wishes rows of askers, a column a neuron
 * @param {ArrayLike<number>} rest what all further askers wish together; empty without any
 * @param {ArrayLike<number>} total
 * @param {readonly number[]} neurons the columns wanted
 * @returns {Chain[]}
 */
export function chains(wishes, rest, total, neurons) {
  const n = total.length;
  const askers = n > 0 ? wishes.length / n : 0;
  return neurons.map((neuron) => {
    /** @type {Link[]} */
    const links = [];
    let at = 0;
    for (let row = 0; row < askers; row += 1) {
      const value = wishes[row * n + neuron];
      links.push({ from: at, to: at + value, value, row });
      at += value;
    }
    if (rest.length > 0) links.push({ from: at, to: at + rest[neuron], value: rest[neuron], row: askers });
    return { neuron, links, total: total[neuron] };
  });
}

/**
 * How far up and down the chains reach, on a scale that has zero in it.
 *
 * @param {readonly Chain[]} all
 * @returns {{ low: number, high: number }}
 */
export function reachOf(all) {
  let low = 0, high = 0;
  for (const { links, total } of all) {
    for (const { to } of links) {
      low = Math.min(low, to);
      high = Math.max(high, to);
    }
    low = Math.min(low, total);
    high = Math.max(high, total);
  }
  return low === high ? { low: -1, high: 1 } : { low, high };
}

/**
 * How broad a column is. Where not all have room the last in sight is cut in half, to say that there are more.
 *
 * @param {number} count
 * @param {number} width pixels for all
 * @param {number} narrowest
 * @returns {number}
 */
export function columnWidth(count, width, narrowest) {
  const room = Math.max(1, Math.floor(width / narrowest));
  return Math.floor(width / (count <= room ? Math.max(1, count) : Math.max(1, room - 0.5)));
}

/**
 * Where the arrows of a chain stand, side by side: broad ones for wishes that show, thin ones for the rest.
 *
 * @param {readonly Link[]} links
 * @param {number} scale pixels for one
 * @param {number} room pixels across
 * @returns {{ x: number, width: number }[]} the middle and the width of each
 */
export function beside(links, scale, room) {
  const widths = links.map(({ value }) => Math.min(11, 2 + Math.abs(value) * scale * 0.6));
  const all = widths.reduce((sum, width) => sum + width, 0);
  const squeeze = Math.min(1, room / (all || 1));
  let at = (room - all * squeeze) / 2;
  return widths.map((width) => {
    const x = at + (width * squeeze) / 2;
    at += width * squeeze;
    return { x, width: width * squeeze };
  });
}

/**
 * How far the adding up has come, in askers: a whole number of arrows stands, the next is growing. The sum comes last.
 *
 * @param {number | null} since when it began, in milliseconds; null: all is added
 * @param {number} now
 * @param {number} rows
 * @returns {number} 0 to rows + 1
 */
export function addedAt(since, now, rows) {
  if (since === null) return rows + 1;
  const passed = Math.max(0, now - since) / EACH;
  const whole = Math.min(rows + 1, Math.floor(passed));
  return whole === rows + 1 ? whole : whole + ease(passed - whole);
}

/**
 * The part of an arrow that has grown.
 *
 * @param {number} added as from `addedAt`
 * @param {number} row
 * @returns {number} 0 to 1
 */
export function grownPart(added, row) {
  return Math.min(1, Math.max(0, added - row));
}
