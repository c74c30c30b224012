import assert from "node:assert/strict";
import { test } from "node:test";
import { bundle, touches } from "../../static/js/draw/edges.js";
import { distanceTo, hit } from "../../static/js/draw/hit.js";
import { networkLayout } from "../../static/js/draw/layout.js";
import { biasArc } from "../../static/js/draw/neurons.js";
import { litBy, pulseAt, pulseLines } from "../../static/js/draw/pulse.js";
import { bands } from "../../static/js/draw/scene.js";
import { roved } from "../../static/js/draw/roving.js";

const spans = [{ first: 0, count: 2, of: 2 }, { first: 4, count: 2, of: 9 }, { first: 0, count: 10, of: 10 }];
const layout = networkLayout({ width: 800, height: 400, spans, source: { top: 20, bottom: 200 }, joined: true });
const W = [
  { data: new Int8Array(2 * 784), shape: [2, 784] },
  { data: Float32Array.of(1, -0.5, 0, 0.001), shape: [2, 2] },
  { data: new Float32Array(20).fill(-1), shape: [10, 2] },
];

test("edges are sorted by strength, weak ones first, and what is next to nothing is left out", () => {
  const { rest, chosen } = bundle(layout, W, [1, 1, 1], null);
  assert.equal(chosen.length, 0);
  const levels = rest.map(({ level }) => level);
  assert.deepEqual(levels, [...levels].sort((a, b) => a - b));
  assert.equal(rest.reduce((sum, { lines }) => sum + lines.length / 4, 0), 22);
  assert.ok(rest.some(({ up }) => up) && rest.some(({ up }) => !up));
});

test("the bands that are painted one after another meet where the edges of two layers do", () => {
  const [first, second] = layout.columns.map(({ x }) => Math.round(x));
  assert.deepEqual(bands(layout), [[0, first], [first, second], [second, 800 + layout.reach]]);
  assert.ok(layout.columns[2].x <= 800 + layout.reach); // where the last ones end, below the circles
});

test("a chosen neuron's edges are apart from the rest, those in and those out", () => {
  const { chosen } = bundle(layout, W, [1, 1, 1], { layer: 2, neuron: 4 });
  assert.equal(chosen.reduce((sum, { lines }) => sum + lines.length / 4, 0), 2 + 10);
  assert.ok(touches({ layer: 2, neuron: 4 }, 1, 4, 0));
  assert.ok(touches({ layer: 2, neuron: 4 }, 2, 7, 4));
  assert.ok(!touches({ layer: 2, neuron: 4 }, 2, 4, 5));
});

test("matrices of other windows than the picture's are not drawn", () => {
  const { rest } = bundle(layout, [W[0], { data: new Float32Array(6).fill(1), shape: [3, 2] }, W[2]], [1, 1, 1], null);
  assert.ok(rest.every(({ lines }) => lines[0] === layout.columns[1].x));
});

test("under the pointer is a neuron, else the nearest edge within 8 pixels, else nothing", () => {
  const [first, second] = layout.columns;
  const start = first.spots[0];
  const end = second.spots[1];
  assert.deepEqual(hit(layout, start.x + 2, start.y, () => 0), { kind: "neuron", layer: 1, neuron: 0 });
  const middle = { x: start.x + (end.x - start.x) * 0.3, y: start.y + (end.y - start.y) * 0.3 };
  assert.deepEqual(hit(layout, middle.x, middle.y + 1, () => 0), { kind: "edge", layer: 1, j: 5, k: 0 });
  assert.equal(hit(layout, (start.x + end.x) / 2, 2, () => 0), null);
});

test("in a picture it is the weight of that pixel", () => {
  const { pictures } = layout.columns[0];
  assert.ok(pictures);
  const { x, y } = pictures.spots[1];
  const found = hit(layout, x - pictures.side / 2 + 0.5, y - pictures.side / 2 + 0.5, () => 0);
  assert.deepEqual(found, { kind: "edge", layer: 0, j: 1, k: 0 });
});

test("distances are to the piece of line, not to the line without ends", () => {
  assert.equal(distanceTo(0, 5, 0, 0, 10, 0), 5);
  assert.equal(distanceTo(-3, 4, 0, 0, 10, 0), 5);
  assert.equal(distanceTo(3, 4, 0, 0, 0, 0), 5);
});

test("arrow keys rove within a layer, across layers at about the same height, and stay in the windows", () => {
  assert.deepEqual(roved(null, "ArrowDown", spans), { layer: 1, neuron: 0 });
  assert.equal(roved(null, "x", spans), null);
  assert.deepEqual(roved({ layer: 1, neuron: 0 }, "ArrowUp", spans), { layer: 1, neuron: 0 });
  assert.deepEqual(roved({ layer: 1, neuron: 1 }, "ArrowRight", spans), { layer: 2, neuron: 5 });
  assert.deepEqual(roved({ layer: 2, neuron: 5 }, "ArrowRight", spans), { layer: 3, neuron: 7 });
  assert.deepEqual(roved({ layer: 3, neuron: 7 }, "ArrowRight", spans), { layer: 3, neuron: 7 });
  assert.deepEqual(roved({ layer: 3, neuron: 7 }, "End", spans), { layer: 3, neuron: 9 });
});

test("a bias turns clockwise when positive, anticlockwise when negative, further when larger", () => {
  const [small, large, down] = [biasArc(0.1, 1), biasArc(1, 1), biasArc(-1, 1)];
  assert.ok(small.up && large.up && !down.up);
  assert.ok(large.end - large.start > small.end - small.start);
  assert.equal(down.end, large.start);
});

test("the pulse runs forward, then backward, and does not run at all with reduced motion", () => {
  assert.equal(pulseAt("forward", 0, 3, false), 0);
  assert.equal(pulseAt("backward", 0, 3, false), 3);
  assert.ok(Number(pulseAt("forward", 450, 3, false)) > 1);
  assert.equal(pulseAt("forward", 5000, 3, false), null);
  assert.equal(pulseAt("forward", 100, 3, true), null);
  assert.equal(pulseAt("update", 100, 3, false), null);
  const { rest } = bundle(layout, W, [1, 1, 1], null);
  assert.ok(pulseLines(layout, rest, 1.5, -0.1).length > 0);
  assert.deepEqual(pulseLines(layout, rest, 0.5, -0.1), []);
});

test("slow motion dims what is not involved", () => {
  assert.equal(litBy("forward", 0, 3, true).wishes, 0);
  assert.equal(litBy("backward", 0, 3, true).wishes, 1);
  assert.ok(litBy("cost", 0, 3, true).edges < 0.5);
  assert.equal(litBy(null, 0, 3, false).edges, 1);
});
