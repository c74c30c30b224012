// A command on its way to a run, or a race, and what is told where it was not carried out.

import { CommandError } from "./connection.js";
import { wakeRun } from "./runs.js";
import { failure } from "./tell.js";

/** @import { Line } from "./connection.js" */
/** @import { AnyCommand } from "./messages.js" */
/** @import { Action, Told, Wire } from "./state.js" */

/**
 * @typedef {(command: AnyCommand) => Promise<Wire["Any"] | null>} Send null: it was not carried out, and the page has said why
 */

/**
 * @param {{ line: Pick<Line, "send">, resting: () => string | null, about: Told["about"], tell: (action: Action) => void }} parts
 *   `resting`: the run, while it rests: to `resume` it goes over HTTP, which gives it a worker again
 * @returns {Send}
 */
export function sender({ line, resting, about, tell }) {
  return async (command) => {
    const id = command.type === "resume" ? resting() : null;
    try {
      if (id === null) return await line.send(command);
      const answer = await wakeRun(id);
      tell({ type: "settled", about });
      return answer;
    } catch (error) {
      if (!(error instanceof CommandError)) tell(failure(error, about));
      else if (error.code === "lost" || error.code === "timeout") tell({ type: "tell", level: "warn", key: `error.${error.code}`, about });
      return null; // of any other code the server's own sentence is told, and who has left waits for nothing
    }
  };
}
