// What the ten outputs are called. Pure.

/** @import { State } from "../state.js" */

export const DIGITS = /** @type {const} */ ([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);

/**
 * The data set's own names of its classes, where it is not of digits.
 *
 * @param {State["hello"]} hello
 * @returns {string[] | null}
 */
export function classNames(hello) {
  const names = hello?.data.classes;
  if (!Array.isArray(names) || names.length !== 10) return null;
  const words = names.map(String);
  return words.every((word, digit) => word === String(digit)) ? null : words;
}

/**
 * @param {State["hello"]} hello
 * @param {number | null | undefined} label
 * @returns {string}
 */
export function className(hello, label) {
  if (label == null) return "–";
  return classNames(hello)?.[label] ?? String(label);
}
