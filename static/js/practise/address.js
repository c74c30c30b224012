// An exercise as it is written in an address: "#exercise=W:0.4_-0.2_...,b:...,x:...,y:...", also among what a lesson names.
// Pure. What is damaged or unknown is left out; whether there is such an exercise is the server's to say.

import { isLesson } from "../link/parts.js";

/** @import { Exercise } from "./state.js" */

export const EXERCISE = /^[\w.,:+-]{1,600}$/; // how one is written

const NAMES = /** @type {const} */ (["activation", "cost"]);
const NUMBERS = /** @type {const} */ (["seed", "eta"]);
const LISTS = /** @type {const} */ ({ W: [2, 2, 2], b: [2, 2], x: [2], y: [2] });

/**
 * The exercise that an address names, as it is written there.
 *
 * @param {string} hash
 * @returns {string | null}
 */
export function exerciseIn(hash) {
  const found = /^#(?:lesson=.*&)?exercise=([^&]*)/.exec(hash);
  return found && EXERCISE.test(found[1]) ? found[1] : null;
}

/**
 * @param {string} text
 * @param {string} [hash] of the page until now; that of a lesson stays
 * @returns {string}
 */
export function exerciseHash(text, hash = "") {
  return isLesson(hash) ? hash.replace(/&exercise=[^&]*|$/, `&exercise=${text}`) : `#exercise=${text}`;
}

/**
 * @param {string} text
 * @returns {Partial<Exercise> & { seed?: number }} what the server is asked for
 */
export function partsIn(text) {
  /** @type {Record<string, unknown>} */
  const parts = {};
  const words = new Map(text.split(",").map((part) => /** @type {[string, string]} */ (part.split(":", 2))));
  for (const name of NAMES) {
    const word = words.get(name);
    if (word !== undefined && /^[a-z_]{1,30}$/.test(word)) parts[name] = word;
  }
  for (const name of NUMBERS) {
    const [value, ...more] = numbersIn(words.get(name));
    if (value !== undefined && more.length === 0) parts[name] = value;
  }
  for (const [name, shape] of Object.entries(LISTS)) {
    const list = numbersIn(words.get(name));
    if (list.length === 2 ** shape.length) parts[name] = shaped(list, shape);
  }
  return parts;
}

/**
 * @param {Exercise} exercise
 * @returns {string} all its numbers, so that it stays what it is whatever a seed will draw in later versions
 */
export function textOf(exercise) {
  const lists = Object.keys(LISTS).map((name) => {
    const list = /** @type {number[]} */ ([exercise[/** @type {keyof typeof LISTS} */ (name)]].flat(3));
    return `${name}:${list.join("_")}`;
  });
  const { eta, activation, cost } = exercise;
  return [...lists, `eta:${eta}`, `activation:${activation}`, `cost:${cost}`].join(",");
}

/**
 * @param {string | undefined} text
 * @returns {number[]} none where one of them is damaged
 */
function numbersIn(text) {
  const words = text?.split("_") ?? [];
  return words.every((word) => /^[+-]?\d[\d.e+-]{0,24}$/.test(word) && Number.isFinite(Number(word))) ? words.map(Number) : [];
}

/**
 * @param {unknown[]} list
 * @param {readonly number[]} shape
 * @returns {unknown[]} the same, nested
 */
function shaped(list, shape) {
  return shape.slice(1).reverse().reduce((/** @type {unknown[]} */ flat, n) => {
    return Array.from({ length: flat.length / n }, (_, i) => flat.slice(i * n, (i + 1) * n));
  }, list);
}
