// One word explained, when somebody asked for it: stochastic, mini-batch, full batch, batch, step, epoch, η.

import { html, render } from "lit-html";

import { changes } from "../../changes.js";
import { TERMS } from "../../descend/parts.js";
import { closes, headOf } from "../../dialog.js";

/** @import { Context, Render } from "../../main.js" */

/**
 * @param {HTMLElement} root a dialog
 * @param {Context} context
 * @returns {Render}
 */
export function mount(root, { dispatchRace, t }) {
  const dialog = /** @type {HTMLDialogElement} */ (root);
  const changed = changes();
  closes(dialog, () => dispatchRace({ type: "look", change: { term: null } }));

  return ({ descend, page }) => {
    const term = TERMS.find((known) => known === descend.look.term) ?? null;
    if (!changed("all", [term, page.language])) return;
    if (term === null) return dialog.close();
    render(html`<div class="terms">
      ${headOf(dialog, t("term.title"), t)}
      <dl>${TERMS.map((each) => html`<div class=${each === term ? "is-asked" : ""} data-term-text=${each}>
        <dt>${t(`term.${each}.name`)}</dt><dd>${t(`term.${each}`)}</dd></div>`)}</dl>
      <p class="note">${t("term.note")}</p>
    </div>`, dialog);
    if (!dialog.open) dialog.showModal();
    dialog.querySelector(".is-asked")?.scrollIntoView({ block: "nearest" });
  };
}
