// The views that come when they are first wanted.

/** @import { Action, Page } from "./state.js" */
/** @import { Mount } from "./main.js" */

/** @type {Record<Page["view"], () => Promise<[string, Mount][]>>} */
const PANELS_OF = {
  learn: async () => [],
  descend: async () => (await import("./descend/panels.js")).DESCEND_PANELS,
  practise: async () => (await import("./practise/panels.js")).PRACTISE_PANELS,
};

/**
 * @param {{ show: (panels: [string, Mount][]) => void, dispatch: (action: Action) => void, tellOf: (error: unknown) => void }} parts
 * @returns {(view: Page["view"]) => Promise<void>} sees to it that a view has its panels, or goes back to Learn
 */
export function opener({ show, dispatch, tellOf }) {
  /** @type {Set<Page["view"]>} */
  const here = new Set();

  return async (view) => {
    if (here.has(view)) return;
    here.add(view);
    try {
      show(await PANELS_OF[view]());
    } catch (error) {
      here.delete(view);
      dispatch({ type: "page", change: { view: "learn" } });
      tellOf(error);
    }
  };
}
