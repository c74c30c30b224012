// 784 numbers as a picture of 28×28: signed ones in blue and red, brightness in grey.

import { html } from "lit-html";
import { ref } from "lit-html/directives/ref.js";
import { contextOf, paintPixels } from "../draw/canvas.js";
import { AREA, greyPixels, pixelAt, pixelMoved, placeOf, SIDE } from "../draw/pixels.js";
import { largestOf } from "../draw/scale.js";
import { paletteOf } from "../stage/palette.js";

/** @import { Palette } from "../draw/color.js" */
/** @import { Page } from "../state.js" */

/**
 * Signed numbers as entries of the table of colours, on a scale symmetric about zero.
 *
 * @param {ArrayLike<number>} values
 * @param {number} scale the magnitude drawn at full strength
 * @param {Uint32Array} table
 * @param {Uint32Array} out
 */
export function signedValues(values, scale, table, out) {
  for (let index = 0; index < out.length; index += 1) {
    const part = scale > 0 ? Math.max(-1, Math.min(1, values[index] / scale)) : 0;
    out[index] = table[Math.round(part * 127) + 128];
  }
}

/**
 * @typedef {{
 *   values: ArrayLike<number>, kind: "signed" | "grey", page: Page, label: string, scale?: number,
 *   className?: string, hovered?: number | null, onHover?: (index: number | null) => void,
 * }} Picture `scale`: the magnitude at full strength, by default the picture's own largest
 */

/** Whether the pixel that is pointed at was found by keys: all pictures point at one. Then no pointer takes it away. */
let isByKeys = false;

/** @param {Picture} picture */
export function picture({ values, kind, page, label, scale, className = "", hovered = null, onHover }) {
  /** @param {Element | undefined} canvas */
  const paint = (canvas) => {
    if (canvas instanceof HTMLCanvasElement) draw(canvas, values, kind, paletteOf(page), scale ?? largestOf([values]), hovered);
  };
  /** @param {PointerEvent} event */
  const move = (event) => {
    const { currentTarget } = event;
    if (!(currentTarget instanceof HTMLElement) || !onHover) return;
    isByKeys = false;
    onHover(pixelAt(event.offsetX, event.offsetY, currentTarget.clientWidth));
  };
  /** @param {KeyboardEvent} event */
  const press = (event) => {
    const index = onHover ? pixelMoved(hovered ?? 14 * SIDE + 14, event.key) : null;
    if (index === null) return;
    event.preventDefault();
    isByKeys = true;
    onHover?.(index);
  };
  const leave = () => {
    if (!isByKeys) onHover?.(null); // else the picture has moved away from a pointer that rests
  };
  return html`<canvas class="picture ${className}" width=${SIDE} height=${SIDE} role=${onHover ? "application" : "img"} aria-label=${label}
    tabindex=${onHover ? 0 : -1} @pointermove=${move} @pointerleave=${leave}
    @blur=${() => onHover?.(null)} @keydown=${press} ${ref(paint)}></canvas>`;
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {ArrayLike<number>} values
 * @param {"signed" | "grey"} kind
 * @param {Palette} palette
 * @param {number} scale
 * @param {number | null} hovered
 */
function draw(canvas, values, kind, palette, scale, hovered) {
  if (values.length !== AREA) return;
  const ctx = contextOf(canvas);
  paintPixels({ canvas, ctx }, SIDE, SIDE, (out) => {
    if (kind === "grey") greyPixels(values, palette.grey, out);
    else signedValues(values, scale, palette.signed, out);
  });
  if (hovered === null) return;
  ctx.fillStyle = palette.attention;
  const { row, column } = placeOf(hovered);
  ctx.fillRect(column, row, 1, 1);
}
