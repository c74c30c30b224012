// Where the parts of an exercise's network stand: three columns of two neurons, and the lines between. Pure geometry.

/** @typedef {{ layer: number, j: number, x: number, y: number }} Node layer 0: the inputs */
/** @typedef {{ l: number, j: number, k: number, from: Node, to: Node, label: { x: number, y: number } }} Line of W[l][j, k] */
/** @typedef {{ width: number, height: number, r: number, line: number, clear: number, nodes: Node[], lines: Line[],
 *   cost: { x: number, y: number }, isSmall: boolean, isTight: boolean, hasWords: boolean }} Layout `line`: from one line of figures to the next; `clear`: from a
 *   circle to the first of them, outside of the ring that marks it; `isTight`: between two circles is room for few figures and
 *   nothing else; `hasWords`: there is room for more than symbols and figures */

const SMALL = 560; // px of width below which everything stands closer
const ALONG = 0.42; // of its line a weight is written at most: clear of what is found of the neuron it comes from
const TIGHT = 120; // px between two columns below which a number fills all the way from circle to circle
const WORDY = 240; // px between two columns from which words fit beside what is written along the lines
const STEEPEST = 1.5; // of the way across: the rows stand no farther apart, where the cost has a column of its own

/**
 * @param {number} width
 * @param {number} height
 * @param {number} zoom of the type: 1 where the root's is 16 pixels
 * @returns {Layout}
 */
export function practiseLayout(width, height, zoom) {
  const isSmall = width < SMALL;
  const [line, clear] = [(isSmall ? 15 : 18) * zoom, 22 * zoom];
  const [above, below] = [clear + 2 * line, clear + 4 * line]; // a bias and what is asked of it; what is found
  const r = isSmall ? 23 : Math.max(26, Math.min(56 * zoom, width * 0.066, (height - 2 * (above + below)) / 4));
  const [left, right] = isSmall ? [r + 2, r + 46] : [r + 16, r + 128 * zoom];
  const gap = (width - left - right) / 2;
  const room = height - above - below - 2 * r;
  const apart = isSmall ? room : Math.min(room, gap * STEEPEST);
  const top = above + r + (room - apart) / 2;
  const along = Math.min(ALONG, 0.5 - (line + 1) / apart); // four stand below each other there, each with a second line
  const isTight = isSmall && gap < TIGHT * zoom;
  const nodes = [0, 1, 2].flatMap((layer) => [0, 1].map((j) => ({ layer, j, x: left + gap * layer, y: top + apart * j })));
  const at = (/** @type {number} */ layer, /** @type {number} */ j) => nodes[layer * 2 + j];
  const lines = [0, 1].flatMap((l) => [0, 1].flatMap((j) => [0, 1].map((k) => {
    const [from, to] = [at(l, k), at(l + 1, j)];
    const part = isTight && j === k ? 0.5 : along;
    return { l, j, k, from, to, label: { x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part } };
  })));
  const cost = isSmall ? { x: at(2, 0).x, y: top + (apart + line) / 2 } : { x: width - right + r + 68 * zoom, y: top + apart / 2 + line };
  return { width, height, r, line, clear, nodes, lines, cost, isSmall, isTight, hasWords: gap >= WORDY * zoom };
}
