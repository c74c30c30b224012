// What the page knows of a race, and the one pure function that changes it.

import { unreachable } from "../store.js";
import { goalOf } from "./order.js";

/** @import * as Messages from "../messages.js" */
/** @import { Connection } from "../state.js" */

/**
 * @typedef {(typeof import("./order.js").CLOCKS)[number]} Clock
 * @typedef {{ name: string, batch_size: number, optimizer: string, eta: number, colour: number }} Lane
 * @typedef {{
 *   plan: Record<string, unknown>, lanes: Lane[], clock: Clock, etas: "own" | "same" | "best",
 *   limit: { accuracy: number | null, steps: number | null, examples: number | null, seconds: number | null },
 *   pace: { law: "log" | "linear" | "free", value: number }, plane: { kind: Messages.Contours["kind"], lanes: number[] | null },
 * }} RacePlan
 *
 * @typedef {{ step: number[], examples: number[], seconds: number[], cost: number[] }} BatchSeries
 * @typedef {{ step: number[], examples: number[], seconds: number[], cost: number[], test_cost: number[],
 *   test_accuracy: number[] }} ScoreSeries
 *
 * @typedef {{ show: number, playing: boolean, since: number }} Replay the watch of the show when `since` (ms) was now
 *
 * @typedef {(typeof import("./order.js").READINGS)[number]} Reading
 * @typedef {{
 *   axis: Clock, threshold: number, reading: Reading, hovered: { x: number, y: number } | null,
 *   picked: { lane: number, step: number } | null, focus: number | null, replay: Replay | null,
 *   draft: Pick<RacePlan, "lanes" | "etas" | "limit"> | null, term: string | null, dealtAt: number,
 * }} Look how the race is looked at; `draft`: the next lanes, half chosen; `dealtAt` (ms): when the cards came
 *
 * @typedef {{
 *   connection: Connection, id: string | null, control: boolean, train: number, status: Messages.Status,
 *   reason: Record<string, unknown>, plan: RacePlan | null, presets: Record<string, RacePlan>,
 *   now: Messages.RaceNow | null, contours: Messages.Contours | null, paths: Messages.Paths | null,
 *   nextPaths: Messages.Paths | null, batches: BatchSeries[], scores: ScoreSeries[], reached: Messages.Reached[],
 *   trials: Messages.Trial[], agreement: Messages.Agreement | null, dealt: Messages.Dealt | null, look: Look,
 * }} Descend `train`: how many examples an epoch has; `nextPaths`: in a plane of which there is no map yet; until it comes,
 *   the former paths stay
 *
 * @typedef {Messages.RaceState | Messages.Curves | Messages.Reached | Messages.Trial | Messages.RaceNow
 *   | Messages.Paths | Messages.Contours | Messages.Agreement | Messages.Dealt | Messages.Exported
 *   | Messages.Taken} OfRace what only a race says
 * @typedef {Messages.Hello | Messages.Changed | Messages.Notice | Messages.Done | Messages.Error
 *   | OfRace} RaceMessage
 * @typedef {{ type: "connection", change: Partial<Connection> }
 *   | { type: "joined", id: string }
 *   | { type: "look", change: Partial<Look> }} RaceAction
 * @typedef {RaceMessage | RaceAction} RaceEvent
 */

/** Nothing of a race is pointed at: what was, is of one that has been left. */
const UNPOINTED = { hovered: null, picked: null, replay: null, focus: null };

/** @type {Record<OfRace["type"], true>} */
const OF_RACE = {
  race_state: true, race_curves: true, reached: true, trial: true, race: true, race_paths: true, contours: true,
  agreement: true, dealt: true, exported: true, taken: true,
};

/**
 * @template {{ type: string }} T
 * @param {T} event
 * @returns {event is Extract<T, OfRace>}
 */
export function isOfRace(event) {
  return Object.hasOwn(OF_RACE, event.type);
}

/** @returns {Descend} */
export function initialDescend() {
  return {
    connection: { phase: "connecting", attempt: 0, reason: "", retryAt: null },
    id: null, control: true, train: 60_000, status: "paused", reason: {}, plan: null, presets: {},
    ...nothingRun(),
    trials: [],
    dealt: null,
    look: {
      axis: "seconds", threshold: 0.9, reading: "cloud", hovered: null, picked: null, focus: null,
      replay: null, draft: null, term: null, dealtAt: 0,
    },
  };
}

/** @returns {Pick<Descend, "now" | "contours" | "paths" | "nextPaths" | "batches" | "scores" | "reached" | "agreement">} */
function nothingRun() {
  return {
    now: null, contours: null, paths: null, nextPaths: null, batches: [], scores: [], reached: [], agreement: null,
  };
}

/**
 * @param {Descend} state
 * @param {RaceEvent} event
 * @returns {Descend}
 */
export function reduceDescend(state, event) {
  switch (event.type) {
    case "connection":
      return { ...state, connection: { ...state.connection, ...event.change } };
    case "joined":
      return { ...initialDescend(), id: event.id, look: { ...state.look, ...UNPOINTED, draft: null } };
    case "look":
      return { ...state, look: { ...state.look, ...event.change } };

    case "hello":
      return { ...state, control: event.control, train: Number(event.data.train), presets: presetsIn(event.choices.race) };
    case "race_state":
      return whole(state, event);
    case "changed":
      return changed(state, event);
    case "race_curves":
      return {
        ...state,
        batches: event.batches.map((more, lane) => append(state.batches[lane] ?? noBatches(), more)),
        scores: event.scores.map((more, lane) => append(state.scores[lane] ?? noScores(), more)),
      };
    case "reached":
      return { ...state, reached: [...state.reached, event] };
    case "trial":
      return { ...state, trials: [...state.trials.filter(({ lane }) => event.done > 1 || lane !== event.lane), event] };

    case "race":
      return { ...state, now: event };
    case "race_paths":
      return withPaths(state, event);
    case "contours":
      return withContours(state, event);
    case "agreement":
      return { ...state, agreement: event };

    case "dealt":
      return { ...state, dealt: event };
    case "exported":
    case "taken":
    case "done":
    case "error":
    case "notice":
      return state;

    default:
      return unreachable(event);
  }
}

/**
 * The pictures follow by themselves. Until then those stay that are of the same lanes.
 *
 * @param {Descend} state
 * @param {Messages.RaceState} message
 * @returns {Descend}
 */
function whole(state, message) {
  const plan = /** @type {RacePlan} */ (message.plan);
  const { id, status, reason, reached, trials } = message;
  const isSame = state.plan !== null && JSON.stringify(plan.lanes) === JSON.stringify(state.plan.lanes);
  return {
    ...state, ...(isSame ? {} : nothingRun()), id, status, reason, plan, reached, trials,
    batches: message.batches.map((rows) => append(noBatches(), rows)),
    scores: message.scores.map((rows) => append(noScores(), rows)),
    look: lookAt(state, plan),
  };
}

/**
 * @param {unknown} choices what may be asked of a race
 * @returns {Record<string, RacePlan>}
 */
function presetsIn(choices) {
  if (typeof choices !== "object" || choices === null || !("presets" in choices)) return {};
  return /** @type {Record<string, RacePlan>} */ (choices.presets);
}

/**
 * @param {Descend} state
 * @param {Messages.Changed} message
 * @returns {Descend}
 */
function changed(state, { status, reason, plan: next, fresh }) {
  const plan = /** @type {RacePlan} */ (next);
  if (!fresh) return { ...state, status, reason, plan };
  const trials = state.plan !== null && ways(plan) === ways(state.plan) ? state.trials : [];
  return { ...state, ...nothingRun(), status, reason, plan, trials, look: { ...lookAt(state, plan), ...UNPOINTED } };
}

/**
 * How the race is looked at, where another plan comes: by its clock and at its goal, unless these are as they were.
 *
 * @param {Descend} state
 * @param {RacePlan} plan
 * @returns {Look}
 */
function lookAt({ plan: before, look }, plan) {
  const axis = plan.clock === before?.clock ? look.axis : plan.clock;
  const threshold = before !== null && goalOf(plan) === goalOf(before) ? look.threshold : goalOf(plan);
  return { ...look, axis, threshold };
}

/**
 * What of a race plan decides which eta is best for its lanes: what was tried for others says nothing of these.
 *
 * @param {RacePlan} plan
 * @returns {string}
 */
function ways({ plan: { eta: _eta, batch_size: _size, optimizer: _optimizer, ...shared }, lanes }) {
  return JSON.stringify([shared, lanes.map(({ batch_size, optimizer }) => [batch_size, optimizer])]);
}

/**
 * @param {Descend} state
 * @param {Messages.Paths} paths
 * @returns {Descend}
 */
function withPaths(state, paths) {
  if (state.contours && state.contours.plane !== paths.plane) return { ...state, nextPaths: paths };
  return { ...state, paths, nextPaths: null };
}

/**
 * @param {Descend} state
 * @param {Messages.Contours} contours
 * @returns {Descend}
 */
function withContours(state, contours) {
  if (state.nextPaths?.plane === contours.plane) return { ...state, contours, paths: state.nextPaths, nextPaths: null };
  return { ...state, contours };
}

/** @returns {BatchSeries} */
function noBatches() {
  return { step: [], examples: [], seconds: [], cost: [] };
}

/** @returns {ScoreSeries} */
function noScores() {
  return { step: [], examples: [], seconds: [], cost: [], test_cost: [], test_accuracy: [] };
}

/**
 * @template {Record<string, number[]>} T
 * @param {T} columns
 * @param {{ [K in keyof T]: { data: ArrayLike<number> } }} more
 * @returns {T} the same columns when nothing was added
 */
function append(columns, more) {
  const keys = Object.keys(columns);
  if (more[keys[0]].data.length === 0) return columns;
  return /** @type {T} */ (Object.fromEntries(keys.map((key) => [key, [...columns[key], ...Array.from(more[key].data)]])));
}
