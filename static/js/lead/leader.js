// What the page of who leads sends to all who follow. Pure, but for the number that it goes by.

import { writeLink } from "../link/fragment.js";
import { lookOf } from "../link/look.js";
import { LEFT } from "./kept.js";

/** @import { AnyCommand } from "../messages.js" */
/** @import { State } from "../state.js" */

/** By this a page knows its own looks, and that it leads on when it is loaded again. */
export const BY = LEFT?.by ?? crypto.getRandomValues(new Uint32Array(1))[0];

/**
 * What is on the screen.
 *
 * @param {State} state
 * @returns {string}
 */
export function lookNow(state) {
  const { other, covers } = state.page;
  return writeLink({ ...lookOf(state), ...(covers && { cover: true }), ...(other && { beside: { id: other.id, from: other.from } }) });
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
