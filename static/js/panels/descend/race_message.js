// The one sentence over the map: what is happening in the race, and what it means.

import { html, nothing, render } from "lit-html";

import { changes } from "../../changes.js";
import { remedy, sentence } from "../../descend/say.js";
import { measured } from "../../height.js";

/** @import { Context, Render } from "../../main.js" */

/**
 * @param {HTMLElement} root
 * @param {Context} context
 * @returns {Render}
 */
export function mount(root, { race, t }) {
  const changed = changes();
  const measure = measured(root, "--race-trouble", () => root.dataset.tone === "bad");

  return (state) => {
    if (state.page.view !== "descend") return;
    const { descend, page } = state;
    const { key, values } = sentence(descend, t);
    const said = t(key, values);
    const words = said.charAt(0).toUpperCase() + said.slice(1);
    if (!changed("all", [words, page.language, descend.status, descend.control, page.controls])) return;
    const { phase } = descend.connection;
    root.dataset.tone = phase === "refused" || phase === "lost" || descend.status === "failed" ? "bad" : descend.now?.phase === "finished" ? "good" : "calm";
    const help = remedy(descend.connection, page.controls);
    const isReady = descend.now?.phase === "ready" && descend.status === "paused" && descend.control;
    render(html`
      <p class="sentence" data-say=${key}>${words}</p>
      ${isReady ? html`<button type="button" class="button primary" data-action="race-go" @click=${() => race.ask({ type: "run" })}>${t("race.go")}</button>` : nothing}
      ${help ? html`<button type="button" class="button primary" data-action="race-${help}" @click=${() => act(help)}>
        ${t(help === "renew" ? "race.renew" : `message.do.${help}`)}</button>` : nothing}
    `, root);
    measure();
  };

  /** @param {NonNullable<ReturnType<typeof remedy>>} help */
  function act(help) {
    if (help === "reload") location.reload();
    else race[help]();
  }
}
