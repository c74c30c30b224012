// The one sentence over the stage: what is the matter, and what to do now. Pure.

import { percent, plain, significant, whole } from "./format.js";
import { isHidden } from "./link/parts.js";
import { isBack } from "./past/state.js";
import { openIn } from "./poll/state.js";
import { className } from "./stage/classes.js";

/** @import { Run, Scores, State, Wire } from "./state.js" */

export const GOOD = 0.9; // the test accuracy at which a newcomer has seen it learn
const STILL = 0.8; // below it that is no longer what there is to see, whatever has become of it

/**
 * @typedef {"play" | "draw" | "retry" | "reload" | "new_run" | "afresh" | "eta" | "tour" | "leave_drawing"
 *   | "resume" | "newest" | "present" | "branch"} Deed
 * @typedef {{
 *   key: string, values: Record<string, unknown>, tone: "calm" | "busy" | "good" | "bad", deeds: Deed[],
 * }} Situation `key` and `values` for the words; `deeds` the buttons after it, the first being what most will want
 */

/** What changes nothing of the run, which all may do. */
const FREE = new Set(/** @type {Deed[]} */ (["draw", "retry", "reload", "tour", "leave_drawing", "newest"]));

const FAULTS = { out_of_memory: "failed.out_of_memory", unreadable: "failed.unreadable", lost: "failed.lost", other: "failed" };

/**
 * @param {State} state
 * @param {number} now on the clock of performance.now()
 * @returns {Situation}
 */
export function situation(state, now) {
  const found = seen(state, now);
  return state.page.controls ? found : { ...found, deeds: found.deeds.filter((deed) => FREE.has(deed)) };
}

/**
 * @param {State} state
 * @param {number} now
 * @returns {Situation}
 */
function seen(state, now) {
  const { connection, run, drawing, page } = state;
  if (connection.phase === "refused") return refused(connection.reason, page.controls);
  if (connection.phase === "lost") {
    const seconds = connection.retryAt === null ? 0 : Math.ceil(Math.max(0, connection.retryAt - now) / 1000);
    return seconds > 0
      ? say("lost", { seconds }, "bad", ["retry"])
      : say("retrying", {}, "bad");
  }
  if (!run) return say("connecting", {}, "busy");
  if (run.status === "failed") return failed(run);
  if (isBack(state)) return say("past", { step: whole(state.past?.at), now: whole(run.step) }, "calm", ["present", "branch"]);
  if (run.status === "diverged") return diverged(run);
  const begins = page.controls && !isHidden(page, "time");
  if (!begins && run.status === "paused" && run.step === 0 && !drawing.active) return say("waiting", {}, "calm");
  if (run.status === "interrupted") {
    const key = run.reason.code === "idle" ? "interrupted" : "interrupted.other";
    return say(key, { step: whole(run.step) }, "calm", ["resume", "afresh"]);
  }
  if (drawing.active) return drawing.learned ? lesson(state, drawing.learned) : say("drawing", {}, "calm", ["leave_drawing"]);
  if (run.plan.digits.length > 0 && run.status === "running") {
    return say("listening", { digits: run.plan.digits.join(", ") }, "calm");
  }
  return learning(state, run);
}

/**
 * @param {State} state
 * @param {Run} run
 * @returns {Situation}
 */
function learning(state, run) {
  const { activity, scores, score, page, watched } = state;
  const phase = activity?.phase;
  if (phase) return say(`phase.${phase.name}`, { example: phase.example + 1, of: phase.of }, "calm");
  if (run.status === "finished") {
    return say("finished", { epoch: plain(run.epoch), accuracy: percent(score?.test_accuracy) }, "good", ["play", "draw"]);
  }
  if (run.reason.code === "rewound") return say("rewound", { step: whole(run.step), from: whole(Number(run.reason.from)) }, "calm");
  if (watched?.source === "preset" && run.status === "paused") return say("preset", {}, "calm");
  if (run.step === 0 && run.status === "paused") {
    const deeds = /** @type {Deed[]} */ (page.toured || openIn(state) ? [] : ["tour"]); // the one large button is Play's
    return run.inherited ? say("inherited", { accuracy: percent(score?.test_accuracy) }, "calm", deeds) : say("untrained", {}, "calm", deeds);
  }
  const passed = passedAt(scores);
  if (run.status === "paused") return say("paused", { step: whole(run.step) }, "calm", passed === null ? [] : ["draw"]);
  const isStill = score !== null && score.test_accuracy >= STILL;
  if (passed !== null && isStill) return say(run.inherited ? "good.inherited" : "good", { step: whole(scores.step[passed]) }, "good", ["draw"]);
  const { batch_size } = run.plan;
  return say(batch_size === 1 ? "learning.one" : "learning", {
    batch: whole(batch_size), count: whole(run.parameters),
  }, "calm");
}

/**
 * What one step on a drawing did, to its verdict and to everything else.
 *
 * @param {State} state
 * @param {Wire["Learned"]} learned
 * @returns {Situation}
 */
function lesson({ hello }, learned) {
  const { before, after, label, verdict_before: was, verdict_after: is, test_accuracy_before, test_accuracy_after } = learned;
  return say(was === is ? "learned.same" : "learned.turned", {
    label: className(hello, label), before: className(hello, was), after: className(hello, is),
    from: significant(before.data[label], 2), to: significant(after.data[label], 2),
    was: percent(test_accuracy_before, 2), is: percent(test_accuracy_after, 2),
  }, "calm", ["leave_drawing"]);
}

/**
 * The first row of the scores at which the network was good.
 *
 * @param {Scores} scores
 * @returns {number | null}
 */
export function passedAt(scores) {
  const row = scores.test_accuracy.findIndex((accuracy) => accuracy >= GOOD);
  return row < 0 ? null : row;
}

/**
 * @param {Run} run
 * @returns {Situation}
 */
function failed({ reason }) {
  const { key, values } = fault(FAULTS, reason);
  return say(key, values, "bad", ["afresh"]);
}

/**
 * How it is said that a run or a race has failed: by its reason, if that has a sentence of its own.
 *
 * @param {Record<string, string> & { other: string }} sentences
 * @param {Record<string, unknown>} reason
 * @returns {{ key: string, values: Record<string, unknown> }}
 */
export function fault(sentences, reason) {
  return { key: sentences[String(reason.code)] ?? sentences.other, values: { ...reason, step: whole(Number(reason.step)) } };
}

/**
 * @param {Run} run
 * @returns {Situation}
 */
function diverged(run) {
  const { eta = run.plan.eta, suggested } = run.reason;
  const values = { eta: plain(Number(eta)), suggested: plain(Number(suggested)) };
  return typeof suggested === "number" ? say("diverged", values, "bad", ["eta"]) : say("diverged", values, "bad", ["afresh"]);
}

/**
 * @param {State["connection"]["reason"]} reason
 * @param {boolean} controls
 * @returns {Situation}
 */
function refused(reason, controls) {
  switch (reason) {
    case "reload": return say("reload", {}, "bad", ["reload"]);
    case "forbidden": return say("forbidden", {}, "bad");
    case "gone": return controls ? say("gone", {}, "bad", ["new_run"]) : say("gone.watch", {}, "bad", ["newest"]);
    case "full": return say("full", {}, "bad", ["retry"]);
    case "empty": return say("waiting", {}, "calm");
    case "network":
    case "": return say("unreached", {}, "bad", ["reload"]);
  }
}

/**
 * @param {string} key
 * @param {Record<string, unknown>} values
 * @param {Situation["tone"]} tone
 * @param {Deed[]} [deeds]
 * @returns {Situation}
 */
function say(key, values, tone, deeds = []) {
  return { key: `message.${key}`, values, tone, deeds };
}
