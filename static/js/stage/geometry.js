// From the state to the network's layout and its display scales; each is made anew only when what it is made of changes.

import { networkLayout } from "../draw/layout.js";
import { fullActivation, largestOf, scalesOf } from "../draw/scale.js";

/** @import { Frame, Layout, Span } from "../draw/layout.js" */
/** @import { ScaleOf } from "../draw/scale.js" */
/** @import { State, Wire } from "../state.js" */

/**
 * `source`: where the digit's picture touches the canvas; `joined`: whether the output rows stand at its right edge.
 *
 * @typedef {{width: number, height: number, source: Frame["source"], joined: boolean}} Place
 */

const WIDTH = 24; // as many as the server sends of a layer

/**
 * Which neurons are drawn: as the newest picture says, or as a run of that plan will say.
 *
 * @param {State} state
 * @returns {Span[]}
 */
export function spansOf({ activity, run }) {
  if (activity && (!run || activity.windows.length === run.plan.sizes.length - 1)) return activity.windows;
  return (run?.plan.sizes ?? [784, 16, 16, 10]).slice(1).map((of) => ({ first: 0, count: Math.min(of, WIDTH), of }));
}

/**
 * @returns {(place: Place, spans: Span[]) => Layout} the same layout as long as nothing changed
 */
export function layouts() {
  let key = "";
  /** @type {Layout | null} */
  let layout = null;
  return (place, spans) => {
    const now = JSON.stringify([place, spans.map(({ first, count, of }) => [first, count, of])]);
    if (layout && now === key) return layout;
    key = now;
    layout = networkLayout({ ...place, spans });
    return layout;
  };
}

/**
 * The kind of matrices that the page is set to.
 *
 * @param {State["view"]} view
 * @returns {"weights" | "batch" | "example" | "products"}
 */
export function kindOf({ quantity, nudgeOf }) {
  return quantity === "nudges" ? nudgeOf : quantity;
}

/**
 * @typedef {{weights: number[], biases: number[]}} Scales what is drawn at full strength, per layer
 */

/**
 * @returns {(matrices: Wire["Matrices"] | null, of: ScaleOf) => Scales}
 */
export function scales() {
  /** @type {Wire["Matrices"] | null} */
  let last = null;
  /** @type {ScaleOf} */
  let lastOf = "layer";
  /** @type {Scales} */
  let made = { weights: [], biases: [] };
  return (matrices, of) => {
    if (matrices === last && of === lastOf) return made;
    last = matrices;
    lastOf = of;
    const biases = matrices?.b.map(({ data }) => largestOf([data])) ?? [];
    made = { weights: scalesOf(matrices?.scale ?? [], of), biases: scalesOf(biases, of) };
    return made;
  };
}

/**
 * How full a circle is drawn in each layer, and the wish that is drawn longest in each hidden layer.
 *
 * @param {Wire["Activity"] | null} activity
 * @param {ScaleOf} of
 * @returns {{full: number[], wishes: number[]}}
 */
export function activityScales(activity, of) {
  if (!activity) return { full: [], wishes: [] };
  return {
    full: activity.a.map(({ data }) => fullActivation(data)),
    wishes: scalesOf(activity.nudge_a.slice(0, -1).map(({ data }) => largestOf([data])), of),
  };
}
