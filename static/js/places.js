// The places in the browser's history. Each view that one goes to is one, so that the way back leads through them.

import { raceIn } from "./descend/session.js";
import { isLesson } from "./link/parts.js";
import { exerciseIn } from "./practise/address.js";

/** @import { Page } from "./state.js" */

/**
 * This place has another address from now on.
 *
 * @param {string} hash
 * @param {string} [path]
 */
export function rewrite(hash, path = location.pathname) {
  history.replaceState(history.state, "", path + location.search + hash);
}

/**
 * Another run, in the same view; a lesson goes along.
 *
 * @param {Page["view"]} view
 * @param {string} path
 */
export function goTo(view, path) {
  history.pushState({ view }, "", path + (isLesson(location.hash) ? location.hash : ""));
}

/**
 * Another address in the same view: a new place, so that the way back leads to what was there before.
 *
 * @param {string} hash
 */
export function goOn(hash) {
  if (isLesson(hash) || hash === location.hash) rewrite(hash);
  else history.pushState(history.state, "", location.pathname + location.search + hash);
}

/**
 * The page shows another view: a new place, unless this is where one has come back to. What is looked at there finds its
 * own address. All of a lesson is one place.
 *
 * @param {Page["view"]} view
 */
export function entered(view) {
  const { pathname, search, hash } = location;
  if (isLesson(hash)) return;
  if ((viewIn(hash) ?? "learn") === view) history.replaceState({ view }, "");
  else history.pushState({ view }, "", pathname + search);
}

/** @returns {Page["view"] | null} the view of this place; null: it has none of its own */
export function viewHere() {
  return viewIn(location.hash) ?? history.state?.view ?? null;
}

/**
 * The view that an address asks for.
 *
 * @param {string} hash
 * @returns {Page["view"] | null} null: it leaves it to the page
 */
export function viewIn(hash) {
  if (raceIn(hash) !== null) return "descend";
  return exerciseIn(hash) === null ? null : "practise";
}
