// What somebody has done of an exercise, and the one pure function that changes it.

/**
 * @typedef {{
 *   W: number[][][], b: number[][], x: number[], y: number[], eta: number, activation: string, cost: string,
 * }} Exercise as the server has set it
 *
 * @typedef {{ name: string, kind: string, at: number[], uses: string[], asked: boolean }} Field a number to be found
 * @typedef {{ name: string, fields: Field[] }} Step
 * @typedef {{ activation: string[], cost: string[], number: number[], target: number[], eta: number[] }} Choices
 * @typedef {{ exercise: Exercise, steps: Step[], choices: Choices }} Task
 *
 * @typedef {"right" | "follows" | "coarse" | "unreadable" | "wrong"} Verdict
 * @typedef {{ verdict: Verdict, reasons: string[][], own: string[], rounded: boolean, value: number | null }} Mark `rounded`: right, but for
 *   rounding on the way
 *
 * @typedef {{ key: string, values?: Record<string, unknown>, name?: string }} Refusal the words for why there is no such
 *   exercise; `name`: of the number that cannot be
 *
 * @typedef {{ text: string, mark: Mark | null, tries: number, help: number, isShown: boolean }} Answer `mark`: of this very
 *   text; `help`: 1 the formula, 2 with numbers in it; `isShown`: the number was asked for
 *
 * @typedef {{
 *   task: Task | null, step: number, current: string | null, answers: Record<string, Answer>, values: Record<string, number>,
 *   opened: string[], isEditing: boolean, refusal: Refusal | null, cleared: Kept | null,
 * }} Practise `current`: the field that is marked in the picture; `values`: numbers that the server has told; `opened`: the
 *   steps of which somebody wants to find the rest, too; `cleared`: what was on the sheet before it was cleared, until
 *   something new is
 *
 * @typedef {{ type: "set", task: Task, kept: Kept | null }
 *   | { type: "refused", refusal: Refusal }
 *   | { type: "go", step: number }
 *   | { type: "focus", field: string }
 *   | { type: "typed", field: string, text: string }
 *   | { type: "marked", field: string, text: string, mark: Mark }
 *   | { type: "help", field: string, values: Record<string, number> }
 *   | { type: "shown", names: string[], values: Record<string, number> }
 *   | { type: "open", step: string }
 *   | { type: "edit", isEditing: boolean }
 *   | { type: "again" } | { type: "back" }} PractiseEvent
 *
 * @typedef {Pick<Practise, "step" | "current" | "answers" | "values" | "opened">} Kept what outlives a reload
 */

/** @typedef {import("../messages.js").FillCommand["steps"][number]} Found */

const BLANK = /** @type {Answer} */ ({ text: "", mark: null, tries: 0, help: 0, isShown: false });
export const MOST_HELP = 2;

/** @returns {Practise} */
export function initialPractise() {
  return { task: null, isEditing: false, refusal: null, cleared: null, ...begun() };
}

/** @returns {Kept} */
function begun() {
  return { step: 0, current: null, answers: {}, values: {}, opened: [] };
}

/**
 * @param {Practise} state
 * @param {PractiseEvent} event
 * @returns {Practise}
 */
export function reducePractise(state, event) {
  switch (event.type) {
    case "go":
    case "focus":
    case "refused":
    case "edit": return reduced(state, event);
    case "again": return entered({ ...state, ...begun(), cleared: isBlank(state) ? state.cleared : state });
    case "back": {
      const { step, current, answers, values, opened } = state.cleared ?? state;
      return { ...state, step, current, answers, values, opened, cleared: null };
    }
    default: return { ...reduced(state, event), cleared: null };
  }
}

/**
 * Whether nothing has been filled in, shown or opened.
 *
 * @param {Practise} state
 * @returns {boolean}
 */
export function isBlank({ answers, opened }) {
  return opened.length === 0 && Object.values(answers).every((answer) => answer.text === "" && !answer.isShown && answer.help === 0);
}

/**
 * @param {Practise} state
 * @param {Exclude<PractiseEvent, { type: "again" | "back" }>} event
 * @returns {Practise}
 */
function reduced(state, event) {
  switch (event.type) {
    case "set": return entered({ ...state, ...begun(), ...event.kept, task: event.task, refusal: null });
    case "refused": return { ...state, refusal: event.refusal };
    case "go": return { ...state, step: event.step, current: firstOpen(state, event.step) };
    case "focus": return event.field === state.current ? state : { ...state, current: event.field };
    case "typed": return changed(state, event.field, { text: event.text, mark: null });
    case "marked": return marked(state, event);
    case "help": {
      const { help } = answerTo(state, event.field);
      return { ...changed(state, event.field, { help: Math.min(MOST_HELP, help + 1) }), values: { ...state.values, ...event.values } };
    }
    case "shown": {
      const after = event.names.reduce((so, name) => changed(so, name, { isShown: true, text: "", mark: null }), state);
      return moved({ ...after, values: { ...state.values, ...event.values } });
    }
    case "open": return { ...state, opened: [...state.opened, event.step] };
    case "edit": return { ...state, isEditing: event.isEditing, refusal: null };
  }
}

/**
 * @param {Practise} state
 * @returns {Practise} the field that is to be found next is marked
 */
function entered(state) {
  return { ...state, current: state.current ?? firstOpen(state, state.step) };
}

/**
 * @param {Practise} state
 * @param {string} field
 * @returns {Answer}
 */
export function answerTo({ answers }, field) {
  return answers[field] ?? BLANK;
}

/**
 * Whether a number is found: rightly, or rightly from what was found before, or it was shown.
 *
 * @param {Practise} state
 * @param {string} field
 * @returns {boolean}
 */
export function isFound(state, field) {
  const { mark, isShown } = answerTo(state, field);
  return isShown || mark?.verdict === "right" || mark?.verdict === "follows";
}

/**
 * The number of a field as the server has told it, once it is found; undefined before.
 *
 * @param {Practise} state
 * @param {string} field
 * @returns {number | undefined}
 */
export function valueOf(state, field) {
  const { mark, isShown } = answerTo(state, field);
  return isShown ? state.values[field] : mark?.value ?? undefined;
}

/**
 * @param {Practise} state
 * @param {Step} step
 * @returns {{ asked: Field[], rest: Field[] }} what is asked for in this step, and what is only offered
 */
export function partsOf({ opened }, { name, fields }) {
  if (opened.includes(name)) return { asked: fields, rest: [] };
  return { asked: fields.filter(({ asked }) => asked), rest: fields.filter(({ asked }) => !asked) };
}

/**
 * How far each step is: nothing is said of the numbers.
 *
 * @param {Practise} state
 * @returns {Found[]}
 */
export function progress(state) {
  return (state.task?.steps ?? []).map((step) => {
    const { asked } = partsOf(state, step);
    if (asked.some(({ name }) => answerTo(state, name).mark?.verdict === "wrong")) return "wrong";
    if (!asked.every(({ name }) => isFound(state, name))) return "open";
    return asked.some(({ name }) => answerTo(state, name).isShown) ? "shown" : "found";
  });
}

/**
 * How many numbers were right at the first try and without help, of how many that were found.
 *
 * @param {Practise} state
 * @returns {{ first: number, found: number }}
 */
export function score(state) {
  const tried = Object.values(state.answers).filter(({ mark, tries, isShown }) => (isShown ? tries > 0 : mark?.verdict === "right"));
  const first = tried.filter(({ tries, help, isShown }) => tries === 1 && help === 0 && !isShown);
  return { first: first.length, found: tried.length };
}

/**
 * @param {Practise} state
 * @param {number} index of a step
 * @returns {string | null} its first field that is not found
 */
function firstOpen(state, index) {
  const step = state.task?.steps[index];
  return step ? partsOf(state, step).asked.find(({ name }) => !isFound(state, name))?.name ?? null : null;
}

/**
 * @param {Practise} state
 * @param {string} field
 * @param {Partial<Answer>} change
 * @returns {Practise}
 */
function changed(state, field, change) {
  return { ...state, answers: { ...state.answers, [field]: { ...answerTo(state, field), ...change } } };
}

/**
 * What followed from an answer that was wrong is to be looked at again when that is mended.
 *
 * @param {Practise} state
 * @param {string} field that is right now
 * @returns {Practise}
 */
function unfollowed(state, field) {
  const due = Object.entries(state.answers).filter(([, { mark }]) => mark?.own.includes(field));
  return due.reduce((so, [name]) => changed(so, name, { mark: null }), state);
}

/**
 * @param {Practise} state
 * @param {Extract<PractiseEvent, { type: "marked" }>} event
 * @returns {Practise}
 */
function marked(state, { field, text, mark }) {
  const answer = answerTo(state, field);
  if (answer.text !== text) return state; // it has been typed over since
  const isTry = mark.verdict !== "unreadable" && mark.verdict !== "coarse";
  const found = changed(state, field, { mark, tries: answer.tries + Number(isTry) });
  const after = mark.verdict === "right" ? unfollowed(found, field) : found;
  return moved(after);
}

/**
 * @param {Practise} state
 * @returns {Practise} when what was looked for is found, the next is
 */
function moved(state) {
  const { current, step } = state;
  return current !== null && isFound(state, current) ? { ...state, current: firstOpen(state, step) ?? current } : state;
}
