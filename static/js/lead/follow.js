// What a page makes of a look that is sent by who leads. Pure.

import { readLink } from "../link/fragment.js";
import { largeOf, pageOf, raceOf, runOf } from "../link/look.js";
import { initial } from "../state.js";

/** @import { Look } from "../descend/state.js" */
/** @import { Beside } from "../link/fragment.js" */
/** @import { Page, State, View } from "../state.js" */
/** @import { Lens } from "../why/lens.js" */

const FIRST = initial();
const USUAL = {
  tab: FIRST.lens.tab, show: FIRST.view.quantity, of: FIRST.view.nudgeOf, scale: FIRST.view.scaleOf,
  reading: FIRST.page.reading, agreement: FIRST.descend.look.reading,
}; // what a link leaves out, because it is so to begin with

/**
 * How this page is to look. A person's own choices (language, theme, the axis of curves) stay; so does what only a lesson
 * may do: to hide, to say, to plan.
 *
 * @param {string} look as a lesson link
 * @param {Pick<State, "run" | "descend"> & { page: Pick<Page, "link"> }} state
 * @returns {{ run: string | null, beside: Beside | null, page: Partial<Page>, view: Partial<View>, lens: Partial<Lens>, race: string | null, look: Partial<Look> }}
 *   `run`: where who leads has gone; `beside`: what lies beside the curves there; `race`: the one to be looked at; `look`: how, once it is there
 */
export function followed(look, { run, descend, page }) {
  const link = { ...USUAL, ...readLink(look) };
  const found = runOf(link, run?.plan.sizes ?? []);
  const race = link.race ?? null;
  const isThere = race !== null && descend.id === race && descend.plan !== null;
  const { exercise } = link;
  return {
    run: link.run ?? null,
    beside: link.beside ?? null,
    page: {
      view: race !== null ? "descend" : exercise !== undefined ? "practise" : "learn", ...(exercise !== undefined && { exercise }),
      reading: link.reading, enlarged: null, ...largeOf({ large: link.large, hide: page.link?.hide }),
    },
    view: { ...pageOf(link).view, selected: null, ...found.view },
    lens: found.lens,
    race,
    look: isThere ? { focus: null, ...raceOf(link, descend.plan?.lanes.length ?? 0) } : {},
  };
}
