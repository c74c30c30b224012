// Another network: its sizes and functions ask for a start afresh; the digits it listens to may change at once.

import { html, nothing, render } from "lit-html";
import { live } from "lit-html/directives/live.js";
import { changes } from "../changes.js";
import { whole } from "../format.js";
import { parameters, reset } from "../intents.js";
import { digitChips } from "../why/digits.js";

/** @import { Plan, State } from "../state.js" */
/** @import { Context, Render } from "../main.js" */

const SELECTS = /** @type {const} */ (["activation", "cost", "optimizer", "initialisation"]);
const MOST_LAYERS = 4;
const WIDEST = 512;
const NEW_LAYER = 16;
const MOST_SEED = 2 ** 32 - 1;

/**
 * @param {HTMLElement} root
 * @param {Context} context
 * @returns {Render}
 */
export function mount(root, { send, dispatch, newRun, t }) {
  const changed = changes();

  return (state) => {
    const { run, page, connection, hello } = state;
    // What stands in the plan, not which message it came with: a number may be half typed.
    const facts = [JSON.stringify(run?.plan), page.draft, page.language, page.controls, connection.phase, hello?.boot];
    if (changed("all", facts)) render(template(state), root);
  };

  /** @param {State} state */
  function template({ run, page, connection, hello }) {
    const isOff = connection.phase !== "open" || !run;
    const about = t(page.controls ? "form.about" : "form.about.watching");
    return html`
      <button type="button" class="button network-toggle" popovertarget="network-form" ?disabled=${isOff}
        title=${about} aria-description=${about}>
        <span>${t("form.title")}</span>
        <span class="shape">${run?.plan.sizes.join("–") ?? ""}</span>
      </button>
      <div id="network-form" class="pop" popover>
        ${!run ? nothing : page.controls ? form(run.plan, page.draft ?? {}, hello?.choices ?? {})
          : html`<p class="note">${about}</p><div class="actions">${runsButton()}</div>`}
      </div>
    `;
  }

  /**
   * @param {Plan} now the one that runs
   * @param {Partial<Plan>} draft what is chosen for the next
   * @param {Record<string, unknown>} choices
   */
  function form(now, draft, choices) {
    const plan = { ...now, ...draft };
    const hidden = plan.sizes.slice(1, -1);
    return html`
      <form @submit=${(/** @type {SubmitEvent} */ event) => startAfresh(event, draft)}>
        <fieldset>
          <legend>${t("form.sizes")}</legend>
          <div class="layers">
            <span class="end">${plan.sizes[0]}</span>
            ${hidden.map((size, index) => layer(plan, hidden, size, index))}
            ${hidden.length < MOST_LAYERS ? html`
              <button type="button" class="button square" aria-label=${t("form.add")} title=${t("form.add")}
                @click=${() => setHidden(plan, [...hidden, NEW_LAYER])}>+</button>` : nothing}
            <span class="end">${plan.sizes.at(-1)}</span>
          </div>
          <p class="note">${t("form.count", { count: whole(parameters(plan.sizes)) })}</p>
        </fieldset>
        <div class="fields">
          ${SELECTS.map((name) => field(name, plan[name], choices[name]))}
          <label for="seed">${t("form.seed")}</label>
          <span class="joined">
            <input id="seed" class="button" type="number" min="0" max=${MOST_SEED} required .value=${live(String(plan.seed))}
              @change=${(/** @type {globalThis.Event & { currentTarget: HTMLInputElement }} */ event) =>
                change({ seed: within(event.currentTarget.value, 0, MOST_SEED) })}>
            <button type="button" class="button" title=${t("form.seed.about")} aria-description=${t("form.seed.about")}
              @click=${() => change({ seed: (plan.seed + 1) % MOST_SEED })}>${t("form.seed.next")}</button>
          </span>
        </div>
        <div class="actions">
          <button type="submit" class="button primary" title=${t("form.start.about")}>${t("form.start")}</button>
          <button type="button" class="button" title=${t("form.new.about")} aria-description=${t("form.new.about")}
            @click=${() => startNew(plan)}>${t("form.new")}</button>
          ${runsButton()}
        </div>
      </form>
      <fieldset class="digits">
        <legend>${t("form.digits")}</legend>
        ${digitChips(now.digits, (digits) => send({ type: "set", digits }), t("form.digits"), false)}
        <p class="note">${t("form.digits.about")}</p>
      </fieldset>
    `;
  }

  function runsButton() {
    return html`<button type="button" class="button" data-action="runs" title=${t("runs.about")} aria-description=${t("runs.about")}
      @click=${showRuns}>${t("runs.title")}</button>`;
  }

  /**
   * @param {Plan} plan
   * @param {number[]} hidden
   * @param {number} size
   * @param {number} index
   */
  function layer(plan, hidden, size, index) {
    const label = t("form.layer", { layer: index + 1 });
    return html`
      <span class="joined">
        <input class="button" type="number" min="1" max=${WIDEST} required aria-label=${label} .value=${live(String(size))}
          @change=${(/** @type {globalThis.Event & { currentTarget: HTMLInputElement }} */ event) =>
            setHidden(plan, hidden.with(index, within(event.currentTarget.value, 1, WIDEST)))}>
        ${hidden.length > 1 ? html`
          <button type="button" class="button square" aria-label=${t("form.remove", { layer: index + 1 })}
            title=${t("form.remove", { layer: index + 1 })} @click=${() => setHidden(plan, hidden.toSpliced(index, 1))}>×</button>`
          : nothing}
      </span>
    `;
  }

  /**
   * @param {(typeof SELECTS)[number]} name
   * @param {string} value
   * @param {unknown} known
   */
  function field(name, value, known) {
    const values = Array.isArray(known) ? known.map(String) : [value];
    return html`
      <label for=${`plan-${name}`}>${t(`form.${name}`)}</label>
      <select id=${`plan-${name}`} class="button" title=${t(`form.${name}.about`)} aria-description=${t(`form.${name}.about`)}
        .value=${live(value)}
        @change=${(/** @type {globalThis.Event & { currentTarget: HTMLSelectElement }} */ event) =>
          change({ [name]: event.currentTarget.value })}>
        ${values.map((one) => html`<option value=${one} ?selected=${one === value}>${t(`${name}.${one}`)}</option>`)}
      </select>
    `;
  }

  /** @param {Partial<Plan>} part */
  function change(part) {
    dispatch({ type: "draft", change: part });
  }

  /**
   * @param {Plan} plan
   * @param {number[]} hidden
   */
  function setHidden(plan, hidden) {
    change({ sizes: [plan.sizes[0], ...hidden, plan.sizes[plan.sizes.length - 1]] });
  }

  /**
   * @param {SubmitEvent} event
   * @param {Partial<Plan>} draft
   */
  async function startAfresh(event, draft) {
    event.preventDefault();
    close();
    if (await send(reset(draft))) dispatch({ type: "page", change: { draft: null } }); // what was refused stays, to be mended
  }

  function showRuns() {
    close();
    dispatch({ type: "page", change: { runs: true } });
  }

  /** @param {Plan} plan */
  function startNew(plan) {
    close();
    void newRun({ ...plan });
  }

  function close() {
    document.getElementById("network-form")?.hidePopover();
  }
}

/**
 * @param {string} text
 * @param {number} low
 * @param {number} high
 * @returns {number}
 */
function within(text, low, high) {
  const value = Math.round(Number(text));
  return Number.isFinite(value) ? Math.min(high, Math.max(low, value)) : low;
}
