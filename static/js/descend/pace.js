// How fast the show is: the stops of its slider, slowest first.

/** @import { RacePlan } from "./state.js" */

/**
 * log: seconds of show for each decade of the race's clock, so that the quick are seen in slow motion and the slow arrive;
 * free: as fast as it can.
 *
 * @type {readonly RacePlan["pace"][]}
 */
export const PACES = [
  { law: "log", value: 20 }, { law: "log", value: 10 }, { law: "log", value: 5 }, { law: "log", value: 2 },
  { law: "log", value: 1 }, { law: "free", value: 1 },
];

/**
 * The stop nearest to a pace.
 *
 * @param {RacePlan["pace"]} pace
 * @returns {number}
 */
export function paceStop({ law, value }) {
  let best = -1;
  PACES.forEach((stop, i) => {
    if (stop.law !== law) return;
    if (best < 0 || Math.abs(Math.log(stop.value / value)) < Math.abs(Math.log(PACES[best].value / value))) best = i;
  });
  return Math.max(0, best);
}
