// What the microscope must ask the server, and when: at once what a person wants to know, once a second what learning
// changes.

import { PASSING } from "./answers.js";
import { layerOf, neuronOf, whatIfOf } from "./lens.js";
import { isBack } from "../past/state.js";
import { parameterOf } from "./names.js";

/** @import { State } from "../state.js" */
/** @import { Answer } from "./answers.js" */
/** @import { AnyCommand } from "../messages.js" */
/** @import { Context } from "../main.js" */

/** At least so many milliseconds between two questions of a kind. */
const SOONEST = 50;
/** The same while the network learns, for what nobody but it has changed. */
const EVERY = 1000; // so long it takes to read some of the thirty numbers that a view has
/** So many until one is asked again whose answer was lost. */
const AGAIN = 2000;
/** @typedef {"explain" | "imagine" | "stack" | "inspect" | "check" | "probe" | "table"} Question */
/** @type {Record<Question, Answer>} */
const ANSWERS = {
  explain: "explanation", imagine: "imagined", stack: "stacked", inspect: "inspected", check: "checked", probe: "probed",
  table: "tabled",
};

/**
 * What the open tab shows, as questions; none where there is nothing to be asked about.
 *
 * @param {State} state
 * @returns {Extract<AnyCommand, { type: Question }>[]}
 */
export function questions(state) {
  const { run, watched, lens, page, view } = state;
  if (!run || !watched || page.hidden || page.view !== "learn") return [];
  if (page.enlarged !== null && page.enlarged !== "why") return [];
  if (lens.tab === "table") return tableQuestion(state);
  if (watched.label === null || lens.tab === "listen") return [];
  switch (lens.tab) {
    case "neuron": {
      const neuron = neuronOf(state);
      if (!neuron) return [];
      const whatIf = whatIfOf(lens, neuron);
      /** @type {ReturnType<typeof questions>} */
      const asked = [{ type: "explain", ...neuron }];
      if (whatIf && watched.source !== "preset") asked.push({ type: "imagine", ...neuron, k: [whatIf.first, whatIf.second], a: whatIf.values });
      return asked;
    }
    case "stack": return [{ type: "stack", layer: layerOf(state) }];
    case "sensitivity": {
      const parameter = parameterOf(state);
      const parameters = parameter ? [parameter, ...view.pinned.slice(0, 2)] : [];
      /** @type {ReturnType<typeof questions>} */
      const asked = [{ type: "inspect", parameters, strongest: 5 }];
      if (watched.source === "preset") return asked; // set by hand: no weight leads to these outputs
      if (parameter) asked.push({ type: "probe", parameter, reach: 4 });
      if (parameter && lens.checking) asked.push({ type: "check", parameter });
      return asked;
    }
  }
}

/**
 * @param {State} state
 * @returns {Extract<AnyCommand, { type: Question }>[]}
 */
function tableQuestion(state) {
  const { run, lens, view } = state;
  const { source, digits, count, rows, sort } = lens.table;
  if (source === "batch" && (run?.step === 0 || isBack(state))) return []; // no step has been taken yet, or it is not this one's
  const pinned = rows === "pinned" ? view.pinned : [];
  return [{ type: "table", examples: source, digits, count, sort, parameters: pinned, strongest: pinned.length ? 0 : 12 }];
}

/**
 * Sees to it that each question is asked once for every change of the network or the example, one at a time, and again
 * where its answer was lost. What it returns is true while one is still too early to be asked.
 *
 * @param {Context["ask"]} ask
 * @param {Context["dispatch"]} dispatch
 * @returns {(state: State, now: number) => boolean}
 */
export function asker(ask, dispatch) {
  /** @type {Map<Question, { subject: string, key: string, at: number, isOpen: boolean, wasLost: boolean }>} */
  const asked = new Map();

  return (state, now) => {
    if (state.connection.phase !== "open") return false;
    const { run, activity, watched, answers } = state;
    let isEarly = false;
    const about = `${run?.id} ${run?.status} ${watched?.n}`;
    for (const question of questions(state)) {
      const { type } = question;
      const to = ANSWERS[type];
      const subject = `${JSON.stringify(question)} ${about}`;
      const key = `${subject} ${activity?.n}`;
      const last = asked.get(type);
      const isAnswered = last?.key === key && (answers[to] ?? answers.refused[to]);
      if (isAnswered || last?.isOpen) continue;
      const isLearning = run?.status === "running" && !run.slow;
      const wait = last?.wasLost ? AGAIN : isLearning && last?.subject === subject ? EVERY : SOONEST;
      if (last && now < last.at + wait) {
        isEarly = true;
        continue;
      }
      const entry = { subject, key, at: now, isOpen: true, wasLost: false };
      asked.set(type, entry);
      void put(ask(question), to, dispatch).then((wasLost) => Object.assign(entry, { isOpen: false, wasLost }));
    }
    return isEarly;
  };
}

/**
 * What has come of a question becomes part of the state.
 *
 * @param {ReturnType<Context["ask"]>} asked
 * @param {Answer} to
 * @param {Context["dispatch"]} dispatch
 * @returns {Promise<boolean>} whether its answer was lost on the way
 */
export function put(asked, to, dispatch) {
  return asked.then(
    (answer) => {
      dispatch({ type: "answered", to, answer, refusal: null });
      return false;
    },
    ({ code, message }) => {
      const wasLost = PASSING.has(code);
      dispatch({ type: "answered", to, answer: null, refusal: wasLost ? null : { code, message } });
      return wasLost;
    },
  );
}
