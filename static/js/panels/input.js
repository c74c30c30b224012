// What comes in: an example of the data, or a drawing.

import { html, nothing, render } from "lit-html";
import { changes } from "../changes.js";
import { mount as mountExample } from "../stage/example.js";
import { mount as mountPad } from "../stage/pad.js";

/** @import { Context, Render } from "../main.js" */

/**
 * @param {HTMLElement} root
 * @param {Context} context
 * @returns {Render}
 */
export function mount(root, context) {
  const { dispatch, t } = context;
  root.classList.add("region", "input");
  const head = document.createElement("div");
  head.className = "region-head";
  const example = part("example");
  const pad = part("pad-part");
  root.replaceChildren(head, example, pad);
  const renderExample = mountExample(example, context);
  const renderPad = mountPad(pad, context);
  const changed = changes();

  return (state, now) => {
    const { active } = state.drawing;
    const { controls, language } = state.page;
    const { count } = state.wall;
    if (changed("all", [active, language, controls, count])) {
      render([tabs(active), controls && (active || count > 0) ? wall(count) : nothing], head);
      example.hidden = active;
      pad.hidden = !active;
    }
    if (!active) renderExample(state, now);
    return renderPad(state, now);
  };

  /** @param {boolean} active */
  function tabs(active) {
    return html`<div class="tabs" role="tablist" aria-label=${t("input.title")} @keydown=${press}>
      ${tab("example", !active)}${tab("draw", active)}</div>`;
  }

  /**
   * @param {"example" | "draw"} name
   * @param {boolean} isOn
   */
  function tab(name, isOn) {
    return html`<button type="button" role="tab" id="tab-${name}" aria-selected=${isOn} tabindex=${isOn ? 0 : -1}
      aria-controls="part-${name === "draw" ? "pad-part" : name}" data-tab=${name} data-explain="input.tab.${name}"
      @click=${() => choose(name === "draw")}>${t(`input.tab.${name}`)}</button>`;
  }

  /** @param {number} count */
  function wall(count) {
    return html`<button type="button" class="button wall-open" data-action="wall" data-explain="wall"
      @click=${() => dispatch({ type: "page", change: { enlarged: "wall" } })}>${t("wall.open")}
      ${count > 0 ? html`<b data-value="hung">${count}</b>` : nothing}</button>`;
  }

  /** @param {boolean} active */
  function choose(active) {
    dispatch({ type: "drawing", change: { active } });
  }

  /** @param {KeyboardEvent} event */
  function press(event) {
    if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
    event.preventDefault();
    const isDraw = event.key === "ArrowRight";
    choose(isDraw);
    const other = head.querySelector(`[data-tab="${isDraw ? "draw" : "example"}"]`);
    if (other instanceof HTMLElement) other.focus();
  }
}

/**
 * @param {string} name
 * @returns {HTMLElement}
 */
function part(name) {
  const element = document.createElement("div");
  element.id = `part-${name}`;
  element.className = name;
  element.setAttribute("role", "tabpanel");
  element.setAttribute("aria-labelledby", name === "example" ? "tab-example" : "tab-draw");
  return element;
}
