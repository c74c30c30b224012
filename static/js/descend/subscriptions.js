// Which kinds of picture the race's panels need: none while nobody looks at them.

import { isHidden } from "../link/parts.js";

/** @import { State } from "../state.js" */
/** @import { Kind } from "../messages.js" */

/**
 * @param {State} state
 * @returns {Kind[]} in a fixed order
 */
export function raceKindsFor({ page, descend }) {
  if (page.hidden || page.view !== "descend") return [];
  if (page.enlarged === "race_curves") return ["race"];
  if (page.enlarged === "agreement") return ["race", "agreement"];
  if (page.enlarged === "map") return ["race", "race_paths", "contours"];
  return descend.look.reading === "deal" || isHidden(page, "agreement") ? ["race", "race_paths", "contours"] : ["race", "race_paths", "contours", "agreement"];
}
