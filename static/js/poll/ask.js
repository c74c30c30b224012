// To ask the class: the network stops, what is right is looked at, and if that is clear the question goes out.

import { largestOf } from "../draw/scale.js";
import { isClear } from "./question.js";

/** @import { State } from "../state.js" */
/** @import { Context } from "../main.js" */
/** @import { Subject } from "./question.js" */

/**
 * @param {Pick<State, "run" | "activity">} state
 * @param {Subject} subject a weight without k: that of the loudest neuron before, of which the answer is clearest
 * @param {Pick<Context, "send" | "dispatch">} context
 */
export async function askClass({ run, activity }, subject, { send, dispatch }) {
  const { layer, neuron } = subject;
  const wishes = activity?.nudge_a[layer - 1]?.data ?? [];
  if (run?.status === "running" && !await send({ type: "pause" })) return;
  const answer = await send({ type: "explain", layer, neuron });
  if (answer?.type !== "explanation") return;
  const question = subject.about !== "weight" || subject.k != null ? subject : { ...subject, k: loudest(answer.before.data) };
  if (!isClear(answer, question, largestOf([wishes]))) return dispatch({ type: "tell", level: "warn", key: "error.no_answer" });
  await send({ type: "poll", ...question });
}

/** @param {ArrayLike<number>} activations @returns {number} */
function loudest(activations) {
  return Array.from(activations).reduce((best, a, k) => (a > activations[best] ? k : best), 0);
}
