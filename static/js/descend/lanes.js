// The lanes of the next race, as they are chosen: pure changes of a draft.

import { ALL } from "./say.js";

/** @import { Descend, Lane, Look, RacePlan } from "./state.js" */

/** @typedef {NonNullable<Look["draft"]>} Draft */
/** @typedef {Descend["presets"]} Presets */

export const FEWEST = 2;
export const MOST = 5;
export const NAME_LENGTH = 40; // as the server bounds it
export const SIZES = /** @type {const} */ ([1, 10, 32, 100, 1000, ALL]);
export const OPTIMIZERS = /** @type {const} */ (["plain", "momentum", "nesterov", "adam"]);

/**
 * The lanes as they are, or as they were half chosen.
 *
 * @param {Descend} state
 * @returns {Draft | null}
 */
export function draftOf({ plan, look }) {
  if (look.draft) return look.draft;
  return plan && { lanes: plan.lanes, etas: plan.etas, limit: plan.limit };
}

/**
 * The lanes with one of them changed. A name stays, for it stands in the form beside what changes.
 *
 * @param {Draft} draft
 * @param {number} index
 * @param {Partial<Lane>} change
 * @param {Presets} presets
 * @returns {Draft}
 */
export function withLane(draft, index, change, presets) {
  const { eta } = change;
  const shared = draft.etas === "same" && eta !== undefined;
  const lanes = draft.lanes.map((lane, i) => {
    if (i === index) return draft.etas === "same" ? { ...lane, ...change } : suited(lane, change, presets);
    return shared ? { ...lane, eta } : lane;
  });
  return { ...draft, lanes };
}

/**
 * A lane that has become another. An eta that suited it, and that nobody has chosen, becomes one that suits what it is.
 *
 * @param {Lane} lane
 * @param {Partial<Lane>} change
 * @param {Presets} presets
 * @returns {Lane}
 */
function suited(lane, change, presets) {
  const next = { ...lane, ...change };
  const isChosen = change.eta !== undefined || lane.eta !== etaFor(lane, presets);
  return isChosen ? next : { ...next, eta: etaFor(next, presets) ?? lane.eta };
}

/**
 * The eta that suits a lane of this kind, as far as the presets know: that of batches as large, or else of the next
 * smaller ones.
 *
 * @param {Pick<Lane, "batch_size" | "optimizer">} lane
 * @param {Presets} presets
 * @returns {number | null}
 */
function etaFor({ batch_size: size, optimizer }, presets) {
  const known = Object.values(presets).flatMap(({ lanes }) => lanes).filter((lane) => lane.optimizer === optimizer)
    .sort((a, b) => a.batch_size - b.batch_size);
  return (known.findLast((lane) => lane.batch_size <= size) ?? known[0])?.eta ?? null;
}

/**
 * The next colour for a lane. A lane that has it takes the old one, for no two may look alike.
 *
 * @param {Draft} draft
 * @param {number} index
 * @returns {Draft}
 */
export function recoloured(draft, index) {
  const old = draft.lanes[index].colour;
  const colour = (old + 1) % MOST;
  const lanes = draft.lanes.map((lane, i) => {
    if (i === index) return { ...lane, colour };
    return lane.colour === colour ? { ...lane, colour: old } : lane;
  });
  return { ...draft, lanes };
}

/**
 * One lane more, like the last but in a free colour and with batches of another size, and an eta that suits these.
 *
 * @param {Draft} draft
 * @param {Presets} presets
 * @returns {Draft}
 */
export function added(draft, presets) {
  if (draft.lanes.length >= MOST) return draft;
  const last = draft.lanes[draft.lanes.length - 1];
  const size = SIZES.find((candidate) => !draft.lanes.some((lane) => lane.batch_size === candidate)) ?? 10;
  const colour = [0, 1, 2, 3, 4].find((candidate) => !draft.lanes.some((lane) => lane.colour === candidate)) ?? 0;
  const more = { ...draft, lanes: [...draft.lanes, { ...last, name: "", colour }] };
  return withLane(more, draft.lanes.length, { batch_size: size }, presets);
}

/**
 * @param {Draft} draft
 * @param {number} index
 * @returns {Draft}
 */
export function removed(draft, index) {
  if (draft.lanes.length <= FEWEST) return draft;
  return { ...draft, lanes: draft.lanes.filter((_, i) => i !== index) };
}

/**
 * The etas made one (that of the first lane), or let go their own ways.
 *
 * @param {Draft} draft
 * @param {RacePlan["etas"]} etas
 * @returns {Draft}
 */
export function withEtas(draft, etas) {
  const { eta } = draft.lanes[0];
  const lanes = etas === "same" ? draft.lanes.map((lane) => ({ ...lane, eta })) : draft.lanes;
  return { ...draft, etas, lanes };
}

/**
 * An eta as it stands in its field: short, and such that `typed` reads the same.
 *
 * @param {number} eta
 * @returns {string}
 */
export function written(eta) {
  return String(Number(eta.toPrecision(3)));
}

/**
 * A number that a person typed, or null when it is none that the field can take. Of the comma: "0,5" is a half, and
 * "1,000" a thousand, as this page writes it.
 *
 * @param {string} text
 * @param {number} low
 * @param {number} high
 * @returns {number | null}
 */
export function typed(text, low, high) {
  text = text.normalize("NFKC").replace("。", "."); // as an input method for Korean or Japanese writes it
  const isGrouped = /^\s*[1-9]\d{0,2}(,\d{3})+(\.\d*)?\s*$/.test(text);
  const value = Number(isGrouped ? text.replaceAll(",", "") : text.replace(",", "."));
  return text.trim() !== "" && value >= low && value <= high ? value : null;
}

/**
 * The preset whose lanes these are, if any.
 *
 * @param {Descend} state
 * @returns {string | null}
 */
export function presetOf({ plan, presets }) {
  if (!plan) return null;
  /** @param {RacePlan} each */
  const facts = (each) => each.lanes.map(({ batch_size, optimizer }) => `${batch_size} ${optimizer}`).join();
  return Object.keys(presets).find((name) => facts(presets[name]) === facts(plan)) ?? null;
}
