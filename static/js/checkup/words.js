// What a check-up finds, in words: the values of its sentences as a person reads them, and what a remedy is called. Pure.

import { percent, plain, significant, whole } from "../format.js";
import { apart } from "../why/curve.js";

/** @import { AnyCommand, Finding } from "../messages.js" */
/** @import { Translate } from "../i18n.js" */

const SHARES = new Set(["share", "accuracy", "others"]);
const ETAS = new Set(["eta", "better"]);
const COSTS = ["cost", "after", "whole", "few", "better_cost", "constant"]; // written so that two that differ look different
const SMALL = new Set(["fall", "better_fall", "first", "last", "times"]);

/**
 * @param {Record<string, number>} values of a finding
 * @returns {Record<string, string>}
 */
export function written(values) {
  const costs = COSTS.filter((name) => name in values);
  const together = apart(costs.map((name) => values[name]));
  return Object.fromEntries(Object.entries(values).map(([name, value]) => {
    if (costs.includes(name)) return [name, together[costs.indexOf(name)]];
    if (SHARES.has(name)) return [name, percent(value, value > 0.995 && value < 1 ? 1 : 0)];
    if (ETAS.has(name)) return [name, plain(value)];
    if (SMALL.has(name)) return [name, significant(value, 2)];
    return [name, whole(value)];
  }));
}

/**
 * @param {Finding} finding
 * @returns {AnyCommand | null} what its button does; null: there is nothing to be done
 */
export function deed({ remedy, afresh }) {
  if (Object.keys(remedy).length === 0) return null;
  return afresh ? { type: "reset", plan: remedy } : { type: "set", ...remedy };
}

/**
 * @param {Finding} finding
 * @param {Translate} t
 * @returns {string} what its button says
 */
export function deedWords({ remedy, afresh }, t) {
  if (!afresh) {
    const [name, value] = Object.entries(remedy)[0];
    if (name === "eta") return t("checkup.do.eta", { eta: plain(Number(value)) });
    return name === "batch_size" ? t("checkup.do.batch", { batch: whole(Number(value)) }) : t("checkup.do.digits");
  }
  const parts = Object.entries(remedy).map(([name, value]) => (name === "eta" ? `η = ${plain(Number(value))}` : t(`${name}.${String(value)}`)));
  return t("checkup.do.afresh", { what: parts.join(", ") });
}
