// Dialogs: what lies over the page until it is closed, by its button, by a key, or by a press beside it.

import { html } from "lit-html";

/** @import { Translate } from "./i18n.js" */

/**
 * A dialog inside `root`, not open yet.
 *
 * @param {HTMLElement} root
 * @param {string} look its class
 * @param {string} title the id of its heading
 * @param {() => void} closed what is to be done when it has been closed, in whatever way
 * @returns {HTMLDialogElement}
 */
export function dialogIn(root, look, title, closed) {
  const dialog = document.createElement("dialog");
  dialog.className = look;
  dialog.setAttribute("aria-labelledby", title);
  root.append(dialog);
  closes(dialog, closed);
  return dialog;
}

/**
 * @param {HTMLDialogElement} dialog closes when it is pressed beside
 * @param {() => void} closed
 */
export function closes(dialog, closed) {
  dialog.addEventListener("close", closed);
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
}

/**
 * Its heading, and the button that closes it.
 *
 * @param {HTMLDialogElement} dialog
 * @param {string} words
 * @param {Translate} t
 */
export function headOf(dialog, words, t) {
  return html`<header>
    <h2 id=${dialog.getAttribute("aria-labelledby")}>${words}</h2>
    <button type="button" class="button square" aria-label=${t("page.close")} title=${t("page.close")} @click=${() => dialog.close()}>
      <span class="icon icon-x" aria-hidden="true"></span></button>
  </header>`;
}
