// The tabs between the views of the page.

import { html, render } from "lit-html";
import { changes } from "../changes.js";

/** @import { Context, Render } from "../main.js" */

const VIEWS = /** @type {const} */ (["learn", "descend", "practise"]);

/**
 * @param {HTMLElement} root
 * @param {Context} context
 * @returns {Render}
 */
export function mount(root, { dispatch, t }) {
  const changed = changes();

  return ({ page }) => {
    if (!changed("all", [page.view, page.language])) return;
    render(VIEWS.map((view) => html`
      <button type="button" class="view" title=${t(`views.${view}.about`)} aria-description=${t(`views.${view}.about`)}
        aria-current=${page.view === view ? "page" : "false"}
        @click=${() => dispatch({ type: "page", change: { view } })}>${t(`views.${view}`)}</button>
    `), root);
  };
}
