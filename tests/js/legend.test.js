import assert from "node:assert/strict";
import { test } from "node:test";
import { contourLevels, levelsOf, paintContours } from "../../static/js/draw/contour.js";
import { bandOf, labelled, paintLegend } from "../../static/js/draw/legend.js";
import { fitView } from "../../static/js/draw/plane.js";
import { significant } from "../../static/js/format.js";

const LOOK = {
  ink: "ink", quiet: "quiet", low: "#001020", high: "#ffe0a0", contour: "line", casing: "", onMap: "", font: "", size: 12,
};

/** A canvas that takes down what is filled, with its colour, and where words and the first corners of shapes were put. */
function recorder() {
  /** @type {{ x: number, width: number, colour: unknown }[]} */
  const bars = [];
  /** @type {unknown[]} */
  const fills = [];
  /** @type {Record<string, number>} */
  const words = {};
  /** @type {number[]} */
  const corners = [];
  /** @type {Record<string, unknown>} */
  const own = {
    fillStyle: "",
    measureText: (/** @type {string} */ text) => ({ width: 6 * text.length }),
    fillRect: (/** @type {number} */ x, /** @type {number} */ _, /** @type {number} */ width) => bars.push({ x, width, colour: own.fillStyle }),
    fill: () => fills.push(own.fillStyle),
    fillText: (/** @type {string} */ text, /** @type {number} */ x) => (words[text] = x),
    moveTo: (/** @type {number} */ x) => corners.push(x),
  };
  const canvas = new Proxy(own, { get: (_, name) => Reflect.get(own, name) ?? (() => undefined) });
  return { ctx: /** @type {CanvasRenderingContext2D} */ (/** @type {unknown} */ (canvas)), bars, fills, words, corners };
}

const side = Array.from({ length: 41 }, (_, i) => -2 + i / 10);
const bowl = { size: 41, x: side, y: side, cost: side.flatMap((b) => side.map((a) => 0.3 + a * a + b * b)) };
const levels = levelsOf(bowl.cost);
const view = fitView({ left: -2, right: 2, bottom: -2, top: 2 }, 600, 400);

/** @param {number | null} cost */
function legend(cost) {
  const drawn = recorder();
  paintLegend(drawn.ctx, { top: 400, width: 600, view, levels, cost, cost_words: "cost", length_words: "long" }, LOOK);
  return { ...drawn, bars: drawn.bars.slice(0, levels.length + 1) };
}

test("C30: the legend has the colours of the map, and each figure stands where the one of its level begins", () => {
  const map = recorder();
  paintContours(map.ctx, view, bowl, contourLevels(bowl, levels), { low: LOOK.low, high: LOOK.high, line: LOOK.contour });
  const { bars, words } = legend(null);
  assert.deepEqual(bars.map(({ colour }) => colour), [map.bars[0].colour, ...map.fills]); // below all levels, then above each
  const named = levels.flatMap((level, i) => (significant(level, 2) in words ? [i] : []));
  assert.ok(named.length >= 3 && named[0] === 0 && named.at(-1) === levels.length - 1);
  for (const i of named) assert.ok(Math.abs(words[significant(levels[i], 2)] - bars[i + 1].x) < 1e-6, String(levels[i]));
});

test("the legend points at the colour that the map has where the mouse is", () => {
  for (const cost of [0.3, levels[3], (levels[6] + levels[7]) / 2, 8.3]) {
    const { bars, corners } = legend(cost);
    const bar = bars[levels.filter((level) => level <= cost).length];
    assert.ok(corners[0] > bar.x && corners[0] < bar.x + bar.width, String(cost));
  }
  assert.equal(legend(null).corners.length + 1, legend(1).corners.length);
});

test("a cost is in the band that begins at or below it; figures are as many as have room, with the first and the last", () => {
  assert.deepEqual([0, 1, 1.5, 2, 9].map((cost) => bandOf([1, 2], cost)), [0, 1, 1, 2, 2]);
  assert.deepEqual(labelled(3, 5), [0, 1, 2]);
  for (const most of [2, 3, 5, 8]) {
    const chosen = labelled(16, most);
    assert.ok(chosen.length <= most + 1 && chosen[0] === 0 && chosen.at(-1) === 15, String(chosen));
  }
});
