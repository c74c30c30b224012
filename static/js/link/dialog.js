// To make a lesson link: what is on the screen goes into it by itself; what is hidden, and what is said, a person chooses.

import { html, nothing, render } from "lit-html";
import { live } from "lit-html/directives/live.js";
import { copyFrom } from "../copy.js";
import { dialogIn, headOf } from "../dialog.js";
import { addressOf } from "../runs.js";
import { MOST_SAID, writeLink } from "./fragment.js";
import { lookOf } from "./look.js";

/** @import { State } from "../state.js" */
/** @import { Context } from "../main.js" */
/** @import { Part } from "./parts.js" */

/** @typedef {globalThis.Event & { currentTarget: HTMLInputElement }} Input */

/** @type {Record<State["page"]["view"], Part[]>} */
const OFFERED = {
  learn: ["views", "time", "learning", "form", "input", "outputs", "readings", "why"],
  practise: ["views"],
  descend: ["views", "time", "learning", "lanes", "race_curves", "agreement"],
};

/**
 * @param {State} state what is on the screen
 * @param {Context} context
 */
export function openDialog(state, { t }) {
  const { page, run } = state;
  const look = lookOf(state);
  const view = look.race !== undefined ? "descend" : look.exercise !== undefined ? "practise" : "learn";
  const isRun = view === "learn" && run !== null && page.controls;
  const offered = OFFERED[view];
  const chosen = {
    say: page.link?.say ?? "", hide: new Set(page.link?.hide?.filter((part) => offered.includes(part))),
    language: page.link?.language !== undefined, theme: page.link?.theme !== undefined, own: false,
  };
  const isLocal = /^(localhost|\[::1\]|127\..*)$/.test(location.hostname); // which is one's own computer, whoever opens it
  let told = "";

  const dialog = dialogIn(document.body, "help link", "link-title", () => dialog.remove());
  update();
  dialog.showModal();

  /** @returns {string} */
  function address() {
    const link = {
      ...look, say: chosen.say,
      ...(chosen.language && { language: page.language }),
      ...(chosen.theme && { theme: page.theme }),
      ...(chosen.own && run && { plan: run.plan }),
      ...(chosen.hide.size > 0 && { hide: offered.filter((part) => chosen.hide.has(part)) }),
    };
    return location.origin + (run ? addressOf(run.id) : "/") + writeLink(link); // no query: a token may stand there
  }

  /** @param {Partial<typeof chosen>} [change] */
  function update(change = {}) {
    Object.assign(chosen, change);
    if (Object.keys(change).length > 0) told = "";
    render(template(), dialog);
  }

  function template() {
    const url = address();
    return html`
      <div class="help-body">
        ${headOf(dialog, t("link.title"), t)}
        <p>${t("link.about")}</p>
        <label class="field"><span>${t("link.say")}</span>
          <input class="button" maxlength=${MOST_SAID} placeholder=${t("link.say.example")} .value=${live(chosen.say)}
            @input=${(/** @type {Input} */ event) => update({ say: event.currentTarget.value })}></label>
        <fieldset>
          <legend>${t("link.hide")}</legend>
          <div class="checks">${offered.map((part) => check(part, partName(part), chosen.hide.has(part), (isOn) => hide(part, isOn)))}</div>
        </fieldset>
        <fieldset>
          <legend>${t("link.also")}</legend>
          <div class="checks">
            ${check("language", t("link.also.language"), chosen.language, (language) => update({ language }))}
            ${check("theme", t(`link.also.${page.theme}`), chosen.theme, (theme) => update({ theme }))}
          </div>
        </fieldset>
        ${isRun ? html`
          <fieldset>
            <legend>${t("link.run")}</legend>
            <div class="field checks">${[false, true].map((own) => html`
              <label><input type="radio" name="link-run" value=${own ? "own" : "shared"} .checked=${live(own === chosen.own)} @change=${() => update({ own })}>
                ${t(own ? "link.run.own" : "link.run.shared")}</label>`)}
            </div>
            ${chosen.own ? html`<p class="note">${t("link.run.about")}</p>` : nothing}
          </fieldset>` : nothing}
        <div class="field">
          <label for="link-address">${t("link.address")}</label>
          <div class="made">
            <input class="button" id="link-address" readonly .value=${live(url)} @focus=${(/** @type {Input} */ event) => event.currentTarget.select()}>
            <button type="button" class="button primary" data-action="copy" @click=${copy}>${t("link.copy")}</button>
            <a class="button" href=${url} target="_blank" rel="noopener">${t("link.try")}</a>
          </div>
          <p class="note" role="status">${told}</p>
        </div>
        <p class="note">${t(isLocal ? "link.local" : "link.token")}</p>
      </div>
    `;
  }

  /** @param {Part} part */
  function partName(part) {
    return t(part === "learning" && look.race !== undefined ? "link.part.race" : `link.part.${part}`);
  }

  /**
   * @param {string} name
   * @param {string} words
   * @param {boolean} isOn
   * @param {(isOn: boolean) => void} set
   */
  function check(name, words, isOn, set) {
    return html`<label><input type="checkbox" name=${name} .checked=${live(isOn)}
      @change=${(/** @type {Input} */ event) => set(event.currentTarget.checked)}> ${words}</label>`;
  }

  /**
   * @param {Part} part
   * @param {boolean} isOn
   */
  function hide(part, isOn) {
    const parts = new Set(chosen.hide);
    if (isOn) parts.add(part);
    else parts.delete(part);
    update({ hide: parts });
  }

  async function copy() {
    const field = /** @type {HTMLInputElement} */ (dialog.querySelector("#link-address"));
    told = t(await copyFrom(field));
    update();
  }
}
