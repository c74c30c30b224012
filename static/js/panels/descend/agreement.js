// Why a part can stand for the whole: mini-batch gradients around the full one; and the deal that makes the batches.

import { html, nothing, render } from "lit-html";

import { changes } from "../../changes.js";
import { paintClouds, paintCosines, paintSpread } from "../../draw/agreement.js";
import { contextOf, fit, paintPixels, surface } from "../../draw/canvas.js";
import { dealLength, paintDeal, tableOf } from "../../draw/cards.js";
import { SIDE } from "../../draw/pixels.js";
import { fixed, plain, significant, whole } from "../../format.js";
import { comparable, READINGS } from "../../descend/order.js";
import { readRacePalette } from "../../descend/palette.js";
import { explained, partsOf, segments } from "../../descend/parts.js";
import { ALL, laneNames } from "../../descend/say.js";
import { paletteOf } from "../../stage/palette.js";

/** @import { Context, Render } from "../../main.js" */
/** @import { State } from "../../state.js" */
/** @import { Agreed, Dealt } from "../../messages.js" */
/** @import { Descend, Reading } from "../../descend/state.js" */

const SHOWN = /** @type {const} */ ([1, 10, 100, 1000, ALL]); // of the clouds
const FIRST = 10;

/**
 * @param {HTMLElement} root
 * @param {Context} context
 * @returns {Render}
 */
export function mount(root, { dispatchRace, race, t }) {
  render(html`<div class="card-head" data-part="head"></div>
    <canvas class="agreement-canvas" role="img"></canvas>
    <div class="agreement-note" data-part="note"></div>`, root);
  const [head, note] = partsOf(root, ["head", "note"]);
  const canvas = /** @type {HTMLCanvasElement} */ (root.querySelector("canvas"));
  const ctx = contextOf(canvas);
  let palette = readRacePalette();
  let size = { width: 0, height: 0 };
  const changed = changes();
  /** @type {{ dealt: Dealt, cards: HTMLCanvasElement[][] } | null} */
  let deck = null;
  /** @type {{ state: State, now: number } | null} */
  let last = null;

  new ResizeObserver(() => {
    size = { width: canvas.clientWidth, height: canvas.clientHeight };
    if (last) paint(last.state, last.now);
  }).observe(canvas);

  return (state, now) => {
    const { descend, page } = state;
    if (page.view !== "descend") return false;
    const { agreement, dealt, look, plan, control, connection, status, now: race_now } = descend;
    last = { state, now };
    const playing = look.reading === "deal" && dealt !== null && !page.reduced
      && (now - look.dealtAt) / 1000 < dealLength(dealt.indices.length);
    const facts = [agreement, dealt, look.reading, look.dealtAt, plan, control, page, connection.phase, race_now?.phase, status, playing];
    if (changed("theme", [page.theme, page.enlarged === "agreement"])) {
      palette = readRacePalette(root);
      deck = null;
    }
    if (changed("all", facts)) say(descend);
    else if (!playing) return false;
    paint(state, now);
    return playing;
  };

  /** @param {Descend} descend */
  function say(descend) {
    const { look } = descend;
    render(html`
      <div class="tabs" role="tablist" aria-label=${t("agree.title")}>
        ${READINGS.map((reading) => html`<button type="button" role="tab" aria-selected=${String(reading === look.reading)}
          tabindex=${reading === look.reading ? 0 : -1} data-reading-tab=${reading} @click=${() => choose(reading, descend)}
          @keydown=${(/** @type {KeyboardEvent} */ event) => turn(event, reading, descend)}>${t(`agree.${reading}`)}</button>`)}
      </div>
      <div class="row">${look.reading === "deal" ? dealControls(descend) : agreeControls(descend)}</div>`, head);
    root.classList.toggle("is-empty", look.reading === "deal" ? !descend.dealt : !descend.agreement?.sizes.length);
    render(look.reading === "deal" ? dealNote(descend) : agreeNote(descend), note);
    canvas.setAttribute("aria-label", note.textContent?.trim().replace(/\s+/g, " ") ?? "");
  }

  /** @param {Descend} descend */
  function agreeControls({ plan, control, now }) {
    const isOff = !control || !plan || now?.phase === "searching";
    return html`${(plan?.lanes ?? []).length > 0 ? html`<button type="button" class="button small" data-action="agree" ?disabled=${isOff}
      title=${t("agree.ask.about")} @click=${() => race.ask({ type: "agree", lane: comparable(plan?.lanes ?? [], now?.lanes ?? [], ALL) })}>${t("agree.ask")}</button>` : nothing}`;
  }

  /** @param {Descend} descend */
  function dealControls({ dealt }) {
    return html`
      ${segments({
        label: t("agree.size"), values: SHOWN, on: sizeOf(dealt), words: (value) => (value === ALL ? t("race.all") : whole(value)),
        choose: (value) => void deal(value),
      })}
      <button type="button" class="button small" data-action="deal" @click=${() => void deal(sizeOf(dealt))}>${t("agree.deal.ask")}</button>`;
  }

  /** @param {Descend} descend */
  function agreeNote({ agreement, plan, look, connection, status, train }) {
    if (agreement?.count === 0) return html`<p>${t("agree.flat")} ${whereOf(agreement, plan)}</p>`;
    if (!agreement || agreement.sizes.length === 0) {
      const isComparing = status !== "running" && (plan?.lanes ?? []).some(({ batch_size: size }) => size < ALL);
      const soon = t(isComparing ? "agree.comparing" : "agree.later");
      return html`<p>${t(`agree.${look.reading}.none`, { of: whole(train) })} ${connection.phase === "open" ? soon : ""}</p>`;
    }
    const values = {
      of: whole(agreement.of), slope: fixed(agreement.slope, 2), piles: whole(agreement.piles),
      difference: significant(agreement.difference, 1),
    };
    const busy = agreement.done < agreement.count ? t("agree.busy", { done: agreement.done, of: agreement.count }) : "";
    return html`<p>${t(`agree.${look.reading}.note`, values)}</p>
      <p class="quiet">${whereOf(agreement, plan)} ${busy}
      ${look.reading === "cloud" && agreement.difference !== null ? html`<span data-fact="mean">${t("agree.mean", values)}</span>` : nothing}
      ${look.reading === "spread" && agreement.slope !== null ? html`<span data-fact="slope">${t("agree.slope", values)}</span>` : nothing}</p>`;
  }

  /**
   * @param {NonNullable<Descend["agreement"]>} agreement
   * @param {Descend["plan"]} plan
   */
  function whereOf({ lane, step }, plan) {
    return t("agree.where", { lane: laneNames(t, plan?.lanes ?? [])[lane] ?? "", step: whole(step) });
  }

  /** @param {Descend} descend */
  function dealNote({ dealt, train }) {
    if (!dealt) return html`<p>${t("agree.deal.none", { of: whole(train) })}</p>`;
    const kind = dealt.piles === 1 ? "full" : dealt.batch_size === 1 ? "one" : "many";
    return html`<p data-fact="piles">${t(`agree.deal.${kind}`, { of: whole(dealt.of), size: whole(dealt.batch_size), piles: whole(dealt.piles) })}</p>
      <p class="quiet">${explained(t, "epoch", t("lanes.epochs"), dispatchRace)} ${explained(t, "batch", t("agree.batch"), dispatchRace)}
        ${dealt.disjoint && dealt.covering ? html`<span data-fact="disjoint">${t("agree.deal.checked")}</span>` : nothing}</p>`;
  }

  /**
   * @param {State} state
   * @param {number} now
   */
  function paint({ descend, page }, now) {
    if (size.width === 0 || size.height === 0) return;
    fit(canvas, ctx, size.width, size.height, devicePixelRatio);
    ctx.clearRect(0, 0, size.width, size.height);
    const { look, agreement, dealt } = descend;
    const box = { x: 0, y: 0, ...size };
    const sizes = agreement?.sizes ?? [];
    switch (look.reading) {
      case "cloud": return paintClouds(ctx, box, clouds(sizes.filter(({ batch_size }) => SHOWN.some((each) => each === batch_size))), palette);
      case "cosine": return paintCosines(ctx, box, clouds(sizes, 1000), palette);
      case "spread": return paintSpread(ctx, box, clouds(sizes), {
        measured: t("agree.measured"), line: "1/√B", finite: t("agree.finite"),
      }, palette);
      case "deal": {
        if (!dealt) return;
        const cards = cardsOf(dealt, paletteOf(page).grey);
        const table = tableOf(cards.length, size.width, size.height, Math.max(...cards.map(({ length }) => length)));
        const time = page.reduced ? Infinity : (now - look.dealtAt) / 1000;
        return paintDeal(ctx, table, cards, time, {
          step: (pile) => t("agree.deal.step", { step: pile + 1 }), deck: whole(dealt.of),
        }, palette);
      }
    }
  }

  /** @param {Agreed[]} sizes @param {number} [thousands] from which on there is room for these alone */
  function clouds(sizes, thousands = 10_000) {
    return sizes.map(({ cosine, x, y, ...rest }) => ({
      cloud: { ...rest, cosine: cosine.data, x: x.data, y: y.data },
      title: rest.batch_size >= ALL ? t("agree.all") : rest.batch_size >= thousands ? `${plain(rest.batch_size / 1000)}k` : whole(rest.batch_size),
    }));
  }

  /**
   * @param {Dealt} dealt
   * @param {Uint32Array} grey of a byte
   */
  function cardsOf(dealt, grey) {
    if (deck?.dealt === dealt) return deck.cards;
    const cards = dealt.pixels.map(({ data, shape }) => Array.from({ length: shape[0] }, (_, card) => {
      const picture = surface();
      paintPixels(picture, SIDE, SIDE, (out) => {
        for (let i = 0; i < SIDE * SIDE; i += 1) out[i] = grey[data[card * SIDE * SIDE + i]];
      });
      return picture.canvas;
    }));
    deck = { dealt, cards };
    return cards;
  }

  /**
   * @param {Reading} reading
   * @param {Descend} descend
   */
  function choose(reading, { dealt }) {
    dispatchRace({ type: "look", change: { reading } });
    if (reading === "deal" && !dealt) void deal(sizeOf(dealt));
  }

  /**
   * @param {KeyboardEvent} event
   * @param {Reading} from
   * @param {Descend} descend
   */
  function turn(event, from, descend) {
    const by = { ArrowRight: 1, ArrowLeft: READINGS.length - 1 }[event.key];
    if (by === undefined) return;
    const to = READINGS[(READINGS.indexOf(from) + by) % READINGS.length];
    choose(to, descend);
    const tab = head.querySelector(`[data-reading-tab="${to}"]`);
    if (tab instanceof HTMLElement) tab.focus();
  }

  /** @param {number} batch */
  async function deal(batch) {
    const answer = await race.fetch({ type: "deal", batch_size: batch, seed: Math.floor(Math.random() * 2 ** 31) });
    if (answer?.type === "dealt") dispatchRace({ type: "look", change: { dealtAt: performance.now() } });
  }
}

/**
 * The size of the piles on the table, or of the first that will be.
 *
 * @param {Dealt | null} dealt
 * @returns {number}
 */
function sizeOf(dealt) {
  return dealt?.batch_size ?? FIRST;
}
