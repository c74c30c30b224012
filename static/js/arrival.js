// How a page finds its run: that of its address; without one that where the class is led, the newest that lives, or a new one.

import { delay } from "./comeback.js";
import { rewrite } from "./places.js";
import { addressOf, findRun, runIn, Unwilling } from "./runs.js";

/** @import { Connection, Event } from "./state.js" */

const WAITING = 2_000; // milliseconds between two looks for a run, where there is none yet

/**
 * @param {{ dispatch: (event: Event) => void, join: (run: string) => void, tellOf: (error: unknown) => void }} parts
 * @returns {{ go: () => Promise<void>, hurry: () => boolean, end: () => void }} `hurry`: look now if another look is waited
 *   for; false: none is; `end`: look no more, for the person has gone to a run
 */
export function arrive({ dispatch, join, tellOf }) {
  let failures = 0;
  let isOver = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  async function go() {
    timer = undefined;
    try {
      const id = runIn(location.pathname) ?? (await findRun());
      if (isOver) return;
      if (id === null) {
        dispatch({ type: "connection", change: { phase: "refused", reason: "empty", retryAt: null } });
        timer = setTimeout(go, WAITING);
        return;
      }
      rewrite(location.hash, addressOf(id));
      join(id);
      dispatch({ type: "settled", about: "run" });
    } catch (error) {
      if (isOver) return;
      if (error instanceof TypeError) again("lost", "network"); // not reached at all: it may just be starting
      else if (error instanceof Unwilling && [429, 503].includes(error.status)) {
        if (failures === 0 && error.status === 503) tellOf(error);
        again("refused", "full");
      } else {
        dispatch({ type: "connection", change: { phase: "refused", reason: "network", retryAt: null } });
        tellOf(error);
      }
    }
  }

  /**
   * @param {Connection["phase"]} phase
   * @param {Connection["reason"]} reason
   */
  function again(phase, reason) {
    const wait = delay(failures++, 0, Math.random());
    dispatch({ type: "connection", change: { phase, reason, retryAt: performance.now() + wait } });
    timer = setTimeout(go, wait);
  }

  return {
    go,
    hurry() {
      if (timer === undefined) return false;
      clearTimeout(timer);
      void go();
      return true;
    },
    end() {
      isOver = true;
      clearTimeout(timer);
      timer = undefined;
    },
  };
}
