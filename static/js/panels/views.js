// The tabs between the views of the page.

import { html, render } from "lit-html";

/** @import { Page } from "../state.js" */
/** @import { Context, Render } from "../main.js" */

const VIEWS = /** @type {const} */ (["learn", "descend", "practise"]);

/**
 * @param {HTMLElement} root
 * @param {Context} context
 * @returns {Render}
 */
export function mount(root, { dispatch, t }) {
  /** @type {Page | null} */
  let drawn = null;

  return ({ page }) => {
    if (page === drawn) return;
    drawn = page;
    render(VIEWS.map((view) => html`
      <button type="button" class="view" title=${t(`views.${view}.about`)} aria-description=${t(`views.${view}.about`)}
        aria-current=${page.view === view ? "page" : "false"}
        @click=${() => dispatch({ type: "page", change: { view } })}>${t(`views.${view}`)}</button>
    `), root);
  };
}
