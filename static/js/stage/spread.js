// Weights that are new together with a picture are drawn a frame after it, lest one frame draw all.

import { kindOf } from "./geometry.js";

/** @import { State, Wire } from "../state.js" */

/**
 * @returns {(state: State) => { quantity: Wire["Matrices"] | null, isLater: boolean }} the weights (or what else is
 *   chosen) to be drawn in this frame, asked once a frame; `isLater`: newer ones are to be drawn in the next
 */
export function spread() {
  /** @type {Wire["Matrices"] | null} */
  let shown = null;
  /** @type {State["activity"]} */
  let picture = null;
  let wasLater = false;
  return ({ activity, matrices, view }) => {
    const newest = matrices[kindOf(view)];
    const isNew = newest !== shown && activity !== picture;
    wasLater = isNew && !wasLater && newest !== null && shown?.of === newest.of;
    if (!wasLater) shown = newest;
    picture = activity;
    return { quantity: shown, isLater: wasLater };
  };
}
