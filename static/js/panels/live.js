// For those who listen, in Learn: one sentence at most a second about what changed, and the score every few seconds. All else
// that changes is no live region; an <output> is one unless it says that it is not.

import { percent, whole } from "../format.js";
import { situation } from "../situation.js";

/** @import { Context, Render } from "../main.js" */

const APART = 1_000; // milliseconds between two sentences
const BETWEEN_SCORES = 8_000;

/**
 * @param {HTMLElement} root
 * @param {Context} context
 * @returns {Render}
 */
export function mount(root, { t }) {
  let said = "";
  let saidAt = -APART;
  let scoredAt = 0;
  let scored = -1;

  return (state, now) => {
    if (state.page.view !== "learn") return false;
    const { key, values } = situation(state, now);
    const { run, score } = state;
    const isNews = key !== said;
    const isScore = run?.status === "running" && score !== null && score.step !== scored && now - scoredAt > BETWEEN_SCORES;
    if (!isNews && !isScore) return false;
    if (now - saidAt < APART) return true;
    saidAt = now;
    if (isNews) {
      said = key;
      root.textContent = t(key, values);
    } else if (score) {
      scoredAt = now;
      scored = score.step;
      root.textContent = t("live.score", { step: whole(score.step), accuracy: percent(score.test_accuracy) });
    }
    return false;
  };
}
