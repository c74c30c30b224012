// The check-up: what the matter is with this training, why, what helps, and where the next step would lead at other etas.

import { html, nothing, render, svg } from "lit-html";
import { repeat } from "lit-html/directives/repeat.js";
import { acting } from "../acting.js";
import { changes } from "../changes.js";
import { percent, plain, significant, whole } from "../format.js";
import { isBack } from "../past/state.js";
import { addSheets } from "../sheets.js";
import { apart } from "../why/curve.js";
import { waiting } from "../why/waiting.js";
import { asker } from "./ask.js";
import { vars } from "../why/vars.js";
import { MARGIN, plotOf } from "./plot.js";
import { deed, deedWords, written } from "./words.js";

/** @import { State, Wire } from "../state.js" */
/** @import { Finding } from "../messages.js" */
/** @import { Context, Render } from "../main.js" */

const SIDE = 400; // pixels from which on the picture stands beside what was found
const TOP = MARGIN.top - 6; // of what the curves may cover: over it stands which eta is the present one
const MOST = { width: 920, height: 640 };

await addSheets(["checkup"]);

/**
 * @param {HTMLElement} root
 * @param {Context} context
 * @returns {Render}
 */
export function mount(root, { send, ask, dispatch, t }) {
  const asks = asker(ask, dispatch);
  const act = acting(send);
  let room = { width: 0, height: 0 };
  let of = { examined: /** @type {Wire["Examined"] | null} */ (null), plan: "" }; // whose plan was examined
  const changed = changes();
  /** @type {State | null} */
  let last = null;
  new ResizeObserver(([{ contentRect }]) => {
    room = contentRect;
    if (last) update(last);
  }).observe(root);

  return (state, now) => {
    const isEarly = asks(state, now);
    last = state;
    if (!root.hidden) update(state);
    return isEarly ? "later" : undefined;
  };

  /** @param {State} state */
  function update(state) {
    const { answers, page, run, connection } = state;
    const plan = JSON.stringify(run?.plan);
    if (answers.examined !== of.examined) of = { examined: answers.examined, plan };
    const facts = [room, plan, answers.examined, answers.refused.examined, isBack(state), page.language, page.controls, page.enlarged, run?.status, connection.phase];
    if (!changed("all", facts)) return;
    const pressed = document.activeElement;
    const isMine = pressed instanceof HTMLElement && root.contains(pressed);
    render(template(state), root);
    if (isMine && !pressed.isConnected) document.getElementById("tab-checkup")?.focus({ preventScroll: true });
  }

  /** @param {State} state */
  function template(state) {
    const { examined } = state.answers;
    if (isBack(state)) return html`<p class="empty">${t("error.in_the_past")}</p>`;
    if (!examined) return waiting(state, "examined", t);
    const isOld = of.plan !== JSON.stringify(state.run?.plan); // another is on its way
    return html`
      <div class="checkup ${room.width >= SIDE ? "is-wide" : ""} ${isOld ? "is-old" : ""}">
        <div class="checkup-said" role="group" aria-label=${t("checkup.findings")} tabindex="0">
          ${examined.findings.length === 0 ? fine(state, examined) : html`
            <ol class="findings">${repeat(examined.findings, ({ name }) => name, (finding, place) => told(state, finding, place, examined.findings))}</ol>`}
          <p class="note">${t("checkup.measured", { step: whole(examined.step), count: whole(examined.count) })}
            ${isOld ? t("checkup.anew") : nothing}</p>
        </div>
        ${picture(examined)}
      </div>`;
  }

  /**
   * @param {State} state
   * @param {Wire["Examined"]} examined
   */
  function fine({ run }, examined) {
    const { step, cost, after, accuracy } = examined;
    const key = step === 0 ? "start" : after < cost ? "down" : "level";
    const costs = written({ cost, after });
    return html`<p class="fine"><span class="check" aria-hidden="true">✓</span> ${t("checkup.fine")}</p>
      <p class="evidence">${t(`checkup.fine.${key}`, { ...costs, eta: plain(run?.plan.eta), accuracy: percent(accuracy) })}</p>`;
  }

  /**
   * @param {State} state
   * @param {Finding} finding
   * @param {number} place
   * @param {Finding[]} all
   */
  function told(state, finding, place, all) {
    const { name } = finding;
    const values = written(finding.values);
    const command = deed(finding);
    const isSaid = all.slice(0, place).some((other) => JSON.stringify(deed(other)) === JSON.stringify(command));
    return html`
      <li class="finding" data-finding=${name}>
        <p class="evidence">${t(`checkup.${name}`, values)}</p>
        <div class="deeds">
          ${command && !isSaid && state.page.controls ? html`
            <button type="button" class="button ${place === 0 ? "primary" : ""}" data-action="apply" ?disabled=${state.connection.phase !== "open"}
              @click=${() => void act(command)}>${deedWords(finding, t)}</button>
            ${finding.afresh ? html`<span class="quiet">${t("checkup.forgets")}</span>` : nothing}` : nothing}
          <details><summary>${t("checkup.why")}</summary>
            <p>${t(`checkup.${name}.why`, values)} ${name === "same_answer" && all.length === 1 && !command ? t("checkup.same_answer.on") : nothing}</p>
            ${way(finding)}
          </details>
        </div>
      </li>`;
  }

  /**
   * Where the same can be seen.
   *
   * @param {Finding} finding
   */
  function way({ name, values }) {
    const { layer, neuron } = values;
    if (layer !== undefined && neuron !== undefined) {
      const show = () => {
        dispatch({ type: "page", change: { enlarged: null } });
        dispatch({ type: "view", change: { selected: { layer, neuron }, hovered: null } });
        dispatch({ type: "lens", change: { tab: "neuron" } });
      };
      return html`<button type="button" class="button" data-action="show" @click=${show}>${t("checkup.show", { layer: whole(layer), neuron: whole(neuron) })}</button>`;
    }
    if (name !== "all_at_once" && name !== "noise") return nothing;
    return html`<button type="button" class="button" data-action="race" @click=${() => dispatch({ type: "page", change: { view: "descend" } })}>${
      t("checkup.race")}</button>`;
  }

  /** @param {Wire["Examined"]} examined */
  function picture(examined) {
    const isWide = room.width >= SIDE;
    const width = Math.max(220, Math.min(MOST.width, isWide ? room.width * (room.width > 1000 ? 0.6 : 0.5) : room.width));
    const height = Math.max(100, Math.min(MOST.height, isWide ? room.height - 88 : 220));
    const plot = plotOf(examined, width, height);
    const { eta, present, lowest, part, batch_size, cost } = examined;
    const marks = apart(plot.costs.map((mark) => mark.cost));
    const isRight = plot.present.x > width * 0.6;
    const values = {
      eta: plain(eta.data[present]), ...written({ cost, after: examined.after }),
      lowest: lowest === null ? "" : plain(eta.data[lowest]),
    };
    return html`
      <figure class="side-view" ${vars({ "--width": `${width}px` })}>
        <figcaption>${t("checkup.side")}
          <span class="keys"><span class="key"><span class="swatch is-whole" aria-hidden="true"></span>${t("checkup.side.whole")}</span>
            ${part.data.length > 0 ? html`<span class="key"><span class="swatch is-part" aria-hidden="true"></span>${t("checkup.side.part", { batch: whole(batch_size) })}</span>` : nothing}
            <span class="key"><span class="swatch is-line" aria-hidden="true"></span>${t("checkup.side.line")}</span>
            ${lowest === null ? nothing : html`<span class="key"><span class="ring" aria-hidden="true"></span>${t(plot.lowest?.isOfParts ? "checkup.side.lowest.part" : "checkup.side.lowest", { eta: values.lowest })}</span>`}</span></figcaption>
        <svg width=${width} height=${plot.height} viewBox="0 0 ${width} ${plot.height}" role="img"
          aria-label=${t(lowest === null ? "checkup.side.about.none" : "checkup.side.about", values)}>
          ${plot.decades.map(({ eta: decade, x }) => svg`<line class="grid" x1=${x} x2=${x} y1=${MARGIN.top} y2=${plot.floor} />
            <text x=${x} y=${plot.height - 8} text-anchor="middle">${plain(decade)}</text>`)}
          <text x=${width - 2} y=${plot.height - 8} text-anchor="end">η</text>
          <line class="now" x1=${MARGIN.left} x2=${width - MARGIN.right} y1=${plot.now} y2=${plot.now} />
          ${plot.costs.map(({ y }, index) => svg`<text x=${MARGIN.left - 6} y=${y + 4} text-anchor="end">${marks[index]}</text>`)}
          <svg x="0" y=${TOP} width=${width} height=${plot.floor - TOP} viewBox="0 ${TOP} ${width} ${plot.floor - TOP}">
            <path class="line" d=${plot.line} />
            <path class="whole" d=${plot.whole} />
            ${plot.part ? svg`<path class="part" d=${plot.part} />` : nothing}
          </svg>
          <line class="present" x1=${plot.present.x} x2=${plot.present.x} y1="18" y2=${plot.floor} />
          <text class="present-word" x=${plot.present.x + (isRight ? 4 : -4)} y="12" text-anchor=${isRight ? "end" : "start"}>η = ${plain(eta.data[present])}</text>
          ${plot.present.y === null ? nothing : svg`<circle class="here" cx=${plot.present.x} cy=${plot.present.y} r="5" />`}
          ${plot.lowest ? svg`<circle class="lowest" cx=${plot.lowest.x} cy=${plot.lowest.y} r="4" />` : nothing}
        </svg>
        ${table(examined)}
      </figure>`;
  }

  /** @param {Wire["Examined"]} examined */
  function table({ eta, whole: all, part, tried, batch_size, present }) {
    const places = Array.from(tried.data);
    const hasPart = part.data.length > 0;
    return html`
      <details class="as-table"><summary>${t("checkup.table")}</summary>
        <table><thead><tr><th scope="col">η</th><th scope="col">${t("checkup.side.whole")}</th>
          ${hasPart ? html`<th scope="col">${t("checkup.side.part", { batch: whole(batch_size) })}</th>` : nothing}</tr></thead>
          <tbody>${Array.from(eta.data, (each, index) => html`
            <tr class=${index === present ? "is-present" : ""}><th scope="row">${plain(each)}</th><td>${cost(all.data[index])}</td>
              ${hasPart ? html`<td>${cost(part.data[places.indexOf(index)])}</td>` : nothing}</tr>`)}</tbody></table>
      </details>`;
  }
}

/** @param {number | undefined} value */
function cost(value) {
  return value === Infinity ? "∞" : significant(value, 4);
}
