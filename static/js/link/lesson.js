// A lesson, opened: the page as the link says, its sentence over the stage, and the way out.

import { html, nothing, render } from "lit-html";
import { raceHash } from "../descend/session.js";
import { measured } from "../height.js";
import { rewrite } from "../places.js";
import { exerciseHash } from "../practise/address.js";
import { readLink, writeLink } from "./fragment.js";
import { largeOf, pageOf, raceOf, runOf } from "./look.js";

/** @import { Page, State } from "../state.js" */
/** @import { Context, Mount, Render } from "../main.js" */
/** @import { Link } from "./fragment.js" */

/** @typedef {{ panels: [string, Mount][], follow: (state: State, before: State) => void }} Lesson */

/**
 * Set the page as its address says. What is of a run, or of a race, waits for it.
 *
 * @param {Context} context
 * @returns {Lesson}
 */
export function begin(context) {
  const { dispatch, dispatchRace } = context;
  const link = readLink(location.hash) ?? {};
  const { page, view } = pageOf(link);
  rewrite(writeLink(link)); // what is damaged or unknown goes: nobody else shall read it in another way
  dispatch({ type: "page", change: page });
  dispatch({ type: "view", change: view });

  /** @type {Link | null} what is still to be shown, once there is a run */
  let due = link;
  let isLeft = false;

  return {
    panels: [["lesson", (root) => mount(root, context, ownRun)]],
    follow(state, before) {
      if (before.page.link && !state.page.link) leave(state);
      if (due) show(due, state);
    },
  };

  /** @param {State} state */
  function leave({ page, descend }) {
    due = null;
    isLeft = true;
    if (page.view === "practise" && page.exercise) rewrite(exerciseHash(page.exercise));
    else rewrite(page.view === "descend" && descend.id ? raceHash(descend.id) : "");
  }

  /**
   * @param {Link} what
   * @param {State} state
   */
  function show(what, { run, descend }) {
    const isThere = what.race === undefined ? run !== null : descend.plan !== null && descend.id === what.race;
    if (!isThere) return;
    due = null;
    if (descend.plan && what.race !== undefined) dispatchRace({ type: "look", change: raceOf(what, descend.plan.lanes.length) });
    else if (run) {
      const found = runOf(what, run.plan.sizes);
      dispatch({ type: "view", change: found.view });
      dispatch({ type: "lens", change: found.lens });
    }
    dispatch({ type: "page", change: largeOf(what) });
  }

  /**
   * A run of one's own, as the lesson plans it, in which the same is shown.
   *
   * @param {Link} here
   */
  async function ownRun({ plan, ...rest }) {
    if ((await context.newRun({ ...plan })) === null || isLeft) return;
    rewrite(writeLink(rest));
    dispatch({ type: "page", change: { link: rest } });
    due = rest;
  }
}

/**
 * @param {HTMLElement} root
 * @param {Context} context
 * @param {(link: Link) => Promise<void>} ownRun
 * @returns {Render}
 */
function mount(root, { dispatch, t }, ownRun) {
  /** @type {Page | null} */
  let drawn = null;
  let isBusy = false;
  measured(root, "--lesson");

  return ({ page }) => {
    if (page === drawn) return;
    drawn = page;
    update();
  };

  function update() {
    if (!drawn) return;
    const { link, controls } = drawn;
    const plan = controls ? link?.plan : undefined;
    root.hidden = !link || !(link.say || link.hide || plan);
    render(link && !root.hidden ? template(link, plan !== undefined) : nothing, root);
  }

  /**
   * @param {Link} link
   * @param {boolean} isOwn whether a run of one's own is offered
   */
  function template(link, isOwn) {
    return html`
      <p><span class="quiet">${t("link.lesson")}</span> <bdi>${link.say ?? t(link.hide ? "link.hidden" : "link.plan")}</bdi></p>
      ${isOwn ? html`<button type="button" class="button" data-action="own" ?disabled=${isBusy} title=${t("link.own.about")}
        aria-description=${t("link.own.about")} @click=${() => own(link)}>${t("link.own")}</button>` : nothing}
      ${link.hide ? html`<button type="button" class="button" data-action="leave" @click=${leave}>${t("link.everything")}</button>`
        : html`<button type="button" class="button square" data-action="leave" aria-label=${t("link.leave")} title=${t("link.leave")}
          @click=${leave}><span class="icon icon-x" aria-hidden="true"></span></button>`}
    `;
  }

  function leave() {
    dispatch({ type: "page", change: { link: null } });
    document.getElementById("main")?.focus(); // the button is gone
  }

  /** @param {Link} link */
  async function own(link) {
    isBusy = true;
    update();
    await ownRun(link);
    isBusy = false;
    update();
  }
}
