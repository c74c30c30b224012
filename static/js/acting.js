// A command of one panel, and whether it is under way: meanwhile its buttons rest.

/** @import { AnyCommand } from "./messages.js" */
/** @import { Context } from "./main.js" */

/**
 * @param {Context["send"]} send
 * @param {() => void} update draws the panel anew
 * @returns {{ isBusy: () => boolean, act: (command: AnyCommand) => Promise<boolean> }} `act`: whether it was done; if not,
 *   the page has said why
 */
export function acting(send, update) {
  let isBusy = false;
  return {
    isBusy: () => isBusy,
    async act(command) {
      isBusy = true;
      update();
      const isDone = await send(command).then(() => true, () => false);
      isBusy = false;
      update();
      return isDone;
    },
  };
}
