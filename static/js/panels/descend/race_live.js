// For those who listen: what is happening in the race, when that changes, and the point that has just been picked.

import { pickedWords, sentence } from "../../descend/say.js";

/** @import { Context, Render } from "../../main.js" */
/** @import { Descend } from "../../descend/state.js" */

const APART = 1_000; // milliseconds between two sentences

/**
 * @param {HTMLElement} root
 * @param {Context} context
 * @returns {Render}
 */
export function mount(root, { t }) {
  let said = "";
  let saidAt = -APART;
  /** @type {Descend["look"]["picked"]} */
  let picked = null;

  return ({ descend, page }, now) => {
    if (page.view !== "descend") return false;
    const { key, values } = sentence(descend, t);
    const isNews = key !== said;
    const isPicked = descend.look.picked !== picked;
    if (!isNews && !isPicked) return false;
    if (now - saidAt < APART) return true;
    saidAt = now;
    said = key;
    picked = descend.look.picked;
    const words = [isNews ? t(key, values) : null, isPicked ? pickedWords(descend, t) : null];
    root.textContent = words.filter((each) => each !== null).join(" ");
    return false;
  };
}
