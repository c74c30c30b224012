// Which kinds of picture the open panels need: nothing is sent that nobody looks at.

/** @import { State } from "./state.js" */
/** @import { Kind } from "./messages.js" */

/**
 * @param {State} state
 * @returns {Kind[]} in a fixed order
 */
export function kindsFor(state) {
  const { page, view } = state;
  if (page.hidden || page.view !== "learn") return [];
  if (page.enlarged === "wall" && page.controls) return ["wall", "verdicts"];
  if (page.enlarged === "readings" || page.enlarged === "why") return ["picture"];
  switch (view.quantity) {
    case "weights": return ["picture", "weights"];
    case "products": return ["picture", "products"];
    case "nudges": return ["picture", view.nudgeOf];
  }
}
