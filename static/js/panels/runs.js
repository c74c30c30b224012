// All runs that the server remembers: go to one, call it something, lay its curves beside these, take it along, delete it.

import { html, nothing, render } from "lit-html";
import { live } from "lit-html/directives/live.js";
import { repeat } from "lit-html/directives/repeat.js";
import { changes } from "../changes.js";
import { dialogIn, headOf } from "../dialog.js";
import { percent, plain } from "../format.js";
import { bringRun, curvesOf, deleteRun, listRuns, renameRun } from "../runs.js";
import { failure } from "../tell.js";

/** @import { Page, State } from "../state.js" */
/** @import { Listed } from "../runs.js" */
/** @import { Context, Render } from "../main.js" */

const TABLES = /** @type {const} */ (["paths", "batches", "scores"]);
const WHOLE = /** @type {const} */ (["run.zip"]);
const FILES = /** @type {const} */ (["weights.npz", "weights.safetensors", "network.py", "scores.csv", "points.csv", ...WHOLE]);

/**
 * @param {HTMLElement} root
 * @param {Context} context
 * @returns {Render}
 */
export function mount(root, { dispatch, openRun, race, t }) {
  const dialog = dialogIn(root, "runs", "runs-title", () => change({ runs: false }));

  /** @type {Listed[]} */
  let runs = [];
  let doomed = ""; // the run that one more click deletes
  /** What is told of what went wrong. @type {ReturnType<typeof failure> | null} */
  let trouble = null;
  let isBusy = false;
  const changed = changes();
  /** @type {State | null} */
  let last = null;

  return (state) => {
    const { page, run } = state;
    last = state;
    if (!changed("all", [page.runs, page.language, page.controls, page.other?.id, run?.id])) return;
    if (!page.runs) return dialog.close();
    update();
    if (!dialog.open) {
      dialog.showModal();
      void refresh();
    }
  };

  /** @param {Partial<Page>} part */
  function change(part) {
    dispatch({ type: "page", change: part });
  }

  function update() {
    if (last?.page.runs) render(template(last), dialog);
  }

  /**
   * Do what the server is asked to, say what went wrong, and list the runs anew.
   *
   * @param {() => Promise<unknown>} [work]
   */
  async function refresh(work = async () => undefined) {
    isBusy = true;
    trouble = null;
    doomed = "";
    update();
    try {
      await work();
    } catch (error) {
      trouble = failure(error);
    }
    try {
      runs = await listRuns();
      const other = last?.page.other;
      const name = runs.find(({ id }) => id === other?.id)?.name;
      if (other && name !== undefined && name !== other.name) change({ other: { ...other, name } });
    } catch (error) {
      trouble ??= failure(error);
    }
    isBusy = false;
    update();
  }

  /** @param {State} state */
  function template({ run, page }) {
    return html`
      <div class="runs-body" aria-busy=${isBusy}>
        ${headOf(dialog, t("runs.title"), t)}
        <p class="note">${t(page.controls ? "runs.about" : "runs.about.watching")}</p>
        ${trouble ? html`<p class="trouble" role="alert">${t(trouble.key, trouble.values)}</p>` : nothing}
        <ul class="run-list">${repeat(runs, ({ id }) => id, (one) => row(one, one.id === run?.id, page))}</ul>
        ${page.controls ? html`
          <label class="button bring" title=${t("runs.bring.about")}>${t("runs.bring")}
            <input type="file" class="visually-hidden" accept=".zip,.npz,.safetensors" ?disabled=${isBusy} @change=${bring}>
          </label>` : nothing}
      </div>
    `;
  }

  /**
   * @param {Listed} one
   * @param {boolean} isHere
   * @param {Page} page
   */
  function row(one, isHere, page) {
    const isBeside = page.other?.id === one.id;
    const isRace = one.kind === "race";
    return html`
      <li data-run=${one.id} aria-current=${isHere ? "true" : nothing}>
        ${page.controls ? html`
          <input class="button name" maxlength="80" aria-label=${t("runs.name")} title=${t("runs.name")} .value=${live(one.name)}
            @change=${(/** @type {globalThis.Event & { currentTarget: HTMLInputElement }} */ event) => rename(one, event.currentTarget.value)}>`
          : html`<b class="name">${one.name}</b>`}
        <span class="stands">${stands(one)}</span>
        <span class="acts">
          <button type="button" class="button" ?disabled=${isHere} data-act="open" @click=${() => open(one)}>
            ${t(isHere ? "runs.here" : "runs.open")}</button>
          ${isRace ? nothing : html`
            <button type="button" class="button" ?disabled=${isHere} aria-pressed=${isBeside} data-act="compare"
              title=${t("runs.compare.about")} @click=${() => compare(one, isBeside)}>${t("runs.compare")}</button>`}
          ${page.controls ? html`
            <button type="button" class="button" data-act="delete" ?disabled=${isHere || isBusy} @click=${() => remove(one)}>
              ${t(doomed === one.id ? "runs.delete.sure" : "runs.delete")}</button>` : nothing}
        </span>
        <span class="files">${t("runs.take")}
          ${isRace
            ? TABLES.map((of) => html`<a href=${`/api/runs/${one.id}/race.csv?of=${of}`} download=${`race-${of}.csv`}
                title=${t(`runs.take.${of}`)}>${of}.csv</a>`)
            : nothing}
          ${(isRace ? WHOLE : FILES).map((file) => html`<a href=${`/api/runs/${one.id}/${file}`} download title=${t(`runs.take.${file}`)}>${file}</a>`)}
        </span>
      </li>
    `;
  }

  /** @param {Listed} one */
  function stands({ kind, plan, status, epoch, test_accuracy: accuracy }) {
    if (kind === "race") return t("runs.facts.race", { count: plan.lanes?.length, status: t(`status.${status}`) });
    const facts = { epoch: plain(Math.round(epoch * 100) / 100), accuracy: percent(accuracy), status: t(`status.${status}`) };
    return `${plan.sizes.join("–")} · ${t("runs.facts", facts)}`;
  }

  /** @param {Listed} one */
  function open({ id, kind }) {
    dialog.close();
    if (kind === "training") return openRun(id);
    race.go(id);
    change({ view: "descend" });
  }

  /**
   * @param {Listed} one
   * @param {string} name
   */
  function rename({ id }, name) {
    if (name.trim()) void refresh(() => renameRun(id, name));
    else update();
  }

  /**
   * @param {Listed} one
   * @param {boolean} isBeside
   */
  function compare({ id, name }, isBeside) {
    if (isBeside) return change({ other: null });
    void refresh(async () => change({ other: { id, name, from: 0, scores: await curvesOf(id) }, reading: "cost" }));
  }

  /** @param {Listed} one */
  function remove({ id }) {
    if (doomed !== id) {
      doomed = id;
      return update();
    }
    void refresh(() => deleteRun(id));
    if (last?.page.other?.id === id) change({ other: null });
  }

  /** @param {globalThis.Event & { currentTarget: HTMLInputElement }} event */
  function bring({ currentTarget }) {
    const [file] = currentTarget.files ?? [];
    currentTarget.value = ""; // so that the same file can be chosen again
    if (!file) return;
    void refresh(async () => {
      open(await bringRun(file));
    });
  }
}
