// Straight lines, painted pixel by pixel. To stroke the edges of a network one by one is, without a GPU, the dearest thing
// on the page (5 ms for a layer, spent after our own code has ended); written into an image they take a tenth of that.

/**
 * An opaque image whose left upper corner lies at (left, 0) of a canvas, in device pixels.
 *
 * @typedef {{out: Uint32Array, width: number, height: number, left: number}} Image
 */

const SOLID = 256;
const BITS = 16; // of a place within a pixel: canvases may be up to 32,767 pixels wide and high
const PIXEL = 1 << BITS;

/**
 * A line with soft sides over what the image already holds. Its ends are cut along the axis that it follows: they are to
 * lie under something. How much of a pixel it covers is reckoned across that axis, which is exact but at the ends.
 *
 * @param {Image} image
 * @param {readonly [x0: number, y0: number, x1: number, y1: number]} ends in the canvas's device pixels
 * @param {number} thickness in device pixels
 * @param {number} color as ImageData holds it
 * @param {number} opacity 0 to 1
 */
export function paintLine(image, [x0, y0, x1, y1], thickness, color, opacity) {
  const { width, height, left } = image;
  if (Math.max(x0, x1) + thickness < left || Math.min(x0, x1) - thickness > left + width) return;
  if (Math.abs(x1 - x0) >= Math.abs(y1 - y0)) {
    trace(image.out, [x0 - left, y0, x1 - left, y1], [width, 1], [height, width], thickness, color, opacity);
  } else {
    trace(image.out, [y0, x0 - left, y1, x1 - left], [height, width], [width, 1], thickness, color, opacity);
  }
}

/**
 * The same for a line that goes further along u than along v.
 *
 * @param {Uint32Array} out
 * @param {readonly [u0: number, v0: number, u1: number, v1: number]} ends
 * @param {readonly [size: number, stride: number]} along u
 * @param {readonly [size: number, stride: number]} across v
 * @param {number} thickness
 * @param {number} color
 * @param {number} opacity
 */
function trace(out, ends, [length, step], [breadth, aside], thickness, color, opacity) {
  const [u0, v0, u1, v1] = ends[0] <= ends[2] ? ends : [ends[2], ends[3], ends[0], ends[1]];
  if (u1 <= u0) return;
  const slope = (v1 - v0) / (u1 - u0);
  const half = (thickness / 2) * Math.sqrt(1 + slope * slope); // across, of a line that is not square to it
  const solid = (opacity * SOLID + 0.5) | 0;
  const redAndBlue = color & 0xff00ff;
  const green = color & 0x00ff00;
  const start = Math.max(0, Math.round(u0)) | 0;
  const end = Math.min(length, Math.round(u1)) | 0;
  // In whole parts of a pixel, which take two thirds of the time of fractions.
  const thick = (2 * half * PIXEL + 0.5) | 0;
  const rise = (slope * PIXEL) | 0;
  let from = ((v0 + slope * (start + 0.5 - u0) - half) * PIXEL) | 0;
  for (let u = start; u < end; u++, from += rise) {
    const to = from + thick;
    const last = Math.min(breadth - 1, (to - 1) >> BITS);
    let v = Math.max(0, from >> BITS);
    for (let at = u * step + v * aside; v <= last; v++, at += aside) {
      const above = v << BITS;
      const below = above + PIXEL;
      const covered = ((to < below ? to : below) - (from > above ? from : above)) >> (BITS - 8);
      const part = (Math.imul(covered, solid) + 128) >> 8;
      const under = out[at];
      // Two channels at a time. What overflows 32 bits in between comes right in the sum.
      const rb = under & 0xff00ff;
      const g = under & 0x00ff00;
      out[at] = 0xff000000 |
        ((((rb << 8) + Math.imul(redAndBlue - rb, part)) >>> 8) & 0xff00ff) |
        ((((g << 8) + Math.imul(green - g, part)) >>> 8) & 0x00ff00);
    }
  }
}
