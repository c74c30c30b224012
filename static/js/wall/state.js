// What the page knows of the wall: how many drawings hang there, whether its own does, and, if it may, all of them. Pure.

/** @import { Handed, Hung, State, Verdicts, Wall as Shown, WallLearned } from "../messages.js" */

/**
 * @typedef {{
 *   count: number, down: number, closed: boolean, mine: number | null, isOld: boolean, shown: Shown | null, verdicts: Verdicts | null,
 *   learned: WallLearned | null,
 * }} Wall `closed`: it takes no more; `mine`: what one's own drawing there says it is, `isOld`: that may have changed since; `shown` and `verdicts`: while it is open; `learned`: what the last step on it did
 * @typedef {Hung | Shown | Verdicts | Handed | WallLearned} OfWall
 */

/** @type {Record<OfWall["type"], true>} */
const OF_WALL = { hung: true, wall: true, verdicts: true, handed: true, wall_learned: true };

/**
 * @template {{ type: string }} T
 * @param {T} event
 * @returns {event is Extract<T, OfWall>}
 */
export function isOfWall(event) {
  return Object.hasOwn(OF_WALL, event.type);
}

/** @returns {Wall} */
export function noWall() {
  return { count: 0, down: 0, closed: false, mine: null, isOld: true, shown: null, verdicts: null, learned: null };
}

/**
 * @param {Wall} wall
 * @param {OfWall | State} event a `state` says anew how many there are
 * @returns {Wall}
 */
export function reduceWall(wall, event) {
  switch (event.type) {
    case "state": return { ...wall, count: event.hung, closed: event.closed, isOld: true, learned: null, ...(event.hung === 0 && { shown: null, verdicts: null }) }; // another server's is bare
    case "hung": return { ...wall, count: event.count, down: event.down, closed: event.closed, isOld: wall.isOld || event.down !== wall.down };
    case "wall": return { ...wall, shown: event, learned: event.drawings.length > 0 ? wall.learned : null };
    case "verdicts": return { ...wall, verdicts: event };
    case "handed": return { ...wall, mine: event.label, isOld: false };
    case "wall_learned": return { ...wall, learned: event };
  }
}
