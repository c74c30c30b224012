// What a person chose and predicted, and from which races runs were taken, kept in this browser.

import { AXES } from "./curves.js";
import { LANGUAGES } from "./i18n.js";

/** @import { Page } from "./state.js" */

/** @typedef {{ tours: number, right: number, of: number }} Predicted how often the tour has been taken, and its last score */
/** @typedef {{ poll: number, choice: string }} Vote */

const KEY = "nudge";
const KEPT = /** @type {const} */ (["theme", "palette", "language", "axis", "log", "toured"]);
const MOST_TAKEN = 50; // runs of which it is remembered, the newest

/** @returns {Storage | null} null: this browser lets nothing be kept */
export function openStorage() {
  try {
    return localStorage;
  } catch {
    return null;
  }
}

/**
 * The choices that were kept, as a part of the page's state. Anything unexpected is left out.
 *
 * @param {Storage | null} storage
 * @returns {Partial<Page>}
 */
export function readSettings(storage) {
  const kept = parse(storage);
  /** @type {Partial<Page>} */
  const page = {};
  if (kept.theme === "light" || kept.theme === "dark") page.themeChoice = kept.theme;
  if (kept.palette === "orange") page.palette = "orange";
  const [language, axis] = [LANGUAGES.find((each) => each === kept.language), AXES.find((each) => each === kept.axis)];
  if (language) page.language = language;
  if (axis) page.axis = axis;
  if (typeof kept.log === "boolean") page.log = kept.log;
  if (kept.toured === true) page.toured = true;
  return page;
}

/**
 * Keep the choices that have just been made. What nobody has chosen follows the system.
 *
 * @param {Storage | null} storage
 * @param {Page} page
 * @param {Page} before
 */
export function keepSettings(storage, page, before) {
  /** @type {Record<string, unknown>} */
  const changes = {};
  const was = chosen(before);
  for (const [key, value] of Object.entries(chosen(page))) if (value !== was[key]) changes[key] = value;
  if (Object.keys(changes).length > 0) keep(storage, changes);
}

/**
 * The race from which a run was taken.
 *
 * @param {Storage | null} storage
 * @param {string | null} run
 * @returns {string | null} null: it was not, or not in this browser
 */
export function raceOf(storage, run) {
  return takenIn(storage).find(([id]) => id === run)?.[1] ?? null;
}

/**
 * @param {Storage | null} storage
 * @param {string} run
 * @param {string} race from which it was taken
 */
export function keepRaceOf(storage, run, race) {
  keep(storage, { taken: [...takenIn(storage), [run, race]].slice(-MOST_TAKEN) });
}

/**
 * The secret under which this browser hands in drawings.
 *
 * @param {Storage | null} storage
 * @param {boolean} [make] one, where there is none yet
 * @returns {string | null}
 */
export function handKey(storage, make = false) {
  const { hand } = parse(storage);
  if (typeof hand === "string" && /^[0-9a-f]{32}$/.test(hand)) return hand;
  if (!make) return null;
  const key = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
  keep(storage, { hand: key });
  return key;
}

/**
 * What this browser has said to the newest question that it has answered, of those to a class.
 *
 * @param {Storage | null} storage
 * @returns {Vote | null}
 */
export function voteIn(storage) {
  const { vote } = parse(storage);
  const [poll, choice] = Array.isArray(vote) ? vote : [];
  return Number.isSafeInteger(poll) && typeof choice === "string" ? { poll, choice } : null;
}

/**
 * @param {Storage | null} storage
 * @param {Vote} vote
 */
export function keepVote(storage, { poll, choice }) {
  keep(storage, { vote: [poll, choice] });
}

/**
 * @param {Storage | null} storage
 * @returns {[run: string, race: string][]}
 */
function takenIn(storage) {
  const { taken } = parse(storage);
  if (!Array.isArray(taken)) return [];
  return taken.filter((pair) => Array.isArray(pair) && pair.length === 2 && pair.every((id) => typeof id === "string"));
}

/**
 * @param {Storage | null} storage
 * @returns {Predicted}
 */
export function predictedIn(storage) {
  const { predicted } = parse(storage);
  const [tours, right, of] = Array.isArray(predicted) && predicted.length === 3 ? predicted : [];
  const isSound = [tours, right, of].every((each) => Number.isSafeInteger(each) && each >= 0) && right <= of;
  return isSound ? { tours, right, of } : { tours: 0, right: 0, of: 0 };
}

/**
 * @param {Storage | null} storage
 * @param {Predicted} predicted
 */
export function keepPredicted(storage, { tours, right, of }) {
  keep(storage, { predicted: [tours, right, of] });
}

/**
 * @param {Storage | null} storage
 * @param {Record<string, unknown>} changes
 */
function keep(storage, changes) {
  try {
    storage?.setItem(KEY, JSON.stringify({ ...parse(storage), ...changes }));
  } catch {
    // a full or forbidden storage: it holds until the page is left
  }
}

/**
 * @param {Page} page
 * @returns {Record<string, unknown>}
 */
function chosen(page) {
  return Object.fromEntries(KEPT.map((key) => [key, key === "theme" ? page.themeChoice : page[key]]));
}

/**
 * @param {Storage | null} storage
 * @returns {Record<string, unknown>}
 */
function parse(storage) {
  try {
    const value = /** @type {unknown} */ (JSON.parse(storage?.getItem(KEY) ?? "{}"));
    return typeof value === "object" && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
