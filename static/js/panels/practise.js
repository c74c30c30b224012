// Practise: an exercise by hand, its network beside the numbers that are to be found.

import { html, nothing, render } from "lit-html";
import { changes } from "../changes.js";
import { goOn, rewrite } from "../places.js";
import { exerciseHash, exerciseIn, textOf } from "../practise/address.js";
import { reporting } from "../practise/class.js";
import { practiseLayout } from "../practise/layout.js";
import { givenList, numbersForm } from "../practise/numbers.js";
import { picture } from "../practise/picture.js";
import { createSession } from "../practise/session.js";
import { drawn, sheet } from "../practise/sheet.js";
import { score } from "../practise/state.js";

/** @import { Page, State } from "../state.js" */
/** @import { Context, Render } from "../main.js" */
/** @import { Exercise, Practise } from "../practise/state.js" */

/**
 * @param {HTMLElement} root
 * @param {Context} context
 * @returns {Render}
 */
export function mount(root, { dispatch, ask, t }) {
  /** @type {Page | null} */
  let page = null;
  /** @type {State | null} */
  let last = null;
  const report = reporting(ask);
  const changed = changes();
  let size = { width: 0, height: 0, zoom: 1 };
  let step = 0;
  let wasEditing = false;
  let told = "";
  let named = ""; // the exercise that is on, as the page has been told, or is on its way
  const session = createSession({
    changed: update,
    named: (text, isAnother) => {
      told = "";
      named = text;
      dispatch({ type: "page", change: { exercise: text } });
      if (page?.view === "practise") (isAnother ? goOn : rewrite)(exerciseHash(text, location.hash));
    },
    tell: (words) => dispatch({ type: "tell", level: "error", ...words }),
  });
  addEventListener("hashchange", () => {
    const text = exerciseIn(location.hash);
    if (text !== null && page?.view === "practise") load(text);
  });
  const observer = new ResizeObserver(([entry]) => {
    const { width, height } = entry.contentRect;
    const zoom = Number.parseFloat(getComputedStyle(document.documentElement).fontSize) / 16;
    size = { width: Math.floor(width), height: Math.floor(height), zoom };
    update();
  });

  return (state) => {
    const before = page;
    page = state.page;
    last = state;
    if (!changed("all", [page, state.filled, state.led, state.hello, state.connection])) return;
    if (page.view === "practise") {
      const isLed = page.exercise !== null && page.exercise !== before?.exercise && page.exercise !== named;
      if (isLed) load(page.exercise);
      else if (before?.view !== "practise") load(exerciseIn(location.hash) ?? page.exercise);
    }
    update();
  };

  /** @param {string | null} text */
  function load(text) {
    if (text !== null) named = text;
    void session.load(text);
  }

  function update() {
    if (!page || page.view !== "practise") return;
    const state = session.get();
    const hadFocus = root.contains(document.activeElement);
    render(template(state), root);
    if (last) report(last, state);
    const body = root.querySelector(".picture-body");
    if (body) observer.observe(body);
    if (hadFocus) follow(state);
    [step, wasEditing] = [state.step, state.isEditing];
  }

  /**
   * The focus goes to the next number when one is found, and to the heading of the next step; what had it may be gone.
   *
   * @param {Practise} state
   */
  function follow(state) {
    const focused = document.activeElement;
    const field = focused instanceof HTMLInputElement ? focused.closest("[data-field]")?.getAttribute("data-field") : null;
    const isLost = !root.contains(focused);
    if (state.step === step && !isLost && (!field || field === state.current)) return;
    const turned = state.isEditing === wasEditing ? null : root.querySelector(state.isEditing ? ".set-numbers input" : '[data-action="edit"]');
    const next = turned ?? (state.step === step ? root.querySelector(`[data-field="${state.current}"] input`) ?? root.querySelector(".step .primary") : null);
    const to = next ?? root.querySelector("#step-title");
    if (to instanceof HTMLElement) to.focus();
  }

  /** @param {Practise} state */
  function template(state) {
    const { task, refusal } = state;
    if (!task) return html`<section class="card refused"><p>${refusal ? t(refusal.key, refusal.values) : t("practise.waiting")}</p>${refusal === null ? nothing
      : html`<button type="button" class="button primary" data-action="new" @click=${() => session.change({})}>${t("practise.new_numbers")}</button>`}</section>`;
    const { exercise, choices, steps } = task;
    const current = steps[state.step]?.fields.find(({ name }) => name === state.current) ?? null;
    const { first, found } = score(state);
    return html`
      <section class="card picture" aria-label=${t("practise.picture")}>
        <div class="card-head"><h2>${t("practise.title")}</h2>
          <span class="quiet kind">${t(`activation.${exercise.activation}`)} · ${t(`cost.${exercise.cost}`)} · η ${exercise.eta}</span>
          ${found > 0 ? html`<span class="score" title=${t("practise.score.about")}>${t("practise.score", { first, found })}</span>` : nothing}</div>
        <div class="picture-body">${size.width > 60 ? picture(state, exercise, current, practiseLayout(size.width, size.height, size.zoom), t) : nothing}</div>
        <p class="note" aria-hidden="true">${t("practise.legend")}</p>
        ${givenList(exercise, t)}
      </section>
      <section class="card worksheet" aria-label=${t("practise.sheet")}>${sheet(state, exercise, session, t, filledAt(exercise))}</section>
      <section class="card tools" aria-label=${t("practise.tools")}>${state.isEditing ? numbersForm(state, exercise, choices, session, t) : tools(state, exercise)}</section>`;
  }

  /**
   * How far the class is, for who leads it, at the exercise that is on.
   *
   * @param {Exercise} exercise
   */
  function filledAt(exercise) {
    return last?.page.leads && last.filled?.exercise === textOf(exercise) ? last.filled : null;
  }

  /**
   * @param {Practise} state
   * @param {Exercise} exercise
   */
  function tools({ cleared }, exercise) {
    const { dispatch } = session;
    return html`<div class="actions">
      <button type="button" class="button" data-action="new" @click=${() => session.change(drawn(exercise))}>${t("practise.new_numbers")}</button>
      <button type="button" class="button" data-action="edit" @click=${() => dispatch({ type: "edit", isEditing: true })}>${t("practise.edit")}</button>
      <button type="button" class="button" data-action="clear" @click=${() => dispatch({ type: cleared ? "back" : "again" })}>${t(cleared ? "practise.clear.undo" : "practise.clear")}</button>
      <button type="button" class="button" data-action="copy" @click=${copy}>${t("practise.link")}</button>
      <span class="note" role="status">${told}</span></div>`;
  }

  /** The address of this very exercise: over http browsers keep the clipboard to themselves, and it stands in the address bar. */
  async function copy() {
    const link = location.origin + location.pathname + exerciseHash(page?.exercise ?? "");
    const isCopied = await navigator.clipboard?.writeText(link).then(() => true, () => false);
    told = t(isCopied ? "link.copied" : "practise.link.above");
    update();
  }
}
