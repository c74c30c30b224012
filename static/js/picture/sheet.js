// The sheet that a picture for slides is set on: its letters, rows of a legend, and the line that says what it shows.

/** @import { Palette } from "../draw/color.js" */
/** @import { State } from "../state.js" */
/** @import { Translate } from "../i18n.js" */

/**
 * `title`: what it is; `desc`: the same for those who cannot see it, with its figures. `ruler`: to measure words with.
 *
 * @typedef {{ name: string, title: string, desc: string, width: number, height: number, paint: (ctx: CanvasRenderingContext2D) => void }} Figure
 * @typedef {{ t: Translate, ruler: CanvasRenderingContext2D, palette: Palette, raised: string, family: string }} Desk
 * @typedef {{ width: number, paint: (ctx: CanvasRenderingContext2D, x: number, y: number) => void }} Item of a row; y is its middle
 */

export const MARGIN = 28;
export const SMALL = 13;
export const READ = 14;
export const TITLE = 17;
const ROW = 24;
const LINE = 20;
const GAP = 22; // between two items

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {string} text
 * @param {number} x
 * @param {number} y of the baseline
 * @param {{ color: string, font: string, align?: CanvasTextAlign }} look
 */
export function letter(ctx, text, x, y, { color, font, align = "left" }) {
  ctx.textBaseline = "alphabetic";
  ctx.textAlign = align;
  ctx.font = font;
  ctx.fillStyle = color;
  ctx.fillText(text, x, y);
}

/**
 * @param {Desk} desk
 * @param {string} text
 * @param {string} font
 * @returns {number} px
 */
export function widthOf({ ruler }, text, font) {
  ruler.font = font;
  return ruler.measureText(text).width;
}

/**
 * @param {Desk} desk
 * @param {number} size
 * @param {number} [weight]
 * @returns {string} as a canvas wants it
 */
export function fontOf({ family }, size, weight = 400) {
  return weight === 400 ? `${size}px ${family}` : `${weight} ${size}px ${family}`;
}

/**
 * An item of a legend: a key, then words, of which the last are figures.
 *
 * @param {Desk} desk
 * @param {number} keyWidth
 * @param {(ctx: CanvasRenderingContext2D, x: number, y: number) => void} key
 * @param {string} words
 * @param {string} [figures]
 * @param {number} [weight] of these
 * @returns {Item}
 */
export function item(desk, keyWidth, key, words, figures = "", weight = 400) {
  const font = fontOf(desk, SMALL);
  const bold = fontOf(desk, SMALL, weight);
  const before = keyWidth > 0 ? keyWidth + 6 : 0;
  const long = before + (words ? widthOf(desk, words, font) + (figures ? 5 : 0) : 0);
  return {
    width: long + (figures ? widthOf(desk, figures, bold) : 0),
    paint(ctx, x, y) {
      key(ctx, x, y);
      letter(ctx, words, x + before, y + 4.5, { color: desk.palette.quiet, font });
      letter(ctx, figures, x + long, y + 4.5, { color: desk.palette.ink, font: bold });
    },
  };
}

/**
 * Items in rows, as many in each as have room.
 *
 * @param {readonly Item[]} items
 * @param {number} width
 * @returns {{ height: number, paint: (ctx: CanvasRenderingContext2D, x: number, top: number) => void }}
 */
export function rows(items, width) {
  /** @type {{ item: Item, x: number, row: number }[]} */
  const placed = [];
  let x = 0, row = 0;
  for (const each of items) {
    if (x > 0 && x + each.width > width) [x, row] = [0, row + 1];
    placed.push({ item: each, x, row });
    x += each.width + GAP;
  }
  return {
    height: items.length > 0 ? (row + 1) * ROW : 0,
    paint(ctx, left, top) {
      for (const each of placed) each.item.paint(ctx, left + each.x, top + ROW * (each.row + 0.5));
    },
  };
}

/**
 * What the picture shows, in parts between dots, in as many lines as these need.
 *
 * @param {Desk} desk
 * @param {readonly string[]} parts
 * @param {number} width
 * @returns {{ height: number, paint: (ctx: CanvasRenderingContext2D, x: number, top: number) => void }}
 */
export function caption(desk, parts, width) {
  const font = fontOf(desk, READ);
  /** @type {string[]} */
  const lines = [];
  for (const part of parts) {
    const longer = lines.length > 0 ? `${lines[lines.length - 1]} · ${part}` : part;
    if (lines.length > 0 && widthOf(desk, longer, font) <= width) lines[lines.length - 1] = longer;
    else lines.push(...broken(desk, part, font, width));
  }
  return {
    height: lines.length * LINE,
    paint(ctx, x, top) {
      lines.forEach((line, i) => letter(ctx, line, x, top + LINE * (i + 0.75), { color: desk.palette.quiet, font }));
    },
  };
}

/**
 * @param {Desk} desk
 * @param {string} text
 * @param {string} font
 * @param {number} width
 * @returns {string[]} lines, broken between words
 */
function broken(desk, text, font, width) {
  /** @type {string[]} */
  const lines = [];
  for (const word of text.split(" ")) {
    const longer = lines.length > 0 ? `${lines[lines.length - 1]} ${word}` : word;
    if (lines.length > 0 && widthOf(desk, longer, font) <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Pick<Figure, "width" | "height">} figure
 * @param {Desk} desk
 */
export function paintGround(ctx, { width, height }, { palette }) {
  ctx.fillStyle = palette.panel;
  ctx.fillRect(0, 0, width, height);
}

/**
 * @param {State["run"]} run
 * @returns {string} the network, layer by layer
 */
export function sizesText(run) {
  return (run?.plan.sizes ?? []).join("-");
}
