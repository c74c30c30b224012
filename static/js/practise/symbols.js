// How the numbers of an exercise are written: z with its neuron below and its layer above, as the video does. Native MathML.

import { mathml } from "lit-html";
import { short } from "../format.js";

/** @import { TemplateResult } from "lit-html" */
/** @import { Exercise, Field } from "./state.js" */
/** @import { Translate } from "../i18n.js" */

/** @typedef {(name: string) => TemplateResult<3>} Write how a number is written, by its name */

const LETTERS = /** @type {Record<string, string>} */ ({ W: "w", new_W: "w", nudge_W: "w", new_b: "b", nudge_b: "b", nudge_z: "z", nudge_a: "a", slope: "z", wish: "a" });
const WORDS = /** @type {Record<string, string>} */ ({
  new_W: "new", new_b: "new", nudge_W: "nudge", nudge_b: "nudge", nudge_z: "nudge", nudge_a: "wish", wish: "wish",
});

/**
 * @param {string} name such as "z.0.1"
 * @param {Translate} t
 * @returns {TemplateResult<3>}
 */
export function symbol(name, t) {
  const [kind, ...at] = name.split(".");
  if (kind === "eta") return mathml`<mi>η</mi>`;
  if (kind === "cost") return mathml`<mi>C</mi>`;
  const letter = written(kind, at.map(Number));
  if (kind === "slope") return mathml`<mrow><mi>σ′</mi>${inBrackets(letter)}</mrow>`;
  const word = WORDS[kind];
  if (!word) return letter;
  if (word === "new") return mathml`<mrow><mtext>${t("practise.new")}</mtext><mspace width="0.3em"/>${letter}</mrow>`;
  return mathml`<mrow><mtext>${t(`practise.${word}`)}</mtext>${inBrackets(letter)}</mrow>`;
}

/** @param {unknown} inside */
function inBrackets(inside) {
  return mathml`<mo stretchy="false">(</mo>${inside}<mo stretchy="false">)</mo>`;
}

/**
 * A letter with its neuron below and its layer above; inputs and targets have no layer.
 *
 * @param {string} kind
 * @param {number[]} at
 * @returns {TemplateResult<3>}
 */
function written(kind, at) {
  const { letter, below, layer } = place(kind, at);
  const index = mathml`<mn>${below}</mn>`;
  if (layer === null) return mathml`<msub><mi>${letter}</mi>${index}</msub>`;
  return mathml`<msubsup><mi>${letter}</mi>${index}<mrow><mo stretchy="false">(</mo><mn>${layer}</mn><mo stretchy="false">)</mo></mrow></msubsup>`;
}

/**
 * What a number is called: its letter, its neuron or neurons, and its layer as the page counts them (1: the hidden one).
 *
 * @param {string} kind
 * @param {number[]} at
 * @returns {{ letter: string, below: string, layer: number | null }}
 */
export function place(kind, at) {
  if (kind === "y") return { letter: "y", below: String(at[0]), layer: null };
  if (kind === "wish") return { letter: "a", below: String(at[0]), layer: 2 };
  const [l, ...neurons] = at;
  const isActivation = kind === "a" || kind === "nudge_a";
  if (isActivation && l === 0) return { letter: "x", below: String(neurons[0]), layer: null };
  return { letter: LETTERS[kind] ?? kind, below: neurons.join(""), layer: isActivation ? l : l + 1 };
}

/**
 * A number in words, for those who listen.
 *
 * @param {string} name
 * @param {Translate} t
 * @returns {string}
 */
export function spoken(name, t) {
  const [kind, ...at] = name.split(".");
  const { letter, below, layer } = place(kind, at.map(Number));
  const what = t(`practise.kind.${letter === "x" ? "x" : kind}`);
  if (at.length === 0) return what;
  if (layer === null) return t("practise.spoken.end", { what, neuron: below });
  const [neuron, from] = below;
  return t(from === undefined ? "practise.spoken" : "practise.spoken.weight", { what, layer, neuron, from });
}

/**
 * The formula of a field, with whatever is written for its numbers: their symbols, or their values.
 *
 * @param {Field} field
 * @param {Exercise} exercise
 * @param {Write} write
 * @returns {TemplateResult<3>[]} its summands, between which a line may break
 */
export function formula({ kind, at, uses }, exercise, write) {
  const [p, q, r, s, last] = uses.map((name) => () => write(name));
  const isHidden = at[0] === (kind === "a" ? 1 : 0);
  const activation = isHidden ? exercise.activation : "sigmoid";
  switch (kind) {
    case "z": return [product(p, q), plus(product(r, s)), plus(last())];
    case "a": return [squeezed(activation, p)];
    case "cost": return exercise.cost === "quadratic" ? [square(p, q), plus(square(r, s))]
      : [mathml`<mo form="prefix">−</mo>${entropy(p, q)}`, mathml`<mo form="infix">−</mo>${entropy(r, s)}`];
    case "wish": return [mathml`${p()}<mo>−</mo>${q()}`];
    case "slope": return [slope(activation, p)];
    case "nudge_z": return [!isHidden && exercise.cost === "quadratic" ? mathml`<mn>2</mn><mo>·</mo>${product(p, q)}` : q ? product(p, q) : p()];
    case "nudge_a": return [product(p, q), plus(product(r, s))];
    case "nudge_W": return [product(p, q)];
    case "nudge_b": return [p()];
    default: return [p(), plus(product(q, r))];
  }
}

/**
 * @param {Part} one
 * @param {Part} other
 */
function product(one, other) {
  return mathml`${one()}<mo>·</mo>${other()}`;
}

/** @param {TemplateResult<3>} summand */
function plus(summand) {
  return mathml`<mo form="infix">+</mo>${summand}`;
}

/** @typedef {() => TemplateResult<3>} Part */

/**
 * @param {string} activation
 * @param {Part} z
 */
function squeezed(activation, z) {
  switch (activation) {
    case "tanh": return mathml`<mi>tanh</mi><mo>⁡</mo>${inBrackets(z())}`;
    case "relu": return mathml`<mi>max</mi><mo>⁡</mo>${inBrackets(mathml`<mn>0</mn><mo>,</mo>${z()}`)}`;
    default: return mathml`<mi>σ</mi>${inBrackets(z())}<mo>=</mo><mfrac><mn>1</mn><mrow><mn>1</mn><mo>+</mo><msup><mi>e</mi><mrow><mo form="prefix">−</mo>${z()}</mrow></msup></mrow></mfrac>`;
  }
}

/**
 * @param {string} activation
 * @param {Part} a
 */
function slope(activation, a) {
  switch (activation) {
    case "tanh": return mathml`<mn>1</mn><mo>−</mo><msup>${a()}<mn>2</mn></msup>`;
    case "relu": return mathml`<mn>1</mn><mspace width="0.6em"/><mo stretchy="false">(</mo>${a()}<mo>&gt;</mo><mn>0</mn><mo stretchy="false">)</mo><mo>,</mo><mn>0</mn><mspace width="0.6em"/><mo stretchy="false">(</mo>${a()}<mo>=</mo><mn>0</mn><mo stretchy="false">)</mo>`;
    default: return mathml`${a()}<mo>·</mo>${inBrackets(mathml`<mn>1</mn><mo>−</mo>${a()}`)}`;
  }
}

/**
 * @param {Part} a
 * @param {Part} y
 */
function square(a, y) {
  return mathml`<msup><mrow>${inBrackets(mathml`${a()}<mo>−</mo>${y()}`)}</mrow><mn>2</mn></msup>`;
}

/**
 * @param {Part} a
 * @param {Part} y
 */
function entropy(a, y) {
  const other = (/** @type {Part} */ part) => inBrackets(mathml`<mn>1</mn><mo>−</mo>${part()}`);
  return mathml`<mrow>${inBrackets(mathml`${y()}<mo>·</mo><mi>ln</mi><mspace width="0.2em"/>${a()}<mo>+</mo>${other(y)}<mo>·</mo><mi>ln</mi>${other(a)}`)}</mrow>`;
}

const GIVEN = /^([Wby]\.|eta$|a\.0\.)/; // by its name, a number that is not to be found

/**
 * A number in a formula: in brackets where its sign would stand beside another; what is given as fully as in the picture.
 *
 * @param {string} name
 * @param {number | undefined} value
 * @returns {TemplateResult<3>}
 */
export function inFormula(name, value) {
  const text = short(value, GIVEN.test(name) ? 6 : 4);
  return value !== undefined && value < 0 ? mathml`<mrow>${inBrackets(mathml`<mn>${text}</mn>`)}</mrow>` : mathml`<mn>${text}</mn>`;
}
