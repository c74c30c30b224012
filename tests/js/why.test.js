// The pure parts of the microscope: what is asked, which terms are written, where arrows stand, what is saved.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { CommandError } from "../../static/js/connection.js";
import { wanted } from "../../static/js/panels/outputs.js";
import { placed } from "../../static/js/panels/tooltip.js";
import { decode } from "../../static/js/protocol.js";
import { initial, reduce } from "../../static/js/state.js";
import { addedColumns } from "../../static/js/why/adding.js";
import { NO_ANSWERS } from "../../static/js/why/answers.js";
import { asker, questions } from "../../static/js/why/ask.js";
import { chainOf } from "../../static/js/why/chain.js";
import { csvOf } from "../../static/js/why/csv.js";
import { apart, plotOf, SPRING, sprung } from "../../static/js/why/curve.js";
import { toggled } from "../../static/js/why/digits.js";
import { writtenTerms } from "../../static/js/why/formula.js";
import { initialLens, layerOf, neuronOf, onto, passed, ranked, sameParameter, stops } from "../../static/js/why/lens.js";
import { exists, parameterOf, shortName } from "../../static/js/why/names.js";
import { among } from "../../static/js/why/number.js";
import { signedValues } from "../../static/js/why/picture.js";
import { isStuck } from "../../static/js/why/stuck.js";
import { loudAndQuiet } from "../../static/js/why/whatif.js";
import { addedAt, beside, chains, columnWidth, grownPart, reachOf } from "../../static/js/why/waterfall.js";
import { array, changedMessage, stateMessage } from "./messages.js";

/** @import { State, Wire } from "../../static/js/state.js" */
/** @import { Lens } from "../../static/js/why/lens.js" */

const SIZES = [784, 16, 16, 10];
const PICTURE = readFileSync(new URL("../golden/picture.bin", import.meta.url));

/**
 * A state with a run of 784-16-16-10 that watches a 2.
 *
 * @param {Partial<Lens>} [lens]
 * @param {{ selected?: { layer: number, neuron: number }, label?: number | null, source?: "test" | "preset", status?: "paused" | "running" }} [other]
 * @returns {State}
 */
function watching(lens = {}, { selected, label = 2, source = "test", status = "paused" } = {}) {
  let state = reduce(initial(), { type: "connection", change: { phase: "open" } });
  state = reduce(state, stateMessage({ status, plan: { ...stateMessage().plan, sizes: SIZES } }));
  state = reduce(state, { type: "watched", n: 1, at: 0, source, index: 1, label, pixels: array(new Float32Array(784)) });
  if (selected) state = reduce(state, { type: "view", change: { selected } });
  return reduce(state, { type: "lens", change: lens });
}

test("without a choice the output that should be loudest is under the microscope", () => {
  assert.deepEqual(neuronOf(watching()), { layer: 3, neuron: 2 });
  assert.deepEqual(neuronOf(watching({}, { selected: { layer: 1, neuron: 5 } })), { layer: 1, neuron: 5 });
  assert.deepEqual(neuronOf(watching({}, { selected: { layer: 1, neuron: 99 } })), { layer: 3, neuron: 2 });
});

test("the layer that is wished about is the one before the neuron, and never the output", () => {
  assert.equal(layerOf(watching()), 2);
  assert.equal(layerOf(watching({}, { selected: { layer: 1, neuron: 0 } })), 0);
  assert.equal(layerOf(watching({ layer: 3 })), 2);
});

test("the way back has a stop a layer and remembers whom one came by", () => {
  const trail = passed([], { layer: 3, neuron: 2 }, 2);
  assert.deepEqual(stops(SIZES, trail, { layer: 2, neuron: 14 }), [
    { layer: 3, neuron: 2, isHere: false }, { layer: 2, neuron: 14, isHere: true },
    { layer: 1, neuron: null, isHere: false }, { layer: 0, neuron: null, isHere: false },
  ]);
  assert.deepEqual(passed(trail, { layer: 2, neuron: 14 }, 1), [{ layer: 3, neuron: 2 }, { layer: 2, neuron: 14 }]);
  assert.deepEqual(passed([{ layer: 3, neuron: 2 }, { layer: 2, neuron: 1 }], { layer: 3, neuron: 7 }, 2), [{ layer: 3, neuron: 7 }]);
});

test("values are ranked by magnitude, equal ones by place", () => {
  assert.deepEqual(ranked([1, -3, 2, 3]), [1, 3, 2, 0]);
  assert.deepEqual(ranked([1, -3, 2, 3], 2), [1, 3]);
});

test("all terms are written if they fit, else the strongest, in their own order", () => {
  assert.deepEqual(writtenTerms([1, 2, 3], 3, false), [0, 1, 2]);
  assert.deepEqual(writtenTerms([1, -9, 0, 5], 2, false), [1, 3]);
  assert.deepEqual(writtenTerms([1, -9, 0, 5], 2, true), [0, 1, 2, 3]);
  assert.equal(writtenTerms(new Float32Array(784), 5, true).length, 48);
});

test("the slope is a factor only where the cost does not cancel it, and a stuck neuron is told", () => {
  assert.deepEqual(chainOf({ cost: "quadratic", activation: "tanh" }, { target: 0, slope: 0.001, wish: -0.99 }), { kind: "quadratic", isStuck: true });
  assert.deepEqual(chainOf({ cost: "quadratic", activation: "tanh" }, { target: 0, slope: 0.001, wish: -0.01 }), { kind: "quadratic", isStuck: false });
  assert.deepEqual(chainOf({ cost: "cross_entropy", activation: "tanh" }, { target: 1, slope: null, wish: 0.9 }), { kind: "cancelled", isStuck: false });
  assert.deepEqual(chainOf({ cost: "quadratic", activation: "tanh" }, { target: null, slope: 0.2, wish: 0.9 }), { kind: "hidden", isStuck: false });
});

test("stuck is who wants much on the flat part of its own activation", () => {
  assert.equal(isStuck(0.0099, -0.99, "sigmoid"), true, "an output at 0.99 that should be at 0");
  assert.equal(isStuck(0.02, -0.98, "sigmoid"), false);
  assert.equal(isStuck(0.04, 0.9, "tanh"), true, "a flat part of 1, which is the steepest of tanh");
  assert.equal(isStuck(0, 0.9, "relu"), true);
  assert.equal(isStuck(1, 0.9, "relu"), false);
  assert.equal(isStuck(0, 0.01, "relu"), false, "it wants nothing");
  const { isStuck: isHiddenStuck } = chainOf({ cost: "quadratic", activation: "sigmoid" }, { target: null, slope: 0.001, wish: 0.01 });
  assert.equal(isHiddenStuck, false, "nor does a hidden neuron");
});

test("columns share the width, and where not all have room the last in sight is cut in half", () => {
  assert.equal(columnWidth(16, 860, 45), 53);
  assert.equal(columnWidth(8, 364, 45), 45);
  const narrow = columnWidth(16, 364, 45);
  assert.ok(narrow >= 45);
  assert.ok(Math.abs(364 / narrow - 7.5) < 0.1);
  assert.equal(columnWidth(0, 0, 45), 0);
});

test("chains go head to tail, with the rest last, and end where the total is", () => {
  const [chain] = chains([1, 10, -3, 20], [0.5, 30], [-1.5, 60], [0]);
  assert.deepEqual(chain.links.map(({ from, to }) => [from, to]), [[0, 1], [1, -2], [-2, -1.5]]);
  assert.equal(chain.total, -1.5);
  assert.deepEqual(reachOf([chain]), { low: -2, high: 1 });
  assert.deepEqual(reachOf([]), { low: -1, high: 1 });
});

test("arrows stand beside each other within their room", () => {
  const [chain] = chains(Float32Array.from({ length: 10 }, (_, row) => row / 10), [], [4.5], [0]);
  const places = beside(chain.links, 30, 50);
  const last = places[places.length - 1];
  assert.ok(places.every(({ x }, i) => i === 0 || x > places[i - 1].x));
  assert.ok(places[0].x - places[0].width / 2 >= -1e-9 && last.x + last.width / 2 <= 50 + 1e-9);
});

test("adding up begins with nothing, grows arrow by arrow and ends with the sum", () => {
  assert.equal(addedAt(null, 0, 10), 11);
  assert.equal(addedAt(100, 100, 10), 0);
  assert.equal(addedAt(100, 1e6, 10), 11);
  assert.equal(grownPart(2.5, 1), 1);
  assert.equal(grownPart(2.5, 2), 0.5);
  assert.equal(grownPart(2.5, 3), 0);
  assert.equal(addedColumns(null, 0, 10), 10);
  assert.equal(addedColumns(0, 0, 10), 1);
  assert.equal(addedColumns(0, 1e6, 10), 10);
});

test("a plot shows the whole curve and keeps the line in sight", () => {
  const plot = plotOf({ at: [-1, 0, 1], cost: [1, 0.5, 0.25], line: [0.9, 0.5, 0.1] }, 300, 120);
  assert.equal(plot.x(-1), 58);
  assert.equal(plot.x(1), 292);
  assert.ok(plot.y(1) >= 8 && plot.y(0.25) <= 100);
  assert.match(plot.curve, /^M58\.0 [\d.]+L175\.0/);
  assert.ok(Number.isFinite(plotOf({ at: [0, 1], cost: [1, 1], line: [1, 1] }, 300, 120).y(1)));
});

test("two marks of an axis never read the same while a few more figures tell them apart", () => {
  assert.deepEqual(apart([1.93, 1.95]), ["1.93", "1.95"]);
  assert.deepEqual(apart([1.5889, 1.5931]), ["1.589", "1.593"]);
  assert.deepEqual(apart([1.5, 1.5]), ["1.50", "1.50"]);
  assert.deepEqual(apart([1.5, 1.5 + 1e-12]), ["1.5000", "1.5000"]);
});

test("a knob that is let go springs back to the middle", () => {
  assert.equal(sprung(40, 20, 0), 40);
  assert.equal(sprung(40, 20, SPRING), 20);
});

test("a table is saved with every figure it was received with", () => {
  const text = csvOf({
    type: "tabled", id: 1, step: 7, of: 2, indices: array([3, 9]), labels: array([2, 5]), pixels: array([]), rows: [[2, 1, 4], [2, 1, null]],
    cells: array(new Float32Array([0.5, -0.25, 2 ** -40, 2])), running: array([]), mean: array(new Float32Array([0.125, 1])),
    applied: array([]), difference: null, costs: array([0.25, 0.75]), running_cost: array([]), cost: 0.5, applied_cost: null,
  });
  assert.equal(text, "parameter,layer,to,from,example 3 (label 2),example 9 (label 5),mean\r\n" +
    "cost,,,,0.25,0.75,0.5\r\n" +
    "weight,2,1,4,0.5,-0.25,0.125\r\nbias,2,1,,9.094947017729282e-13,2,1\r\n");
});

test("all ten digits are no restriction", () => {
  assert.deepEqual(toggled([2], 0), [0, 2]);
  assert.deepEqual(toggled([2], 2), []);
  assert.deepEqual(toggled([0, 1, 2, 3, 4, 5, 6, 7, 8], 9), []);
});

test("numbers beside each other share their decimals, and what does not show is nothing", () => {
  assert.equal(among(0.12345, 0.5), "+0.123");
  assert.equal(among(-1e-9, 0.5), "0");
  assert.equal(among(-12.34, 98), "−12.3");
  assert.equal(among(-1.26e-9, 3e-8), "−1.3e−9");
  assert.deepEqual([among(-122_835_560, 122_835_560), among(15_974, 122_835_560)], ["−1.23e8", "+1.60e4"]); // where it diverges
  assert.deepEqual([among(0.000232, 0.000236), among(-0.00112, 0.00112)], ["+0.00023", "−0.0011"]);
});

test("a wish that is rounded to nothing points nowhere", () => {
  assert.equal(wanted(0.8), "▲ +0.80");
  assert.equal(wanted(-0.994), "▼ −0.99");
  assert.equal(wanted(-0.004), "0.00");
});

test("signed values are colours on a scale about zero", () => {
  const table = Uint32Array.from({ length: 256 }, (_, i) => i), out = new Uint32Array(4);
  signedValues([-2, -1, 0, 1], 1, table, out);
  assert.deepEqual([...out], [1, 1, 128, 255]);
  signedValues([5, 5, 5, 5], 0, table, out);
  assert.deepEqual([...out], [128, 128, 128, 128]);
});

test("names are short where the layer is the last, and parameters are those that there are", () => {
  assert.equal(shortName(SIZES, { layer: 2, j: 2, k: 5 }), "w 5→2");
  assert.equal(shortName(SIZES, { layer: 0, j: 3, k: null }), "b 3 · 1");
  assert.equal(exists(SIZES, { layer: 2, j: 10, k: 0 }), false);
  assert.equal(exists(SIZES, { layer: 0, j: 15, k: 783 }), true);
  assert.deepEqual(parameterOf(watching({ parameter: { layer: 9, j: 0, k: 0 } })), { layer: 2, j: 2, k: 0 });
});

test("a parameter is the same only where layer, neuron and origin are, and nothing has been done with another yet", () => {
  const one = { layer: 2, j: 3, k: 4 };
  assert.equal(sameParameter(one, { ...one }), true);
  for (const change of [{ layer: 1 }, { j: 0 }, { k: 0 }, { k: null }]) assert.equal(sameParameter(one, { ...one, ...change }), false);
  const held = { ...initialLens(), checking: true, moved: 3, released: { at: 1, from: 3 } };
  const { tab, parameter, checking, moved, released } = { ...held, ...onto(one) };
  assert.deepEqual([tab, parameter, checking, moved, released], ["sensitivity", one, false, null, null]);
});

test("the open tab decides what is asked", () => {
  assert.deepEqual(questions(watching()), [{ type: "explain", layer: 3, neuron: 2 }]);
  assert.deepEqual(questions(watching({ tab: "stack" })), [{ type: "stack", layer: 2 }]);
  assert.deepEqual(questions(watching({ tab: "listen" })), []);
  assert.deepEqual(questions(watching({ tab: "sensitivity", checking: true })).map(({ type }) => type), ["inspect", "probe", "check"]);
  assert.deepEqual(questions(watching({ tab: "table" })), [], "no step has been taken yet");
});

test("what is imagined about one neuron is not asked of another", () => {
  const whatIf = { layer: 3, neuron: 2, first: 1, second: 2, values: /** @type {[number, number]} */ ([0.9, 0.1]) };
  assert.deepEqual(questions(watching({ whatIf })).map(({ type }) => type), ["explain", "imagine"]);
  const other = watching({ whatIf }, { selected: { layer: 1, neuron: 2 } });
  assert.deepEqual(questions(other), [{ type: "explain", layer: 1, neuron: 2 }]);
});

test("nothing is asked of a drawing without a label, and no weight of outputs set by hand is moved", () => {
  assert.deepEqual(questions(watching({}, { label: null })), []);
  assert.deepEqual(questions(watching({ tab: "sensitivity" }, { source: "preset" })).map(({ type }) => type), ["inspect"]);
});

test("nothing is asked that nobody sees", () => {
  const state = watching();
  assert.deepEqual(questions(reduce(state, { type: "page", change: { hidden: true } })), []);
  assert.deepEqual(questions(reduce(state, { type: "page", change: { view: "descend" } })), []);
  assert.deepEqual(questions(reduce(state, { type: "page", change: { enlarged: "stage" } })), []);
  assert.equal(questions(reduce(state, { type: "page", change: { enlarged: "why" } })).length, 1);
});

/**
 * An asker, what it has sent, and ways to answer the open question: with a reply, or with why there is none.
 *
 * @param {State} first
 */
function asking(first) {
  let state = first;
  /** @type {string[]} */
  const sent = [];
  /** @type {{ resolve: (answer: any) => void, reject: (error: Error) => void }[]} */
  const open = [];
  const ask = asker((command) => {
    sent.push(command.type);
    return new Promise((resolve, reject) => open.push({ resolve, reject }));
  }, (event) => {
    state = reduce(state, event);
  });
  return {
    sent,
    /** @param {number} now @param {(state: State) => State} [change] */
    at(now, change = (same) => same) {
      state = change(state);
      return ask(state, now);
    },
    async answer() {
      open.pop()?.resolve({ type: "explanation", id: 1 });
      await Promise.resolve();
      return state.answers;
    },
    /** @param {string} code */
    async refuse(code) {
      open.pop()?.reject(new CommandError(code, "no"));
      await Promise.resolve();
      return state.answers;
    },
  };
}

/** @param {{ layer: number, neuron: number }} selected @returns {(state: State) => State} */
function selecting(selected) {
  return (state) => reduce(state, { type: "view", change: { selected } });
}

test("a question is asked once for each change, one at a time, twenty times a second, once while only learning changes it", async () => {
  const { sent, at, answer } = asking(watching());
  assert.equal(at(0), false);
  assert.equal(at(1), false);
  assert.equal(sent.length, 1);
  at(2, selecting({ layer: 2, neuron: 3 }));
  assert.equal(sent.length, 1, "the first is still open");
  await answer();
  assert.equal(at(3), true, "it is to be called again");
  assert.equal(sent.length, 1);
  assert.equal(at(50), false);
  assert.equal(sent.length, 2);
  await answer();
  at(101);
  assert.equal(sent.length, 2, "it has been answered");
  at(350, (state) => selecting({ layer: 2, neuron: 4 })(reduce(state, changedMessage({ status: "running" }))));
  assert.equal(sent.length, 3, "a person has chosen another neuron");
  await answer();
  const learnt = (/** @type {State} */ state) => reduce(state, /** @type {Wire["Activity"]} */ (decode(PICTURE)));
  assert.equal(at(500, learnt), true);
  assert.equal(sent.length, 3);
  at(1350);
  assert.equal(sent.length, 4);
});

test("what was lost on its way is asked again after a pause, and what a new state has forgotten at once", async () => {
  const { sent, at, answer, refuse } = asking(watching());
  at(0);
  assert.deepEqual((await refuse("timeout")).refused, { explanation: null });
  assert.equal(at(1000), true, "not in a tight loop");
  assert.equal(sent.length, 1);
  at(2000);
  assert.equal(sent.length, 2);
  assert.equal((await answer()).explanation?.type, "explanation");
  at(3000);
  assert.equal(sent.length, 2);
  at(4000, (state) => reduce(state, stateMessage()));
  assert.equal(sent.length, 3, "although picture and example have the same numbers");
});

test("what the server refuses is not asked again until something is new", async () => {
  const { sent, at, refuse } = asking(watching());
  at(0);
  assert.deepEqual(await refuse("diverged"), { ...NO_ANSWERS, refused: { explanation: { code: "diverged", message: "no" } } });
  assert.equal(at(5000), false);
  assert.equal(sent.length, 1);
  at(6000, selecting({ layer: 2, neuron: 3 }));
  assert.equal(sent.length, 2);
});

test("nobody is asked while there is no connection", () => {
  const { sent, at } = asking(reduce(watching(), { type: "connection", change: { phase: "lost" } }));
  assert.equal(at(0), false);
  assert.deepEqual(sent, []);
});

test("one loud and one quiet: of tanh the loudest may be far below 0", () => {
  assert.deepEqual(loudAndQuiet([0.5, -0.95, 0.02]), { first: 1, second: 2, values: [0.95, 0.05] });
});

test("a sentence stands under its number, over it at the foot of the screen, and never over the edge", () => {
  const own = { width: 200, height: 40 }, screen = { width: 400, height: 300 };
  assert.deepEqual(placed({ left: 190, right: 210, top: 50, bottom: 60 }, own, screen), { left: 100, top: 68 });
  assert.deepEqual(placed({ left: 390, right: 400, top: 280, bottom: 290 }, own, screen), { left: 192, top: 232 });
});
