// Help: the tour, the video's ideas and where they are here, a link for a lesson, the words, the keys, whose idea this is, whose data.

import { html, nothing, render } from "lit-html";
import { dialogIn, headOf } from "../dialog.js";
import { invite } from "../lead/invite.js";
import { openIn } from "../poll/state.js";
import { chaptersOf, LESSON } from "../scenes.js";
import { failure } from "../tell.js";

/** @import { State } from "../state.js" */
/** @import { Scene } from "../scenes.js" */
/** @import { Context, Render } from "../main.js" */

const KEYS = /** @type {const} */ ([
  ["space", "play"], ["s", "step"], ["r", "reset"], ["0–9", "digit"], ["n", "mistake"], ["d", "draw"],
  [",", "earlier"], [".", "later"], ["[", "back"], ["]", "forward"], ["Esc", "escape"], ["?", "help"],
]);
// In the order in which one leads to the next.
const WORDS = /** @type {const} */ (["activation", "weight", "bias", "cost", "gradient", "nudge", "wish", "back", "batch", "step", "epoch", "eta"]);

/**
 * @param {HTMLElement} root
 * @param {Context} context
 * @returns {Render}
 */
export function mount(root, context) {
  const { dispatch, t } = context;
  const dialog = dialogIn(root, "help", "help-title", close);
  /** @type {State | null} */
  let last = null;

  return (state) => {
    const { page } = state;
    const isSame = page === last?.page && state.poll === last.poll;
    last = state;
    if (isSame) return;
    if (page.help) render(template(), dialog);
    if (!page.help) dialog.close();
    else if (!dialog.open) dialog.showModal();
  };

  function close() {
    if (last?.page.help) dispatch({ type: "page", change: { help: false } });
  }

  /** What makes a lesson link is loaded for who makes one. */
  async function link() {
    try {
      const { openDialog } = await import("../link/dialog.js");
      close();
      dialog.close(); // at once, so that the next one gives the focus back to where this one was asked for
      if (last) openDialog(last, context);
    } catch (error) {
      dispatch(failure(error));
    }
  }

  /** @param {Scene} scene */
  function go({ element, change }) {
    if (!last) return;
    const { page, lens, view } = change(last);
    close();
    dialog.close(); // at once, as above: then the focus goes on
    dispatch({ type: "page", change: { view: "learn", enlarged: null, sheet: false, ...page } });
    dispatch({ type: "drawing", change: { active: false } }); // an example has a label, and so there are wishes
    if (view) dispatch({ type: "view", change: view });
    if (lens) dispatch({ type: "lens", change: { ...lens, since: null } });
    requestAnimationFrame(() => lead(element)); // when it stands there
  }

  /**
   * Where the eye goes, the focus goes, too.
   *
   * @param {string} element
   */
  function lead(element) {
    const there = document.querySelector(element);
    if (!(there instanceof HTMLElement)) return;
    there.scrollIntoView({ block: "nearest" });
    const first = there.querySelector('[role="tab"][aria-selected="true"]') ?? there.querySelector("button");
    (there.matches("[tabindex]") || !(first instanceof HTMLElement) ? there : first).focus({ preventScroll: true });
    there.classList.add("led-to");
    there.addEventListener("animationend", () => there.classList.remove("led-to"), { once: true });
  }

  function scenes() {
    return chaptersOf(last?.page ?? { link: null }).map(({ time, film, scenes }) => html`
      <dt>${time === null ? t("help.video.next") : html`<a href=${film} target="_blank" rel="noopener" aria-label=${`${time}, ${t("help.lesson")}`}>${time}</a>`}</dt>
      <dd>${scenes.map((scene) => html`<button type="button" class="button" data-scene=${scene.name} @click=${() => go(scene)}>${t(`help.video.${scene.name}`)}</button>`)}</dd>`);
  }

  function template() {
    return html`
      <div class="help-body">
        ${headOf(dialog, t("help.title"), t)}
        <p>${t("help.what")}</p>
        <div class="actions"><button type="button" class="button primary" data-action="tour" ?disabled=${last !== null && openIn(last) !== null}
          @click=${() => dispatch({ type: "page", change: { help: false, touring: true } })}>${t("help.tour")}</button>
          <button type="button" class="button" data-action="link" @click=${link}>${t("help.link")}</button>
          ${last?.page.controls && !last.page.leads ? html`<button type="button" class="button" data-action="lead"
            @click=${() => dispatch({ type: "page", change: { help: false, leads: true } })}>${t("help.lead")}</button>` : nothing}
          ${last?.page.controls ? html`<button type="button" class="button" data-action="invite"
            @click=${() => {
              close();
              dialog.close(); // as above
              void invite(context);
            }}>${t("help.invite")}</button>` : nothing}</div>
        <h3>${t("help.video")}</h3>
        <p>${t("help.video.about")}</p>
        <dl class="scenes">${scenes()}</dl>
        <details class="glossary"><summary>${t("term.title")}</summary>
          <dl>${WORDS.map((word) => html`<div><dt>${t(`term.${word}.name`)}</dt><dd>${t(`term.${word}`)}</dd></div>`)}</dl></details>
        <h3>${t("help.keys")}</h3>
        <dl class="keys">
          ${KEYS.map(([key, name]) => html`<div><dt><kbd>${key === "space" ? t("help.key.space") : key}</kbd></dt><dd>${t(`help.key.${name}`)}</dd></div>`)}
        </dl>
        <h3>${t("help.colours")}</h3>
        <p>${t("help.colours.about")}</p>
        <h3>${t("help.credits")}</h3>
        <p>${t("help.idea")} <a href=${LESSON} target="_blank" rel="noopener">3Blue1Brown: ${t("help.lesson")}</a></p>
        <p>${t("help.data")}</p>
        <p>${t("help.code")}</p>
      </div>
    `;
  }
}
