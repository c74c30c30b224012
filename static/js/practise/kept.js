// What has been filled in outlives a reload: this tab keeps it, for each of the exercises that it was last at.

import { initialPractise } from "./state.js";

/** @import { Kept, Practise } from "./state.js" */

const KEY = "nudge.practise";
const MOST = 20; // exercises

/**
 * @param {string} text of the exercise
 * @returns {Kept | null} null: of this one nothing is kept
 */
export function readKept(text) {
  const done = all().get(text);
  return done ? { ...keepable(initialPractise()), ...done } : null;
}

/** @returns {string | null} the exercise that this tab was last at */
export function lastText() {
  return [...all().keys()].at(-1) ?? null;
}

/**
 * @param {string} text of the exercise
 * @param {Practise} state
 */
export function keep(text, state) {
  const kept = all();
  kept.delete(text); // the one that is on comes last
  kept.set(text, keepable(state));
  try {
    sessionStorage.setItem(KEY, JSON.stringify([...kept].slice(-MOST)));
  } catch {
    // a full or forbidden storage: it holds until the page is left
  }
}

/** @returns {Map<string, Kept>} by the text of the exercise */
function all() {
  try {
    return new Map(JSON.parse(sessionStorage.getItem(KEY) ?? "[]"));
  } catch {
    return new Map();
  }
}

/**
 * @param {Practise} state
 * @returns {Kept}
 */
function keepable({ step, current, answers, values, opened }) {
  return { step, current, answers, values, opened };
}
