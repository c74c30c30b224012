// Colours for the canvas, read from the page's custom properties once per change of theme.

import { POWER } from "./scale.js";

/** @typedef {readonly [number, number, number]} Rgb */
/**
 * @typedef {{
 *   panel: string, line: string, ink: string, quiet: string, faint: string, ring: string,
 *   up: string, down: string, attention: string, on0: string, on1: string,
 *   digit1: string, flip: number,
 *   fills: string[], negatives: string[], grey: Uint32Array, signed: Uint32Array,
 *   pixel: {panel: number, up: number, down: number},
 * }} Palette `pixel`: some of them as ImageData holds them
 */

const FILLS = 64;

/**
 * @param {{getPropertyValue: (name: string) => string}} style the computed style of the root
 * @returns {Palette}
 */
export function readPalette(style) {
  /** @param {string} name */
  const read = (name) => style.getPropertyValue(`--${name}`).trim();
  const empty = parse(read("activation-0"));
  const [panel, up, down, paper, lead] = ["panel", "up", "down", "digit-0", "digit-1"].map((name) => parse(read(name)));
  return {
    panel: read("panel"), line: read("line"), ink: read("ink"),
    quiet: read("quiet"), faint: read("faint"), ring: read("ring"), up: read("up"), down: read("down"),
    attention: read("attention"), on0: read("on-activation-0"), on1: read("on-activation-1"),
    digit1: read("digit-1"), flip: (Number.parseFloat(read("flip")) || 50) / 100,
    fills: steps(empty, parse(read("activation-1"))),
    negatives: steps(empty, down),
    grey: Uint32Array.from({ length: 256 }, (_, value) => pack(mix(paper, lead, value / 255))),
    signed: signedTable(down, panel, up),
    pixel: { panel: pack(panel), up: pack(up), down: pack(down) },
  };
}

/**
 * A colour written as #rgb, #rrggbb or rgb(...).
 *
 * @param {string} text
 * @returns {Rgb}
 */
export function parse(text) {
  const short = /^#([0-9a-f])([0-9a-f])([0-9a-f])$/i.exec(text);
  if (short) return [hex(short[1] + short[1]), hex(short[2] + short[2]), hex(short[3] + short[3])];
  const long = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})/i.exec(text);
  if (long) return [hex(long[1]), hex(long[2]), hex(long[3])];
  const parts = text.match(/[\d.]+/g) ?? [];
  return [Number(parts[0] ?? 0), Number(parts[1] ?? 0), Number(parts[2] ?? 0)];
}

/**
 * @param {string} digits
 * @returns {number}
 */
function hex(digits) {
  return Number.parseInt(digits, 16);
}

/**
 * @param {Rgb} from
 * @param {Rgb} to
 * @param {number} t
 * @returns {Rgb}
 */
export function mix(from, to, t) {
  return [from[0] + (to[0] - from[0]) * t, from[1] + (to[1] - from[1]) * t, from[2] + (to[2] - from[2]) * t];
}

/**
 * @param {Rgb} color
 * @returns {string}
 */
export function write(color) {
  return `rgb(${Math.round(color[0])} ${Math.round(color[1])} ${Math.round(color[2])})`;
}

/**
 * @param {Rgb} from
 * @param {Rgb} to
 * @returns {string[]}
 */
function steps(from, to) {
  return Array.from({ length: FILLS }, (_, index) => write(mix(from, to, index / (FILLS - 1))));
}

/**
 * One pixel as the 32 bits that ImageData holds (little-endian: alpha highest).
 *
 * @param {Rgb} color
 * @returns {number}
 */
function pack(color) {
  return ((255 << 24) | (Math.round(color[2]) << 16) | (Math.round(color[1]) << 8) | Math.round(color[0])) >>> 0;
}

/**
 * 255 colours for -127..127 (at index value + 128): red through the panel's colour to blue.
 *
 * @param {Rgb} down
 * @param {Rgb} none
 * @param {Rgb} up
 * @returns {Uint32Array}
 */
function signedTable(down, none, up) {
  return Uint32Array.from({ length: 256 }, (_, index) => {
    const value = Math.max(-1, (index - 128) / 127);
    return pack(mix(none, value < 0 ? down : up, Math.abs(value) ** POWER));
  });
}

/**
 * A neuron's fill.
 *
 * @param {Palette} palette
 * @param {number} activation
 * @param {number} full what counts as full
 * @returns {string}
 */
export function fillOf(palette, activation, full) {
  const list = activation < 0 ? palette.negatives : palette.fills;
  const part = Math.min(1, Math.abs(activation) / full);
  return list[Math.round(part * (FILLS - 1))];
}

/**
 * The ink that can be read on that fill.
 *
 * @param {Palette} palette
 * @param {number} activation
 * @param {number} full
 * @returns {string}
 */
export function inkOn(palette, activation, full) {
  return Math.abs(activation) / full > palette.flip ? palette.on1 : palette.on0;
}
