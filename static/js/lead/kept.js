// What a tab keeps of one that leads, from one page to the next alone: whoever duplicates a tab takes a copy of all that it
// holds, and would lead by the same number.

const KEY = "nudge.lead";

/** @returns {number | null} the number by which the page led that this tab has left, and holds no longer; null: it did not */
export function taken() {
  try {
    const by = sessionStorage.getItem(KEY);
    sessionStorage.removeItem(KEY);
    return by === null ? null : Number(by);
  } catch {
    return null; // it is forbidden
  }
}

/** @param {number} by for the page that is loaded next */
export function keep(by) {
  try {
    sessionStorage.setItem(KEY, String(by));
  } catch {
    // that page does not lead on
  }
}

/** What this page was left. */
export const LEFT = taken();
