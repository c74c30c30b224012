// Why: one example under the microscope, in five views. All that they show, the server has answered.

import { html, nothing, render } from "lit-html";
import { whole } from "../format.js";
import { askButton } from "../poll/button.js";
import { asker } from "../why/ask.js";
import { layerOf, neuronOf, stops, TABS } from "../why/lens.js";
import { listenView } from "../why/listen.js";
import { stopName } from "../why/names.js";
import { neuronView } from "../why/neuron.js";
import { isSpringing } from "../why/probe.js";
import { sensitivityView } from "../why/sensitivity.js";
import { stackView } from "../why/stack.js";
import { isAdding, tableView } from "../why/table.js";
import { addedAt } from "../why/waterfall.js";

/** @import { State } from "../state.js" */
/** @import { Context, Render } from "../main.js" */
/** @import { Tab } from "../why/lens.js" */

const TALL = 340; // pixels, where the page scrolls

/**
 * @param {HTMLElement} root
 * @param {Context} context
 * @returns {Render}
 */
export function mount(root, context) {
  const { dispatch, t } = context;
  const ask = asker(context.ask, dispatch);
  const oneScreen = matchMedia("(width >= 68.75em) and (height >= 43.125em)"); // where nothing scrolls, as in page.css
  /** @type {State | null} */
  let drawn = null;
  let size = { width: 0, height: 0, rem: 1 };
  let drawnSize = size;
  let wasMoving = false;
  let isImagined = false;
  new ResizeObserver(([entry]) => {
    const { width, height } = entry.contentRect;
    const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize) / 16;
    size = { width: Math.floor(width), height: oneScreen.matches ? Math.floor(height) : TALL, rem }; // elsewhere it is as high as what is in it
    if (drawn) update(drawn, performance.now());
  }).observe(root);

  return (state, now) => {
    if (state.page.view !== "learn") return;
    const isEarly = ask(state, now);
    const isMoving = moving(state, now);
    if (!isMoving && !wasMoving && drawn && isSame(drawn, state) && drawnSize === size) return isEarly && "later";
    wasMoving = isMoving;
    update(state, now);
    return isMoving || (isEarly && "later");
  };

  /**
   * @param {State} state
   * @param {number} now
   */
  function update(state, now) {
    drawn = state;
    drawnSize = size;
    const pressed = document.activeElement;
    const isMine = pressed instanceof HTMLElement && root.contains(pressed);
    render(template(state, now), root);
    if (isMine && (!pressed.isConnected || pressed.matches(":disabled"))) document.getElementById("why-view")?.focus({ preventScroll: true });
    const wasImagined = isImagined;
    isImagined = state.lens.tab === "neuron" && state.lens.whatIf !== null && state.answers.imagined !== null;
    if (isImagined && !wasImagined) root.querySelector(".what-if")?.scrollIntoView({ block: "nearest" }); // it opens below the rest
  }

  /**
   * @param {State} state
   * @param {number} now
   */
  function template(state, now) {
    const { tab } = state.lens;
    return html`
      <div class="why-head">
        <div class="tabs" role="tablist" aria-label=${t("why.title")} @keydown=${(/** @type {KeyboardEvent} */ event) => moveTab(event, tab)}>
          ${TABS.map((each) => html`<button type="button" role="tab" id="why-tab-${each}" aria-controls="why-view" aria-selected=${each === tab}
            tabindex=${each === tab ? 0 : -1} @click=${() => dispatch({ type: "lens", change: { tab: each } })}>${t(`why.tab.${each}`)}</button>`)}
        </div>
        ${readAt(state)}
        ${askButton(state, context)}
        ${tab === "neuron" || tab === "stack" ? crumbs(state) : nothing}
      </div>
      <div class="why-view" id="why-view" role="tabpanel" aria-labelledby="why-tab-${tab}" data-explain-group tabindex="0">${view(state, now)}</div>`;
  }

  /**
   * @param {State} state
   * @param {number} now
   */
  function view(state, now) {
    const { tab } = state.lens;
    const needsLabel = tab === "neuron" || tab === "stack" || tab === "sensitivity";
    if (needsLabel && state.watched?.label === null) return html`<p class="empty">${t("why.no_label")}</p>`;
    switch (tab) {
      case "neuron": return neuronView(state, size.width / zoomOf(state, size.rem), context);
      case "stack": return stackView(state, now, { ...size, zoom: zoomOf(state, size.rem) }, context);
      case "sensitivity": return sensitivityView(state, now, { ...size, zoom: zoomOf(state, size.rem) }, context);
      case "table": return tableView(state, now, context);
      case "listen": return listenView(state, context);
    }
  }

  /**
   * While the network learns, the pictures beside are newer than these numbers: of which step they are.
   *
   * @param {State} state
   */
  function readAt({ run, lens, answers: { explanation, stacked, inspected, tabled } }) {
    const answer = { neuron: explanation, stack: stacked, sensitivity: inspected, table: tabled, listen: null }[lens.tab];
    if (!answer || run?.status !== "running" || run.slow) return nothing;
    return html`<span class="quiet read-at" data-step=${answer.step} data-explain="why.read_at">${t("why.read_at", { step: whole(answer.step) })}</span>`;
  }

  /**
   * The way back from the cost to the pixels, and the button that goes it.
   *
   * @param {State} state
   */
  function crumbs(state) {
    const { run, lens } = state;
    if (!run) return nothing;
    const { sizes } = run.plan;
    const here = neuronOf(state);
    const layer = layerOf(state);
    return html`
      <nav class="crumbs" aria-label=${t("why.way")}>
        <span class="quiet" data-explain="why.way.cost">${t("why.way.cost")}</span>
        ${stops(sizes, lens.trail, here).map((stop) => {
          const isHere = lens.tab === "stack" ? stop.layer === layer : stop.isHere;
          const name = stopName(t, sizes, stop.layer, lens.tab === "neuron" ? stop.neuron : null);
          const go = () => goTo(state, stop.layer, stop.neuron);
          const isOff = lens.tab === "stack" && stop.layer === sizes.length - 1;
          return html`<span class="quiet" aria-hidden="true">‹</span><button type="button" class="crumb" aria-current=${isHere ? "step" : nothing}
            ?disabled=${isHere || isOff} @click=${go}>${name}</button>`;
        })}
      </nav>`;
  }

  /**
   * @param {State} state
   * @param {number} layer
   * @param {number | null} neuron
   */
  function goTo({ lens }, layer, neuron) {
    if (lens.tab === "stack" || layer === 0 || neuron === null) dispatch({ type: "lens", change: { tab: "stack", layer, since: null } });
    else dispatch({ type: "view", change: { selected: { layer, neuron }, hovered: null } });
  }

  /**
   * @param {KeyboardEvent} event
   * @param {Tab} tab
   */
  function moveTab(event, tab) {
    const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const next = TABS[(TABS.indexOf(tab) + step + TABS.length) % TABS.length];
    dispatch({ type: "lens", change: { tab: next } });
    document.getElementById(`why-tab-${next}`)?.focus();
  }
}

/**
 * How much larger everything is: when the panel fills the screen, as in the style sheet, and on a large screen.
 *
 * @param {State} state
 * @param {number} rem the root's font size, in 16 pixels
 * @returns {number}
 */
function zoomOf({ page }, rem) {
  return page.enlarged === "why" ? 1.3 * rem : rem;
}

/**
 * @param {State} one
 * @param {State} other
 * @returns {boolean} whether the same is to be drawn
 */
function isSame(one, other) {
  return one.answers === other.answers && one.lens === other.lens && one.view === other.view && one.page === other.page &&
    one.watched === other.watched && one.past === other.past && (one.score === other.score || one.lens.tab !== "listen") &&
    one.run?.plan === other.run?.plan && one.run?.status === other.run?.status && one.run?.slow === other.run?.slow &&
    (one.run?.step === 0) === (other.run?.step === 0);
}

/**
 * @param {State} state
 * @param {number} now
 * @returns {boolean} whether something is on its way
 */
function moving(state, now) {
  const { lens, answers, page } = state;
  if (isSpringing(state, now) || isAdding(state, now)) return true;
  if (lens.tab !== "stack" || lens.since === null || page.reduced || !answers.stacked) return false;
  const rows = answers.stacked.askers.data.length + (answers.stacked.rest.data.length > 0 ? 1 : 0);
  return addedAt(lens.since, now, rows) < rows + 1;
}
