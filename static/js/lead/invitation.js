// How a class comes in: the address of who watches, large enough for phones to read it from the back of a room.

import { html, nothing, render } from "lit-html";
import { copyFrom } from "../copy.js";
import { dialogIn, headOf } from "../dialog.js";
import { asked } from "../runs.js";
import { addSheets } from "../sheets.js";

/** @import { Context } from "../main.js" */
/**
 * @typedef {({ address: string, code: string } | { address: null, code: null }) & { present: number }} Invitation
 *   `code`: the address as a picture; `present`: how many have come in to watch
 */

const EVERY = 2_000; // milliseconds from one count of who has come to the next
const NEAR = /^http:\/\/[\d.[]/; // a bare address is that of a network at hand

await addSheets(["invite"]);

/**
 * @param {Context["t"]} t
 * @returns {Promise<void>} rejects when the server does not say
 */
export async function openInvitation(t) {
  const { address, code, present } = await invitation();
  const dialog = dialogIn(document.body, "help invite", "invite-title", () => {
    clearInterval(counting);
    dialog.remove();
  });
  let told = "";
  let here = present;
  update();
  dialog.showModal();
  const counting = address === null ? undefined : setInterval(count, EVERY);

  function update() {
    render(html`
      <div class="help-body">
        ${headOf(dialog, t(address === null ? "help.invite" : "invite.title"), t)}
        ${address === null ? html`<p>${t("invite.alone")}</p>` : html`
          <img src=${code} alt=${t("invite.code")}>
          <p class="address">${address}</p>
          <p class="present" data-value="present">${t("invite.present", { count: here })}</p>
          <div class="actions">
            <button type="button" class="button" data-action="copy" @click=${copy}>${t("link.copy")}</button>
            <span role="status">${told}</span>
          </div>
          <p class="quiet">${t("invite.about")} ${NEAR.test(address) ? t("invite.near") : nothing}</p>`}
      </div>
    `, dialog);
  }

  async function count() {
    try {
      here = (await invitation()).present;
      update();
    } catch {
      // the next time
    }
  }

  async function copy() {
    told = t(await copyFrom(/** @type {HTMLElement} */ (dialog.querySelector(".address"))));
    update();
  }
}

/** @returns {Promise<Invitation>} */
async function invitation() {
  return /** @type {Invitation} */ (await asked("/api/invitation", {}));
}
