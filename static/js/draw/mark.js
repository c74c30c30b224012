// The mark of a lane: a shape of its own, because colours alone do not tell lanes apart to everybody.

export const SHAPES = /** @type {const} */ (["circle", "square", "triangle", "diamond", "star"]);

/** @typedef {(typeof SHAPES)[number]} Shape */

/**
 * The outline of a shape around (0, 0); all look about equally large.
 *
 * @param {Shape} shape
 * @param {number} r
 * @returns {[number, number][]}
 */
export function outline(shape, r) {
  switch (shape) {
    case "circle": return around(24, () => r);
    case "square": return [[-0.86 * r, -0.86 * r], [0.86 * r, -0.86 * r], [0.86 * r, 0.86 * r], [-0.86 * r, 0.86 * r]];
    case "triangle": return [[0, -1.15 * r], [1.08 * r, 0.8 * r], [-1.08 * r, 0.8 * r]];
    case "diamond": return [[0, -1.25 * r], [1.05 * r, 0], [0, 1.25 * r], [-1.05 * r, 0]];
    case "star": return around(10, (i) => (i % 2 === 0 ? 1.3 * r : 0.6 * r));
  }
}

/**
 * @param {number} count
 * @param {(i: number) => number} radius
 * @returns {[number, number][]}
 */
function around(count, radius) {
  return Array.from({ length: count }, (_, i) => {
    const angle = (2 * Math.PI * i) / count;
    return [radius(i) * Math.sin(angle), -radius(i) * Math.cos(angle)];
  });
}

/**
 * The shape of a lane, by its colour's number.
 *
 * @param {number} colour
 * @returns {Shape}
 */
export function shapeOf(colour) {
  return SHAPES[colour % SHAPES.length];
}

/**
 * For an SVG polygon of 16 by 16.
 *
 * @param {Shape} shape
 * @returns {string}
 */
export function svgPoints(shape) {
  return outline(shape, 5.4).map(([x, y]) => `${(x + 8).toFixed(2)},${(y + 8).toFixed(2)}`).join(" ");
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Shape} shape
 * @param {number} x
 * @param {number} y
 * @param {number} r
 */
export function traceMark(ctx, shape, x, y, r) {
  outline(shape, r).forEach(([dx, dy], i) => (i === 0 ? ctx.moveTo(x + dx, y + dy) : ctx.lineTo(x + dx, y + dy)));
  ctx.closePath();
}
