// When a check-up is asked for: as soon as its tab is open, and again after each score and whatever a person changes. Never
// when nobody looks.

import { isBack } from "../past/state.js";
import { put } from "../why/ask.js";

/** @import { State } from "../state.js" */
/** @import { Context } from "../main.js" */

const EVERY = 1000; // milliseconds at least between two while the network learns: so long it takes to read one
const AGAIN = 2000; // until one is asked for again whose answer was lost

/**
 * @param {State} state
 * @returns {boolean} whether somebody looks at it
 */
export function isOpen({ page, run, connection }) {
  const isCovered = page.enlarged !== null && page.enlarged !== "readings";
  return run !== null && connection.phase === "open" && page.view === "learn" && page.reading === "checkup" && !page.hidden && !isCovered;
}

/**
 * @param {Context["ask"]} ask
 * @param {Context["dispatch"]} dispatch
 * @returns {(state: State, now: number) => boolean} true while it is too early to ask
 */
export function asker(ask, dispatch) {
  /** @type {unknown[]} what it was about when it was last asked for */
  let about = [];
  let at = -Infinity;
  let isUnderWay = false;
  let wasLost = false;

  return (state, now) => {
    if (!isOpen(state) || isBack(state) || isUnderWay) return false;
    const { run, score, answers } = state;
    const subject = [run?.id, run?.status, run?.plan];
    const isSame = subject.every((each, index) => each === about[index]);
    const isAnswered = answers.examined !== null || Boolean(answers.refused.examined);
    if (isSame && score === about[subject.length] && isAnswered) return false;
    if (now < at + (wasLost ? AGAIN : isSame ? EVERY : 0)) return true;
    about = [...subject, score];
    at = now;
    isUnderWay = true;
    void put(ask({ type: "examine" }), "examined", dispatch).then((isLost) => {
      isUnderWay = false;
      wasLost = isLost;
    });
    return false;
  };
}
