// From the plane of the map to the screen and back. One scale for both directions, so that angles are true, unless y is
// drawn larger by a given stretch; y grows upwards.

/** @typedef {{ left: number, right: number, bottom: number, top: number }} Extent in the plane's own unit */
/** @typedef {{ scale: number, stretch: number, x0: number, y0: number, width: number, height: number }} View */

const ASPECT = 4 / 3; // of the engine's frames as they are to be drawn

/**
 * The view that shows the extent as large as it can be, in the middle.
 *
 * @param {Extent} extent
 * @param {number} width
 * @param {number} height
 * @param {{ margin?: number, stretch?: number }} [options] px left free on each side; how much larger y is drawn than x
 * @returns {View}
 */
export function fitView(extent, width, height, { margin = 0, stretch = 1 } = {}) {
  const across = Math.max(extent.right - extent.left, 1e-9);
  const up = Math.max(extent.top - extent.bottom, 1e-9);
  const scale = Math.min(Math.max(1, width - 2 * margin) / across, Math.max(1, height - 2 * margin) / up / stretch);
  return {
    scale,
    stretch,
    x0: width / 2 - (scale * (extent.left + extent.right)) / 2,
    y0: height / 2 + (scale * stretch * (extent.bottom + extent.top)) / 2,
    width,
    height,
  };
}

/**
 * @param {View} view
 * @param {number} x
 * @param {number} y
 * @returns {[number, number]} px
 */
export function toScreen(view, x, y) {
  return [view.x0 + view.scale * x, view.y0 - view.scale * view.stretch * y];
}

/**
 * @param {View} view
 * @param {number} px
 * @param {number} py
 * @returns {[number, number]} in the plane's unit
 */
export function toPlane(view, px, py) {
  return [(px - view.x0) / view.scale, (view.y0 - py) / (view.scale * view.stretch)];
}

/**
 * How much larger y is to be drawn than x: a frame always has the same shape on the screen.
 *
 * @param {Extent} extent
 * @returns {number}
 */
export function stretchOf({ left, right, bottom, top }) {
  return Math.max(1, Math.round((right - left) / Math.max(top - bottom, 1e-9) / ASPECT));
}

/**
 * The extent of a grid with these coordinates.
 *
 * @param {ArrayLike<number>} x growing
 * @param {ArrayLike<number>} y growing
 * @returns {Extent}
 */
export function extentOf(x, y) {
  return { left: x[0], right: x[x.length - 1], bottom: y[0], top: y[y.length - 1] };
}

/**
 * The index of the nearest coordinate, or null outside the grid.
 *
 * @param {ArrayLike<number>} coordinates growing
 * @param {number} value
 * @returns {number | null}
 */
export function nearest(coordinates, value) {
  const last = coordinates.length - 1;
  if (last < 1 || !(value >= coordinates[0] && value <= coordinates[last])) return null;
  let low = 0;
  let high = last;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (coordinates[middle] <= value) low = middle;
    else high = middle;
  }
  return value - coordinates[low] <= coordinates[high] - value ? low : high;
}

/**
 * A round length for the scale bar: 1, 2 or 5 times a power of ten, at most so many px long.
 *
 * @param {View} view
 * @param {number} longest px
 * @returns {number}
 */
export function barLength(view, longest) {
  const most = longest / view.scale;
  const power = 10 ** Math.floor(Math.log10(most));
  return ([5, 2, 1].find((digit) => digit * power <= most) ?? 1) * power;
}
