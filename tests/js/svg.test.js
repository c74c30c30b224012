import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { paintArrows, arrow } from "../../static/js/draw/arrow.js";
import { recorder } from "../../static/js/picture/svg.js";

const ROOT = new URL("../../static/js/", import.meta.url);
const ABOUT = { title: "A picture", desc: "of something", lang: "en" };
const PAINTERS = [ // all that is painted into an SVG
  "draw/arrow.js", "draw/contour.js", "draw/fan.js", "draw/legend.js", "draw/lens.js", "draw/mark.js", "draw/neurons.js", "draw/path.js",
  "descend/search.js", "descend/walks.js",
  ...["chart", "cost", "map", "network", "outputs", "race", "race_curves", "sheet", "stage"].map((name) => `picture/${name}.js`),
];

/** Every letter is half as wide as it is high. */
function paper() {
  return recorder(100, 50, {
    measure: (font, words) => words.length * Number.parseFloat(/[\d.]+(?=px)/.exec(font)?.[0] ?? "0") / 2,
    sink: () => 4,
    encode: (_, part) => `data:image/png;part=${part.join("-")}`,
  });
}

/**
 * @param {(ctx: CanvasRenderingContext2D) => void} paint
 * @returns {string[]} what was written, a line an element, without the first three
 */
function written(paint) {
  const { ctx, write } = paper();
  paint(ctx);
  return write(ABOUT).trim().split("\n").slice(3, -1);
}

test("every call and property that our pictures are painted with is there", () => {
  const { ctx } = paper();
  for (const file of PAINTERS) {
    const source = readFileSync(new URL(file, ROOT), "utf-8");
    for (const [, name] of source.matchAll(/\bctx\.([a-zA-Z]+)/g)) assert.ok(name in ctx, `${file} uses ctx.${name}`);
  }
});

test("a path is filled and stroked as the canvas was set, to a hundredth of a pixel", () => {
  const lines = written((ctx) => {
    ctx.beginPath();
    ctx.moveTo(1, 2);
    ctx.lineTo(3.14159, -0.001);
    ctx.quadraticCurveTo(1, 1, 2, 2);
    ctx.bezierCurveTo(1, 1, 2, 2, 3, 3);
    ctx.closePath();
    ctx.fillStyle = "rgb(255 0 16)";
    ctx.fill("evenodd");
    ctx.strokeStyle = "#0af";
    ctx.lineWidth = 2;
    ctx.lineCap = "round";
    ctx.setLineDash([4, 3]);
    ctx.globalAlpha = 0.25;
    ctx.stroke();
  });
  const d = "M1 2L3.14 0Q1 1 2 2C1 1 2 2 3 3Z";
  assert.deepEqual(lines, [
    `<path d="${d}" fill="#ff0010" fill-rule="evenodd"/>`,
    `<path d="${d}" fill="none" stroke="#00aaff" stroke-width="2" stroke-opacity="0.25" stroke-linecap="round" stroke-dasharray="4 3"/>`,
  ]);
});

test("an arc that goes all the way around is seen", () => {
  const [line] = written((ctx) => {
    ctx.beginPath();
    ctx.arc(10, 10, 5, 0, 2 * Math.PI);
    ctx.fill();
  });
  assert.match(line, /d="M15 10A5 5 0 0 1 5 10A5 5 0 0 1 15 10"/);
});

test("what is moved and scaled is written where it lies, and how thick and large it is there", () => {
  const lines = written((ctx) => {
    ctx.save();
    ctx.translate(10, 20);
    ctx.scale(2, 2);
    ctx.lineWidth = 3;
    ctx.strokeRect(1, 1, 4, 5);
    ctx.font = "600 10px serif";
    ctx.fillText("a", 1, 1);
    ctx.restore();
    ctx.fillRect(1, 1, -1, 2);
  });
  assert.deepEqual(lines, [
    '<rect x="12" y="22" width="8" height="10" fill="none" stroke="#000000" stroke-width="6"/>',
    '<text x="12" y="22" fill="#000000" font-family="serif" font-size="20" font-weight="600">a</text>',
    '<rect x="0" y="1" width="1" height="2" fill="#000000"/>',
  ]);
  assert.throws(() => paper().ctx.scale(1, 2), /scaled by 1 across and 2 down/);
});

test("words are written as words, whatever is in them, at their baseline, and squeezed where the canvas would", () => {
  const lines = written((ctx) => {
    ctx.font = "12px 'A & B', \"C\"";
    ctx.textAlign = "center";
    ctx.textBaseline = "middle";
    ctx.fillText('<b> & "c"\u0000\ud800', 50, 10, 18);
    ctx.strokeText("d", 1, 1);
  });
  assert.deepEqual(lines, [
    `<text x="50" y="14" textLength="18" lengthAdjust="spacingAndGlyphs" fill="#000000" font-family="'A &amp; B', &quot;C&quot;" font-size="12" text-anchor="middle">&lt;b&gt; &amp; &quot;c&quot;</text>`,
    `<text x="1" y="5" fill="none" stroke="#000000" stroke-width="1" font-family="'A &amp; B', &quot;C&quot;" font-size="12" text-anchor="middle" aria-hidden="true">d</text>`,
  ]);
  const { write } = paper();
  assert.match(write({ title: "<&>", desc: "\u0007", lang: "ko" }), /xml:lang="ko">\n<title>&lt;&amp;&gt;<\/title>\n<desc><\/desc>\n<\/svg>\n$/);
});

test("what is clipped is so until it is restored, and no group is left open", () => {
  const lines = written((ctx) => {
    ctx.save();
    ctx.beginPath();
    ctx.rect(0, 0, 5, 5);
    ctx.clip();
    ctx.fillStyle = "#fff";
    ctx.fillRect(0, 0, 1, 1);
    ctx.restore();
    ctx.fillRect(0, 0, 2, 2);
    ctx.clip();
  });
  assert.deepEqual(lines, [
    '<clipPath id="clip-1"><path d="M0 0L5 0L5 5L0 5Z"/></clipPath><g clip-path="url(#clip-1)">',
    '<rect x="0" y="0" width="1" height="1" fill="#ffffff"/>',
    "</g>",
    '<rect x="0" y="0" width="2" height="2" fill="#000000"/>',
    '<clipPath id="clip-2"><path d="M0 0L5 0L5 5L0 5Z"/></clipPath><g clip-path="url(#clip-2)">',
  ]);
  const { ctx, write } = paper();
  ctx.save();
  ctx.clip();
  assert.match(write(ABOUT), /<\/g><\/svg>\n$/);
});

test("a picture goes in as it is, or a part of it, and its pixels stay squares", () => {
  const canvas = /** @type {HTMLCanvasElement} */ (/** @type {unknown} */ ({}));
  const [line] = written((ctx) => {
    ctx.imageSmoothingEnabled = false;
    ctx.globalAlpha = 0.5;
    ctx.drawImage(canvas, 0, 28, 28, 28, 3, 4, 50, 50);
  });
  assert.equal(line, '<image x="3" y="4" width="50" height="50" style="image-rendering:pixelated" href="data:image/png;part=0-28-28-28" preserveAspectRatio="none" opacity="0.5"/>');
});

test("what follows each other with one look is one group", () => {
  const lines = written((ctx) => paintArrows(ctx, [arrow(10, 10, 20, { width: 8 }), arrow(30, 10, -20, { width: 8 })], { up: "#00f", down: "#f00" }));
  assert.deepEqual(lines.map((line) => line.slice(0, 6)), ["<g fil", "<path ", "<path ", "</g>", "<g fil", "<path ", "<path ", "</g>"]);
  assert.deepEqual([lines[0], lines[4]], ['<g fill="#0000ff">', '<g fill="#ff0000">']);
});

test("a colour that shines through does so too", () => {
  const [line] = written((ctx) => {
    ctx.fillStyle = "rgb(1 2 3 / 40%)";
    ctx.fillRect(0, 0, 1, 1);
  });
  assert.match(line, /fill="#010203" fill-opacity="0.4"/);
});
