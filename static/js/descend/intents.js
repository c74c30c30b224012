// What a person wants of the race, as the commands that say it. Pure: the controls and the keyboard share them.

/** @import { AnyCommand } from "../messages.js" */
/** @import { Descend } from "./state.js" */

/** @typedef {"play" | "step" | "reset"} Want */

/**
 * @param {Descend} state
 * @returns {boolean} whether the race takes orders from this page just now
 */
export function obeys({ control, connection, plan }) {
  return control && connection.phase === "open" && plan !== null;
}

/**
 * @param {Want} want play: go, or pause what goes; what is over starts again, what rests goes on
 * @param {Descend} state
 * @returns {AnyCommand[]} none where it makes no sense
 */
export function commandsFor(want, state) {
  if (!obeys(state)) return [];
  const isOver = state.now?.phase === "finished" || state.status === "failed";
  const rests = state.status === "interrupted";
  /** @type {AnyCommand} */
  const reset = { type: "reset", plan: {} };
  switch (want) {
    case "reset": return [reset];
    case "step": return isOver || rests || state.now?.phase === "searching" ? [] : [{ type: "step", unit: "batch" }];
    case "play":
      if (state.status === "running") return [{ type: "pause" }];
      if (rests) return [{ type: "resume" }];
      return isOver ? [reset, { type: "run" }] : [{ type: "run" }];
  }
}
