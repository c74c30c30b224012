// What a tab keeps of one that leads, from one page to the next alone: whoever duplicates a tab takes a copy of all that it
// holds, and would lead by the same number.

const KEY = "nudge.lead";

/** @typedef {{ by: number, wall: boolean }} Kept the number by which a page led, and whether the wall lay over its screen */

/** @returns {Kept | null} of the page that this tab has left, and holds no longer; null: it did not lead */
export function taken() {
  try {
    const text = sessionStorage.getItem(KEY);
    sessionStorage.removeItem(KEY);
    return text === null ? null : JSON.parse(text);
  } catch {
    return null; // it is forbidden
  }
}

/** @param {Kept} kept for the page that is loaded next */
export function keep(kept) {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(kept));
  } catch {
    // that page does not lead on
  }
}

/** What this page was left. */
export const LEFT = taken();
