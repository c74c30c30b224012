// The colours of the race for its canvases and charts, read from the page's custom properties once per change of theme.

/**
 * @typedef {{
 *   panel: string, line: string, ink: string, quiet: string, faint: string, attention: string, low: string,
 *   high: string, contour: string, casing: string, onMap: string, start: string, lanes: string[], font: string,
 *   size: number,
 * }} RacePalette `size`: of small type, px
 */

const SMALL = 12 / 13; // of the body's type

/**
 * @param {Element} [root] whose type it is, which is larger in a panel that fills the screen
 * @returns {RacePalette}
 */
export function readRacePalette(root = document.body) {
  const style = getComputedStyle(document.documentElement);
  /** @param {string} name */
  const read = (name) => style.getPropertyValue(`--${name}`).trim();
  return {
    panel: read("panel"), line: read("line"), ink: read("ink"), quiet: read("quiet"), faint: read("faint"),
    attention: read("attention"), low: read("map-low"), high: read("map-high"), contour: read("map-line"),
    casing: read("map-casing"), onMap: read("on-map"), start: read("map-start"),
    lanes: [0, 1, 2, 3, 4].map((lane) => read(`lane-${lane}`)),
    font: getComputedStyle(root).fontFamily,
    size: Math.max(12, Number.parseFloat(getComputedStyle(root).fontSize) * SMALL),
  };
}
