// The canvas's colours for the theme that is on, read once per change of it.

import { readPalette } from "../draw/color.js";

/** @import { Palette } from "../draw/color.js" */
/** @import { Page } from "../state.js" */

/** @type {{ key: string, palette: Palette } | null} */
let last = null;

/**
 * @param {Page} page
 * @returns {Palette}
 */
export function paletteOf({ theme, palette }) {
  const key = `${theme} ${palette}`;
  if (last?.key !== key) last = { key, palette: readPalette(getComputedStyle(document.documentElement)) };
  return last.palette;
}
