// An exercise under way: what is asked of the server, and what becomes of its answers.

import { asked, json, Unwilling } from "../runs.js";
import { createStore } from "../store.js";
import { reasonOf } from "../tell.js";
import { partsIn, textOf } from "./address.js";
import { keep, lastText, readKept } from "./kept.js";
import { answerTo, initialPractise, isFound, MOST_HELP, partsOf, reducePractise } from "./state.js";

/** @import { Exercise, Field, Mark, Practise, PractiseEvent, Refusal, Step, Task } from "./state.js" */

/**
 * @typedef {{ seed?: number } & { [part in keyof Exercise]?: unknown }} Parts of an exercise; numbers may be as somebody has typed them
 *
 * @typedef {{
 *   get: () => Practise, dispatch: (event: PractiseEvent) => void,
 *   load: (text: string | null) => Promise<void>, change: (parts: Parts) => Promise<boolean>,
 *   check: (step: Step) => Promise<void>, help: (field: Field) => Promise<void>, show: (names: string[]) => Promise<boolean>,
 * }} Session
 *
 * @typedef {{ changed: () => void, named: (text: string, isAnother: boolean) => void, tell: (words: Refusal) => void }} Surroundings
 *   `named`: the exercise that is on is this one; `isAnother`: somebody has asked for another one
 */

/**
 * @param {Surroundings} surroundings
 * @returns {Session}
 */
export function createSession({ changed, named, tell }) {
  const store = createStore(reducePractise, initialPractise());
  const { get, dispatch } = store;
  let text = "";
  let wishes = 0; // exercises that have been asked for
  store.subscribe((state) => {
    if (state.task) keep(text, state);
    changed();
  });

  /**
   * @param {Parts} parts
   * @param {boolean} [isAnother] than the one that the address names
   */
  async function change(parts, isAnother = true) {
    const wish = (wishes += 1);
    try {
      const task = /** @type {Task} */ (await asked("/api/exercise", json("POST", parts)));
      if (wish !== wishes) return false; // yet another one has been asked for
      text = textOf(task.exercise);
      dispatch({ type: "set", task, kept: readKept(text) });
      named(text, isAnother);
      return true;
    } catch (error) {
      const { task, isEditing } = get();
      if (task && !isEditing) tell(wordsFor(error));
      else dispatch({ type: "refused", refusal: wordsFor(error, isEditing) });
      return false;
    }
  }

  /**
   * @param {string} name of what is asked
   * @param {Record<string, unknown>} question
   * @returns {Promise<unknown>} null: there was no answer, which has been told, or it is about an exercise that has been left
   */
  async function ask(name, question) {
    const { task } = get();
    try {
      const answer = await asked(`/api/exercise/${name}`, json("POST", { exercise: task?.exercise, ...question }));
      return task === get().task ? answer : null;
    } catch (error) {
      tell(wordsFor(error));
      return null;
    }
  }

  /** @param {string[]} names */
  async function valuesOf(names) {
    const answer = /** @type {{ values: Record<string, number> } | null} */ (await ask("values", { names }));
    return answer?.values ?? null;
  }

  /** @param {Field} field */
  async function mark({ name }) {
    const written = answerTo(get(), name).text;
    const others = Object.entries(get().answers).filter(([other, { mark }]) => other !== name && mark && mark.verdict !== "unreadable");
    const found = Object.fromEntries(others.map(([other, { text }]) => [other, text]));
    const answer = /** @type {Mark | null} */ (await ask("mark", { field: name, answer: written, found }));
    if (answer) dispatch({ type: "marked", field: name, text: written, mark: answer });
  }

  return {
    get,
    dispatch,
    change,
    async load(wanted) {
      const next = wanted ?? lastText() ?? "";
      if (!get().task || next !== text) await change(partsIn(next), false);
      else named(text, false);
    },
    /** What has been written in a step and not been marked, one after the other: a later answer may follow from one before. */
    async check(step) {
      for (const field of partsOf(get(), step).asked) {
        const { text, mark: marked } = answerTo(get(), field.name);
        if (text.trim() && !marked) await mark(field);
      }
    },
    async help(field) {
      const { help } = answerTo(get(), field.name);
      const values = help + 1 < MOST_HELP ? {} : await valuesOf(field.uses);
      if (values) dispatch({ type: "help", field: field.name, values });
    },
    async show(names) {
      const open = names.filter((name) => !isFound(get(), name));
      if (open.length === 0) return true;
      const values = await valuesOf(open);
      if (values) dispatch({ type: "shown", names: open, values });
      return values !== null;
    },
  };
}

/**
 * @param {unknown} error
 * @param {boolean} [isTyped] what was refused, by hand; else by a link
 * @returns {Refusal}
 */
function wordsFor(error, isTyped = false) {
  if (error instanceof Unwilling && error.where) {
    const [part, ...at] = error.where.split(".");
    if (!isTyped) return { key: "practise.refused.link", values: { part } };
    return { key: part === "eta" ? "practise.refused.eta" : "practise.refused.number", name: [...(part === "x" ? ["a", 0] : [part]), ...at].join(".") };
  }
  if (error instanceof Unwilling && error.status === 429) return { key: "practise.too_often" };
  if (error instanceof TypeError) return { key: "error.lost" }; // the server was not reached at all
  return { key: "error.other", values: { message: reasonOf(error) } };
}
