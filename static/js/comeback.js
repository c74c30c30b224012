// When a page whose socket was closed comes back, if at all.

/** @import { Connection } from "./state.js" */

const FIRST_DELAY = 500;
const LONGEST_DELAY = 30_000;
const CALM_DELAY = 5_000; // who was shut out for asking too much waits at least so long
const RESTART_DELAY = 5_000; // a server that goes away on purpose comes back soon, to all its viewers at once

/**
 * How long to wait before trying again, in milliseconds: full jitter, so that many viewers do not come back in step.
 *
 * @param {number} attempt how many tries have failed, from 0
 * @param {number} closeCode of the socket
 * @param {number} chance in 0..1
 * @returns {number}
 */
export function delay(attempt, closeCode, chance) {
  if (closeCode === 1008) return CALM_DELAY * (1 + chance);
  if (attempt === 0 && (closeCode === 1012 || closeCode === 1001)) return chance * RESTART_DELAY;
  return chance * Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** attempt);
}

/**
 * Why the server will not have this page, if it said so when it closed the socket: no use in trying again at once.
 *
 * @param {number} closeCode
 * @returns {Connection["reason"] | null}
 */
export function refusal(closeCode) {
  switch (closeCode) {
    case 4403: return "forbidden";
    case 4404: return "gone";
    case 4406: return "reload";
    case 4029: return "full";
    default: return null;
  }
}

/**
 * When a server that has no room wants to be asked again, in milliseconds: not before it says, and not all at once.
 *
 * @param {string} reason with which it closed the socket
 * @param {number} chance in 0..1
 * @returns {number | null} null: never
 */
export function laterAgain(reason, chance) {
  const seconds = /\bretry_after=(\d{1,4})$/.exec(reason)?.[1];
  return seconds === undefined ? null : Number(seconds) * 1000 * (1 + chance);
}
