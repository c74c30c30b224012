// Has everybody look at the step that this page seeks: the newest, and no more often than the server takes it, however fast
// a slider is pulled or a key repeats.

import { mayLook } from "./state.js";

/** @import { State } from "../state.js" */
/** @import { Context } from "../main.js" */

const APART = 100; // milliseconds between two commands at least

/**
 * @param {Context["send"]} send
 * @param {Context["dispatch"]} dispatch
 * @returns {(state: State, now: number) => boolean} true while it is too early to say it
 */
export function seeker(send, dispatch) {
  /** @type {State["sought"]} */
  let asked = null;
  let at = -Infinity;
  let isAsking = false;

  return (state, now) => {
    const { sought, past } = state;
    if (sought === null || isAsking || sought === asked) return false;
    if (!mayLook(state) || sought.step === past?.at) {
      dispatch({ type: "seek", sought: null });
      return false;
    }
    if (now < at + APART) return true;
    asked = sought;
    at = now;
    isAsking = true;
    void send({ type: "look_back", step: sought.step }).then((answer) => {
      isAsking = false;
      if (!answer) dispatch({ type: "seek", sought: null });
    });
    return false;
  };
}
