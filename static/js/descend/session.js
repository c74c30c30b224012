// The race that this page shows: found in the address or begun on first sight, and spoken to on a line of its own.

import { connect } from "../connection.js";
import { isLesson } from "../link/parts.js";
import { findRace, Unwilling } from "../runs.js";
import { sender } from "../sender.js";
import { failure } from "../tell.js";
import { raceKindsFor } from "./subscriptions.js";

/** @import { AnyCommand } from "../messages.js" */
/** @import { Send } from "../sender.js" */
/** @import { Action, Connection, State } from "../state.js" */
/** @import { RaceEvent, RaceMessage } from "./state.js" */

/**
 * @typedef {{
 *   ask: (command: AnyCommand) => void,
 *   fetch: Send,
 *   take: (lane: number, step: number) => void,
 *   retry: () => void,
 *   renew: () => void,
 *   go: (id: string) => void,
 * }} Race what a panel may do with the race; what went wrong has been told. `renew`: another one in its place; `go`: to
 *   one that there is
 *
 * @typedef {{
 *   dispatch: (event: RaceEvent) => void,
 *   tell: (action: Action) => void,
 *   open: (run: string) => WebSocket,
 *   remember: (id: string) => void,
 *   learn: (taken: { lane: number, step: number, race: string }) => Promise<void>,
 *   find?: () => Promise<string | null>,
 * }} Surroundings `tell`: to the person, also that what was told of troubles is over; `find`: the race for a page whose address names none
 *
 * @typedef {{ race: Race, follow: (state: State) => void, enter: (id: string | null) => Promise<void>, drawn: () => void,
 *   hurry: () => void }} Session `hurry`: come back now to a race that has been lost
 */

const WAITING = 2_000; // milliseconds between two looks for a race, where there is none to watch yet

/**
 * The race that an address names: "#race=ID", also among what a lesson names.
 *
 * @param {string} hash
 * @returns {string | null}
 */
export function raceIn(hash) {
  const found = /^#(?:lesson=.*&)?race=([^&]+)/.exec(hash);
  return found?.[1] ?? null;
}

/**
 * @param {string} id
 * @param {string} [hash] of the page until now; that of a lesson stays
 * @returns {string}
 */
export function raceHash(id, hash = "") {
  return isLesson(hash) ? hash.replace(/&race=[^&]*|$/, `&race=${id}`) : `#race=${id}`;
}

/**
 * @param {Surroundings} surroundings
 * @returns {Session}
 */
export function createSession({ dispatch, tell, open, remember, learn, find = findRace }) {
  let id = "";
  let timer = 0;
  let kinds = "";
  let isEntered = false;
  let visits = 0;
  let rests = false;
  const line = connect({
    open,
    dispatch(event) {
      if (event.type === "error") warn(`error.${event.code}`, { message: event.message });
      if (event.type === "notice") warn(`notice.${String(event.notice.code)}`, event.notice);
      dispatch(/** @type {RaceMessage} */ (event));
    },
  });

  const send = sender({ line, resting: () => (rests ? id : null), about: "race", tell });

  /** @param {string} key @param {Record<string, unknown>} values */
  function warn(key, values) {
    tell({ type: "tell", level: "warn", key, values, about: "race" });
  }

  /** @param {string | null} wanted */
  async function enter(wanted) {
    clearTimeout(timer);
    if (isEntered) return id === "" ? undefined : remember(id); // who has been in Learn meanwhile has another address
    isEntered = true;
    const visit = (visits += 1);
    try {
      const found = wanted ?? (await find());
      if (visit !== visits) return; // who waited for it has gone to another one
      if (found === null) {
        refuse("empty");
        timer = Number(setTimeout(() => void enter(null), WAITING));
        return;
      }
      id = found;
      dispatch({ type: "joined", id });
      remember(id);
      line.join(id);
      tell({ type: "settled", about: "race" });
    } catch (error) {
      refuse(error instanceof Unwilling ? reasonOf(error.status) : "network");
      tell(failure(error, "race"));
    }
  }

  /** @param {Connection["reason"]} reason */
  function refuse(reason) {
    isEntered = false;
    dispatch({ type: "connection", change: { phase: "refused", reason, retryAt: null } });
  }

  function retry() {
    line.leave();
    isEntered = false;
    void enter(id || null);
  }

  return {
    enter,
    follow(state) {
      rests = state.descend.status === "interrupted";
      const wanted = raceKindsFor(state);
      if (String(wanted) === kinds) return;
      kinds = String(wanted);
      line.subscribe(wanted);
    },
    drawn: line.drawn,
    hurry: line.retry,
    race: {
      ask: (command) => void send(command),
      fetch: send,
      take: (lane, step) => void learn({ lane, step, race: id }),
      retry,
      renew() {
        id = "";
        retry();
      },
      go(wanted) {
        id = wanted;
        retry();
      },
    },
  };
}

/**
 * @param {number} status of an answer of HTTP
 * @returns {Connection["reason"]}
 */
function reasonOf(status) {
  if (status === 401 || status === 403) return "forbidden";
  return status === 503 ? "full" : "network";
}
