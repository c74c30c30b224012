// What this page keeps back while the tour, or who teaches, asks about it, and the picture that stands still meanwhile. Pure.

/** @import { Event, State } from "../state.js" */
/** @import { View } from "../view.js" */

/**
 * @typedef {`wish${number}` | "wishes" | "weights" | "activations" | "score"} Veiled the wish of an output; all others, with
 *   Why; an avenue of Why; how good the network is
 * @typedef {{ over: readonly Veiled[], still: readonly string[], later: Readonly<Record<string, Event>>, quantity: View["quantity"] | null }} Veil
 *   `still`: the kinds of message that wait; `later`: the newest of each that does; `quantity`: what the network showed, and will again
 * @typedef {{ type: "veil", change: Partial<Pick<Veil, "over" | "still" | "quantity">> }} VeilChange
 */

/** @type {Veil} */
export const NO_VEIL = { over: [], still: [], later: {}, quantity: null };

/**
 * @param {Pick<State, "veil">} state
 * @param {Veiled} what
 * @returns {boolean}
 */
export function isVeiled({ veil }, what) {
  return veil.over.includes(what);
}

/**
 * The state in which an event waits, if it is of a kind that does: what is asked about stays what is on the screen. The
 * first of its kind never waits.
 *
 * @param {State} state
 * @param {Event} event
 * @returns {State | null} null: it does not wait
 */
export function waiting(state, event) {
  const { veil } = state;
  if (!veil.still.includes(event.type) || !isThere(state, event)) return null;
  const of = "of" in event ? event.of : "to" in event ? event.to : "";
  const kind = `${event.type} ${of}`;
  const { [kind]: _, ...later } = veil.later; // they will happen in the order in which the newest of each came
  return { ...state, veil: { ...veil, later: { ...later, [kind]: event } } };
}

/**
 * @param {State} state
 * @param {Event} event
 * @returns {boolean} whether there is already what this would replace
 */
function isThere({ activity, watched, matrices, answers, past }, event) {
  switch (event.type) {
    case "picture": return activity !== null;
    case "watched": return watched !== null;
    case "past": return past !== null;
    case "matrices": return matrices[event.of] !== null;
    case "answered": return answers[event.to] !== null;
    default: return false;
  }
}

/**
 * The state under another veil. What has waited, and need no longer, happens now.
 *
 * @param {State} state
 * @param {VeilChange["change"]} change
 * @param {(state: State, event: Event) => State} reduce
 * @returns {State}
 */
export function veiled(state, change, reduce) {
  const { later } = state.veil;
  return Object.values(later).reduce(reduce, { ...state, veil: { ...state.veil, ...change, later: {} } });
}
