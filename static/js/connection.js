// One viewer's socket: open, greet, resume, ask and be answered, acknowledge what was drawn, come back after a loss.

import { delay, laterAgain, refusal } from "./comeback.js";
import { decode, ProtocolError, VERSION, write } from "./protocol.js";

/** @import { Connection, Event, Wire } from "./state.js" */
/** @import { AnyCommand, Kind } from "./messages.js" */

/**
 * @typedef {{
 *   open: (run: string) => WebSocket,
 *   dispatch: (event: Event) => void,
 *   random?: () => number,
 *   clock?: () => number,
 *   later?: (action: () => void, milliseconds: number) => number,
 *   cancel?: (timer: number) => void,
 * }} Surroundings what a connection needs of the world, so that tests can give it another one
 *
 * @typedef {{
 *   join: (run: string) => void,
 *   leave: () => void,
 *   retry: () => void,
 *   send: (command: AnyCommand) => Promise<Wire["Any"]>,
 *   ask: (question: AnyCommand) => Promise<Wire["Any"]>,
 *   subscribe: (kinds: Kind[]) => void,
 *   drawn: () => void,
 * }} Line `ask`: its answer, or why there is none, is told to the asker alone
 */

const CONNECTING = 0; // as in WebSocket, which a test need not have
const OPEN = 1;
const PATIENCE = 30_000; // an answer that takes longer has been lost on its way
const QUIET = 20_000; // without a word: the line may have died unnoticed, as while a laptop slept, and is asked
const DEAD = 10_000; // without an answer to that: it has
const STEADY = 10_000; // a socket that lived so long has earned a fresh start of the delays

/** A command that was not carried out. `code` is the server's, or "lost" without a connection, "timeout", or "left": the page has turned to another run. */
export class CommandError extends Error {
  /**
   * @param {string} code
   * @param {string} message
   */
  constructor(code, message) {
    super(message);
    this.code = code;
  }
}

/**
 * A line to one run at a time.
 *
 * @param {Surroundings} surroundings
 * @returns {Line}
 */
export function connect({
  open, dispatch, random = Math.random, clock = () => performance.now(),
  later = (action, milliseconds) => Number(setTimeout(action, milliseconds)), cancel = (timer) => clearTimeout(timer),
}) {
  /** @type {WebSocket | null} */
  let socket = null;
  let run = "";
  let boot = "";
  let seq = 0;
  let attempt = 0;
  let greetedAt = Infinity;
  let received = 0;
  let acknowledged = 0;
  let lastId = 0;
  let timer = 0;
  let heardAt = 0;
  let quiet = 0; // the timer of the next look at that
  /** @type {Kind[]} */
  let kinds = [];
  /** @type {Map<number, { resolve: (message: Wire["Any"]) => void, reject: (error: Error) => void, timer: number, isOwn: boolean }>} */
  const waiting = new Map();

  function start() {
    cancel(timer);
    const opened = open(run);
    opened.binaryType = "arraybuffer";
    socket = opened;
    received = 0;
    acknowledged = 0;
    greetedAt = Infinity;
    dispatch({ type: "connection", change: { phase: attempt === 0 ? "connecting" : "lost", attempt, retryAt: null } });
    opened.onopen = () => opened.send(write({ type: "hello", version: VERSION, boot, seq }));
    opened.onmessage = (event) => {
      if (socket === opened) receive(event.data);
    };
    opened.onclose = (event) => {
      if (socket === opened) lose(event.code, event.reason ?? "");
    };
  }

  /** @param {ArrayBuffer | string} frame */
  function receive(frame) {
    heardAt = clock();
    /** @type {Wire["Any"]} */
    let message;
    try {
      if (typeof frame === "string") throw new ProtocolError("a frame came as text");
      message = decode(frame);
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      console.error(error);
      stop("refused", "reload");
      return;
    }
    if (message.type === "hello") {
      boot = message.boot;
      greetedAt = clock();
      dispatch(message);
      dispatch({ type: "connection", change: { phase: "open", attempt: 0, reason: "", retryAt: null } });
      say({ type: "subscribe", kinds });
      quiet = later(listen, QUIET);
    } else if ("seq" in message) { // an event
      seq = message.seq;
      dispatch(message);
    } else if ("id" in message) {
      answer(message);
    } else { // a picture
      received += 1;
      dispatch(message);
    }
  }

  /** @param {Extract<Wire["Any"], { id: number | null }>} message */
  function answer(message) {
    const asked = message.id === null ? undefined : waiting.get(message.id);
    if (message.id !== null) waiting.delete(message.id);
    if (asked) cancel(asked.timer);
    if (!asked?.isOwn) dispatch(message);
    if (message.type === "error") asked?.reject(new CommandError(message.code, message.message));
    else asked?.resolve(message);
  }

  /**
   * @param {number} code
   * @param {string} why
   */
  function lose(code, why) {
    if (clock() - greetedAt >= STEADY) attempt = 0;
    socket = null;
    cancel(quiet);
    forsake(new CommandError("lost", "the connection was lost"));
    const reason = refusal(code);
    if (reason !== null) {
      const wait = laterAgain(why, random());
      dispatch({
        type: "connection", change: { phase: "refused", reason, attempt, retryAt: wait === null ? null : clock() + wait },
      });
      if (wait !== null) timer = later(start, wait);
      return;
    }
    const wait = delay(attempt, code, random());
    attempt += 1;
    dispatch({ type: "connection", change: { phase: "lost", reason: "network", attempt, retryAt: clock() + wait } });
    timer = later(start, wait);
  }

  /**
   * @param {Connection["phase"]} phase
   * @param {Connection["reason"]} reason
   */
  function stop(phase, reason) {
    cancel(timer);
    cancel(quiet);
    const closing = socket;
    socket = null;
    if (closing?.readyState === CONNECTING) closing.onopen = () => closing.close(); // else the browser complains
    else closing?.close();
    forsake(new CommandError("left", "the run was left"));
    dispatch({ type: "connection", change: { phase, reason, retryAt: null } });
  }

  /**
   * Sends, unless the socket is closed or closing, of which its end will tell.
   *
   * @param {AnyCommand} command
   * @returns {boolean} whether it was sent
   */
  function say(command) {
    if (socket?.readyState !== OPEN) return false;
    socket.send(write(command));
    return true;
  }

  /** @param {CommandError} why nobody will answer the questions that are still open */
  function forsake(why) {
    for (const asked of waiting.values()) {
      cancel(asked.timer);
      asked.reject(why);
    }
    waiting.clear();
  }

  /**
   * @param {AnyCommand} command
   * @param {boolean} isOwn whether the answer is for the asker alone
   * @param {number} [patience] milliseconds
   * @returns {Promise<Wire["Any"]>}
   */
  function put(command, isOwn, patience = PATIENCE) {
    const id = lastId + 1;
    if (greetedAt === Infinity || !say({ ...command, id })) {
      return Promise.reject(new CommandError("lost", "there is no connection"));
    }
    lastId = id;
    const [asked, at] = [socket, clock()];
    return new Promise((resolve, reject) => {
      const giveUp = () => {
        waiting.delete(id);
        reject(new CommandError("timeout", `no answer to ${command.type} in ${patience / 1000} s`));
        if (socket !== asked || heardAt >= at) return;
        asked?.close(); // nor anything else has come: nobody is there
        lose(1006, "");
      };
      waiting.set(id, { resolve, reject, timer: later(giveUp, patience), isOwn });
    });
  }

  /** Where nothing has come for a while, has somebody answer. */
  function listen() {
    quiet = later(listen, QUIET);
    if (clock() - heardAt >= QUIET) put({ type: "ack", count: acknowledged }, true, DEAD).catch(() => undefined);
  }

  return {
    join(id) {
      stop("connecting", "");
      run = id;
      boot = "";
      seq = 0;
      attempt = 0;
      start();
    },
    leave: () => stop("connecting", ""),
    retry() {
      if (socket === null && run !== "") start();
    },
    send: (command) => put(command, false),
    ask: (question) => put(question, true),
    subscribe(next) {
      kinds = next;
      if (greetedAt !== Infinity) say({ type: "subscribe", kinds });
    },
    drawn() {
      if (received === acknowledged) return;
      acknowledged = received;
      say({ type: "ack", count: received });
    },
  };
}
