// What a person wants, as the command that says it to the run. Pure: the controls and the keyboard share them.

/** @import { Page, Run, State } from "./state.js" */
/** @import { AnyCommand } from "./messages.js" */

/** The stops of the speed slider, in steps a second; null is as fast as it goes. */
export const SPEEDS = /** @type {const} */ (["slow", 1, 10, 30, 100, 300, 1000, 10_000, null]);
export const BATCHES = /** @type {const} */ ([1, 10, 32, 100, 1000]);

/** @typedef {(typeof SPEEDS)[number]} Speed */

/**
 * Play, or pause. Null where neither makes sense: the network cannot go on.
 *
 * @param {Run | null} run
 * @returns {AnyCommand | null}
 */
export function play(run) {
  if (!run) return null;
  switch (run.status) {
    case "running": return { type: "pause" };
    case "paused":
    case "interrupted":
    case "finished": return { type: "resume" };
    case "diverged":
    case "failed": return null;
  }
}

/**
 * One step of the chosen length; in slow motion a phase. So many epochs are run through at the run's own speed.
 *
 * @param {Pick<Run, "slow">} run
 * @param {Pick<Page, "unit" | "epochs">} page
 * @returns {AnyCommand}
 */
export function step({ slow }, { unit, epochs }) {
  if (slow) return { type: "step", unit: "phase" };
  return unit === "epochs" ? { type: "run", epochs } : { type: "step", unit };
}

/**
 * The stop of the speed slider that is nearest to the run's pace.
 *
 * @param {Pick<Run, "speed" | "slow">} run
 * @returns {number} an index of SPEEDS
 */
export function speedStop({ speed, slow }) {
  if (slow) return 0;
  if (speed === null) return SPEEDS.length - 1;
  let best = 1;
  for (let i = 1; i < SPEEDS.length - 1; i += 1) {
    const distance = Math.abs(Math.log(Number(SPEEDS[i]) / speed));
    if (distance < Math.abs(Math.log(Number(SPEEDS[best]) / speed))) best = i;
  }
  return best;
}

/**
 * @param {number} stop an index of SPEEDS
 * @returns {AnyCommand}
 */
export function setSpeed(stop) {
  const speed = SPEEDS[stop] ?? null;
  return speed === "slow" ? { type: "set", slow: true } : { type: "set", slow: false, speed };
}

/**
 * A start afresh: the very same, or with part of the plan changed.
 *
 * @param {Record<string, unknown>} [plan]
 * @returns {AnyCommand}
 */
export function reset(plan = {}) {
  return { type: "reset", plan };
}

/**
 * Where the watched example comes from, for the next one like it; drawings have no next.
 *
 * @param {State} state
 * @returns {"train" | "test"}
 */
export function sourceOf(state) {
  return state.watched?.source === "train" ? "train" : "test";
}

/**
 * How many weights and biases a network of these sizes would have: one that is only being chosen, so that no server
 * can say it.
 *
 * @param {number[]} sizes
 * @returns {number}
 */
export function parameters(sizes) {
  return sizes.slice(1).reduce((sum, size, index) => sum + size * (sizes[index] + 1), 0);
}
