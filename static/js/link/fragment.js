// A lesson link as it is written after the # of an address, and read there. Pure. What is damaged or unknown is left out.

import { AXES } from "../curves.js";
import { CLOCKS, READINGS } from "../descend/order.js";
import { SCALES_OF } from "../draw/scale.js";
import { LANGUAGES } from "../i18n.js";
import { EXERCISE } from "../practise/address.js";
import { NUDGES_OF, QUANTITIES } from "../view.js";
import { TABS } from "../why/lens.js";
import { isLesson, PARTS } from "./parts.js";

/** @import { Clock, Reading } from "../descend/state.js" */
/** @import { Page, Parameter, Plan, View } from "../state.js" */
/** @import { Neuron, Tab } from "../why/lens.js" */
/** @import { Part } from "./parts.js" */

/**
 * @typedef {{
 *   run?: string, beside?: Beside, race?: string, exercise?: string, neuron?: Neuron, tab?: Tab, layer?: number, parameter?: Parameter, show?: View["quantity"],
 *   of?: View["nudgeOf"], scale?: View["scaleOf"], reading?: Page["reading"], axis?: Page["axis"], log?: boolean,
 *   clock?: Clock, agreement?: Reading, lane?: number, large?: string, cover?: boolean, language?: Page["language"],
 *   theme?: Page["theme"], plan?: Partial<Plan>, hide?: Part[], say?: string,
 * }} Link what is not there stays as it is with who opens the link. `run`, `beside`: only where a class is led, to another, and
 *   what became of which run lies beside the curves; `race`: Descend shows it, `exercise`: Practise,
 *   else this is Learn; `layer`: whose wishes are added up; `show`, `of`, `scale`: in the network; `large`: the panel that
 *   fills the screen; `cover`: only where a class is led, what is wished is veiled; `plan`: of the run that who opens the link may begin; `say`: the sentence of who made it
 */

/** @typedef {{ id: string, from: number }} Beside a run, and the step from which on */
/** @template T @typedef {{ read: (text: string) => T | undefined, write: (value: T) => string }} Field */

const VERSION = 1; // of a link; what later ones add is unknown here, and left out
const LONGEST = 4_000; // characters that are read
export const MOST_SAID = 200;

const NAMES = /** @type {const} */ (["activation", "cost", "optimizer", "initialisation"]);
const NUMBERS = /** @type {const} */ (["batch_size", "eta", "seed"]);
const LISTS = /** @type {const} */ (["sizes", "digits"]);

/** @type {{ [K in keyof Required<Link>]: Field<Required<Link>[K]> }} in the order in which they are written */
const FIELDS = {
  run: name(),
  beside: { read: besideIn, write: ({ id, from }) => `${id}.${from}` },
  race: name(),
  exercise: { read: (text) => (EXERCISE.test(text) ? text : undefined), write: String },
  neuron: { read: neuronIn, write: ({ layer, neuron }) => `${layer}.${neuron}` },
  tab: oneOf(TABS),
  layer: count(),
  parameter: { read: parameterIn, write: ({ layer, j, k }) => [layer, j, ...(k === null ? [] : [k])].join(".") },
  show: oneOf(QUANTITIES),
  of: oneOf(NUDGES_OF),
  scale: oneOf(SCALES_OF),
  reading: oneOf(["cost", "confusion", "checkup"]),
  axis: oneOf(AXES),
  log: { read: (text) => (text === "1" ? true : text === "0" ? false : undefined), write: (value) => String(Number(value)) },
  clock: oneOf(CLOCKS),
  agreement: oneOf(READINGS),
  lane: count(),
  large: oneOf(["stage", "readings", "why", "map", "lanes", "race_curves", "agreement"]),
  cover: { read: (text) => text === "1" || undefined, write: () => "1" },
  language: oneOf(LANGUAGES),
  theme: oneOf(["light", "dark"]),
  plan: { read: planIn, write: planText },
  hide: { read: partsIn, write: (parts) => parts.join(",") },
  say: { read: (text) => said(text) || undefined, write: said },
};

/**
 * @param {string} hash
 * @returns {Link | null} null: this is no lesson
 */
export function readLink(hash) {
  if (!isLesson(hash)) return null;
  /** @type {Record<string, unknown>} */
  const link = {};
  for (const part of hash.slice(1, LONGEST).split("&")) {
    const [name, text = ""] = part.split("=", 2);
    if (!Object.hasOwn(FIELDS, name)) continue;
    const value = FIELDS[/** @type {keyof Link} */ (name)].read(decoded(text));
    if (value !== undefined) link[name] = value;
  }
  return link;
}

/**
 * @param {Link} link
 * @returns {string} what stands after the address, from its #
 */
export function writeLink(link) {
  const parts = Object.entries(FIELDS).map(([name, { write }]) => {
    const value = link[/** @type {keyof Link} */ (name)];
    const text = value === undefined ? "" : /** @type {(value: unknown) => string} */ (write)(value);
    return text && `&${name}=${encoded(text)}`;
  });
  return `#lesson=${VERSION}${parts.join("")}`;
}

/**
 * A sentence as it may stand on the page: one line, not too long, and nothing in it that turns other words around.
 *
 * @param {string} text
 * @returns {string}
 */
export function said(text) {
  return text.slice(0, MOST_SAID).replace(/[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, "").replace(/[\s\p{Cc}\p{Cs}]+/gu, " ").trim();
}

/**
 * Short where it can be, and without what programs that find addresses in a text take for its end.
 *
 * @param {string} text
 * @returns {string}
 */
function encoded(text) {
  const safe = encodeURIComponent(text).replace(/%20/g, "+").replace(/%2C/g, ",").replace(/%3A/g, ":");
  return safe.replace(/[!'()*]|[.,:]$/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}

/**
 * @param {string} text
 * @returns {string} empty: it is damaged
 */
function decoded(text) {
  try {
    return decodeURIComponent(text.replace(/\+/g, " "));
  } catch {
    return "";
  }
}

/**
 * @template {string} T
 * @param {readonly T[]} known
 * @returns {Field<T>}
 */
function oneOf(known) {
  return { read: (text) => known.find((value) => value === text), write: String };
}

/** @returns {Field<string>} of a run's name */
function name() {
  return { read: (text) => (/^[\w-]{1,64}$/.test(text) ? text : undefined), write: String };
}

/** @returns {Field<number>} of a number from 0 */
function count() {
  return { read: (text) => wholes(text, ".", 1)?.[0], write: String };
}

/**
 * @param {string} text
 * @param {string} separator
 * @param {number} [length] how many there must be
 * @returns {number[] | undefined} numbers from 0
 */
function wholes(text, separator, length) {
  const words = text.split(separator);
  return words.every((word) => /^\d{1,5}$/.test(word)) && words.length === (length ?? words.length) ? words.map(Number) : undefined;
}

/**
 * @param {string} text
 * @returns {Beside | undefined}
 */
function besideIn(text) {
  const [, id, from] = /^([\w-]{1,64})\.(\d{1,9})$/.exec(text) ?? [];
  return id === undefined ? undefined : { id, from: Number(from) };
}

/**
 * @param {string} text "2.5": the fifth neuron of layer 2, counted from 0
 * @returns {Neuron | undefined}
 */
function neuronIn(text) {
  const found = wholes(text, ".", 2);
  return found && { layer: found[0], neuron: found[1] };
}

/**
 * @param {string} text "1.5.3": W[1][5, 3]; "1.5": b[1][5]
 * @returns {Parameter | undefined}
 */
function parameterIn(text) {
  const [layer, j, k] = wholes(text, ".", 3) ?? [...(wholes(text, ".", 2) ?? []), null];
  return typeof layer === "number" && typeof j === "number" ? { layer, j, k } : undefined;
}

/**
 * @param {string} text "time,why"
 * @returns {Part[] | undefined}
 */
function partsIn(text) {
  const words = text.split(",");
  const parts = PARTS.filter((part) => words.includes(part));
  return parts.length > 0 ? parts : undefined;
}

/**
 * @param {string} text "sizes:784-16-16-10,cost:quadratic,eta:1"; whether there is such a plan is the server's to say
 * @returns {Partial<Plan> | undefined}
 */
function planIn(text) {
  /** @type {Partial<Plan>} */
  const plan = {};
  const words = new Map(text.split(",").map((part) => /** @type {[string, string]} */ (part.split(":", 2))));
  for (const name of NAMES) {
    const word = words.get(name);
    if (word !== undefined && /^[a-z_]{1,30}$/.test(word)) plan[name] = word;
  }
  for (const name of NUMBERS) {
    const word = words.get(name);
    if (word !== undefined && /^\d[\d.e+-]{0,24}$/.test(word) && Number.isFinite(Number(word))) plan[name] = Number(word);
  }
  for (const name of LISTS) {
    const list = wholes(words.get(name) ?? "", "-");
    if (list) plan[name] = list;
  }
  return Object.keys(plan).length > 0 ? plan : undefined;
}

/**
 * @param {Partial<Plan>} plan
 * @returns {string}
 */
function planText(plan) {
  const one = [...NAMES, ...NUMBERS].map((name) => [name, plan[name]]);
  const many = LISTS.map((name) => [name, plan[name]?.join("-")]);
  return [...one, ...many].filter(([, value]) => value !== undefined && value !== "").map((pair) => pair.join(":")).join(",");
}
