// What the page of who leads sends to all who follow. Pure, but for the number that it goes by.

import { writeLink } from "../link/fragment.js";
import { lookOf } from "../link/look.js";

/** @import { AnyCommand } from "../messages.js" */
/** @import { State } from "../state.js" */

const KEY = "nudge.lead";

/** By this a page knows its own looks, and that it leads on when it is loaded again. */
export const BY = taken() ?? crypto.getRandomValues(new Uint32Array(1))[0];

/**
 * The number that this tab has kept, which holds it no longer: whoever duplicates the tab takes a copy of all that it does.
 *
 * @returns {number | null}
 */
export function taken() {
  try {
    const by = sessionStorage.getItem(KEY);
    sessionStorage.removeItem(KEY);
    return by === null ? null : Number(by);
  } catch {
    return null; // it is forbidden
  }
}

/** The tab keeps the number for the page that is loaded next. */
export function keep() {
  try {
    sessionStorage.setItem(KEY, String(BY));
  } catch {
    // that page does not lead on
  }
}

/**
 * What is on the screen.
 *
 * @param {State} state
 * @returns {string}
 */
export function lookNow(state) {
  return writeLink(lookOf(state));
}

/**
 * @param {string | null} look null: nobody leads any more
 * @returns {AnyCommand}
 */
export function leading(look) {
  return { type: "lead", look, by: BY };
}

/**
 * The last look at a run that is left for another: the class comes along.
 *
 * @param {State} state
 * @param {string} run the other
 * @returns {AnyCommand}
 */
export function goingTo(state, run) {
  return leading(writeLink({ ...lookOf(state), run }));
}
