// Looking back: while nothing trains, everybody may be looking at the network of an earlier step. Whatever the page then
// says of the network is of that one; the run's own counters stay those of the present. Pure.

import { whole } from "../format.js";

/** @import { Other, Run, Scores, State, Wire } from "../state.js" */
/** @import { Translate } from "../i18n.js" */

/**
 * @typedef {{ step: number | null }} Sought the step that this page wants everybody to look at, before they do; null: the present
 * @typedef {{ type: "seek", sought: Sought | null }} Seek
 */

const LONGEST = 80; // characters of a run's name that the server takes

/**
 * @param {Pick<State, "past">} state
 * @returns {boolean} whether another network than the present one is looked at
 */
export function isBack({ past }) {
  return past !== null && past.at !== null;
}

/**
 * @param {Pick<State, "past" | "score">} state
 * @returns {Wire["Score"] | null} of the network that is looked at
 */
export function scoreOf({ past, score }) {
  return past !== null && past.at !== null ? past.score : score;
}

/**
 * How far the network that is looked at had come.
 *
 * @param {Pick<State, "past"> & { run: Run }} state
 * @returns {{ step: number, epoch: number | null }}
 */
export function progressOf({ past, run }) {
  return past !== null && past.at !== null ? { step: past.at, epoch: past.score?.epoch ?? null } : run;
}

/**
 * @param {Pick<State, "past" | "run">} state
 * @returns {(number | null)[]} the steps that can be looked at, the earliest first; at the end null, the present
 */
export function notches({ past, run }) {
  return [...Array.from(past?.steps.data ?? []).filter((step) => run !== null && step < run.step), null];
}

/**
 * @param {Pick<State, "past" | "run" | "sought">} state
 * @returns {number} the place among the notches of what is looked at, or soon will be
 */
export function notchOf(state) {
  const { past, sought } = state;
  const all = notches(state);
  const at = sought ? sought.step : past?.at ?? null;
  if (at === null) return all.length - 1;
  return Math.max(0, all.filter((step) => step !== null && step <= at).length - 1);
}

/**
 * Whether this page may look at another step now. While something is asked, what it is about must stay; a run without a
 * process could not answer.
 *
 * @param {State} state
 * @returns {boolean}
 */
export function mayLook({ page, connection, run, past, veil }) {
  const stands = run?.status === "paused" || run?.status === "finished" || run?.status === "diverged";
  return stands && page.controls && connection.phase === "open" && veil.over.length === 0 && veil.still.length === 0 &&
    notches({ past, run }).length > 1;
}

/**
 * @param {State} state
 * @param {-1 | 1} by one notch back, or forward
 * @returns {Seek | null} null: there is none
 */
export function lookBack(state, by) {
  const notch = notchOf(state) + by;
  const all = notches(state);
  return mayLook(state) && notch >= 0 && notch < all.length ? { type: "seek", sought: { step: all[notch] } } : null;
}

/**
 * The state once everybody looks at a step. What is known of the present network alone, what a lesson did to it and what its
 * last batch asked of it, is not told of another one.
 *
 * @param {State} state
 * @param {Wire["Past"]} past
 * @returns {State}
 */
export function looked(state, past) {
  const { sought, drawing, wall } = state;
  const isKept = sought !== null && (sought.step === null || Array.from(past.steps.data).includes(sought.step));
  const next = { ...state, past, sought: isKept && sought.step !== past.at ? sought : null };
  if (past.at === null) return next;
  return {
    ...next, drawing: { ...drawing, learned: null }, wall: { ...wall, learned: null }, matrices: { ...state.matrices, batch: null },
  };
}

/**
 * What a run is to be that goes on from what is looked at. Its name says where it comes from.
 *
 * @param {Pick<State, "past" | "run">} state
 * @param {Translate} t
 * @returns {Record<string, unknown>}
 */
export function branch({ past, run }, t) {
  const at = past?.at ?? run?.step ?? 0;
  const step = whole(at);
  const room = LONGEST - [...t("past.name.of", { step, name: "" })].length;
  const name = [...run?.name ?? ""].slice(0, room).join(""); // whole characters: half of one is no text
  return { name: t(name === "" ? "past.name" : "past.name.of", { step, name }), from: { run: run?.id, step: at } };
}

/**
 * What became of the run from the step that is looked at on, counted from there: so its curves begin where those of a run
 * begin that goes on from there otherwise.
 *
 * @param {Pick<State, "past" | "run" | "scores">} state
 * @returns {Other | null} null: no other step than the present is looked at
 */
export function onward({ past, run, scores }) {
  if (!run || !past?.score) return null;
  return { id: run.id, name: run.name || run.id, from: past.score.step, scores: since(scores, past.score) };
}

/**
 * @param {Scores} scores
 * @param {{ step: number, epoch: number, seconds: number }} from
 * @returns {Scores} those from there on, counted from there
 */
export function since(scores, from) {
  const first = scores.step.findIndex((step) => step >= from.step);
  const left = first < 0 ? scores.step.length : first;
  /** @param {"step" | "epoch" | "seconds"} axis */
  const counted = (axis) => scores[axis].slice(left).map((at) => at - from[axis]);
  return {
    step: counted("step"), epoch: counted("epoch"), seconds: counted("seconds"), test_cost: scores.test_cost.slice(left),
    test_accuracy: scores.test_accuracy.slice(left), train_cost: scores.train_cost.slice(left),
  };
}

/**
 * The state with the run's counters as in a newer picture or score, unless that is of another network than the present one:
 * of one that is looked back at, or scored a while ago.
 *
 * @param {State} state
 * @param {{ type: string, step: number, epoch: number, examples?: number }} newer
 * @returns {State}
 */
export function counted(state, { type, step, epoch, examples }) {
  if (!state.run || isBack(state) || (type === "score" && step < state.run.step)) return state;
  return { ...state, run: { ...state.run, step, epoch, examples: examples ?? state.run.examples } };
}
