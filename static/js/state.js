// What the page knows, and the one pure function that changes it.

import { initialDescend, isOfRace, reduceDescend } from "./descend/state.js";
import { extend, noPoints, noScores, pointRows, scoreColumns, scoreRow } from "./history.js";
import { counted, isBack, looked } from "./past/state.js";
import { kept, openIn } from "./poll/state.js";
import { unreachable } from "./store.js";
import { isSaid, passing, settled, tell } from "./tell.js";
import { NO_VEIL, veiled, waiting } from "./tour/veil.js";
import { initialView, unselected } from "./view.js";
import { isOfWall, noWall, reduceWall } from "./wall/state.js";
import { NO_ANSWERS, answered, isAnswer } from "./why/answers.js";
import { initialLens } from "./why/lens.js";

/** @import * as Messages from "./messages.js" */
/** @import { Descend, RaceEvent } from "./descend/state.js" */
/** @import { Link } from "./link/fragment.js" */
/** @import { Seek, Sought } from "./past/state.js" */
/** @import { Veil, VeilChange } from "./tour/veil.js" */
/** @import { Answered, Answers } from "./why/answers.js" */
/** @import { Lens } from "./why/lens.js" */
/** @import { Wall } from "./wall/state.js" */

/**
 * @typedef {{
 *   Hello: Messages.Hello, State: Messages.State, Score: Messages.Score, Points: Messages.Points,
 *   Changed: Messages.Changed, Past: Messages.Past, Led: Messages.Led, Polled: Messages.Polled, Filled: Messages.Filled, Watched: Messages.Watched, Activity: Messages.Activity, Matrices: Messages.Matrices,
 *   Prediction: Messages.Prediction, Learned: Messages.Learned, Explanation: Messages.Explanation,
 *   Imagined: Messages.Imagined, Stacked: Messages.Stacked, Inspected: Messages.Inspected,
 *   Checked: Messages.Checked, Probed: Messages.Probed, Tabled: Messages.Tabled, Examined: Messages.Examined, Any: Messages.AnyMessage,
 * }} Wire the messages as they arrive
 *
 * @typedef {{ step: number[], epoch: number[], seconds: number[], cost: number[] }} Points
 * @typedef {{ step: number[], epoch: number[], seconds: number[], test_cost: number[], test_accuracy: number[],
 *   train_cost: number[] }} Scores
 *
 * @typedef {"connecting" | "open" | "lost" | "refused"} ConnectionPhase
 * @typedef {{
 *   phase: ConnectionPhase, attempt: number,
 *   reason: "" | "reload" | "forbidden" | "gone" | "full" | "empty" | "network",
 *   retryAt: number | null,
 * }} Connection `retryAt` on the clock of performance.now(), in milliseconds
 *
 * @typedef {{
 *   sizes: number[], activation: string, cost: string, optimizer: string, batch_size: number, eta: number,
 *   initialisation: string, seed: number, digits: number[],
 * }} Plan
 *
 * @typedef {{
 *   language: "en" | "ko", theme: "light" | "dark", themeChoice: "system" | "light" | "dark",
 *   palette: "red" | "orange", view: "learn" | "descend" | "practise", reduced: boolean, hidden: boolean,
 *   enlarged: string | null, controls: boolean, reading: "cost" | "confusion" | "checkup", axis: (typeof import("./curves.js").AXES)[number],
 *   log: boolean, unit: "phase" | "example" | "batch" | "epoch" | "epochs", epochs: number,
 *   draft: Partial<Plan> | null, help: boolean,
 *   sheet: boolean, touring: boolean, toured: boolean, runs: boolean, other: Other | null, link: Link | null, exercise: string | null,
 *   leads: boolean, covers: boolean, follows: boolean, answers: boolean,
 * }} Page what belongs to this page alone; `controls`: the right to control; `draft`: the next network, half chosen;
 *   `other`: the run whose curves are laid beside this one's; `link`: the lesson that is on; `exercise`: that of Practise;
 *   `leads`: others are to see what this page shows, `covers`: but not what is wished; `follows`, `answers`: who leads or asks, if anybody does
 *
 * @typedef {{ id: string, name: string, from: number, scores: Scores }} Other `from`: the step from which on, and counted from there
 *
 * @typedef {{
 *   id: string, name: string, status: Wire["State"]["status"], reason: Record<string, unknown>, plan: Plan,
 *   speed: number | null, slow: boolean, inherited: boolean, step: number, epoch: number, examples: number, parameters: number | null,
 * }} Run
 *
 * @typedef {import("./view.js").View} View
 * @typedef {import("./view.js").Hovered} Hovered
 * @typedef {import("./view.js").Parameter} Parameter
 *
 * @typedef {{
 *   active: boolean, strokes: number[][][], label: number | null, prediction: Wire["Prediction"] | null,
 *   learned: Wire["Learned"] | null,
 * }} Drawing
 *
 * @typedef {{ id: number, level: "info" | "warn" | "error", key: string, values: Record<string, unknown>,
 *   about: "run" | "race" | null }} Told `about`: what cannot be had or do as long as it is told
 *
 * @typedef {{
 *   connection: Connection, page: Page, hello: Wire["Hello"] | null, run: Run | null, points: Points, scores: Scores,
 *   score: Wire["Score"] | null, past: Wire["Past"] | null, sought: Sought | null, watched: Wire["Watched"] | null, activity: Wire["Activity"] | null,
 *   matrices: Record<"weights" | "batch" | "example" | "products", Wire["Matrices"] | null>,
 *   view: View, lens: Lens, drawing: Drawing, answers: Answers, wall: Wall, led: Wire["Led"] | null, poll: Wire["Polled"] | null, filled: Wire["Filled"] | null, notices: Told[], told: number,
 *   veil: Veil, descend: Descend,
 * }} State
 *
 * @typedef {{ type: "connection", change: Partial<Connection> }
 *   | { type: "page", change: Partial<Page> }
 *   | { type: "view", change: Partial<View> }
 *   | { type: "lens", change: Partial<Lens> }
 *   | { type: "drawing", change: Partial<Drawing> }
 *   | { type: "draft", change: Partial<Plan> }
 *   | { type: "tell", level: Told["level"], key: string, values?: Record<string, unknown>, about?: Told["about"] }
 *   | { type: "settled", about: Told["about"] }
 *   | { type: "dismiss", id: number }
 *   | { type: "descend", event: RaceEvent }
 *   | Answered
 *   | Seek
 *   | VeilChange
 *   | { type: "leave" }} Action what happens on the page itself; `settled`: it is
 *   there or does what was asked; `leave`: this run is no longer ours
 *
 * @typedef {Wire["Any"] | Action} Event
 */

/** @type {State["matrices"]} */
const NO_MATRICES = { weights: null, batch: null, example: null, products: null };

/**
 * The state before anything has arrived.
 *
 * @param {Partial<Page>} [page] what is known of the person's choices
 * @returns {State}
 */
export function initial(page = {}) {
  return {
    connection: { phase: "connecting", attempt: 0, reason: "", retryAt: null },
    page: {
      language: "en", theme: "light", themeChoice: "system", palette: "red", view: "learn", reduced: false,
      hidden: false, enlarged: null, controls: true, reading: "cost", axis: "epoch", log: false, unit: "batch", epochs: 5,
      draft: null, help: false, sheet: false, touring: false, toured: false, runs: false, other: null, link: null, exercise: null,
      leads: false, covers: false, follows: true, answers: true,
      ...page,
    },
    hello: null,
    ...nothingKnown(),
    view: initialView(),
    lens: initialLens(),
    drawing: noDrawing(),
    notices: [],
    told: 0,
    descend: initialDescend(),
  };
}

/** @returns {Pick<State, "run" | "wall" | "led" | "poll" | "filled"> & ReturnType<typeof freshNetwork>} */
function nothingKnown() {
  return { run: null, wall: noWall(), led: null, poll: null, filled: null, ...freshNetwork() };
}

/** @returns {Pick<State, "points" | "scores" | "score" | "past" | "sought" | "watched" | "activity" | "matrices" | "answers" | "veil">} */
function freshNetwork() {
  return {
    points: noPoints(), scores: noScores(), score: null, past: null, sought: null, watched: null, activity: null,
    matrices: NO_MATRICES, answers: NO_ANSWERS, veil: NO_VEIL,
  };
}

/** @returns {Drawing} */
function noDrawing() {
  return { active: false, strokes: [], label: null, prediction: null, learned: null };
}

/**
 * The state after an event. Pure; every event that there is has its case.
 *
 * @param {State} state
 * @param {Event} event
 * @returns {State}
 */
export function reduce(state, event) {
  if (isOfRace(event) || isAnswer(event)) return state; // a training says nothing of the kind; whoever asked has it
  const still = waiting(state, event);
  if (still) return still;
  if (isOfWall(event)) return { ...state, wall: reduceWall(state.wall, event) };
  switch (event.type) {
    case "connection":
      return { ...state, connection: { ...state.connection, ...event.change } };
    case "page": {
      const stays = (event.change.view ?? state.page.view) === state.page.view; // what is enlarged belongs to its view
      const wall = event.change.enlarged === undefined ? state.wall : { ...state.wall, learned: null }; // it is opened, or left
      return kept({ ...state, wall, page: { ...state.page, ...(stays ? {} : { enlarged: null }), ...event.change } }, state, reduce);
    }
    case "view":
      return kept({ ...state, view: { ...state.view, ...event.change } }, state, reduce);
    case "lens":
      return { ...state, lens: { ...state.lens, ...event.change } };
    case "drawing":
      return { ...state, drawing: { ...state.drawing, ...event.change } };
    case "draft":
      return { ...state, page: { ...state.page, draft: { ...state.page.draft, ...event.change } } };
    case "tell":
      return tell(state, event.level, event.key, event.values ?? {}, event.about);
    case "settled":
      return settled(state, event.about);
    case "dismiss":
      return { ...state, notices: state.notices.filter((notice) => notice.id !== event.id) };
    case "descend":
      return { ...state, descend: reduceDescend(state.descend, event.event) };
    case "seek":
      return { ...state, sought: event.sought };
    case "answered":
      return { ...state, answers: answered(state.answers, event) };
    case "veil":
      return kept(veiled(state, event.change, reduce), state, reduce);
    case "leave":
      return { ...state, hello: null, ...nothingKnown(), view: unselected(state.view), lens: initialLens(),
        drawing: noDrawing(), page: { ...state.page, draft: null }, notices: passing(state.notices) };

    case "hello":
      return { ...state, hello: event, page: { ...state.page, controls: event.control }, wall: { ...state.wall, isOld: true }, notices: passing(state.notices) };
    case "state":
      return event.past ? looked(whole(state, event), event.past) : whole(state, event);
    case "changed":
      return changed(state, event);
    case "points":
      return { ...state, points: extend(state.points, pointRows(event)) };
    case "score":
      return counted({ ...state, score: event, scores: extend(state.scores, scoreRow(event)) }, event);
    case "past":
      return looked(state, event);
    case "led":
      return kept({ ...state, led: event.look === null ? null : event }, state, reduce);
    case "polled":
      return kept({ ...state, poll: event.asked && event }, state, reduce);
    case "filled":
      return { ...state, filled: event.exercise === null ? null : event };
    case "notice":
      if (event.notice.code === "learned" && state.drawing.active) return state; // the sentence over the stage says it
      if (event.notice.code === "learned_wall" && state.page.enlarged === "wall") return state; // as does the wall
      return tell(state, "info", `notice.${String(event.notice.code)}`, event.notice);

    case "watched":
      return { ...state, watched: event };
    case "picture":
      return counted({ ...state, activity: event }, event);
    case "matrices":
      if (event.of === "batch" && isBack(state)) return state; // all zeros: it is not known
      return { ...state, matrices: { ...state.matrices, [event.of]: event } };

    case "error":
      if (isSaid(state.run, event.code)) return state;
      return tell(state, "error", `error.${event.code}`, { message: event.message }, event.code === "asleep" ? "run" : null);
    case "prediction":
      if (state.drawing.strokes.length === 0) return state; // it comes late: the pad has been cleared
      return { ...state, drawing: { ...state.drawing, prediction: event } };
    case "learned":
      if (state.drawing.strokes.length === 0) return state; // nor is this
      return { ...state, drawing: { ...state.drawing, learned: event } };

    default:
      return unreachable(event);
  }
}

/**
 * @param {State} state
 * @param {Wire["State"]} message
 * @returns {State}
 */
function whole(state, message) {
  const { id, name, status, reason, plan, speed, slow, inherited, step, epoch, examples, parameter_count: parameters } = message;
  const run = { id, name, status, reason, plan: /** @type {Plan} */ (plan), speed, slow, inherited, step, epoch, examples, parameters };
  const isOther = state.run !== null && String(state.run.plan.sizes) !== String(run.plan.sizes); // it was made anew while the line was lost
  const isLost = state.run?.id === id && openIn(state) !== null && message.poll === null; // with the server that knew it
  return kept({
    ...(isLost ? tell(state, "info", "notice.poll_over", {}) : state),
    ...freshNetwork(),
    ...(state.run?.id === id && !isOther ? { watched: state.watched, activity: state.activity, matrices: state.matrices } : {}),
    ...(isOther ? { view: unselected(state.view), lens: initialLens() } : {}),
    ...(state.page.other?.id === id ? { page: { ...state.page, other: null } } : {}), // nothing is laid beside itself
    run,
    wall: reduceWall(state.wall, message),
    led: message.led, poll: message.poll, filled: message.filled,
    points: extend(noPoints(), pointRows(message.points)),
    scores: scoreColumns(message.scores),
    score: message.score,
  }, state, reduce);
}

/**
 * @param {State} state
 * @param {Wire["Changed"]} message
 * @returns {State}
 */
function changed(state, message) {
  if (!state.run) return state;
  const { status, reason, speed, slow, fresh, inherited, step, epoch, examples, parameter_count: parameters } = message;
  const plan = /** @type {Plan} */ (message.plan);
  const run = { ...state.run, status, reason, plan, speed, slow, inherited, step, epoch, examples, parameters };
  if (!fresh) return { ...state, run };
  const reshaped = String(plan.sizes) !== String(state.run.plan.sizes);
  return {
    ...state,
    ...freshNetwork(),
    watched: state.watched,
    run,
    view: reshaped ? unselected(state.view) : state.view,
    lens: reshaped ? initialLens() : state.lens,
    drawing: { ...state.drawing, prediction: null, learned: null },
    wall: { ...state.wall, learned: null },
  };
}
