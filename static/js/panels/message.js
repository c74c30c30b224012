// The sentence over the stage: what to do now, what went wrong, and the button that helps.

import { html, render } from "lit-html";
import { acting } from "../acting.js";
import { plain } from "../format.js";
import { measured } from "../height.js";
import { play, reset } from "../intents.js";
import { seeker } from "../past/seeker.js";
import { branch, onward } from "../past/state.js";
import { situation } from "../situation.js";

/** @import { State } from "../state.js" */
/** @import { AnyCommand } from "../messages.js" */
/** @import { Deed } from "../situation.js" */
/** @import { Context, Render } from "../main.js" */

/**
 * @param {HTMLElement} root
 * @param {Context} context
 * @returns {Render}
 */
export function mount(root, { send, dispatch, newRun, retry, t }) {
  let drawn = "";
  const make = acting((/** @type {() => Promise<unknown>} */ work) => work()); // pressed twice, a button makes one run
  const seek = seeker(send, dispatch);
  const measure = measured(root, "--trouble", () => root.dataset.tone === "bad");

  return (state, now) => {
    const { key, values, tone, deeds } = situation(state, now);
    const counting = state.connection.phase === "lost" && state.connection.retryAt !== null;
    const facts = JSON.stringify([key, values, deeds, state.page.language, state.run?.status, state.run?.reason]);
    if (facts !== drawn) {
      drawn = facts;
      root.dataset.tone = tone;
      render(html`
        <p class="sentence">${t(key, values)}</p>
        ${deeds.map((deed, place) => html`
          <button type="button" class="button ${place === 0 && deed !== "tour" ? "primary" : ""}" data-deed=${deed} @click=${() => act(deed, state)}>
            ${t(`message.do.${deed}`, { suggested: plain(Number(state.run?.reason.suggested)) })}</button>`)}
      `, root);
      measure();
    }
    return seek(state, now) ? "later" : counting;
  };

  /**
   * @param {Deed} deed
   * @param {State} state
   */
  function act(deed, state) {
    const { run } = state;
    switch (deed) {
      case "play":
      case "resume": return ask(play(run));
      case "draw": return dispatch({ type: "drawing", change: { active: true } });
      case "leave_drawing": return dispatch({ type: "drawing", change: { active: false } });
      case "retry": return retry();
      case "reload": return location.reload();
      case "newest": return location.assign("/");
      case "new_run": return void make(() => newRun({}));
      case "afresh": return ask(reset());
      case "eta": return ask(reset({ eta: run?.reason.suggested }));
      case "present": return ask({ type: "look_back", step: null });
      case "branch": return void make(() => goOn(state));
      case "tour": return dispatch({ type: "page", change: { touring: true } });
    }
  }

  /**
   * In a run of its own, beside whose curves stands what became of this one.
   *
   * @param {State} state
   */
  async function goOn(state) {
    const other = onward(state);
    if (await newRun(branch(state, t)) !== null) dispatch({ type: "page", change: { other } });
  }

  /** @param {AnyCommand | null} command */
  function ask(command) {
    if (command) void send(command);
  }
}
