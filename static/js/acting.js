// A command of one panel at a time: what is pressed while another is under way is none. No button is disabled meanwhile, which
// would take the focus from it.

/** @import { AnyCommand } from "./messages.js" */
/** @import { Context } from "./main.js" */

/**
 * @param {Context["send"]} send
 * @returns {(command: AnyCommand) => Promise<boolean>} whether it was done; if it was sent and was not, the page has said why
 */
export function acting(send) {
  let isBusy = false;
  return async (command) => {
    if (isBusy) return false;
    isBusy = true;
    const isDone = await send(command).then(() => true, () => false);
    isBusy = false;
    return isDone;
  };
}
