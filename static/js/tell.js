// Short notes to the person, and which need not be told.

import { Unwilling } from "./runs.js";

/** @import { Action, Run, State, Told } from "./state.js" */

const MOST_NOTICES = 3;
export const LASTING = ["notice.disk_full", "notice.disk_error", "notice.disk_slow"]; // they stay until it is over

/**
 * The notes but for those that last: whoever has said these says them again to who comes, if they are still so.
 *
 * @param {State["notices"]} notices
 * @returns {State["notices"]}
 */
export function passing(notices) {
  return notices.filter(({ key }) => !LASTING.includes(key));
}

/**
 * The state with one note more; the same note does not stand twice, and there are never many.
 *
 * @param {State} state
 * @param {Told["level"]} level
 * @param {string} key
 * @param {Record<string, unknown>} values
 * @param {Told["about"]} [about]
 * @returns {State}
 */
export function tell(state, level, key, values, about = null) {
  const over = key === "notice.disk_ok" ? LASTING : [key];
  const others = state.notices.filter((notice) => !over.includes(notice.key));
  const told = state.told + 1;
  return { ...state, told, notices: [...others, { id: told, level, key, values, about }].slice(-MOST_NOTICES) };
}

/**
 * @param {unknown} error
 * @returns {string}
 */
export function reasonOf(error) {
  return error instanceof Error ? error.message : String(error);
}

/**
 * What is told of an error: in our words where the server has named it, else in its own.
 *
 * @param {unknown} error
 * @param {Told["about"]} [about]
 * @returns {Extract<Action, { type: "tell" }>}
 */
export function failure(error, about = null) {
  const code = error instanceof Unwilling ? error.code : "other";
  return { type: "tell", level: "error", key: `error.${code}`, values: { message: reasonOf(error) }, about };
}

/**
 * The state once a person has the run or the race that they wanted: what kept them from it is over.
 *
 * @param {State} state
 * @param {Told["about"]} about
 * @returns {State}
 */
export function settled(state, about) {
  const notices = state.notices.filter((notice) => notice.about !== about || LASTING.includes(notice.key));
  return notices.length === state.notices.length ? state : { ...state, notices };
}

/**
 * Whether the page has said already what an error says: over the stage, or in a note that comes with it.
 *
 * @param {Run | null} run
 * @param {string} code
 * @returns {boolean}
 */
export function isSaid(run, code) {
  switch (code) {
    case "worker_died":
    case "failed": return run?.status === "failed" || run?.status === "interrupted"; // no worker is there that could answer
    case "diverged": return run?.status === "diverged";
    case "restarted": return true;
    default: return false;
  }
}
