// What every page knows of lesson links: whether an address is one, and what may be hidden. Pure.

/** @import { Page } from "../state.js" */

export const PARTS = /** @type {const} */ ([
  "views", "time", "learning", "form", "input", "outputs", "readings", "why", "lanes", "race_curves", "agreement",
]);

/** @typedef {(typeof PARTS)[number]} Part of the page; "form": the choice of network */

/**
 * @param {string} hash what stands after an address, from its #
 * @returns {boolean} whether this is the address of a lesson
 */
export function isLesson(hash) {
  return hash.startsWith("#lesson=");
}

/**
 * @param {Pick<Page, "link">} page
 * @param {string | null} part
 * @returns {boolean} whether the lesson that is on hides this
 */
export function isHidden({ link }, part) {
  return link?.hide?.some((hidden) => hidden === part) ?? false;
}
