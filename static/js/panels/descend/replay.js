// The scrubber over the recorded race: any moment of the show again, or the whole of it in little time.

import { html, nothing, render } from "lit-html";
import { live } from "lit-html/directives/live.js";

import { changes } from "../../changes.js";
import { shownAt } from "../../descend/moment.js";
import { duration } from "../../descend/say.js";

/** @import { Context, Render } from "../../main.js" */
/** @import { Replay } from "../../descend/state.js" */

const STOPS = 1000;

/**
 * @param {HTMLElement} root
 * @param {Context} context
 * @returns {Render}
 */
export function mount(root, { dispatchRace, t }) {
  const changed = changes();

  return ({ descend, page }, now) => {
    if (page.view !== "descend") return false;
    const { show, length, goesOn: isPlaying } = shownAt(descend, now);
    const { replay } = descend.look;
    const watch = show ?? length;
    if (!changed("all", [watch, length, isPlaying, replay === null, page.language])) return isPlaying;
    const isOff = length <= 0;
    const words = t(isPlaying ? "replay.pause" : "replay.play");
    render(html`
      <button type="button" class="button square small" data-action="replay" aria-label=${words} title=${words} ?disabled=${isOff}
        @click=${(/** @type {MouseEvent} */ event) => toggle(isPlaying, watch, length, event.timeStamp)}>
        <span class="icon ${isPlaying ? "icon-pause" : "icon-play"}" aria-hidden="true"></span></button>
      <span class="quiet">${t("replay.title")}</span>
      <input type="range" min="0" max=${STOPS} step="1" aria-label=${t("replay.at")} aria-valuetext=${duration(watch, t)} ?disabled=${isOff}
        .value=${live(String(length > 0 ? Math.round((watch / length) * STOPS) : STOPS))}
        @input=${(/** @type {InputEvent & { currentTarget: HTMLInputElement }} */ event) =>
          set({ show: (Number(event.currentTarget.value) / STOPS) * length, playing: false, since: 0 })}>
      <output aria-live="off">${replay ? t("replay.of", { at: duration(watch, t), length: duration(length, t) }) : duration(length, t)}</output>
      ${replay === null ? nothing : html`<button type="button" class="button small" data-action="live" @click=${() => set(null)}>${t("replay.live")}</button>`}
    `, root);
    return isPlaying;
  };

  /** @param {Replay | null} replay */
  function set(replay) {
    dispatchRace({ type: "look", change: { replay } });
  }

  /**
   * @param {boolean} isPlaying
   * @param {number} watch
   * @param {number} length
   * @param {number} since
   */
  function toggle(isPlaying, watch, length, since) {
    if (isPlaying) set({ show: watch, playing: false, since });
    else set({ show: watch >= length ? 0 : watch, playing: true, since });
  }
}
