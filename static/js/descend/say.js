// How the race is put into words: lanes, clocks, and the one sentence over the map.

import { plain, significant, whole } from "../format.js";
import { fault } from "../situation.js";
import { nearestStep } from "./along.js";
import { arrivals, CLOCKS, firstBy, goalOf } from "./order.js";

/** @import { Translate } from "../i18n.js" */
/** @import { Connection } from "../state.js" */
/** @import { Clock, Descend, Lane } from "./state.js" */

/** @typedef {Pick<Lane, "name" | "batch_size" | "optimizer" | "eta">} Called */

export const ALL = 60_000;
const FAULTS = { unreadable: "race.say.failed.unreadable", lost: "race.say.failed.lost", other: "race.say.failed" };
const NARROW = "\u202f";

/**
 * What a lane is called: as somebody named it, or else by the size of its batches, and its optimizer where that is not
 * the plain one.
 *
 * @param {Translate} t
 * @param {Omit<Called, "eta">} lane
 * @returns {string}
 */
export function laneName(t, { name, batch_size: size, optimizer }) {
  if (name) return name;
  const batch = t(`lane.${kindOf(size)}`, { size: whole(size) });
  return optimizer === "plain" ? batch : t("lane.with", { batch, optimizer: t(`lane.${optimizer}`) });
}

/**
 * What the lanes of a race are called: where all have batches of one size, by what alone differs; by η as well where
 * only that does.
 *
 * @param {Translate} t
 * @param {readonly Called[]} lanes
 * @returns {string[]}
 */
export function laneNames(t, lanes) {
  if (sameBatches(lanes)) return lanes.map(({ name, optimizer }) => name || t(`lane.${optimizer}`));
  const names = lanes.map((lane) => laneName(t, lane));
  return lanes.map(({ name, eta }, i) => {
    const isAlone = names.indexOf(names[i]) === names.lastIndexOf(names[i]);
    return name || isAlone ? names[i] : t("lane.at", { lane: names[i], eta: plain(eta) });
  });
}

/**
 * What to see in the curves, where a part of the data races against the whole.
 *
 * @param {Translate} t
 * @param {readonly Pick<Lane, "batch_size">[]} lanes
 * @param {Clock} axis
 * @returns {string}
 */
export function contrastNote(t, lanes, axis) {
  const isContrast = lanes.some((lane) => lane.batch_size >= ALL) && lanes.some((lane) => lane.batch_size < ALL);
  return t(isContrast ? `curves.note.${axis}` : "curves.note");
}

/**
 * What they would be called if nobody had named them.
 *
 * @param {Translate} t
 * @param {readonly Called[]} lanes
 * @returns {string[]}
 */
export function ownNames(t, lanes) {
  return laneNames(t, lanes.map((lane) => ({ ...lane, name: "" })));
}

/**
 * @param {readonly Called[]} lanes
 * @returns {boolean} whether they differ in their optimizers alone
 */
function sameBatches(lanes) {
  const optimizers = new Set(lanes.map(({ optimizer }) => optimizer));
  return lanes.length > 1 && optimizers.size === lanes.length && new Set(lanes.map((lane) => lane.batch_size)).size === 1;
}

/**
 * @param {number} size
 * @returns {"stochastic" | "mini" | "full"}
 */
export function kindOf(size) {
  if (size === 1) return "stochastic";
  return size >= ALL ? "full" : "mini";
}

/**
 * A time as people say it: "52 ms", "0.40 s" ..., "1.50 min"; in Korean "0.40초", "1.50분".
 *
 * @param {number | null | undefined} seconds
 * @param {Translate} t
 * @returns {string}
 */
export function duration(seconds, t) {
  if (seconds == null || !Number.isFinite(seconds)) return significant(null);
  if (seconds === 0) return t("clock.in_seconds", { value: 0 });
  const about = Number(seconds.toPrecision(2)); // 999.6 µs are said as 1.0 ms
  if (about < 1e-6) return `${significant(seconds * 1e9, 2)}${NARROW}ns`;
  if (about < 1e-3) return `${significant(seconds * 1e6, 2)}${NARROW}µs`;
  if (about < 0.1) return `${significant(seconds * 1e3, 2)}${NARROW}ms`;
  if (seconds < 120) return t("clock.in_seconds", { value: significant(seconds, seconds < 10 ? 2 : 3) });
  return t("clock.in_minutes", { value: significant(seconds / 60, 3) });
}

/**
 * A reading of a clock.
 *
 * @param {number | null | undefined} value
 * @param {Clock} clock
 * @param {Translate} t
 * @returns {string}
 */
export function reading(value, clock, t) {
  return clock === "seconds" ? duration(value, t) : whole(value);
}

/**
 * A reading in the room of an axis: "10 ms", "60 k".
 *
 * @param {number} value
 * @param {Clock} clock
 * @returns {string}
 */
export function tick(value, clock) {
  if (clock === "seconds") {
    const [unit, size] = value < 0.0995 ? ["ms", 1e3] : ["s", 1];
    return `${plain(value * Number(size))}${NARROW}${unit}`;
  }
  if (value >= 1e6) return `${plain(value / 1e6)}${NARROW}M`;
  return value >= 1e4 ? `${plain(value / 1e3)}${NARROW}k` : plain(value);
}

/**
 * How fast the show goes just now.
 *
 * @param {Descend} state
 * @param {Translate} t
 * @returns {string}
 */
export function rateWords({ plan, now, status }, t) {
  if (plan?.pace.law === "free") return t("race.pace.free");
  if (!plan || !now?.rate || status !== "running") return t("race.pace.log", { value: plain(plan?.pace.value) });
  const rate = Number(now.rate.toPrecision(1));
  const seconds = rate < 0.0995 ? tick(rate, "seconds") : t("clock.in_seconds", { value: plain(rate) });
  return t(`race.pace.${plan.clock}`, { rate: plan.clock === "seconds" ? seconds : significant(rate, 1) });
}

/**
 * A distance from the plane; what is only a rounding error is none.
 *
 * @param {number | null | undefined} distance
 * @returns {string}
 */
export function offPlane(distance) {
  return distance != null && distance < 1e-4 ? "0" : significant(distance, 2);
}

/**
 * The point of a path that is picked, for those who cannot see it.
 *
 * @param {Descend} state
 * @param {Translate} t
 * @returns {string | null} null: none is
 */
export function pickedWords({ look: { picked }, plan, paths }, t) {
  const path = picked && paths?.lanes[picked.lane];
  const at = picked && path ? nearestStep(path.step.data, picked.step) : -1;
  if (!picked || !path || at < 0) return null;
  const { step, seconds, cost } = path;
  return t("map.summary.lane", {
    lane: laneNames(t, plan?.lanes ?? [])[picked.lane], steps: whole(step.data[at]), seconds: duration(seconds.data[at], t),
    cost: significant(cost.data[at]),
  });
}

/**
 * The one sentence over the map: what is happening, and what it means.
 *
 * @param {Descend} state
 * @param {Translate} t
 * @returns {{ key: string, values: Record<string, unknown> }}
 */
export function sentence(state, t) {
  const { now, plan, connection } = state;
  if (connection.phase === "lost") return { key: "race.say.lost", values: {} };
  if (connection.phase === "refused") return { key: refusal(connection), values: {} };
  if (state.status === "failed") return fault(FAULTS, state.reason);
  if (state.reason.code === "rewound") return { key: "race.say.rewound", values: {} };
  if (state.status === "interrupted") return { key: "race.say.interrupted", values: {} };
  if (!now || !plan) return { key: "race.say.opening", values: {} };
  const names = laneNames(t, plan.lanes);
  if (now.phase === "searching") {
    const last = state.trials[state.trials.length - 1];
    if (!last) return { key: "race.say.searching", values: {} };
    return { key: "race.say.trying", values: { lane: names[last.lane], eta: plain(last.eta), done: last.done, of: last.of } };
  }
  const sizes = plan.lanes.map((lane) => lane.batch_size);
  if (now.phase === "ready") {
    const areTwo = sizes.length === 2 && Math.max(...sizes) >= ALL && Math.min(...sizes) < ALL;
    return { key: areTwo ? "race.say.two" : "race.say.many", values: { count: sizes.length, of: whole(state.train) } };
  }
  if (now.phase === "finished") return verdict(state, names, t);
  if (state.status === "paused") return { key: "race.say.paused", values: {} };
  const fallen = overshot(state, names);
  if (fallen) return fallen;
  if (new Set(sizes).size === 1) return { key: "race.say.same", values: { size: whole(sizes[0]) } };
  const all = arrivals(state, goalOf(plan));
  const some = all.filter(({ seconds }) => seconds !== null);
  if (some.length > 0 && some.length < names.length) {
    const first = some.reduce((best, each) => (Number(each.seconds) < Number(best.seconds) ? each : best));
    const areCareful = all.every(({ lane, seconds }) => seconds !== null || sizes[lane] > sizes[first.lane]);
    const key = areCareful ? "race.say.waiting" : "race.say.others";
    return { key, values: { lane: names[first.lane], seconds: duration(first.seconds, t) } };
  }
  const resting = plan.lanes.map((_, i) => i).filter((i) => now.lanes[i]?.step === 0);
  if (resting.length > 0 && resting.length < names.length) { // the largest batch will take longest
    const last = resting.reduce((most, i) => (plan.lanes[i].batch_size > plan.lanes[most].batch_size ? i : most));
    return { key: "race.say.lifting", values: { lane: names[last] } };
  }
  return { key: "race.say.running", values: {} };
}

/**
 * Why there is no race to be seen.
 *
 * @param {Connection} connection
 * @returns {string} the key of a sentence
 */
function refusal({ reason, retryAt }) {
  switch (reason) {
    case "gone": return "race.say.gone";
    case "empty": return "race.say.none";
    case "full": return retryAt === null ? "race.say.full" : "message.full";
    case "forbidden": return "message.forbidden";
    case "reload": return "message.reload";
    case "network":
    case "": return "message.unreached";
  }
}

/**
 * What helps where there is no race to be seen.
 *
 * @param {Connection} connection
 * @param {boolean} controls whether this page may begin a race
 * @returns {"renew" | "retry" | "reload" | null} another race, another try, the page anew, or only to wait
 */
export function remedy({ phase, reason, retryAt }, controls) {
  if (phase !== "refused") return null;
  switch (reason) {
    case "gone": return controls ? "renew" : null;
    case "reload": return "reload";
    case "full":
    case "network":
    case "": return retryAt === null ? "retry" : null;
    case "empty":
    case "forbidden": return null;
  }
}

/**
 * @param {Descend} state
 * @param {string[]} names
 * @param {Translate} t
 * @returns {{ key: string, values: Record<string, unknown> }}
 */
function verdict(state, names, t) {
  const fallen = overshot(state, names);
  if (fallen) return fallen;
  const list = arrivals(state, goalOf(state.plan));
  /** @param {readonly number[]} lanes */
  const called = (lanes) => lanes.map((lane) => names[lane]).join(t("race.and"));
  const [seconds, examples, steps] = CLOCKS.map((clock) => called(firstBy(list, clock)));
  if (!seconds) return { key: "race.say.ended", values: {} }; // nobody arrived, or one would be first by each clock
  const values = { seconds, examples, steps };
  const isOne = seconds === examples && examples === steps;
  const left = called(list.filter((each) => each.seconds === null).map(({ lane }) => lane));
  if (left) return { key: isOne ? "race.say.all.left" : "race.say.each.left", values: { ...values, left } };
  if (isOne) return { key: "race.say.all", values };
  if (seconds === examples) return { key: "race.say.split", values };
  return { key: "race.say.each", values };
}

/**
 * @param {Descend} state
 * @param {string[]} names
 * @returns {{ key: string, values: Record<string, unknown> } | null} null: no lane has
 */
function overshot({ now, reason }, names) {
  const lanes = now?.lanes ?? [];
  const lane = lanes.findIndex(({ walk }) => walk === "diverged");
  return lane < 0 ? null : { key: "race.say.diverged", values: { lane: names[lane], eta: plain(lanes[lane].eta), ...reason } };
}
