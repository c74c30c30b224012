// What the page of who leads sends to all who follow. Pure, but for the number that it goes by.

import { writeLink } from "../link/fragment.js";
import { lookOf } from "../link/look.js";

/** @import { AnyCommand } from "../messages.js" */
/** @import { State } from "../state.js" */

const KEY = "nudge.lead";

/** By this a page knows its own looks, and that it leads on when it is loaded again: its tab keeps it. */
export const BY = kept();

/** @returns {number} */
function kept() {
  const [made] = crypto.getRandomValues(new Uint32Array(1));
  try {
    const by = Number(sessionStorage.getItem(KEY) ?? made);
    sessionStorage.setItem(KEY, String(by));
    return by;
  } catch {
    return made; // of a forbidden storage: it holds until the page is left
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
