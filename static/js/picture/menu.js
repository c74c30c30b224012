// The small menu that saves what a panel shows. All but its button is loaded when it is opened.

import { html } from "lit-html";
import { failure } from "../tell.js";

/** @import { Context } from "../main.js" */

/**
 * @param {Context} context
 * @param {() => import("./keep.js").Shown | null} shown
 * @param {unknown} [more] buttons that save something else
 */
export function pictureMenu(context, shown, more) {
  const { dispatch, t } = context;
  const words = t(more ? "map.save" : "picture.save");
  /** @param {{ currentTarget: HTMLElement }} event */
  const list = ({ currentTarget }) => import("./list.js")
    .then(({ show }) => show(currentTarget, context, shown, more), (error) => dispatch(failure(error)));
  return html`<details class="menu" @toggle=${list}>
    <summary class="save" aria-label=${words} title=${words}><span class="icon icon-download" aria-hidden="true"></span></summary>
    <div class="menu-list"></div></details>`;
}
