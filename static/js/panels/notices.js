// Short notes at the foot of the page: what was refused, what happened. They go by themselves.

import { html, render } from "lit-html";
import { repeat } from "lit-html/directives/repeat.js";
import { figure } from "../format.js";
import { LASTING } from "../tell.js";

/** @import { State, Told } from "../state.js" */
/** @import { Context, Render } from "../main.js" */

const STAY = 7_000; // milliseconds

/**
 * @param {HTMLElement} root
 * @param {Context} context
 * @returns {Render}
 */
export function mount(root, { dispatch, t }) {
  /** When each was first drawn. @type {Map<number, number>} */
  const since = new Map();
  /** @type {State["notices"] | null} */
  let drawn = null;
  let language = "";

  return ({ notices, page }, now) => {
    for (const { id, key } of notices) {
      const first = since.get(id) ?? now;
      since.set(id, first);
      if (now - first > STAY && !LASTING.includes(key)) dispatch({ type: "dismiss", id });
    }
    for (const id of since.keys()) if (!notices.some((notice) => notice.id === id)) since.delete(id);
    if (notices !== drawn || language !== page.language) {
      drawn = notices;
      language = page.language;
      render(repeat(notices, ({ id }) => id, note), root);
    }
    return notices.some(({ key }) => !LASTING.includes(key));
  };

  /** @param {Told} told */
  function note({ id, level, key, values }) {
    return html`
      <div class="note-card" data-level=${level} role=${level === "error" ? "alert" : "status"}>
        <p>${words(key, values)}</p>
        <button type="button" class="button square" aria-label=${t("page.dismiss")} title=${t("page.dismiss")}
          @click=${() => dispatch({ type: "dismiss", id })}><span class="icon icon-x" aria-hidden="true"></span></button>
      </div>`;
  }

  /**
   * What we have words for, or else what the server said.
   *
   * @param {string} key
   * @param {Record<string, unknown>} values
   * @returns {string}
   */
  function words(key, values) {
    const read = Object.entries(values).map(([name, value]) => [name, typeof value === "number" ? figure(value) : value]);
    const found = t(key, Object.fromEntries(read));
    if (found !== key) return found;
    return t(key.startsWith("notice.") ? "notice.other" : "error.other", { message: values.message ?? values.code });
  }
}
