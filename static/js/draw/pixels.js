// Pictures of 28x28 numbers: of a digit, and of the weights or nudges of one neuron.

export const SIDE = 28;
export const AREA = SIDE * SIDE;
const INKED = 0.2; // what is no brighter is only the blur of an edge

/**
 * The row and column of a pixel.
 *
 * @param {number} index
 * @returns {{row: number, column: number}}
 */
export function placeOf(index) {
  return { row: Math.floor(index / SIDE), column: index % SIDE };
}

/**
 * The pixel under a point, or null outside.
 *
 * @param {number} x from the picture's left edge
 * @param {number} y from its top
 * @param {number} side of the picture as shown
 * @returns {number | null}
 */
export function pixelAt(x, y, side) {
  const column = Math.floor((x / side) * SIDE);
  const row = Math.floor((y / side) * SIDE);
  if (!(column >= 0 && column < SIDE && row >= 0 && row < SIDE)) return null;
  return row * SIDE + column;
}

/**
 * The pixel to which an arrow key leads.
 *
 * @param {number} index
 * @param {string} key
 * @returns {number | null} null for any other key
 */
export function pixelMoved(index, key) {
  const { row, column } = placeOf(index);
  switch (key) {
    case "ArrowLeft": return row * SIDE + Math.max(0, column - 1);
    case "ArrowRight": return row * SIDE + Math.min(SIDE - 1, column + 1);
    case "ArrowUp": return Math.max(0, row - 1) * SIDE + column;
    case "ArrowDown": return Math.min(SIDE - 1, row + 1) * SIDE + column;
    case "Home": return row * SIDE;
    case "End": return row * SIDE + SIDE - 1;
    default: return null;
  }
}

/**
 * A digit's pixels, 0 to 1, through a table of greys.
 *
 * @param {ArrayLike<number>} pixels
 * @param {Uint32Array} table
 * @param {Uint32Array} out
 */
export function greyPixels(pixels, table, out) {
  for (let index = 0; index < AREA; index++) {
    const value = Math.round(pixels[index] * 255);
    out[index] = table[value < 0 ? 0 : value > 255 ? 255 : value];
  }
}

/**
 * Rows of 784 int8 entries, one picture under the other, through a table of signed colours.
 *
 * @param {Int8Array} entries
 * @param {number} stretch entries are multiplied by this (1: the layer's own scale)
 * @param {Uint32Array} table
 * @param {Uint32Array} out
 */
export function signedPixels(entries, stretch, table, out) {
  if (stretch === 1) {
    for (let index = 0; index < entries.length; index++) out[index] = table[entries[index] + 128];
    return;
  }
  for (let index = 0; index < entries.length; index++) out[index] = table[Math.round(entries[index] * stretch) + 128];
}

/**
 * The box around all that is inked, in pixels, or null for an empty picture.
 *
 * @param {ArrayLike<number>} pixels
 * @returns {{left: number, top: number, right: number, bottom: number} | null}
 */
export function inkBox(pixels) {
  let left = SIDE, top = SIDE, right = -1, bottom = -1;
  for (let index = 0; index < AREA; index++) {
    if (pixels[index] <= INKED) continue;
    const { row, column } = placeOf(index);
    left = Math.min(left, column);
    right = Math.max(right, column + 1);
    top = Math.min(top, row);
    bottom = Math.max(bottom, row + 1);
  }
  return right < 0 ? null : { left, top, right, bottom };
}
