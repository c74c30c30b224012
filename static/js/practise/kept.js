// What has been filled in outlives a reload: it is kept by this tab, for the exercise that it was last at.

import { initialPractise } from "./state.js";

/** @import { Kept, Practise } from "./state.js" */

const KEY = "nudge.practise";

/**
 * @param {string} text of the exercise
 * @returns {Kept | null} null: of this one nothing is kept
 */
export function readKept(text) {
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEY) ?? "{}");
    return kept.text === text ? { ...keepable(initialPractise()), ...kept.done } : null;
  } catch {
    return null;
  }
}

/** @returns {string | null} the exercise that this tab was last at */
export function lastText() {
  try {
    const { text } = JSON.parse(sessionStorage.getItem(KEY) ?? "{}");
    return typeof text === "string" ? text : null;
  } catch {
    return null;
  }
}

/**
 * @param {string} text of the exercise
 * @param {Practise} state
 */
export function keep(text, state) {
  try {
    sessionStorage.setItem(KEY, JSON.stringify({ text, done: keepable(state) }));
  } catch {
    // a full or forbidden storage: it holds until the page is left
  }
}

/**
 * @param {Practise} state
 * @returns {Kept}
 */
function keepable({ step, current, answers, values, opened }) {
  return { step, current, answers, values, opened };
}
