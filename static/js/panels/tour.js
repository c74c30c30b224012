// The guided tour: a handful of stops, offered once and always to be had from help. What a lesson hides is no stop.

import { isHidden } from "../link/parts.js";

/** @import { Page } from "../state.js" */
/** @import { Context, Render } from "../main.js" */

const STOPS = /** @type {const} */ ([
  ["input", '[data-panel="input"]', "right", "input"],
  ["network", '[data-panel="network"]', "bottom", null],
  ["outputs", '[data-panel="outputs"]', "left", "outputs"],
  ["play", '[data-panel="controls"]', "bottom", "time"],
  ["cost", '[data-frame="readings"]', "top", "readings"],
  ["why", '[data-frame="why"]', "top", "why"],
  ["draw", '[data-panel="input"]', "right", "input"],
]);

/**
 * @param {HTMLElement} _
 * @param {Context} context
 * @returns {Render}
 */
export function mount(_, { dispatch, t }) {
  /** @type {import("driver.js").Driver | null} */
  let guide = null;
  /** @type {Page | null} */
  let drawn = null;

  return ({ page }) => {
    if (page === drawn) return;
    drawn = page;
    if (page.touring && !guide) void start();
    if (!page.touring && guide) end();
  };

  /** What draws the tour is loaded for it. */
  async function start() {
    const loaded = await import("driver.js").catch((/** @type {Error} */ error) => error);
    if (guide || !drawn?.touring) return;
    if (loaded instanceof Error) {
      dispatch({ type: "page", change: { touring: false } });
      dispatch({ type: "tell", level: "error", key: "error.other", values: { message: loaded.message } });
      return;
    }
    const page = drawn;
    guide = loaded.driver({
      animate: !drawn.reduced,
      smoothScroll: !drawn.reduced,
      showProgress: true,
      progressText: "{{current}} / {{total}}",
      nextBtnText: t("tour.next"),
      prevBtnText: t("tour.back"),
      doneBtnText: t("tour.done"),
      overlayOpacity: 0.55,
      stagePadding: 6,
      stageRadius: 10,
      popoverClass: "tour",
      steps: STOPS.filter(([, , , part]) => !isHidden(page, part)).map(([name, element, side]) => ({
        element,
        popover: { title: t(`tour.${name}.title`), description: t(`tour.${name}`), side, align: "start" },
      })),
      onDestroyed: () => dispatch({ type: "page", change: { touring: false, toured: true } }),
    });
    dispatch({ type: "page", change: { view: "learn", enlarged: null, sheet: false, toured: true } });
    guide.drive();
  }

  function end() {
    const ending = guide;
    guide = null;
    ending?.destroy();
  }
}
