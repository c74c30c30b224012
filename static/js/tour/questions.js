// What the tour asks before it shows it, made of what the engine has sent. Nothing is asked that has no clear answer. Pure.

import { fixed, percent, whole } from "../format.js";
import { isHidden } from "../link/parts.js";
import { wanted } from "../panels/outputs.js";
import { isBack } from "../past/state.js";
import { className, DIGITS } from "../stage/classes.js";
import { ranked } from "../why/lens.js";
import { askBefore, askWeight } from "./why_questions.js";

/** @import { AnyCommand } from "../messages.js" */
/** @import { State, Wire } from "../state.js" */
/** @import { Veiled } from "./veil.js" */

/**
 * @typedef {{ key: string, values?: Record<string, unknown> }} Said words, and what stands in their blanks
 * @typedef {Said & { id: string }} Choice
 * @typedef {{ right: readonly string[], told: Said }} Verdict none is right: nobody can say, and it does not count
 * @typedef {{
 *   asked: Said, choices: Choice[], veil: readonly Veiled[], command: AnyCommand | null, holds: (state: State) => boolean,
 *   verdict: (state: State) => Verdict | null,
 * }} Question `veil`: what would tell; `command`: what is done to find out; `holds`: what it is about is still there;
 *   `verdict`: null as long as nobody knows
 * @typedef {(state: State, turn: number) => Question | null} Asking `turn`: how often this browser has been asked before
 * @typedef {keyof typeof QUESTIONS} Name
 */

export const CLEAR = 0.1; // a wish from which an arrow goes clearly one way
export const LEVEL = 0.05; // and below which hardly anything is wished
const APART = 0.005; // arrows that differ by less look as long as each other
const MOST_EQUAL = 3;
const PARTS = [0.3, 0.7]; // between the three answers to how many are right

export const QUESTIONS = /** @satisfies {Record<string, Asking>} */ ({
  way: askWay, length: askLength, unseen: askUnseen, weight: askWeight, before: askBefore,
});

/** @type {Asking} which way one output should go: if there is a choice, not the one with the longest arrow, which is asked next */
function askWay({ activity, hello }, turn) {
  if (!activity || !areWishesShown(activity)) return null;
  const { data } = activity.wish;
  const clear = ranked(data).filter((digit) => Math.abs(data[digit]) >= CLEAR || Math.abs(data[digit]) < LEVEL);
  if (clear.length === 0) return null;
  const digit = clear[(turn + 1) % clear.length];
  const wish = data[digit];
  const id = Math.abs(wish) < LEVEL ? "level" : wish > 0 ? "up" : "down";
  const values = valuesOf(activity, hello, digit);
  return {
    asked: { key: "tour.ask.way", values },
    choices: ["up", "down", "level"].map((each) => ({ id: each, key: `tour.ask.way.${each}` })),
    veil: [`wish${digit}`],
    command: null,
    holds: (state) => state.activity === activity,
    verdict: () => ({ right: [id], told: { key: id === "level" ? "tour.told.way.level" : "tour.told.way", values } }),
  };
}

/** @type {Asking} which output wants most; as long as the longest is whatever looks it */
function askLength({ activity, hello }) {
  if (!activity || !areWishesShown(activity)) return null;
  const { data } = activity.wish;
  const [longest, ...others] = ranked(data);
  const size = Math.abs(data[longest]);
  const right = [longest, ...others.filter((digit) => size - Math.abs(data[digit]) < APART)].map(String);
  if (size < CLEAR || right.length > MOST_EQUAL) return null;
  return {
    asked: { key: "tour.ask.length" },
    choices: DIGITS.map((digit) => ({ id: String(digit), key: "tour.ask.length.digit", values: { digit: className(hello, digit) } })),
    veil: DIGITS.map((digit) => /** @type {const} */ (`wish${digit}`)),
    command: null,
    holds: (state) => state.activity === activity,
    verdict: () => ({ right, told: { key: "tour.told.length", values: valuesOf(activity, hello, longest) } }),
  };
}

/** @type {Asking} how many unseen examples it gets right: after a pass over all others, where that may be done, or as it is */
function askUnseen(state) {
  const { page, run, score, hello, connection } = state;
  if (!run || !score || isBack(state) || isHidden(page, "readings")) return null;
  const { id, step, plan } = run;
  const isReady = connection.phase === "open" && run.status === "paused" && !run.slow && plan.digits.length === 0;
  const isDone = isReady && page.controls && !isHidden(page, "time");
  const [low, high] = PARTS.map((part) => percent(part, 0));
  const choices = ["few", "half", "most"].map((each) => ({ id: each, key: `tour.ask.unseen.${each}`, values: { low, high } }));
  const count = whole(score.test_count);
  if (!isDone) {
    return {
      asked: { key: "tour.ask.unseen.there", values: { step: whole(score.step), count } },
      choices,
      veil: ["score"],
      command: null,
      holds: (now) => now.run?.id === id && now.score !== null && now.score.step >= score.step && !isBack(now),
      verdict: () => scored(score, "tour.told.unseen.there"),
    };
  }
  if (score.step !== step) return null; // it is being counted
  const values = { examples: whole(Number(hello?.data.train)), count, now: percent(score.test_accuracy) };
  return {
    asked: { key: "tour.ask.unseen", values },
    choices,
    veil: [],
    command: { type: "step", unit: "epoch" },
    holds: (now) => now.run?.id === id && now.run.step === step && now.run.status === "paused" && !isBack(now),
    verdict: (now) => passed(now, score),
  };
}

/**
 * What a pass over all examples has brought, once it is over and counted.
 *
 * @param {State} state
 * @param {Wire["Score"]} before it
 * @returns {Verdict | null}
 */
function passed({ run, score, hello }, before) {
  if (!run || run.status === "running") return null;
  const isCounted = score !== null && score !== before && score.step === run.step;
  if (run.status === "paused" && !isCounted) return null;
  if (!isCounted || score.epoch < before.epoch + 1) return { right: [], told: { key: "tour.told.lost" } };
  const { batch_size } = run.plan;
  const isWhole = batch_size >= Number(hello?.data.train);
  return scored(score, isWhole ? "tour.told.unseen.whole" : "tour.told.unseen", { batch: whole(batch_size) });
}

/**
 * @param {Wire["Score"]} score
 * @param {string} key
 * @param {Record<string, unknown>} [values]
 * @returns {Verdict}
 */
function scored({ test_accuracy, test_count, step }, key, values) {
  const id = test_accuracy < PARTS[0] ? "few" : test_accuracy > PARTS[1] ? "most" : "half";
  return { right: [id], told: { key, values: { accuracy: percent(test_accuracy), count: whole(test_count), step: whole(step), ...values } } };
}

/**
 * @param {Wire["Activity"]} activity
 * @returns {boolean} whether the outputs' arrows are drawn, as they are not on the way forward in slow motion
 */
function areWishesShown({ wish, phase }) {
  return wish.data.length > 0 && phase?.name !== "forward" && phase?.name !== "update";
}

/**
 * @param {Wire["Activity"]} activity
 * @param {State["hello"]} hello
 * @param {number} digit
 * @returns {Record<string, unknown>}
 */
function valuesOf({ a, target, wish, label }, hello, digit) {
  return {
    label: className(hello, label), digit: className(hello, digit), a: fixed(a.at(-1)?.data[digit]), target: fixed(target.data[digit], 0),
    wish: wanted(wish.data[digit]).replace(" ", "\u00a0"),
  };
}
