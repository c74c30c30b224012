// A canvas's 2D context that writes SVG: as much of it as our pictures are painted with. What is painted on the screen and
// what is saved is so the same code's. It may be moved and scaled evenly, not turned.

import { parse } from "../draw/color.js";

/** @typedef {{k: number, x: number, y: number}} Move a point p goes to k * p + (x, y) */
/**
 * `measure`: the width of words; `sink`: how far below its y a baseline lies that is not the alphabetic one, px; `encode`: a
 * part of a picture as a data URL.
 *
 * @typedef {{
 *   measure: (font: string, words: string) => number, sink: (font: string, baseline: string) => number,
 *   encode: (picture: CanvasImageSource, part: readonly number[]) => string,
 * }} Means
 */

const LOOKS = {
  fillStyle: "black", strokeStyle: "black", lineWidth: 1, lineCap: "butt", lineJoin: "miter", globalAlpha: 1,
  font: "10px sans-serif", textAlign: "start", textBaseline: "alphabetic", imageSmoothingEnabled: true,
};
const ANCHORS = /** @type {Record<string, string>} */ ({ center: "middle", right: "end", end: "end" });
const FORBIDDEN = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu; // in XML, however it is written

/**
 * @param {number} width
 * @param {number} height
 * @param {Means} means
 * @returns {{ ctx: CanvasRenderingContext2D, write: (about: { title: string, desc: string, lang: string }) => string }}
 */
export function recorder(width, height, { measure, sink, encode }) {
  /** @type {{ tag: string, look: string, end: string }[]} elements; those without a look stay where they are */
  const marks = [];
  /** @type {{ looks: typeof LOOKS, dash: number[], move: Move, clips: number }[]} */
  const saved = [];
  let dash = /** @type {number[]} */ ([]);
  /** @type {Move} */
  let move = { k: 1, x: 0, y: 0 };
  let clips = 0; // groups that are open
  let clipped = 0;
  let path = "";

  const at = (/** @type {number} */ x, /** @type {number} */ y) => `${round(move.k * x + move.x)} ${round(move.k * y + move.y)}`;
  const box = (/** @type {number} */ x, /** @type {number} */ y, /** @type {number} */ w, /** @type {number} */ h) =>
    `x="${round(move.k * Math.min(x, x + w) + move.x)}" y="${round(move.k * Math.min(y, y + h) + move.y)}" width="${
      round(move.k * Math.abs(w))}" height="${round(move.k * Math.abs(h))}"`;

  const ctx = {
    ...LOOKS,

    save() {
      const { fillStyle, strokeStyle, lineWidth, lineCap, lineJoin, globalAlpha, font, textAlign, textBaseline, imageSmoothingEnabled } = ctx;
      saved.push({
        looks: { fillStyle, strokeStyle, lineWidth, lineCap, lineJoin, globalAlpha, font, textAlign, textBaseline, imageSmoothingEnabled },
        dash, move, clips,
      });
    },
    restore() {
      const before = saved.pop();
      if (!before) return;
      Object.assign(ctx, before.looks);
      ({ dash, move } = before);
      for (; clips > before.clips; clips -= 1) put("</g>");
    },
    /** @param {number} x @param {number} y */
    translate(x, y) {
      move = { k: move.k, x: move.x + move.k * x, y: move.y + move.k * y };
    },
    /** @param {number} x @param {number} y the same */
    scale(x, y) {
      if (x !== y) throw new Error(`scaled by ${x} across and ${y} down, expected the same`);
      move = { ...move, k: move.k * x };
    },

    beginPath() {
      path = "";
    },
    /** @param {number} x @param {number} y */
    moveTo(x, y) {
      path += `M${at(x, y)}`;
    },
    /** @param {number} x @param {number} y */
    lineTo(x, y) {
      path += `${path === "" ? "M" : "L"}${at(x, y)}`;
    },
    /** @param {number} x @param {number} y @param {number} toX @param {number} toY */
    quadraticCurveTo(x, y, toX, toY) {
      path += `Q${at(x, y)} ${at(toX, toY)}`;
    },
    /** @param {number} x0 @param {number} y0 @param {number} x1 @param {number} y1 @param {number} toX @param {number} toY */
    bezierCurveTo(x0, y0, x1, y1, toX, toY) {
      path += `C${at(x0, y0)} ${at(x1, y1)} ${at(toX, toY)}`;
    },
    /** @param {number} x @param {number} y @param {number} r @param {number} start @param {number} end greater than start */
    arc(x, y, r, start, end) {
      const sweep = Math.min(end - start, 2 * Math.PI);
      const size = round(move.k * r);
      const on = (/** @type {number} */ angle) => at(x + r * Math.cos(angle), y + r * Math.sin(angle));
      ctx.lineTo(x + r * Math.cos(start), y + r * Math.sin(start));
      for (const part of sweep > Math.PI ? [0.5, 1] : [1]) path += `A${size} ${size} 0 0 1 ${on(start + sweep * part)}`; // a full turn in one would vanish
    },
    /** @param {number} x @param {number} y @param {number} w @param {number} h */
    rect(x, y, w, h) {
      path += `M${at(x, y)}L${at(x + w, y)}L${at(x + w, y + h)}L${at(x, y + h)}Z`;
    },
    closePath() {
      path += "Z";
    },

    /** @param {"nonzero" | "evenodd"} [rule] */
    fill(rule) {
      if (path !== "") put(`<path d="${path}"`, `${filled()}${rule === "evenodd" ? ' fill-rule="evenodd"' : ""}`, "/>");
    },
    stroke() {
      if (path !== "") put(`<path d="${path}"`, stroked(), "/>");
    },
    clip() {
      clipped += 1;
      clips += 1;
      put(`<clipPath id="clip-${clipped}"><path d="${path}"/></clipPath><g clip-path="url(#clip-${clipped})">`);
    },
    /** @param {number} x @param {number} y @param {number} w @param {number} h */
    fillRect(x, y, w, h) {
      put(`<rect ${box(x, y, w, h)}`, filled(), "/>");
    },
    /** @param {number} x @param {number} y @param {number} w @param {number} h */
    strokeRect(x, y, w, h) {
      put(`<rect ${box(x, y, w, h)}`, stroked(), "/>");
    },
    /** @param {number[]} lengths */
    setLineDash(lengths) {
      dash = [...lengths];
    },

    /** @param {string} words */
    measureText: (words) => ({ width: measure(ctx.font, words) }),
    /** @param {string} words @param {number} x @param {number} y @param {number} [widest] */
    fillText(words, x, y, widest) {
      put(text(words, x, y, widest), `${filled()} ${lettered()}`, `>${escaped(words)}</text>`);
    },
    /** @param {string} words @param {number} x @param {number} y @param {number} [widest] */
    strokeText(words, x, y, widest) {
      put(text(words, x, y, widest), `${stroked()} ${lettered()} aria-hidden="true"`, `>${escaped(words)}</text>`); // they come again, filled
    },

    /**
     * A picture, or a part of one.
     *
     * @param {CanvasImageSource} picture
     * @param {...number} numbers
     */
    drawImage(picture, ...numbers) {
      const [x, y, w, h] = numbers.slice(-4);
      const crisp = ctx.imageSmoothingEnabled ? "" : ' style="image-rendering:pixelated"';
      put(`<image ${box(x, y, w, h)}${crisp} href="${encode(picture, numbers.slice(0, -4))}"`,
        `preserveAspectRatio="none"${opacity("opacity", ctx.globalAlpha)}`, "/>");
    },
  };

  return { ctx: /** @type {CanvasRenderingContext2D} */ (/** @type {unknown} */ (ctx)), write };

  /** @param {string} tag @param {string} [look] @param {string} [end] */
  function put(tag, look = "", end = "") {
    marks.push({ tag, look, end });
  }

  function filled() {
    const { color, alpha } = paint(ctx.fillStyle);
    return `fill="${color}"${opacity("fill-opacity", alpha * ctx.globalAlpha)}`;
  }

  function stroked() {
    const { color, alpha } = paint(ctx.strokeStyle);
    const { lineCap, lineJoin } = ctx;
    return `fill="none" stroke="${color}" stroke-width="${round(move.k * ctx.lineWidth)}"${opacity("stroke-opacity", alpha * ctx.globalAlpha)}${
      lineCap === "butt" ? "" : ` stroke-linecap="${lineCap}"`}${lineJoin === "miter" ? "" : ` stroke-linejoin="${lineJoin}"`}${
      dash.length === 0 ? "" : ` stroke-dasharray="${dash.map((length) => round(move.k * length)).join(" ")}"`}`;
  }

  function lettered() {
    const { weight, size, family } = fontOf(ctx.font);
    const anchor = ANCHORS[ctx.textAlign];
    return `font-family="${escaped(family)}" font-size="${round(move.k * size)}"${weight === "" ? "" : ` font-weight="${weight}"`}${
      anchor ? ` text-anchor="${anchor}"` : ""}`;
  }

  /** @param {string} words @param {number} x @param {number} y @param {number} [widest] */
  function text(words, x, y, widest) {
    const baseline = ctx.textBaseline === "alphabetic" ? y : y + sink(ctx.font, ctx.textBaseline);
    const squeezed = widest !== undefined && measure(ctx.font, words) > widest
      ? ` textLength="${round(move.k * widest)}" lengthAdjust="spacingAndGlyphs"` : "";
    return `<text x="${round(move.k * x + move.x)}" y="${round(move.k * baseline + move.y)}"${squeezed}`;
  }

  /**
   * The document; what follows each other with one look is a group of that look.
   *
   * @param {{ title: string, desc: string, lang: string }} about
   */
  function write({ title, desc, lang }) {
    const parts = [`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" xml:lang="${lang}">`,
      `<title>${escaped(title)}</title>`, `<desc>${escaped(desc)}</desc>`];
    for (let i = 0; i < marks.length;) {
      const { tag, look, end } = marks[i];
      let next = i + 1;
      while (look !== "" && marks[next]?.look === look) next += 1;
      if (look === "") parts.push(tag);
      else if (next === i + 1) parts.push(`${tag} ${look}${end}`);
      else parts.push(`<g ${look}>`, ...marks.slice(i, next).map((mark) => mark.tag + mark.end), "</g>");
      i = next;
    }
    return `${parts.join("\n")}\n${"</g>".repeat(clips)}</svg>\n`;
  }
}

/**
 * A colour as every program reads it, and how much of it covers what is below.
 *
 * @param {string} style #rgb, #rrggbb, rgb(...) or rgb(... / alpha)
 * @returns {{ color: string, alpha: number }}
 */
function paint(style) {
  const color = `#${parse(style).map((part) => Math.round(part).toString(16).padStart(2, "0")).join("")}`;
  const alpha = /^rgba?\(.*[/,]\s*([\d.]+)(%?)\s*\)$/.exec(style);
  const isGiven = alpha && (style.includes("/") || style.startsWith("rgba"));
  return { color, alpha: isGiven ? Number(alpha[1]) / (alpha[2] ? 100 : 1) : 1 };
}

/**
 * @param {string} name
 * @param {number} value
 * @returns {string}
 */
function opacity(name, value) {
  return value >= 1 ? "" : ` ${name}="${Math.round(value * 1000) / 1000}"`;
}

/**
 * @param {string} font as a canvas has it: "600 12px system-ui, sans-serif"
 * @returns {{ weight: string, size: number, family: string }}
 */
function fontOf(font) {
  const [, weight = "", size = "10", family = "sans-serif"] = /^(?:(\d+|bold) )?([\d.]+)px (.*)$/.exec(font) ?? [];
  return { weight, size: Number(size), family };
}

/**
 * @param {string} words
 * @returns {string} as they stand in XML, in an attribute too
 */
function escaped(words) {
  return words.replace(FORBIDDEN, "").replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

/**
 * @param {number} value
 * @returns {number} to a hundredth of a pixel
 */
function round(value) {
  return Math.round(value * 100) / 100 + 0; // + 0: never "-0"
}
