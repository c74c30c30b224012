// How drawings are laid out so that all of them are seen at once, as large as can be. Pure.

export const TALL = 1.27; // a tile's height by its width: the picture, and what is said of it below
export const GAP = 10; // pixels between tiles

/**
 * The layout with the largest tiles, and of those the one with the fullest rows.
 *
 * @param {number} count
 * @param {{ width: number, height: number }} room
 * @param {{ least: number, most: number }} bounds of a tile's width; with the least, the room may have to scroll
 * @returns {{ columns: number, side: number }} `side`: a tile's width in whole pixels
 */
export function layout(count, { width, height }, { least, most }) {
  let best = { columns: 1, side: 0 };
  for (let rows = count; rows >= 1; rows -= 1) {
    const columns = Math.ceil(count / rows);
    const across = (width - GAP * (columns - 1)) / columns;
    const down = (height - GAP * (rows - 1)) / rows / TALL;
    const side = Math.floor(Math.min(most, across, down));
    if (side >= best.side) best = { columns, side };
  }
  if (best.side >= least) return best;
  const columns = Math.max(1, Math.floor((width + GAP) / (least + GAP)));
  return { columns, side: least };
}

/**
 * The tile to which a key leads.
 *
 * @param {number} index
 * @param {string} key
 * @param {number} count
 * @param {number} columns
 * @returns {number | null} null for any other key
 */
export function tileMoved(index, key, count, columns) {
  const to = { ArrowLeft: index - 1, ArrowRight: index + 1, ArrowUp: index - columns, ArrowDown: index + columns, Home: 0, End: count - 1 }[key];
  return to === undefined ? null : to >= 0 && to < count ? to : index;
}
