// What a lesson link says of what is on the screen, and what the page makes of it. Pure.

import { initial } from "../state.js";
import { exists } from "../why/names.js";
import { isHidden } from "./parts.js";

/** @import { Look } from "../descend/state.js" */
/** @import { Page, State, View } from "../state.js" */
/** @import { Lens } from "../why/lens.js" */
/** @import { Link } from "./fragment.js" */

const FIRST = initial();

/**
 * What is on the screen. What every page begins with is left out, unless a person's own choice may stand in its place.
 *
 * @param {State} state
 * @returns {Link}
 */
export function lookOf(state) {
  const { page, descend } = state;
  if (page.view === "practise" && page.exercise !== null) return { exercise: page.exercise };
  const large = /** @type {Link} */ (page.enlarged === null || page.enlarged === "wall" ? {} : { large: page.enlarged });
  if (page.view !== "descend" || descend.id === null) return { ...learning(state), ...large };
  const { axis: clock, reading, focus } = descend.look;
  return {
    race: descend.id, clock, ...large,
    ...(reading !== FIRST.descend.look.reading && { agreement: reading }),
    ...(focus !== null && { lane: focus }),
  };
}

/**
 * @param {State} state
 * @returns {Link}
 */
function learning({ page, view, lens }) {
  const { axis, log, reading } = page;
  const { selected, quantity, nudgeOf, scaleOf } = view;
  return {
    axis, log,
    ...(selected && { neuron: selected }),
    ...(lens.tab !== FIRST.lens.tab && { tab: lens.tab }),
    ...(lens.tab === "stack" && lens.layer !== null && { layer: lens.layer }),
    ...(lens.tab === "sensitivity" && lens.parameter && { parameter: lens.parameter }),
    ...(quantity !== FIRST.view.quantity && { show: quantity }),
    ...(quantity === "nudges" && nudgeOf !== FIRST.view.nudgeOf && { of: nudgeOf }),
    ...(scaleOf !== FIRST.view.scaleOf && { scale: scaleOf }),
    ...(reading !== FIRST.page.reading && { reading }),
  };
}

/**
 * What belongs to the page and is there before any run is.
 *
 * @param {Link} link
 * @returns {{ page: Partial<Page>, view: Partial<View> }}
 */
export function pageOf(link) {
  const { axis, log, reading, language, theme, show, of, scale } = link;
  return {
    page: {
      link,
      ...(axis && { axis }), ...(log !== undefined && { log }), ...(reading && { reading }), ...(language && { language }),
      ...(theme && { theme, themeChoice: theme }),
    },
    view: { ...(show && { quantity: show }), ...(of && { nudgeOf: of }), ...(scale && { scaleOf: scale }) },
  };
}

/**
 * What is looked at in a run, if it has it.
 *
 * @param {Link} link
 * @param {readonly number[]} sizes of the run's network
 * @returns {{ view: Partial<View>, lens: Partial<Lens> }}
 */
export function runOf({ neuron, tab, layer, parameter }, sizes) {
  const isThere = neuron && neuron.layer >= 1 && neuron.neuron < (sizes[neuron.layer] ?? 0);
  return {
    view: isThere ? { selected: neuron } : {},
    lens: {
      ...(tab && { tab }), ...(layer !== undefined && layer < sizes.length - 1 && { layer }),
      ...(parameter && exists(sizes, parameter) && { parameter }),
    },
  };
}

/**
 * How a race is looked at.
 *
 * @param {Link} link
 * @param {number} lanes how many it has
 * @returns {Partial<Look>}
 */
export function raceOf({ clock, agreement, lane }, lanes) {
  return {
    ...(clock && { axis: clock }), ...(agreement && { reading: agreement }),
    ...(lane !== undefined && lane < lanes && { focus: lane }),
  };
}

/**
 * @param {Link} link
 * @returns {Partial<Page>} the panel that fills the screen, unless it is hidden
 */
export function largeOf(link) {
  return link.large && !isHidden({ link }, link.large) ? { enlarged: link.large } : {};
}
