// What the menu of a panel offers to save, and how it closes.

import { html, render } from "lit-html";
import { addSheets } from "../sheets.js";
import { failure } from "../tell.js";
import { keep } from "./keep.js";

/** @import { Context } from "../main.js" */
/** @import { Shown } from "./keep.js" */

await addSheets(["picture"]);

/**
 * @param {HTMLElement} menu that has been opened or closed
 * @param {Context} context
 * @param {() => Shown | null} shown
 * @param {unknown} more
 */
export function show(menu, context, shown, more) {
  const { dispatch, t } = context;
  const close = () => menu.removeAttribute("open");
  /** @param {boolean} isVector */
  const save = async (isVector) => {
    try {
      await keep(isVector, shown(), context);
    } catch (error) {
      dispatch(failure(error));
    }
  };
  const list = menu.querySelector(".menu-list");
  if (!(list instanceof HTMLElement)) return;
  if (!list.hasChildNodes()) closeWith(menu, list, close);
  const isOff = shown() === null;
  render(html`
    <button type="button" data-save="svg" ?disabled=${isOff} @click=${() => save(true)}>${t("picture.svg")}</button>
    <button type="button" data-save="png" ?disabled=${isOff} @click=${() => save(false)}>${t("picture.png")}</button>
    ${more}`, list);
}

/**
 * @param {HTMLElement} menu
 * @param {HTMLElement} list
 * @param {() => void} close when one thing of the list was chosen, Escape is pressed, or a person goes on elsewhere
 */
function closeWith(menu, list, close) {
  /** @param {Event & { relatedTarget?: EventTarget | null }} event */
  const leave = ({ type, target, relatedTarget }) => {
    const to = type === "focusout" ? relatedTarget : target;
    if (to instanceof Node && !menu.contains(to)) close();
  };
  list.addEventListener("click", close);
  menu.addEventListener("focusout", leave);
  document.addEventListener("pointerdown", leave);
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.hasAttribute("open")) return;
    event.preventDefault(); // it is not for what lies below
    close();
    menu.querySelector("summary")?.focus();
  });
}
