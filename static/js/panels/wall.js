// The wall's place on the page. What shows it is loaded when it is first opened.

/** @import { Context, Render } from "../main.js" */

/** @param {string} selector */
function focus(selector) {
  const element = document.querySelector(selector);
  if (element instanceof HTMLElement) element.focus({ preventScroll: true });
}

/**
 * @param {HTMLElement} root
 * @param {Context} context
 * @returns {Render}
 */
export function mount(root, context) {
  /** @type {Render | null} */
  let shows = null;
  let isLoading = false;
  let isOpen = false;

  return (state, now) => {
    const wasOpen = isOpen;
    isOpen = state.page.enlarged === "wall";
    if (isOpen !== wasOpen) focus(isOpen ? '[data-enlarge="wall"]' : '[data-action="wall"]'); // what was pressed is covered
    if (!isOpen) return;
    if (shows) return shows(state, now);
    if (!isLoading) void load();
    return true; // until it is here
  };

  async function load() {
    isLoading = true;
    try {
      const { mount } = await import("../wall/panel.js");
      shows = mount(root, context);
    } catch (error) {
      isLoading = false;
      context.dispatch({ type: "page", change: { enlarged: null } });
      context.dispatch({ type: "tell", level: "error", key: "error.other", values: { message: error instanceof Error ? error.message : String(error) } });
    }
  }
}
