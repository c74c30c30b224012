// The frame around the panels: theme, language, which view and which reading is on, what fills the screen, is hidden or kept back.

import { keepFocus } from "../focus.js";
import { isHidden } from "../link/parts.js";

/** @import { Page } from "../state.js" */
/** @import { Context, Render } from "../main.js" */

const LEARN = ["stage", "readings", "why", "wall"];

/**
 * @param {HTMLElement} root
 * @param {Context} context
 * @returns {Render}
 */
export function mount(root, { dispatch, t }) {
  const worded = all(root, "[data-t], [data-t-label]");
  const frames = all(root, "[data-frame]");
  const enlargers = all(root, "[data-enlarge]");
  const views = all(root, "[data-view]");
  const readings = all(root, "[data-reading]");
  /** @type {Page | null} */
  let drawn = null;
  keepFocus(root);

  for (const skip of all(root, ".skip")) {
    skip.addEventListener("click", (event) => {
      event.preventDefault(); // what stands after the # of the address names a race or a lesson
      document.getElementById("main")?.focus();
    });
  }
  for (const button of enlargers) {
    button.addEventListener("click", () => {
      const name = button.dataset.enlarge ?? null;
      const enlarged = drawn?.enlarged === name ? null : name;
      dispatch({ type: "page", change: { enlarged } });
    });
  }
  for (const tab of readings) {
    tab.addEventListener("click", () => choose(tab));
    tab.addEventListener("keydown", (event) => {
      if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
      const step = event.key === "ArrowRight" ? 1 : readings.length - 1;
      const other = readings[(readings.indexOf(tab) + step) % readings.length];
      choose(other);
      other.focus();
    });
  }

  return ({ page, veil }) => {
    const { dataset } = document.documentElement;
    const over = veil.over.join(" ");
    if ((dataset.veil ?? "") !== over) {
      if (over) dataset.veil = over;
      else delete dataset.veil;
    }
    if (page === drawn) return;
    const relabel = drawn?.language !== page.language || drawn.enlarged !== page.enlarged;
    drawn = page;
    document.documentElement.lang = page.language;
    dataset.theme = page.theme;
    dataset.palette = page.palette;
    if (page.enlarged === null) delete dataset.enlarged;
    else dataset.enlarged = page.enlarged;
    dataset.hide = hidden(page).join(" ");
    if (relabel) label(page);
    for (const view of views) view.hidden = view.dataset.view !== page.view;
    for (const frame of frames) frame.classList.toggle("is-enlarged", frame.dataset.frame === page.enlarged);
    for (const tab of readings) select(tab, page);
  };

  /** @param {HTMLElement} tab */
  function choose(tab) {
    dispatch({ type: "page", change: { reading: /** @type {Page["reading"]} */ (tab.dataset.reading) } });
  }

  /**
   * @param {HTMLElement} tab
   * @param {Page} page
   */
  function select(tab, page) {
    const selected = tab.dataset.reading === page.reading;
    tab.setAttribute("aria-selected", String(selected));
    tab.tabIndex = selected ? 0 : -1;
    const panel = document.getElementById(tab.getAttribute("aria-controls") ?? "");
    const isBeside = page.enlarged === "readings" && page.reading !== "checkup" && tab.dataset.reading !== "checkup";
    if (panel) panel.hidden = !selected && !isBeside;
  }

  /** @param {Page} page */
  function label(page) {
    for (const element of worded) {
      const { t: text, tLabel } = element.dataset;
      if (text !== undefined) element.textContent = t(text);
      if (tLabel !== undefined) element.setAttribute("aria-label", t(tLabel));
    }
    for (const button of enlargers) {
      const on = page.enlarged === button.dataset.enlarge;
      const words = t(on ? "page.restore" : "page.enlarge");
      button.setAttribute("aria-label", `${t(button.dataset.tName ?? "")}: ${words}`);
      button.title = words;
      button.classList.toggle("is-on", on);
    }
  }
}

/**
 * A panel that draws nothing while another one fills the screen over it, or a lesson hides it.
 *
 * @param {Pick<Element, "closest">} root
 * @param {Render} render
 * @returns {Render}
 */
export function uncovered(root, render) {
  const frame = root.closest("[data-frame]")?.getAttribute("data-frame") ?? null;
  return (state, now) => (isCovered(frame, state.page) ? undefined : render(state, now));
}

/**
 * @param {string | null} frame
 * @param {Page} page
 * @returns {boolean}
 */
function isCovered(frame, page) {
  const { view, enlarged } = page;
  return isHidden(page, frame) || view === "learn" && frame !== null && enlarged !== null && frame !== enlarged && LEARN.includes(frame) && LEARN.includes(enlarged);
}

/**
 * @param {HTMLElement} root
 * @param {string} selector
 * @returns {HTMLElement[]}
 */
function all(root, selector) {
  return [...root.querySelectorAll(selector)].filter((element) => element instanceof HTMLElement);
}

/**
 * What the lesson hides, by name, for the style sheets; the sheet of settings, too, where it would be empty.
 *
 * @param {Page} page
 * @returns {string[]}
 */
function hidden({ link, view }) {
  const parts = link?.hide ?? [];
  const isEmpty = view === "practise" || parts.includes("learning") && (view === "descend" || parts.includes("form"));
  return isEmpty ? [...parts, "sheet"] : parts;
}
