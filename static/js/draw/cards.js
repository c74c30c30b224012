// Dealing the cards: the shuffled data go pile by pile onto the table, and each pile is one step. Geometry and time.

/** @typedef {{ x: number, y: number, side: number, pitch: number, shift: number }} Pile its first card's middle */
/** @typedef {{ deck: { x: number, y: number }, side: number, piles: Pile[] }} Table */
/** @typedef {{ x: number, y: number, onTable: boolean, dealt: boolean }} Card */

const FLIGHT = 0.28; // seconds that a card is in the air
const DEALING = 2.6; // seconds until the last card has left the deck
const PAUSE = 0.3;
const STEPPING = 0.22; // seconds between two piles' steps

/** How long the whole show takes, in seconds. @param {number} piles @returns {number} */
export function dealLength(piles) {
  return DEALING + FLIGHT + PAUSE + STEPPING * (piles + 1);
}

/**
 * Where the piles lie: in rows, the deck to their left.
 *
 * @param {number} count of piles to be seen
 * @param {number} width
 * @param {number} height
 * @param {number} cards in the fullest pile
 * @returns {Table}
 */
export function tableOf(count, width, height, cards) {
  const rows = count > 6 && height > 90 ? 2 : 1;
  const columns = Math.ceil(count / rows);
  const deckRoom = Math.min(96, width * 0.18);
  const large = Math.max(1, Math.min(2, height / 240)); // over the whole screen, seen from afar
  const pitch = Math.min(110 * large, (width - deckRoom) / columns);
  const side = Math.max(14, Math.min(34 * large, pitch * 0.42, (height / rows - 22) * 0.6));
  const shift = cards > 1 ? Math.min(5 * large, (pitch * 0.9 - side) / (cards - 1)) : 0;
  const piles = Array.from({ length: count }, (_, i) => ({
    x: deckRoom + (i % columns) * pitch + side / 2 + 6,
    y: (height / rows) * (Math.floor(i / columns) + 0.5) - 6,
    side, pitch, shift,
  }));
  return { deck: { x: side / 2 + 8, y: height / 2 - 6 }, side, piles };
}

/**
 * A card at a time: in the deck, in the air, on its pile. Cards are dealt pile after pile.
 *
 * @param {Table} table
 * @param {number} pile
 * @param {number} card its place in the pile
 * @param {number} before how many cards are dealt before it
 * @param {number} all how many are dealt in all
 * @param {number} time seconds since the deal began
 * @returns {Card}
 */
export function cardAt(table, pile, card, before, all, time) {
  const { x, y, shift } = table.piles[pile];
  const end = { x: x + card * shift, y };
  const t = (time - (DEALING * before) / Math.max(1, all)) / FLIGHT;
  if (t <= 0) return { ...table.deck, onTable: false, dealt: false };
  if (t >= 1) return { ...end, onTable: true, dealt: true };
  const eased = 1 - (1 - t) ** 3;
  return {
    x: table.deck.x + (end.x - table.deck.x) * eased,
    y: table.deck.y + (end.y - table.deck.y) * eased - 18 * Math.sin(Math.PI * eased),
    onTable: false,
    dealt: true,
  };
}

/**
 * How many piles have had their step.
 *
 * @param {number} piles
 * @param {number} time seconds
 * @returns {number}
 */
export function stepsTaken(piles, time) {
  const since = time - DEALING - FLIGHT - PAUSE;
  return since < 0 ? 0 : Math.min(piles, Math.floor(since / STEPPING) + 1);
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Table} table
 * @param {readonly (readonly CanvasImageSource[])[]} pictures of each pile
 * @param {number} time
 * @param {{ step: (pile: number) => string, deck: string }} names
 * @param {{ ink: string, quiet: string, line: string, faint: string, attention: string, panel: string, font: string, size: number }} look
 */
export function paintDeal(ctx, table, pictures, time, names, look) {
  const all = pictures.reduce((sum, pile) => sum + pile.length, 0);
  const taken = stepsTaken(pictures.length, time);
  const { side, deck } = table;
  ctx.font = `${look.size}px ${look.font}`;
  ctx.textBaseline = "alphabetic";
  for (let i = 3; i >= 0; i -= 1) frame(ctx, deck.x + i * 1.5, deck.y - i * 1.5, side, look.panel, look.quiet);
  ctx.textAlign = "left";
  ctx.fillStyle = look.quiet;
  ctx.fillText(names.deck, 0, deck.y + side / 2 + 18);
  let before = 0;
  pictures.forEach((cards, pile) => {
    cards.forEach((picture, card) => {
      const at = cardAt(table, pile, card, before, all, time);
      before += 1;
      if (!at.dealt) return;
      ctx.drawImage(picture, at.x - side / 2, at.y - side / 2, side, side);
      frame(ctx, at.x, at.y, side, null, pile < taken ? look.attention : look.quiet);
    });
    if (pile < taken) {
      const { x, y } = table.piles[pile];
      ctx.fillStyle = look.ink;
      ctx.textAlign = "left";
      ctx.fillText(names.step(pile), x - side / 2, y + side / 2 + 16);
    }
  });
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {number} x
 * @param {number} y
 * @param {number} side
 * @param {string | null} fill
 * @param {string} line
 */
function frame(ctx, x, y, side, fill, line) {
  if (fill !== null) {
    ctx.fillStyle = fill;
    ctx.fillRect(x - side / 2, y - side / 2, side, side);
  }
  ctx.strokeStyle = line;
  ctx.lineWidth = 1;
  ctx.strokeRect(x - side / 2 + 0.5, y - side / 2 + 0.5, side - 1, side - 1);
}
