// What the server has answered to the microscope and in the check-up, and why it has not. Pure.

/** @import { Wire } from "../state.js" */

/**
 * @typedef {{
 *   explanation: Wire["Explanation"] | null, imagined: Wire["Imagined"] | null, stacked: Wire["Stacked"] | null,
 *   inspected: Wire["Inspected"] | null,
 *   checked: Wire["Checked"] | null, probed: Wire["Probed"] | null, tabled: Wire["Tabled"] | null,
 *   examined: Wire["Examined"] | null,
 *   refused: Partial<Record<Answer, Refusal | null>>,
 * }} Answers
 * @typedef {"explanation" | "imagined" | "stacked" | "inspected" | "checked" | "probed" | "tabled" | "examined"} Answer
 * @typedef {{ code: string, message: string }} Refusal
 * @typedef {{ type: "answered", to: Answer, answer: Wire["Any"] | null, refusal: Refusal | null }} Answered neither: it
 *   was lost on its way
 */

/** Why an answer may be missing that will come if one asks again. */
export const PASSING = new Set(["lost", "left", "timeout", "restarted", "busy", "too_fast", "asleep"]);

/** @type {Record<Answer | "done", true>} */
const ANSWERS = {
  explanation: true, imagined: true, stacked: true, inspected: true, checked: true, probed: true, tabled: true, examined: true, done: true,
};

/**
 * @template {{ type: string }} T
 * @param {T} event
 * @returns {event is Extract<T, { type: Answer | "done" }>} what whoever asked has, and nobody else needs
 */
export function isAnswer(event) {
  return Object.hasOwn(ANSWERS, event.type);
}

/** @type {Answers} */
export const NO_ANSWERS = {
  explanation: null, imagined: null, stacked: null, inspected: null, checked: null, probed: null, tabled: null, examined: null,
  refused: {},
};

/**
 * @param {Answers} answers
 * @param {Answered} event
 * @returns {Answers}
 */
export function answered(answers, { to, answer, refusal }) {
  return { ...answers, [to]: answer, refused: { ...answers.refused, [to]: refusal } };
}
