// Saving what is on the screen as a file: an SVG, whose lines and letters are sharp at any size, or a PNG of two pixels to each.

import { contextOf, surface } from "../draw/canvas.js";
import { download } from "../download.js";
import { paletteOf } from "../stage/palette.js";
import { recorder } from "./svg.js";

/** @import { Series } from "../chart.js" */
/** @import { Context } from "../main.js" */
/** @import { State } from "../state.js" */
/** @import { Desk, Figure } from "./sheet.js" */

/**
 * `zoom`: the part of the horizontal axis that is looked at; `show`: the watch of a replay, seconds.
 *
 * @typedef {{ of: "stage", state: State }
 *   | { of: "cost", state: State, data: uPlot.AlignedData, shown: Record<Series, boolean>, zoom: uPlot.Scale | null | undefined }
 *   | { of: "map" | "race_curves", state: State, show: number | null }} Shown
 */

const RATIO = 2;
const CRISP = 6; // times as large are small pictures of pixels, for programs that would blur them

/**
 * @param {boolean} isVector
 * @param {Shown | null} shown null: nothing yet
 * @param {Pick<Context, "dispatch" | "t">} context
 */
export async function keep(isVector, shown, { dispatch, t }) {
  if (!shown) return;
  const isOfRace = shown.of === "map" || shown.of === "race_curves"; // about which nothing is asked
  if (!isOfRace && shown.state.veil.over.length > 0) return dispatch({ type: "tell", level: "warn", key: "picture.veiled" });
  const style = getComputedStyle(document.documentElement);
  const desk = {
    t, ruler: surface().ctx, palette: paletteOf(shown.state.page), raised: style.getPropertyValue("--raised").trim(),
    family: getComputedStyle(document.body).fontFamily,
  };
  const figure = await figureOf(shown, desk);
  const blob = isVector ? new Blob([written(figure, desk, shown.state.page.language)], { type: "image/svg+xml" }) : await painted(figure);
  download(`${figure.name}.${isVector ? "svg" : "png"}`, blob, blob.type);
}

/**
 * @param {Shown} shown
 * @param {Desk} desk
 * @returns {Promise<Figure>}
 */
async function figureOf(shown, desk) {
  switch (shown.of) {
    case "stage": return (await import("./stage.js")).stageFigure(shown.state, desk);
    case "cost": return (await import("./cost.js")).costFigure(shown, desk);
    case "map": return (await import("./map.js")).mapFigure(shown.state, shown.show, desk);
    case "race_curves": return (await import("./race_curves.js")).raceFigure(shown.state, shown.show, desk);
  }
}

/**
 * @param {Figure} figure
 * @param {Desk} desk
 * @param {string} lang
 * @returns {string}
 */
function written({ title, desc, width, height, paint }, { ruler }, lang) {
  const { ctx, write } = recorder(width, height, {
    measure(font, words) {
      ruler.font = font;
      return ruler.measureText(words).width;
    },
    sink(font, baseline) {
      ruler.font = font;
      const [from, to] = /** @type {CanvasTextBaseline[]} */ (["alphabetic", baseline]).map((each) => {
        ruler.textBaseline = each;
        return ruler.measureText("0").actualBoundingBoxAscent;
      });
      return from - to;
    },
    encode,
  });
  paint(ctx);
  return write({ title, desc, lang });
}

/**
 * @param {CanvasImageSource} picture
 * @param {readonly number[]} part x, y, width and height; none: all of it
 * @returns {string}
 */
function encode(picture, part) {
  if (!(picture instanceof HTMLCanvasElement)) throw new TypeError("only a canvas can be written into an SVG");
  const [x, y, width, height] = part.length > 0 ? part : [0, 0, picture.width, picture.height];
  const { canvas, ctx } = surface();
  canvas.width = width * CRISP;
  canvas.height = height * CRISP;
  ctx.imageSmoothingEnabled = false;
  ctx.drawImage(picture, x, y, width, height, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL();
}

/**
 * @param {Figure} figure
 * @returns {Promise<Blob>}
 */
function painted({ width, height, paint }) {
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(width * RATIO);
  canvas.height = Math.round(height * RATIO);
  const ctx = contextOf(canvas);
  ctx.scale(RATIO, RATIO);
  paint(ctx);
  return new Promise((done, fail) => canvas.toBlob((blob) => (blob ? done(blob) : fail(new Error("The browser made no picture.")))));
}
