// Where everything in the network stands: pure geometry, shared by the canvas and by the rows beside it.

/** @typedef {{first: number, count: number, of: number}} Span the neurons of a layer that are drawn */
/** @typedef {{layer: number, neuron: number, row: number, x: number, y: number}} Spot one neuron's centre */
/** @typedef {{side: number, spots: {x: number, y: number}[]}} Pictures the centres of a layer's 28x28 pictures */
/**
 * @typedef {{
 *   layer: number, x: number, r: number, pitch: number, span: Span, spots: Spot[],
 *   arrowX: number, pictures: Pictures | null, more: {x: number, y: number, width: number} | null,
 * }} Column
 */
/** @typedef {{x: number, top: number, bottom: number, thumbnail: {x: number, y: number, side: number} | null}} Fan */
/** @typedef {{width: number, height: number, reach: number, columns: Column[], fan: Fan}} Layout `reach`: how far edges go on to the right of it */
/**
 * `source`: the height span of the digit's picture at the canvas's left edge, or null when it stands elsewhere.
 * `joined`: the circles of the last layer belong to the rows at the right edge.
 *
 * @typedef {{width: number, height: number, spans: Span[], source: {top: number, bottom: number} | null,
 *   joined: boolean}} Frame
 */

export const HEAD = 24; // the strip over the columns, for their titles
const FOOT = 2;
const MORE = 34; // the strip under a layer that is only drawn in part
const WIDEST_PITCH = 76;
const LARGEST_PICTURE = 112;

/**
 * The height of one of equal rows in a column.
 *
 * @param {number} count
 * @param {number} height of the whole column, title strip included
 * @returns {number}
 */
export function rowPitch(count, height) {
  return Math.max(0, height - HEAD - FOOT) / Math.max(1, count);
}

/**
 * The radius of an output neuron, so that ten fit the height and a number fits inside.
 *
 * @param {number} count
 * @param {number} height
 * @returns {number}
 */
export function outputRadius(count, height) {
  return clamp(rowPitch(count, height) * 0.47, 6, 30);
}

/**
 * The whole network.
 *
 * @param {Frame} frame
 * @returns {Layout}
 */
export function networkLayout(frame) {
  const { width, height, spans, joined, source } = frame;
  const last = spans.length - 1;
  const first = firstColumn(frame);
  const lastRadius = outputRadius(spans[last].count, height);
  const lastRoom = joined ? 0 : lastRadius * (width < 480 ? 1 : 1.4) + 20;
  const lastX = joined ? width + lastRadius : width - lastRoom;
  const gap = last > 0 ? (lastX - first.x) / last : 0;
  const columns = spans.map((span, index) =>
    index === 0 && last > 0 ? first : laterColumn(span, index, first.x + gap * index, gap, height, index === last),
  );
  return { width, height, reach: joined ? Math.ceil(lastRadius) : 0, columns, fan: fanOf(frame, source) };
}

/**
 * @param {Frame} frame
 * @param {Frame["source"]} source
 * @returns {Fan}
 */
function fanOf(frame, source) {
  if (source) {
    const inset = (source.bottom - source.top) * 0.12;
    return { x: 0, top: source.top + inset, bottom: source.bottom - inset, thumbnail: null };
  }
  const side = thumbnailSide(frame.width);
  const middle = (HEAD + frame.height - FOOT) / 2;
  return {
    x: side + 4,
    top: middle - side * 0.36,
    bottom: middle + side * 0.36,
    thumbnail: { x: 0, y: middle - side / 2, side },
  };
}

/**
 * @param {number} width
 * @returns {number}
 */
function thumbnailSide(width) {
  return clamp(width * 0.11, 36, 112);
}

/**
 * The first layer with its pictures: in two staggered columns where that makes them larger. A link from the left one
 * passes through the gap between two of the right one.
 *
 * @param {Frame} frame
 * @returns {Column}
 */
function firstColumn({ width, height, spans, source }) {
  const span = spans[0];
  const fan = (source ? 0 : thumbnailSide(width) + 4) + clamp(width * 0.1, 22, 120);
  const room = height - HEAD - FOOT - moreRoom(span);
  const single = Math.min(room / span.count, WIDEST_PITCH);
  const double = Math.min((room + 4) / (span.count + 1), WIDEST_PITCH);
  const staggered = span.count > 2 && single < 72 && width >= 460;
  const side = Math.floor(clamp(staggered ? 2 * double - 5 : single - 4, 6, Math.min(LARGEST_PICTURE, width * 0.1)));
  const pitch = staggered ? double : single;
  const r = radiusOf(pitch, width);
  const top = HEAD + (room - pitch * (span.count - 1)) / 2;
  const arrows = clamp(r * 1.5, 12, 26);
  const shift = staggered ? side + 6 : 0;
  const x = fan + side + shift + arrows + 8 + r;
  const spots = spotsOf(span, 1, x, top, pitch);
  const pictures = {
    side,
    spots: spots.map(({ row, y }) => ({ x: fan + side / 2 + (staggered && row % 2 === 1 ? shift : 0), y })),
  };
  return { layer: 1, x, r, pitch, span, spots, arrowX: x - r - arrows / 2 - 2, pictures, more: moreOf(span, x, height, x) };
}

/**
 * @param {Span} span
 * @param {number} index
 * @param {number} x
 * @param {number} gap to the column before
 * @param {number} height
 * @param {boolean} output
 * @returns {Column}
 */
function laterColumn(span, index, x, gap, height, output) {
  const room = height - HEAD - FOOT - moreRoom(span);
  const pitch = output ? rowPitch(span.count, height) : Math.min(room / span.count, WIDEST_PITCH);
  const r = output ? outputRadius(span.count, height) : radiusOf(pitch, gap * 6);
  const top = output ? HEAD + pitch / 2 : HEAD + (room - pitch * (span.count - 1)) / 2;
  const spots = spotsOf(span, index + 1, x, top, pitch);
  const arrowX = x - r - clamp(r * 0.75, 6, 13) - 2;
  return { layer: index + 1, x, r, pitch, span, spots, arrowX, pictures: null, more: moreOf(span, x, height, gap) };
}

/**
 * @param {Span} span
 * @param {number} layer
 * @param {number} x
 * @param {number} top
 * @param {number} pitch
 * @returns {Spot[]}
 */
function spotsOf(span, layer, x, top, pitch) {
  return Array.from({ length: span.count }, (_, row) => ({ layer, neuron: span.first + row, row, x, y: top + pitch * row }));
}

/**
 * @param {number} pitch
 * @param {number} width
 * @returns {number}
 */
function radiusOf(pitch, width) {
  return clamp(pitch * 0.38, 3, Math.min(22, Math.max(6, width * 0.03)));
}

/**
 * @param {Span} span
 * @returns {number}
 */
function moreRoom(span) {
  return span.count < span.of ? MORE : 0;
}

/**
 * @param {Span} span
 * @param {number} x
 * @param {number} height
 * @param {number} gap
 * @returns {Column["more"]}
 */
function moreOf(span, x, height, gap) {
  return span.count < span.of ? { x, y: height - FOOT - MORE / 2 + 4, width: Math.min(gap - 8, 150) } : null;
}

/**
 * @param {number} value
 * @param {number} low
 * @param {number} high
 * @returns {number}
 */
export function clamp(value, low, high) {
  return Math.min(high, Math.max(low, value));
}
