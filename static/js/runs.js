// What the page asks of the server over HTTP: to find a run, to make one, and all that may be done with those that there are.

import { since } from "./past/state.js";

/** @import { Other, Run, Scores, Wire } from "./state.js" */
/**
 * @typedef {{
 *   id: string, kind: "training" | "race", name: string, status: Run["status"], epoch: number,
 *   test_accuracy: number | null, plan: { sizes: number[], lanes?: unknown[] }, led: boolean,
 * }} Listed
 */

/**
 * What the server would not do, in its own words. `status` is that of its answer; `where`: the part of the question that
 * cannot be; `code`: a name for it, for which there are words in every language.
 */
export class Unwilling extends Error {
  /**
   * @param {number} status
   * @param {string} message
   * @param {string | null} [where]
   * @param {string} [code]
   */
  constructor(status, message, where = null, code = "other") {
    super(message);
    this.status = status;
    this.where = where;
    this.code = code;
  }
}

/**
 * The run that an address names: "/runs/ID".
 *
 * @param {string} path
 * @returns {string | null}
 */
export function runIn(path) {
  const found = /^\/runs\/([^/]+)\/?$/.exec(path);
  return found?.[1] ?? null;
}

/**
 * The address of a run.
 *
 * @param {string} id
 * @returns {string}
 */
export function addressOf(id) {
  return `/runs/${id}`;
}

/**
 * The run in which the class is led; without one the newest that lives, or a new one, or for who only watches the newest
 * that is over.
 *
 * @returns {Promise<string | null>} its id; null: there is none, and who only watches cannot make one
 */
export async function findRun() {
  const { runs, control } = await all();
  const trainings = runs.filter(({ kind }) => kind === "training");
  const live = trainings.find(({ led }) => led) ?? trainings.find(({ status }) => ["running", "paused", "interrupted"].includes(status));
  if (live) return live.id;
  return control ? createRun({}) : trainings.find(({ status }) => status !== "failed")?.id ?? null;
}

/**
 * A race of one's own, or for who only watches the newest.
 *
 * @returns {Promise<string | null>} its id; null: there is none to watch yet
 */
export async function findRace() {
  const { runs, control } = await all();
  if (control) return createRun({ race: {} });
  return runs.find(({ kind, status }) => kind === "race" && status !== "failed")?.id ?? null;
}

/**
 * All runs, the newest first.
 *
 * @returns {Promise<Listed[]>}
 */
export async function listRuns() {
  return (await all()).runs;
}

/** @returns {Promise<{ runs: Listed[], control: boolean }>} `control`: whether this page may make and change runs */
async function all() {
  return /** @type {Promise<{ runs: Listed[], control: boolean }>} */ (asked("/api/runs"));
}

/**
 * @param {string} id
 * @param {string} name
 */
export async function renameRun(id, name) {
  await asked(`/api/runs/${id}`, json("PATCH", { name }));
}

/** @param {string} id */
export async function deleteRun(id) {
  await asked(`/api/runs/${id}`, { method: "DELETE" });
}

/**
 * The scores of a run, as columns.
 *
 * @param {string} id
 * @returns {Promise<Scores>}
 */
export async function curvesOf(id) {
  const { scores } = /** @type {{ scores: Record<keyof Scores, number | null>[] }} */ (await asked(`/api/runs/${id}/metrics`));
  /** @param {keyof Scores} name */
  const column = (name) => scores.map((row) => row[name] ?? NaN);
  return {
    step: column("step"), epoch: column("epoch"), seconds: column("seconds"), test_cost: column("test_cost"),
    test_accuracy: column("test_accuracy"), train_cost: column("train_cost"),
  };
}

/**
 * What became of a run from a step on, to be laid beside the curves of another.
 *
 * @param {string} id
 * @param {number} from
 * @returns {Promise<Other>}
 */
export async function becomeOf(id, from) {
  const [one, scores] = await Promise.all([asked(`/api/runs/${id}`), curvesOf(id)]);
  const { name } = /** @type {Listed} */ (one);
  const row = scores.step.findIndex((step) => step >= from);
  const mark = { step: from, epoch: scores.epoch[row], seconds: scores.seconds[row] };
  return { id, name: name || id, from, scores: from > 0 ? since(scores, mark) : scores };
}

/**
 * A new run from a file: weights, or a run or a race that was taken along.
 *
 * @param {File} file
 * @returns {Promise<Listed>}
 */
export async function bringRun(file) {
  const name = file.name.endsWith(".zip") ? "" : `?name=${encodeURIComponent(file.name.slice(0, 80))}`;
  return /** @type {Promise<Listed>} */ (asked(`/api/imports${name}`, { method: "POST", body: file }));
}

/**
 * What the server answers; what it says went wrong is thrown.
 *
 * @param {string} url
 * @param {RequestInit} [options]
 * @returns {Promise<unknown>}
 */
export async function asked(url, options) {
  const response = await fetch(url, options);
  if (!response.ok) throw await unwilling(response);
  return response.status === 204 ? null : response.json();
}

/**
 * A new run.
 *
 * @param {Record<string, unknown>} plan any part of one
 * @returns {Promise<string>} its id
 */
export async function createRun(plan) {
  const run = /** @type {Listed} */ (await asked("/api/runs", json("POST", plan)));
  return run.id;
}

/**
 * Let a run that rests go on: over HTTP, which gives it a worker again.
 *
 * @param {string} id
 * @returns {Promise<Wire["Any"]>} the worker's answer
 */
export async function wakeRun(id) {
  return /** @type {Promise<Wire["Any"]>} */ (asked(`/api/runs/${id}/commands`, json("POST", { type: "resume" })));
}

/**
 * @param {string} method
 * @param {Record<string, unknown>} body
 * @returns {RequestInit}
 */
export function json(method, body) {
  return { method, headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
}

/**
 * What the server says went wrong.
 *
 * @param {Response} response
 * @returns {Promise<Unwilling>}
 */
async function unwilling(response) {
  const { status, statusText } = response;
  try {
    const body = /** @type {{ detail?: unknown, where?: string, code?: string }} */ (await response.json());
    const { detail = body, where, code } = body;
    return new Unwilling(status, typeof detail === "string" ? detail : JSON.stringify(detail), where, code);
  } catch {
    return new Unwilling(status, `${status} ${statusText}`);
  }
}
