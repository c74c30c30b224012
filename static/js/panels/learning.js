// How fast it goes and how it learns: speed, batch size, learning rate. All may change while it runs.

import { html, render } from "lit-html";
import { live } from "lit-html/directives/live.js";
import { plain, whole } from "../format.js";
import { BATCHES, setSpeed, SPEEDS, speedStop } from "../intents.js";

/** @import { Run, State } from "../state.js" */
/** @import { SetCommand } from "../messages.js" */
/** @import { Context, Render } from "../main.js" */

const ETA_LOW = -3; // powers of ten
const ETA_HIGH = 2;

/**
 * @param {HTMLElement} root
 * @param {Context} context
 * @returns {Render}
 */
export function mount(root, { send, t }) {
  /** What a finger on a slider says, before the server has said the same. @type {{ speed?: number, eta?: number }} */
  let held = {};
  /** @type {SetCommand | null} */
  let next = null;
  let isAsking = false;
  let drawn = "";
  /** @type {State | null} */
  let last = null;

  return (state) => {
    const { run, page, connection } = state;
    const { batch_size, eta } = run?.plan ?? {};
    if (connection.phase !== "open") held = {}; // it cannot be let go
    const facts = [run?.speed, run?.slow, batch_size, eta, page.language, page.controls, connection.phase].join();
    last = state;
    if (facts === drawn) return;
    drawn = facts;
    update();
  };

  function update() {
    if (last) render(template(last), root);
  }

  /**
   * One `set` at a time. Those that wait become one, in which the newest of each kind wins.
   *
   * @param {SetCommand} command
   */
  async function ask(command) {
    next = { ...next, ...command };
    if (isAsking) return;
    isAsking = true;
    while (next) {
      const current = next;
      next = null;
      await send(current);
    }
    isAsking = false;
    update();
  }

  /** @param {State} state */
  function template({ run, page, connection, hello }) {
    const isOff = !page.controls || connection.phase !== "open" || !run;
    const stop = held.speed ?? (run ? speedStop(run) : SPEEDS.length - 2);
    const eta = held.eta ?? run?.plan.eta ?? 1;
    return html`
      <div class="dial speed" data-explain="learning.speed">
        <label for="speed">${t("learning.speed")}</label>
        <output for="speed" aria-live="off">${speedWords(run, stop)}</output>
        <input id="speed" type="range" min="0" max=${SPEEDS.length - 1} step="1" ?disabled=${isOff} .value=${live(String(stop))}
          aria-valuetext=${speedWords(run, stop)} aria-description=${t("explain.learning.speed")}
          @input=${holdSpeed} @change=${() => release("speed")}>
      </div>
      <fieldset class="dial batch" ?disabled=${isOff} data-explain="learning.batch" aria-description=${t("explain.learning.batch")}>
        <legend class="visually-hidden">${t("learning.batch")}</legend>
        <span class="label" aria-hidden="true">${t("learning.batch")}</span>
        <output aria-live="off">${batchWords(run, all(hello))}</output>
        <div class="segments">
          ${[...BATCHES, all(hello)].map((size) => html`
            <label class="segment">
              <input type="radio" name="batch" value=${size} .checked=${live(run?.plan.batch_size === size)}
                @change=${() => void ask({ type: "set", batch_size: size })}>
              <span data-words=${sizeWords(size, hello)}>${sizeWords(size, hello)}</span>
            </label>`)}
        </div>
      </fieldset>
      <div class="dial eta" data-explain="learning.eta">
        <label for="eta">${t("learning.eta")} <i>η</i></label>
        <output for="eta" aria-live="off">${plain(eta)}</output>
        <input id="eta" type="range" min=${ETA_LOW} max=${ETA_HIGH} step="0.05" ?disabled=${isOff}
          .value=${live(String(Math.log10(eta)))} aria-valuetext=${plain(eta)} aria-description=${t("explain.learning.eta")}
          @input=${holdEta} @change=${() => release("eta")}>
      </div>
    `;
  }

  /**
   * @param {number} size
   * @param {State["hello"]} hello
   */
  function sizeWords(size, hello) {
    return size === all(hello) ? t("learning.all") : whole(size);
  }

  /** @param {globalThis.Event & { currentTarget: HTMLInputElement }} event */
  function holdSpeed(event) {
    held.speed = Number(event.currentTarget.value);
    void ask(/** @type {SetCommand} */ (setSpeed(held.speed)));
    update();
  }

  /** @param {globalThis.Event & { currentTarget: HTMLInputElement }} event */
  function holdEta(event) {
    held.eta = Number((10 ** Number(event.currentTarget.value)).toPrecision(2));
    void ask({ type: "set", eta: held.eta });
    update();
  }

  /** @param {"speed" | "eta"} what */
  function release(what) {
    delete held[what];
    drawn = "";
  }

  /**
   * @param {Run | null} run
   * @param {number} stop
   * @returns {string}
   */
  function speedWords(run, stop) {
    const speed = SPEEDS[stop];
    if (speed === "slow") return t("speed.slow");
    if (speed === null) return t("speed.max");
    const exact = held.speed === undefined && run?.speed ? run.speed : speed;
    return t("speed.steps", { speed: plain(exact) });
  }

  /**
   * What teachers call descent with such batches.
   *
   * @param {Run | null} run
   * @param {number} everything
   * @returns {string}
   */
  function batchWords(run, everything) {
    const size = run?.plan.batch_size;
    if (size === undefined) return "";
    const name = t(size === 1 ? "learning.stochastic" : size >= everything ? "learning.full" : "learning.mini");
    const isListed = size >= everything || BATCHES.some((known) => known === size);
    return isListed ? name : `${name} ${whole(size)}`;
  }
}

/**
 * @param {State["hello"]} hello
 * @returns {number} how many training examples there are
 */
function all(hello) {
  const { train } = hello?.data ?? {};
  return typeof train === "number" ? train : 60_000;
}
