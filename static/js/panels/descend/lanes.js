// The scoreboard: where every lane stands, when it arrived by each clock, and what one careful step costs.

import { html, nothing, render } from "lit-html";

import { changes } from "../../changes.js";
import { percent, plain, significant, whole } from "../../format.js";
import { shownAt, stands } from "../../descend/moment.js";
import { arrivals, CLOCKS, goalOf, isOnTheWay, THRESHOLDS } from "../../descend/order.js";
import { explained, mark, segments } from "../../descend/parts.js";
import { duration, kindOf, laneNames, ownNames, reading } from "../../descend/say.js";

/** @import { Context, Render } from "../../main.js" */
/** @import { Descend, Lane } from "../../descend/state.js" */
/** @import { Stand } from "../../descend/moment.js" */

/**
 * @param {HTMLElement} root
 * @param {Context} context
 * @returns {Render}
 */
export function mount(root, { dispatchRace, t }) {
  const changed = changes();

  return ({ descend, page }, now) => {
    if (page.view !== "descend") return;
    const { plan, reached, look } = descend;
    const { show } = shownAt(descend, now);
    if (!changed("all", [plan, descend.now, reached, look.threshold, look.focus, show, page.language])) return;
    render(html`<div class="card-head"><h2>${t("lanes.title")}</h2></div>
      ${plan && descend.now ? board(descend, stands(descend, show)) : nothing}`, root);
  };

  /**
   * @param {Descend} descend
   * @param {Stand[]} standing
   */
  function board(descend, standing) {
    const lanes = descend.plan?.lanes ?? [];
    const { now } = descend;
    const names = laneNames(t, lanes);
    const titles = titlesOf(lanes);
    root.classList.toggle("is-dense", lanes.length > 3);
    return html`
      <table class="board" data-explain-group tabindex="0">
        <thead><tr>
          <th scope="col">${t("lanes.lane")}</th>
          <th scope="col">${explained(t, "eta", "η", dispatchRace)}</th>
          <th scope="col">${explained(t, "step", t("lanes.steps"), dispatchRace)}</th>
          <th scope="col">${explained(t, "epoch", t("lanes.epochs"), dispatchRace)}</th>
          <th scope="col">${t("lanes.examples")}</th>
          <th scope="col" data-explain="lanes.seconds">${t("lanes.seconds")}</th>
          <th scope="col" data-explain="lanes.cost">${t("lanes.cost")}</th>
          <th scope="col" data-explain="lanes.test">${t("lanes.test")}</th>
        </tr></thead>
        <tbody>${standing.map((stand, i) => {
          const lane = lanes[i];
          const live = now?.lanes[i];
          const focused = descend.look.focus === i;
          return html`<tr data-lane-row=${i} data-walk=${live?.walk ?? "ready"} class=${focused ? "is-focused" : ""}
            @pointerenter=${() => focus(i)} @pointerleave=${() => focus(null)}>
            <th scope="row">${mark(lane.colour)} <span class=${lane.name ? "lane-name" : ""} title=${titles[i]}>${explained(t, kindOf(lane.batch_size), names[i], dispatchRace)}</span>
              ${live?.part ? html`<progress max=${live.part[1]} value=${live.part[0]} title=${t("lanes.part", { done: whole(live.part[0]), of: whole(live.part[1]) })}
                aria-label=${t("lanes.part", { done: whole(live.part[0]), of: whole(live.part[1]) })}></progress>` : nothing}
              ${live?.walk === "diverged" ? html`<span class="flag">${t("lanes.diverged")}</span>` : nothing}</th>
            <td data-explain="lanes.eta">${plain(live?.eta)}</td>
            <td data-cell="steps" data-explain="lanes.steps">${whole(stand.step)}</td>
            <td data-explain="lanes.epochs">${stand.epoch < 10 ? significant(stand.epoch, 2) : whole(stand.epoch)}</td>
            <td data-cell="examples" data-explain="lanes.examples">${whole(stand.examples)}</td>
            <td data-cell="seconds" data-explain="lanes.seconds">${duration(stand.seconds, t)}</td>
            <td data-explain="lanes.cost">${significant(stand.cost)}</td>
            <td data-cell="test" data-explain="lanes.test">${percent(stand.accuracy)}</td>
          </tr>`;
        })}</tbody>
      </table>
      ${arrived(descend)}
      ${timing(descend)}`;
  }

  /** @param {Descend} descend */
  function arrived(descend) {
    const { threshold } = descend.look;
    const lanes = descend.plan?.lanes ?? [];
    const names = laneNames(t, lanes);
    const titles = titlesOf(lanes);
    const list = arrivals(descend, threshold);
    const shares = [...new Set([...THRESHOLDS, goalOf(descend.plan)])].sort((a, b) => a - b);
    return html`
      <table class="board arrivals">
        <thead><tr><th scope="col">${t("lanes.first")}
          ${segments({
            label: t("lanes.threshold"), values: shares, on: threshold, words: (share) => `${Math.round(share * 100)}\u202f%`,
            choose: (value) => dispatchRace({ type: "look", change: { threshold: value } }),
          })}</th>
          ${CLOCKS.map((clock) => html`<th scope="col">${t(`lanes.by.${clock}`)}</th>`)}</tr></thead>
        <tbody>${list.map((arrival) => html`<tr>
          <th scope="row">${mark(lanes[arrival.lane].colour)} <span class=${lanes[arrival.lane].name ? "lane-name" : ""} title=${titles[arrival.lane]}>${names[arrival.lane]}</span></th>
          ${CLOCKS.map((clock) => html`<td data-arrival="${arrival.lane}-${clock}" data-first=${String(arrival.first[clock])} data-explain=${`lanes.by.${clock}`}>
            ${arrival.first[clock] ? html`<span class="first">${t("lanes.1st")}</span>` : nothing}
            ${arrival[clock] === null && isOnTheWay(descend.now?.lanes[arrival.lane]?.walk ?? "ready") ? "…" : reading(arrival[clock], clock, t)}</td>`)}
        </tr>`)}</tbody>
      </table>`;
  }

  /** @param {Descend} descend */
  function timing({ now, plan, train }) {
    const timed = now?.timing;
    if (!plan?.lanes.some(({ batch_size: size }) => size >= train)) return nothing;
    if (!timed) return html`<p class="timing quiet">${t("lanes.timing.none")}</p>`;
    const values = {
      examples: whole(timed.examples), step: duration(timed.step_seconds, t), measured: whole(timed.measured),
      many: whole(timed.many), long: duration(timed.many_seconds, t),
    };
    return html`<p class="timing" data-fact="timing">${t(timed.measured > 0 ? "lanes.timing" : "lanes.timing.part", values)}</p>`;
  }

  /**
   * What a name is too long to say in its column, or too much of a name to say at all.
   *
   * @param {readonly Lane[]} lanes
   * @returns {string[]}
   */
  function titlesOf(lanes) {
    return ownNames(t, lanes).map((own, i) => (lanes[i].name ? `${lanes[i].name}: ${own}` : own));
  }

  /** @param {number | null} lane */
  function focus(lane) {
    dispatchRace({ type: "look", change: { focus: lane } });
  }
}
