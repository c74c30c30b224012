// Leading a class: who leads sends what is on the screen, who follows is shown the same; each has a bar, and a way out.

import { html, nothing, render } from "lit-html";
import { changes } from "../changes.js";
import { measured } from "../height.js";
import { becomeOf } from "../runs.js";
import { isCovered } from "../poll/state.js";
import { neuronOf } from "../why/lens.js";
import { coverDeeds } from "./cover.js";
import { followed } from "./follow.js";
import { invite } from "./invite.js";
import { keep, LEFT, taken } from "./kept.js";
import { BY, leading, lookNow } from "./leader.js";

/** @import { Beside } from "../link/fragment.js" */
/** @import { Page, State } from "../state.js" */
/** @import { Context, Render } from "../main.js" */

const EVERY = 250; // milliseconds between two looks that are sent
const CHOICES = 4; // A to D, where hands are raised

/**
 * @param {Pick<State, "page" | "descend">} state
 * @returns {number} those of the race on the screen, of which one will be first; 0: there is none
 */
function lanesOf({ page, descend }) {
  return page.view === "descend" ? descend.plan?.lanes.length ?? 0 : 0;
}

/**
 * @param {HTMLElement} root
 * @param {Context} context
 * @returns {Render}
 */
export function mount(root, context) {
  const { send, ask, dispatch, dispatchRace, race, openRun, t } = context;
  let sent = "";
  let sentAt = -Infinity;
  /** @type {State["hello"]} the greeting of the socket over which it was sent */
  let sentTo = null;
  /** @type {State["hello"]} the newest greeting */
  let greeted = null;
  let isFirst = true;
  let isOurs = false; // whether the class is led from here, as far as the server has said
  /** @type {unknown[]} */
  let shown = [];
  let place = ""; // what of Why is looked at
  let laid = "null"; // what who leads has laid beside the curves
  const changed = changes();
  /** @type {State | null} */
  let last = null;
  addEventListener("pagehide", () => last?.page.leads && keep({ by: BY, wall: last.page.enlarged === "wall" }));
  addEventListener("pageshow", taken); // it is here again, as it was
  measured(root, "--lead");

  return (state, now) => {
    const { led, page, run } = state;
    last = state;
    if (isFirst && state.run !== null) {
      isFirst = false;
      if (LEFT !== null && page.controls && !page.leads && (led === null || led.by === BY)) return resume(state, led?.look ?? null);
    }
    const lanes = lanesOf(state);
    const about = page.leads && page.view === "learn" ? [page.covers, neuronOf(state)?.layer, neuronOf(state)?.neuron, state.watched?.label, run?.status] : [];
    if (changed("all", [led?.by, page.leads, page.follows, page.touring, page.language, page.view, isCovered(state), lanes, ...about])) update(state, lanes);
    if (page.leads) return lead(state, now);
    if (led === null && !page.follows) change({ follows: true }); // whoever leads next
    if (led?.look != null && led.by !== BY && page.follows && !page.touring) follow(state, led.look); // who takes the tour comes after it
    else [shown, laid] = [[], "null"];
    return false;
  };

  /**
   * @param {State} state
   * @param {number} now
   * @returns {boolean} whether to come back, for it is too early to send
   */
  function lead(state, now) {
    const { led, hello, connection, poll, page } = state;
    if (page.covers && poll?.right != null) change({ covers: false }); // it has been revealed
    const isLed = led?.by === BY;
    if (isOurs && !isLed && connection.phase === "open") {
      const wasAway = hello !== sentTo;
      isOurs = false;
      sentTo = null; // who leads again says so, though it looks at the same
      if (led || !wasAway) {
        change({ leads: false, covers: false }); // somebody else does, or has ended it
        return false;
      }
    }
    isOurs = isLed;
    if (hello !== greeted) {
      greeted = hello;
      sentAt = now; // what has happened while we were away is yet to come: somebody else may lead
    }
    const look = lookNow(state);
    if ((look === sent && hello === sentTo) || connection.phase !== "open") return false;
    if (now < sentAt + EVERY) return true;
    sent = look;
    sentAt = now;
    sentTo = hello;
    ask(leading(look)).catch(() => {
      sentTo = null; // once more; nobody need be told
    });
    return false;
  }

  /**
   * Who leads has loaded the page anew, and shows what the class sees, unless it sees nothing: the server was started anew, too.
   * The wall, which the class does not see, lies over it again.
   *
   * @param {State} state
   * @param {string | null} look
   */
  function resume(state, look) {
    if (look !== null) follow(state, look);
    change({ leads: true, covers: isCovered(state), ...(LEFT?.wall && { enlarged: "wall" }) });
  }

  function end() {
    isOurs = false;
    sentTo = null;
    change({ leads: false, covers: false });
    void send(leading(null));
  }

  /**
   * @param {State} state
   * @param {string} look
   */
  function follow(state, look) {
    const { run, descend } = state;
    const facts = [state.led, run?.id, descend.id, descend.plan === null];
    if (facts.every((fact, index) => fact === shown[index])) return;
    const isNew = state.led !== shown[0];
    shown = facts;
    const found = followed(look, state);
    if (found.run !== null && found.run !== run?.id) return isNew ? openRun(found.run) : undefined;
    dispatch({ type: "view", change: found.view });
    dispatch({ type: "lens", change: found.lens });
    if (found.race !== null && found.race !== descend.id && isNew) race.go(found.race);
    change(found.page);
    dispatchRace({ type: "look", change: found.look });
    void lay(found.beside);
    const there = JSON.stringify([found.view.selected, found.lens]);
    if (place !== "" && place !== there) bring(state.page.reduced);
    place = there;
  }

  /**
   * What who leads has laid beside the curves, or taken away, is so here; what one has laid there oneself is one's own.
   *
   * @param {Beside | null} beside
   */
  async function lay(beside) {
    const key = JSON.stringify(beside);
    if (key === laid) return;
    laid = key;
    try {
      const other = beside && await becomeOf(beside.id, beside.from);
      if (key === laid) change({ other });
    } catch {
      // it is not there any more: the run's own curves are
    }
  }

  /**
   * Where the page scrolls, as on a phone, Why comes into view when something else is looked at in it.
   *
   * @param {boolean} reduced
   */
  function bring(reduced) {
    if (document.querySelector(".pad-canvas:active")) return; // the pad stays under the pen
    document.querySelector('[data-frame="why"]')?.scrollIntoView({ block: "nearest", behavior: reduced ? "auto" : "smooth" });
  }

  /** The class is asked what is said aloud, or, of a race, who will be first. */
  function raise() {
    const lanes = last === null ? 0 : lanesOf(last);
    void send({ type: "hands", ...(lanes > 0 ? { choices: lanes, race: last?.descend.id } : { choices: CHOICES }) });
  }

  /** @param {Partial<Page>} part */
  function change(part) {
    dispatch({ type: "page", change: part });
  }

  /**
   * @param {State} state
   * @param {number} lanes
   */
  function update(state, lanes) {
    const { led, page } = state;
    root.hidden = !page.leads && (led === null || led.by === BY || page.touring);
    render(root.hidden ? nothing : page.leads ? bar(page.covers && page.view === "learn" ? "covered" : "leads", "end", end, html`${page.view === "learn" ? coverDeeds(state, context) : nothing}
      <button type="button" class="button" data-action="hands" data-explain=${lanes ? "bet" : "hands"} @click=${raise}>${t(lanes ? "lead.bet" : "lead.hands")}</button>
      <button type="button" class="button" data-action="invite" @click=${() => invite(context)}>${t("help.invite")}</button>`)
      : page.follows ? bar("follows", "look", () => change({ follows: false }), nothing, isCovered(state))
        : bar("ledby", "follow", () => change({ follows: true }), nothing, isCovered(state)), root);
  }

  /**
   * @param {string} words
   * @param {"end" | "look" | "follow"} way
   * @param {() => void} act
   * @param {unknown} [more] what else may be done
   * @param {boolean} [isHidden] whether somebody else has covered what would tell
   */
  function bar(words, way, act, more = nothing, isHidden = false) {
    return html`<p role="status">${t(`lead.${words}`)}${isHidden ? ` · ${t("lead.hidden")}` : nothing}</p>
      ${more}
      <button type="button" class="button" data-action="lead-${way}" @click=${act}>${t(`lead.${way}`)}</button>`;
  }
}
