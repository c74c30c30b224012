// Of the page itself: language, looks, help; on a phone also the way to the other controls.

import { html, render } from "lit-html";
import { live } from "lit-html/directives/live.js";
import { changes } from "../changes.js";
import { measured } from "../height.js";

/** @import { Page } from "../state.js" */
/** @import { Context, Render } from "../main.js" */

const THEMES = /** @type {const} */ (["system", "light", "dark"]);
const PALETTES = /** @type {const} */ (["red", "orange"]);

/**
 * @param {HTMLElement} root
 * @param {Context} context
 * @returns {Render}
 */
export function mount(root, { dispatch, speak, t }) {
  const changed = changes();
  measured(/** @type {HTMLElement} */ (root.closest("header")), "--top");

  const sheet = /** @type {HTMLElement} */ (document.getElementById("sheet"));

  return ({ page }) => {
    if (!changed("all", [page])) return;
    const wasOpen = sheet.classList.contains("is-open");
    sheet.classList.toggle("is-open", page.sheet);
    render(template(page), root);
    if (page.sheet !== wasOpen) lead(page.sheet);
  };

  /**
   * Who works by keys goes into the sheet when it opens, for it stands before what opens it, and comes back when it closes.
   *
   * @param {boolean} isOpen
   */
  function lead(isOpen) {
    const toggle = /** @type {HTMLElement} */ (root.querySelector(".sheet-toggle"));
    const inside = [...sheet.querySelectorAll("button, input, select")].find((each) => each.checkVisibility() && !each.matches(":disabled"));
    if (isOpen && toggle.matches(":focus-visible") && inside instanceof HTMLElement) inside.focus();
    if (!isOpen && sheet.contains(document.activeElement)) toggle.focus();
  }

  /** @param {Partial<Page>} change */
  function choose(change) {
    dispatch({ type: "page", change });
  }

  /** @param {Page} page */
  function template(page) {
    const other = page.language === "en" ? "ko" : "en";
    return html`
      <button type="button" class="button square sheet-toggle" aria-controls="sheet" aria-expanded=${page.sheet}
        aria-label=${t("page.settings")} title=${t("page.settings.about")} @click=${() => choose({ sheet: !page.sheet })}>
        <span class="icon ${page.sheet ? "icon-x" : "icon-settings-2"}" aria-hidden="true"></span>
      </button>
      <button type="button" class="button language" data-action="language"
        title=${t("page.language.about")} aria-description=${t("page.language.about")} @click=${() => speak(other)}>
        <span class="visually-hidden">${t("page.language")}</span>
        <span class=${page.language === "en" ? "is-on" : ""} lang="en">EN</span>
        <span class=${page.language === "ko" ? "is-on" : ""} lang="ko">한</span>
      </button>
      <button type="button" class="button square looks-toggle" popovertarget="looks" aria-label=${t("page.looks")}
        title=${t("page.looks.about")} aria-description=${t("page.looks.about")}>
        <span class="icon ${page.theme === "dark" ? "icon-moon" : "icon-sun"}" aria-hidden="true"></span>
      </button>
      <div id="looks" class="pop" popover>
        ${group("theme", THEMES, page.themeChoice, (themeChoice) => choose({ themeChoice }))}
        ${group("palette", PALETTES, page.palette, (palette) => choose({ palette }))}
      </div>
      <button type="button" class="button square" data-action="help" aria-label=${t("help.title")}
        title=${t("help.about")} aria-description=${t("help.about")} @click=${() => choose({ help: true })}>
        <span class="icon icon-circle-help" aria-hidden="true"></span>
      </button>
    `;
  }

  /**
   * @template {string} T
   * @param {"theme" | "palette"} name
   * @param {readonly T[]} values
   * @param {T} chosen
   * @param {(value: T) => void} set
   */
  function group(name, values, chosen, set) {
    return html`
      <fieldset class="choice">
        <legend>${t(`page.${name}`)}</legend>
        <div class="segments">
          ${values.map((value) => html`
            <label class="segment">
              <input type="radio" name=${name} value=${value} .checked=${live(value === chosen)} @change=${() => set(value)}>
              <span data-words=${t(`page.${name}.${value}`)}>${t(`page.${name}.${value}`)}</span>
            </label>`)}
        </div>
      </fieldset>
    `;
  }
}
