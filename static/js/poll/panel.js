// The question to the class: asked over all that is on the screen, answered with one press, and at last what is right.

import { html, nothing, render } from "lit-html";
import { acting } from "../acting.js";
import { changes } from "../changes.js";
import { mark } from "../descend/parts.js";
import { laneNames } from "../descend/say.js";
import { signedSignificant } from "../format.js";
import { measured } from "../height.js";
import { handKey, keepVote, openStorage, voteIn } from "../settings.js";
import { vars } from "../why/vars.js";
import { choiceKey, letterOf, lookOf, saidOf, SHAPES } from "./question.js";
import { openIn } from "./state.js";

/** @import { Asked, Polled } from "../messages.js" */
/** @import { State } from "../state.js" */
/** @import { Context, Render } from "../main.js" */

/** @typedef {{ shape: unknown, words: string }} Label of a choice */

/**
 * @param {HTMLElement} root
 * @param {Context} context
 * @returns {Render}
 */
export function mount(root, { send, dispatch, race, t }) {
  const storage = openStorage();
  const act = acting(send);
  let key = handKey(storage);
  let mine = voteIn(storage);
  let looked = -1; // the question that was looked at
  let isNew = false; // it has just come
  let isDrawing = false; // it came over the pad, which makes way once the pen is lifted
  /** @type {State | null} */
  let last = null;
  const changed = changes();
  const measure = measured(root, "--poll");

  return (state) => {
    last = state;
    if (isNew) bring(state.page); // a frame later, as all has moved down for it
    draw(state);
    if (isDrawing && !document.querySelector(".pad-canvas:active")) {
      isDrawing = false;
      dispatch({ type: "drawing", change: { active: false } });
    }
    return isNew || isDrawing;
  };

  /** @param {State} state */
  function draw(state) {
    const { poll, connection, page, hello, run, descend } = state;
    const isThere = run !== null && (connection.phase !== "refused" || connection.reason === "full"); // or it does not come back
    // Nothing may be pressed in a tour, nor anything move; and where nobody leads any more nobody listens for an answer.
    const isHandsDown = poll?.asked?.about === "hands" && (page.touring || state.led === null);
    const asked = isThere && !isHandsDown ? poll?.asked ?? null : null;
    if (asked && !isOver(poll) && looked !== asked.poll) lookAt(asked, state);
    if (changed("all", [poll, asked, connection.phase, page.language, page.controls, hello, mine, descend.id, descend.plan])) update(state, asked);
  }

  /**
   * @param {State} state
   * @param {Asked | null} asked
   */
  function update(state, asked) {
    const { activeElement } = document;
    const wasHere = root.contains(activeElement);
    const isAsker = (isNew || root.hidden) && state.page.leads && (activeElement === document.body || activeElement?.matches('[data-action="ask-class"], .lead button')); // which is veiled, or hidden, and may have lost it
    root.hidden = asked === null;
    render(asked && state.poll ? card(state, state.poll, asked) : nothing, root);
    measure();
    const isLost = wasHere && (root.hidden || !root.contains(activeElement));
    if (isLost || (isAsker && asked)) focus();
  }

  /**
   * Where the page scrolls, as on a phone, the network comes to stand below its question.
   *
   * @param {State["page"]} page
   */
  function bring({ enlarged, reduced }) {
    isNew = false;
    const isOneScreen = matchMedia("(width >= 68.75em)").matches; // as in page.css
    if (isOneScreen || enlarged !== null || document.querySelector(".pad-canvas:active")) return; // the pad stays under the pen
    document.querySelector('[data-panel="network"]')?.scrollIntoView({ block: "start", behavior: reduced ? "auto" : "smooth" });
  }

  /** What had the focus is gone. */
  function focus() {
    const asking = ["ask-class", "hands"].map((each) => document.querySelector(`[data-action="${each}"]`)).find((each) => each?.checkVisibility());
    const next = root.hidden ? asking ?? document.getElementById("main") : root.querySelector("[data-deed]");
    if (next instanceof HTMLElement) next.focus({ preventScroll: true });
  }

  /**
   * It is about the picture in Learn, or about a race, wherever one was; for what is said aloud all stay where they are.
   *
   * @param {Asked} asked
   * @param {State} state
   */
  function lookAt(asked, state) {
    looked = asked.poll;
    if (asked.race !== null) {
      dispatch({ type: "page", change: { view: "descend" } });
      if (asked.race !== state.descend.id) race.go(asked.race);
    }
    if (openIn(state) === null) return;
    isNew = true;
    isDrawing = state.drawing.active;
    const { view, lens } = lookOf(asked);
    dispatch({ type: "page", change: { view: "learn" } });
    dispatch({ type: "view", change: view });
    dispatch({ type: "lens", change: lens });
  }

  /**
   * @param {State} state
   * @param {Polled} poll
   * @param {Asked} asked
   */
  function card(state, poll, asked) {
    const { run, hello, page, connection } = state;
    const isOff = connection.phase !== "open";
    const given = mine?.poll === asked.poll ? mine.choice : null;
    const over = isOver(poll);
    const labels = labelsOf(state, asked);
    const said = (/** @type {string} */ key) => t(key, { choice: labels[asked.choices.indexOf(given ?? "")]?.words });
    return html`
      <div class="poll-words">
        <p class="poll-asked" id="poll-asked" role="status">${saidOf(asked, run?.plan.sizes ?? [], hello, t, planOf(state, asked)?.clock).map(({ key, values }) => html`${t(key, values)} `)}</p>
        <p class="poll-said" role="status">${over ? told(poll, asked, given, said)
          : given === null ? t("poll.choose") : said("poll.said")}</p>
      </div>
      <ul class="poll-choices ${over ? "is-over" : ""} ${asked.race === null ? "" : "of-race"}" aria-labelledby="poll-asked">${asked.choices.map((choice, index) => html`<li>${over
        ? result(poll, labels[index], choice, index, given) : html`
          <button type="button" class="choice ${choice}" data-choice=${choice} aria-pressed=${choice === given} ?disabled=${isOff} @click=${() => vote(asked, choice)}>
            ${words(labels[index])}</button>`}</li>`)}</ul>
      <div class="poll-deeds">
        <span class="votes" data-value="votes">${t(poll.present === 0 || poll.present < poll.votes ? "poll.votes" : "poll.votes.of", { votes: poll.votes, present: poll.present })}</span>
        ${page.controls ? html`
          ${over ? nothing : html`<button type="button" class="button primary" data-deed="reveal" ?disabled=${isOff}
            @click=${() => act({ type: "reveal", poll: asked.poll })}>${t(asked.about === "hands" ? "poll.show" : "poll.reveal")}</button>`}
          <button type="button" class="button" data-deed="end-poll" ?disabled=${isOff} @click=${() => act({ type: "end_poll" })}>${t("poll.end")}</button>` : nothing}
      </div>`;
  }

  /**
   * @param {Polled} poll
   * @param {Label} label
   * @param {string} choice
   * @param {number} index
   * @param {string | null} given
   */
  function result({ counts, right, votes }, label, choice, index, given) {
    const isRight = choice === right;
    const marks = [isRight ? t("poll.right") : "", choice === given ? t("poll.yours") : ""].filter(Boolean);
    return html`<div class="choice ${choice} ${isRight ? "is-right" : ""}" data-choice=${choice}>
      ${words(label)} <b data-value="count">${counts[index]}</b>
      <span class="marks">${isRight ? html`<span aria-hidden="true">✓</span> ` : nothing}${marks.join(" · ")}</span>
      <span class="part" ${vars({ "--part": votes > 0 ? counts[index] / votes : 0 })}></span></div>`;
  }

  /**
   * What the choices are called here, each with its shape.
   *
   * @param {Pick<State, "descend">} state
   * @param {Asked} asked
   * @returns {Label[]}
   */
  function labelsOf({ descend }, asked) {
    const lanes = planOf({ descend }, asked)?.lanes ?? [];
    const names = laneNames(t, lanes);
    return asked.choices.map((choice, index) => (asked.about !== "hands" ? { shape: SHAPES[choice], words: t(choiceKey(asked, choice)) }
      : names.length > index ? { shape: mark(lanes[index].colour), words: names[index] } : { shape: nothing, words: letterOf(index) }));
  }

  /** @param {Label} label */
  function words({ shape, words }) {
    return html`<span class="way" aria-hidden="true">${shape}</span> <span>${words}</span>`;
  }

  /**
   * @param {Polled} poll
   * @param {Asked} asked
   * @param {string | null} given
   * @param {(key: string) => string} said
   */
  function told({ right, nudge }, { about }, given, said) {
    if (right === null) return given === null ? nothing : said("poll.stands"); // hands
    const kind = about === "activation" ? "activation" : "parameter";
    return html`${given === null ? nothing : html`<strong>${t(given === right ? "tour.ask.right" : "tour.ask.wrong")}</strong> `}${
      t(`poll.told.${kind}.${right}`, { nudge: signedSignificant(nudge, 2) })}`;
  }

  /**
   * @param {Asked} asked
   * @param {string} choice
   */
  async function vote({ poll }, choice) {
    key ??= handKey(storage, true);
    if (!await act({ type: "vote", key: /** @type {string} */ (key), poll, choice })) return;
    mine = { poll, choice };
    keepVote(storage, mine);
    if (last) draw(last);
  }
}

/** @param {Polled | null} poll @returns {boolean} whether all have been told how many said what */
function isOver(poll) {
  return poll !== null && poll.counts.length > 0;
}

/**
 * @param {Pick<State, "descend">} state
 * @param {Asked} asked
 * @returns {State["descend"]["plan"]} of the race that is asked about, where it is on this page
 */
function planOf({ descend }, { race }) {
  return race !== null && race === descend.id ? descend.plan : null;
}
