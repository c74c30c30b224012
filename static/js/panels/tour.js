// The guided tour: a handful of stops, offered once and always to be had from help. All of it is loaded when it is taken.

import { failure } from "../tell.js";

/** @import { State } from "../state.js" */
/** @import { Context, Render } from "../main.js" */

/**
 * @param {HTMLElement} _
 * @param {Context} context
 * @returns {Render}
 */
export function mount(_, context) {
  /** @type {ReturnType<typeof import("../tour/guide.js").setOut> | null} */
  let guide = null;
  let isComing = false;
  /** @type {State | null} */
  let last = null;

  return (state) => {
    last = state;
    const { touring } = state.page;
    if (touring && !guide && !isComing) void start();
    if (touring) guide?.follow(state);
    else end();
  };

  async function start() {
    isComing = true;
    const loaded = await import("../tour/guide.js").catch((/** @type {Error} */ error) => error);
    isComing = false;
    if (loaded instanceof Error) {
      context.dispatch({ type: "page", change: { touring: false } });
      context.dispatch(failure(loaded));
    } else if (last?.page.touring) guide = loaded.setOut(last, context);
  }

  function end() {
    const ending = guide;
    guide = null;
    ending?.end();
  }
}
