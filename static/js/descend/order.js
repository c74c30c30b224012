// Who came first, and by which clock: the answer depends on it, which is the point of the race.

/** @import { Clock, Descend, RacePlan } from "./state.js" */

export const READINGS = /** @type {const} */ (["cloud", "cosine", "spread", "deal"]);
export const CLOCKS = /** @type {const} */ (["seconds", "examples", "steps"]);
export const THRESHOLDS = /** @type {const} */ ([0.8, 0.9, 0.95]);
const USUAL = 0.9;

/**
 * @typedef {{ lane: number, seconds: number | null, examples: number | null, steps: number | null,
 *   first: Record<Clock, boolean> }} Arrival of one lane at an accuracy; null: it has not come there
 */

/**
 * The test accuracy at which the lanes of a race arrive. Where only a budget ends it, they are compared at the usual one.
 *
 * @param {Pick<RacePlan, "limit"> | null} plan
 * @returns {number}
 */
export function goalOf(plan) {
  return plan?.limit.accuracy ?? USUAL;
}

/**
 * All lanes' arrivals at an accuracy. A lane is first by a clock when nobody was there before it, and nobody who has
 * yet to arrive could still be: one that is on its way with a smaller count may still beat it. Several may be, as lanes
 * with batches of one size that are scored at the same steps. At the race's own goal,
 * which need not be one of those that are told of, a lane stands where it arrived.
 *
 * @param {Pick<Descend, "reached" | "now" | "plan">} state
 * @param {number} accuracy
 * @returns {Arrival[]}
 */
export function arrivals({ reached, now, plan }, accuracy) {
  const lanes = now?.lanes ?? [];
  const isGoal = near(goalOf(plan), accuracy);
  const found = lanes.map((lane, i) => reached.find((each) => each.lane === i && near(each.accuracy, accuracy))
    ?? (isGoal && lane.walk === "arrived" ? lane : undefined));
  /** @param {Clock} clock @returns {number} what who is first has spent; NaN while nobody is */
  const least = (clock) => {
    const best = Math.min(...found.map((each) => (each ? spent(each, clock) : Infinity)));
    const open = lanes.some((lane, i) => !found[i] && isOnTheWay(lane.walk) && spent(lane, clock) < best);
    return best === Infinity || open ? NaN : best;
  };
  const leasts = { seconds: least("seconds"), examples: least("examples"), steps: least("steps") };
  /** @param {(typeof found)[number]} each @param {Clock} clock */
  const isFirst = (each, clock) => each !== undefined && spent(each, clock) === leasts[clock];
  return found.map((each, lane) => ({
    lane,
    seconds: each?.seconds ?? null,
    examples: each?.examples ?? null,
    steps: each?.step ?? null,
    first: {
      seconds: isFirst(each, "seconds"), examples: isFirst(each, "examples"), steps: isFirst(each, "steps"),
    },
  }));
}

/**
 * The lanes that were first by a clock, of which there are none while that is open.
 *
 * @param {readonly Arrival[]} list
 * @param {Clock} clock
 * @returns {number[]}
 */
export function firstBy(list, clock) {
  return list.filter((arrival) => arrival.first[clock]).map(({ lane }) => lane);
}

/**
 * The lane at whose weights gradients are compared when nobody says where: the first with small batches, or else the
 * first, of those that have not overshot.
 *
 * @param {readonly { batch_size: number }[]} lanes
 * @param {readonly { walk: string }[]} now
 * @param {number} all the batch size of the full batch
 * @returns {number}
 */
export function comparable(lanes, now, all) {
  const able = lanes.map((_, i) => i).filter((i) => now[i]?.walk !== "diverged");
  return able.find((i) => lanes[i].batch_size < all) ?? able[0] ?? 0;
}

/**
 * @param {"ready" | "walking" | "arrived" | "stopped" | "diverged"} walk
 * @returns {boolean}
 */
export function isOnTheWay(walk) {
  return walk === "ready" || walk === "walking";
}

/**
 * @param {{ step: number, examples: number, seconds: number }} lane as it stands, or when it arrived
 * @param {Clock} clock
 * @returns {number}
 */
export function spent(lane, clock) {
  return clock === "steps" ? lane.step : lane[clock];
}

/**
 * @param {number} a
 * @param {number} b
 * @returns {boolean}
 */
function near(a, b) {
  return Math.abs(a - b) < 1e-6;
}
