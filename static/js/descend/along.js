// From point to point along the recorded paths.

/** @typedef {{ lane: number, step: number }} Point */

/**
 * The index of the recorded point nearest to a step.
 *
 * @param {ArrayLike<number>} steps growing
 * @param {number} step
 * @returns {number} -1 without any
 */
export function nearestStep(steps, step) {
  let best = -1;
  for (let i = 0; i < steps.length; i += 1) {
    if (best < 0 || Math.abs(steps[i] - step) <= Math.abs(steps[best] - step)) best = i;
  }
  return best;
}

/**
 * Where an arrow key leads from a point: along its path, or to the same place on the next lane's.
 *
 * @param {readonly ArrayLike<number>[]} lanes the steps of each path
 * @param {Point | null} from
 * @param {string} key
 * @returns {Point | "none" | null} "none": nothing is picked any more; null: the key means nothing here
 */
export function neighbour(lanes, from, key) {
  if (key === "Escape") return from === null ? null : "none";
  if (!["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End"].includes(key)) return null;
  const lane = lanes.findIndex((steps) => steps.length > 0);
  if (lane < 0) return null;
  if (from === null || !lanes[from.lane]?.length) return { lane, step: lanes[lane][lanes[lane].length - 1] };
  const steps = lanes[from.lane];
  const last = steps.length - 1;
  const index = nearestStep(steps, from.step);
  switch (key) {
    case "Home": return { ...from, step: steps[0] };
    case "End": return { ...from, step: steps[last] };
    case "ArrowLeft": return { ...from, step: steps[Math.max(0, index - 1)] };
    case "ArrowRight": return { ...from, step: steps[Math.min(last, index + 1)] };
    default: {
      const turn = key === "ArrowUp" ? lanes.length - 1 : 1;
      const other = (from.lane + turn) % lanes.length;
      const there = lanes[other];
      if (there.length === 0) return from;
      return { lane: other, step: there[Math.round((index / Math.max(1, last)) * (there.length - 1))] };
    }
  }
}
