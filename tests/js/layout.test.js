import assert from "node:assert/strict";
import { test } from "node:test";
import { networkLayout, HEAD, outputRadius, rowPitch } from "../../static/js/draw/layout.js";

/** @import { Frame, Layout } from "../../static/js/draw/layout.js" */

const SHAPES = [[1], [16], [24], [16, 16], [24, 24], [2, 2], [16, 16, 16], [24, 16, 16, 8], [24, 24, 24, 24], [1, 24]];
const PLACES = [[320, 430], [358, 520], [560, 420], [830, 380], [1100, 620], [1500, 900]];

/**
 * @param {number[]} hidden
 * @returns {Frame["spans"]}
 */
function spans(hidden) {
  return [...hidden, 10].map((count) => ({ first: 0, count, of: count === 24 ? 512 : count }));
}

/** @param {(layout: Layout, name: string) => void} check */
function everywhere(check) {
  for (const hidden of SHAPES) {
    for (const [width, height] of PLACES) {
      for (const joined of [true, false]) {
        const source = joined ? { top: 24, bottom: 220 } : null;
        const layout = networkLayout({ width, height, spans: spans(hidden), source, joined });
        check(layout, `${hidden}-10 at ${width}x${height}${joined ? ", joined" : ""}`);
      }
    }
  }
}

test("no two neurons of a layer overlap", () => {
  everywhere(({ columns }, name) => {
    for (const { spots, r } of columns) {
      for (let i = 1; i < spots.length; i++) assert.ok(spots[i].y - spots[i - 1].y >= 2 * r - 1e-9, name);
    }
  });
});

test("layers follow each other from left to right with room between them", () => {
  everywhere(({ columns, fan }, name) => {
    for (let i = 1; i < columns.length; i++) {
      assert.ok(columns[i].x - columns[i].r - (columns[i - 1].x + columns[i - 1].r) > 16, `${name}: gap ${i}`);
    }
    const { pictures, x, r } = columns[0];
    assert.ok(pictures && pictures.spots.every((spot) => spot.x - pictures.side / 2 > fan.x), name);
    assert.ok(pictures && pictures.spots.every((spot) => spot.x + pictures.side / 2 < x - r), name);
  });
});

test("everything stays within the canvas, but for outputs that stand beside it", () => {
  everywhere(({ columns, width, height }, name) => {
    for (const [index, { spots, r, pictures, more }] of columns.entries()) {
      const isBeside = index === columns.length - 1 && spots[0].x > width;
      for (const { x, y } of spots) {
        assert.ok(isBeside || (x - r >= 0 && x + r <= width), `${name}: x ${x}`);
        assert.ok(y - r >= 0 && y + r <= height, `${name}: y ${y} of ${height}`);
      }
      for (const { x, y } of pictures?.spots ?? []) {
        const half = (pictures?.side ?? 0) / 2;
        assert.ok(x - half >= 0 && y - half >= 0 && y + half <= height, `${name}: picture`);
      }
      if (more) assert.ok(more.y < height && more.y > spots[spots.length - 1].y + r, `${name}: more`);
    }
  });
});

test("no two pictures overlap", () => {
  everywhere(({ columns }, name) => {
    const { pictures } = columns[0];
    if (!pictures) return;
    for (const [i, a] of pictures.spots.entries()) {
      for (const b of pictures.spots.slice(i + 1)) {
        assert.ok(Math.abs(a.x - b.x) >= pictures.side || Math.abs(a.y - b.y) >= pictures.side, name);
      }
    }
  });
});

test("outputs stand where the rows beside the canvas stand", () => {
  everywhere(({ columns, height }, name) => {
    const last = columns[columns.length - 1];
    assert.deepEqual(last.spots.map(({ y }) => Math.round(y * 1e6)), Array.from({ length: 10 }, (_, row) => Math.round((HEAD + rowPitch(10, height) * (row + 0.5)) * 1e6)), name);
    assert.equal(last.r, outputRadius(10, height), name);
  });
});

test("a window keeps the neurons' own numbers", () => {
  const layout = networkLayout({
    width: 800, height: 400, joined: true, source: null,
    spans: [{ first: 488, count: 24, of: 512 }, { first: 0, count: 10, of: 10 }],
  });
  assert.deepEqual(layout.columns[0].spots.map(({ neuron }) => neuron).slice(0, 2), [488, 489]);
});
