// A panel that few people open: what shows it is loaded when it is first wanted.

import { failure } from "./tell.js";

/** @import { Page, State } from "./state.js" */
/** @import { Mount, Render } from "./main.js" */

/**
 * @param {(state: State) => boolean} isWanted
 * @param {() => Promise<Mount>} load
 * @param {Partial<Page>} giveUp what makes it not wanted any more, where it does not come
 * @returns {Mount}
 */
export function later(isWanted, load, giveUp) {
  return (root, context) => {
    /** @type {Render | null} */
    let shows = null;
    let isLoading = false;

    return (state, now) => {
      if (shows) return shows(state, now);
      if (!isWanted(state)) return;
      if (!isLoading) void fetch();
      return true; // until it is here
    };

    async function fetch() {
      isLoading = true;
      try {
        shows = (await load())(root, context);
      } catch (error) {
        context.dispatch({ type: "page", change: giveUp });
        context.dispatch(failure(error));
      }
      isLoading = false;
    }
  };
}
