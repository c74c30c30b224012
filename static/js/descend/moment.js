// How the race stood at a moment of the show: live, or replayed from what was recorded.

/** @import { BatchSeries, Clock, Descend, Replay, ScoreSeries } from "./state.js" */
/** @import { LanePath } from "../messages.js" */

/**
 * @typedef {{
 *   upTo: number, walker: { x: number, y: number } | null, step: number, epoch: number, examples: number, seconds: number,
 *   cost: number | null, accuracy: number | null, distance: number | null, ahead: Ahead | null,
 * }} Stand where one lane stands: `upTo` points of its path are behind it
 * @typedef {{ x: number, y: number, done: number, of: number }} Ahead where its step would end, were those of the
 *   examples of its batch that are done all
 */

const REPLAY_SECONDS = 20; // however long the show was

/**
 * The watch of a replay at this moment.
 *
 * @param {Replay} replay
 * @param {number} length of the whole show, seconds
 * @param {number} now milliseconds, as `since`
 * @returns {number}
 */
export function watchOf(replay, length, now) {
  if (!replay.playing) return Math.min(length, replay.show);
  const gone = Math.max(0, now - replay.since) / 1000;
  return Math.min(length, replay.show + (gone / REPLAY_SECONDS) * length);
}

/**
 * The moment of the show that is looked at.
 *
 * @param {Descend} state
 * @param {number} now milliseconds, on the clock of performance.now()
 * @returns {{ show: number | null, length: number, goesOn: boolean }} `show`: its watch, seconds; null: the race as it is
 */
export function shownAt(state, now) {
  const { replay } = state.look;
  const length = showLength(state);
  const show = replay && watchOf(replay, length, now);
  return { show, length, goesOn: replay?.playing === true && show !== null && show < length };
}

/**
 * How long the recorded show is.
 *
 * @param {Descend} state
 * @returns {number} seconds
 */
export function showLength(state) {
  const ends = (state.paths?.lanes ?? []).map(({ show }) => Number(show.data[show.data.length - 1] ?? 0));
  return Math.max(0, ...ends);
}

/**
 * Every lane as it stands now (null), or stood when the watch of the show said so.
 *
 * @param {Descend} state
 * @param {number | null} show seconds
 * @returns {Stand[]}
 */
export function stands(state, show) {
  const paths = state.paths?.lanes ?? [];
  const count = state.now?.lanes.length ?? paths.length;
  return Array.from({ length: count }, (_, lane) =>
    show === null ? liveStand(state, lane) : pastStand(paths[lane], state.scores[lane], show, state.train));
}

/**
 * @param {Descend} state
 * @param {number} lane
 * @returns {Stand}
 */
function liveStand(state, lane) {
  const now = state.now?.lanes[lane];
  const path = state.paths?.lanes[lane];
  const upTo = path ? path.x.data.length : 0;
  if (!now) return { upTo, walker: null, step: 0, epoch: 0, examples: 0, seconds: 0, cost: null, accuracy: null, distance: null, ahead: null };
  const same = state.paths !== null && state.now?.plane === state.paths.plane;
  const isAhead = path === undefined || now.step >= Number(path.step.data.at(-1) ?? 0); // the two come one by one
  const walker = same && isAhead && now.x !== null && now.y !== null ? { x: now.x, y: now.y } : null;
  const { step, epoch, examples, seconds, cost, test_accuracy: accuracy, distance, part } = now;
  const ahead = walker && now.ahead && part ? { x: now.ahead[0], y: now.ahead[1], done: part[0], of: part[1] } : null;
  return { upTo, walker, step, epoch, examples, seconds, cost, accuracy, distance, ahead };
}

/**
 * @param {LanePath | undefined} path
 * @param {ScoreSeries | undefined} scores
 * @param {number} show
 * @param {number} train how many examples an epoch has
 * @returns {Stand}
 */
function pastStand(path, scores, show, train) {
  const upTo = path ? countUpTo(path.show.data, show) : 0;
  const last = Math.max(0, upTo - 1);
  const step = Number(path?.step.data[last] ?? 0);
  const examples = Number(path?.examples.data[last] ?? 0);
  const scored = scores ? Math.max(0, countUpTo(scores.step, step) - 1) : 0;
  return {
    upTo,
    walker: null,
    step,
    epoch: examples / train,
    examples,
    seconds: Number(path?.seconds.data[last] ?? 0),
    cost: scores?.cost[scored] ?? null,
    accuracy: scores?.test_accuracy[scored] ?? null,
    distance: path?.distance.data[last] ?? null,
    ahead: null,
  };
}

/**
 * How many of these growing numbers are at most the limit.
 *
 * @param {ArrayLike<number>} growing
 * @param {number} limit
 * @returns {number}
 */
export function countUpTo(growing, limit) {
  let low = 0;
  let high = growing.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (growing[middle] <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * A column of a clock: "steps" are called `step` in what is recorded.
 *
 * @param {BatchSeries | ScoreSeries} series
 * @param {Clock} clock
 * @returns {number[]}
 */
export function clockColumn(series, clock) {
  return clock === "steps" ? series.step : series[clock];
}
