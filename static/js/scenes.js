// What the video tells, in its order, and where on this page the same is to be seen with this network's numbers. Pure.

import { isHidden } from "./link/parts.js";

/** @import { Page, State } from "./state.js" */
/** @import { Lens } from "./why/lens.js" */
/** @import { View } from "./view.js" */

/** The way of explaining follows this lesson; its film has chapters, whose times its author gives beside it. */
export const LESSON = "https://www.3blue1brown.com/lessons/backpropagation";
const FILM = "https://youtu.be/Ilg3gGewQ5U";

/**
 * @typedef {"costs" | "sensitivity" | "wishes" | "avenues" | "together" | "back" | "average" | "batches" | "hand"} SceneName
 * @typedef {{ page: Partial<Page>, lens?: Partial<Lens>, view?: Partial<View> }} Change
 * @typedef {{ name: SceneName, part: string, element: string, change: (state: State) => Change }} Scene `part`: of the page,
 *   without which it is not to be seen; `element`: where the eye is led
 */

/** @type {{ at: number | null, scenes: Scene[] }[]} `at`: seconds from the beginning of the film; null: in the next one */
const CHAPTERS = [
  { at: 23, scenes: [
    { name: "costs", part: "readings", element: '[data-frame="readings"]', change: () => ({ page: { reading: "cost" } }) },
    why("sensitivity", () => ({ lens: { tab: "sensitivity" } })),
  ] },
  { at: 187, scenes: [
    { name: "wishes", part: "outputs", element: '[data-panel="outputs"]', change: () => ({ page: {}, view: { selected: null } }) },
    why("avenues", (state) => ({ lens: { tab: "neuron" }, view: { selected: wanted(state) } })),
    why("together", (state) => ({ lens: { tab: "stack", layer: null }, view: { selected: wanted(state) } })),
    why("back", ({ run }) => ({ lens: { tab: "stack", layer: Math.max(0, (run?.plan.sizes.length ?? 0) - 3) } })),
    why("average", ({ run, lens: { table } }) => ({ lens: { tab: "table", table: run?.step === 0 ? { ...table, source: "chosen" } : table } })), // of no step yet: what one would be
  ] },
  { at: 573, scenes: [
    { name: "batches", part: "views", element: "#main", change: () => ({ page: { view: "descend" } }) },
  ] },
  { at: null, scenes: [
    { name: "hand", part: "views", element: "#main", change: () => ({ page: { view: "practise" } }) },
  ] },
];

/**
 * @param {Pick<Page, "link">} page
 * @returns {{ time: string | null, film: string, scenes: Scene[] }[]} the chapters, without what a lesson hides
 */
export function chaptersOf(page) {
  return CHAPTERS.map(({ at, scenes }) => ({
    time: at === null ? null : `${Math.floor(at / 60)}:${String(at % 60).padStart(2, "0")}`,
    film: `${FILM}?t=${at ?? 0}`,
    scenes: scenes.filter(({ part }) => !isHidden(page, part)),
  })).filter(({ scenes }) => scenes.length > 0);
}

/**
 * One that is told in Why.
 *
 * @param {SceneName} name
 * @param {(state: State) => Omit<Change, "page">} change
 * @returns {Scene}
 */
function why(name, change) {
  return { name, part: "why", element: '[data-frame="why"]', change: (state) => ({ page: {}, ...change(state) }) };
}

/**
 * The output that should be loudest, which the film looks at, too.
 *
 * @param {State} state
 * @returns {View["selected"]}
 */
function wanted({ run, watched }) {
  const label = watched?.label ?? null;
  return run === null || label === null ? null : { layer: run.plan.sizes.length - 1, neuron: label };
}
