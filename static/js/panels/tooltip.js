// Explain anything: whatever has data-explain="KEY" is told in one sentence, explain.KEY, on hover or focus. Inside a
// data-explain-group, which is one stop of the tab key, the arrow keys go from number to number.

/** @import { Context, Render } from "../main.js" */

const GAP = 8; // pixels between a number and its sentence
const EDGE = 8;

/**
 * @param {HTMLElement} root
 * @param {Context} context
 * @returns {Render}
 */
export function mount(root, { t }) {
  /** @type {Element | null} */
  let anchor = null;
  root.setAttribute("role", "tooltip");
  root.id = "tooltip";

  document.addEventListener("pointerover", (event) => show(explained(event.target)));
  document.addEventListener("focusin", (event) => show(explained(event.target)));
  document.addEventListener("focusout", () => show(null));
  document.addEventListener("click", ({ pointerType }) => {
    // What a button does is seen from now on, also under its sentence. A finger only comes by the sentence as it presses.
    if (pointerType !== "touch" && anchor?.matches("button")) show(null);
  });
  document.addEventListener("scroll", () => show(null), { capture: true, passive: true });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") show(null);
    else walk(event);
  });

  return () => {
    if (anchor?.isConnected && anchor.hasAttribute("data-explain")) tell(anchor);
    else show(null);
  };

  /** @param {Element | null} element */
  function show(element) {
    if (element === anchor) return;
    anchor?.removeAttribute("aria-describedby");
    anchor = element;
    root.classList.toggle("is-shown", element !== null);
    if (!element) return;
    element.setAttribute("aria-describedby", root.id);
    tell(element);
  }

  /** @param {Element} element */
  function tell(element) {
    const key = element.getAttribute("data-explain") ?? "";
    const words = t(`explain.${key}`, valuesOf(element));
    if (root.textContent !== words) root.textContent = words;
    const box = element.getBoundingClientRect();
    const own = root.getBoundingClientRect();
    const { left, top } = placed(box, own, { width: innerWidth, height: innerHeight });
    root.style.left = `${left}px`;
    root.style.top = `${top}px`;
  }
}

/**
 * @param {EventTarget | null} target
 * @returns {Element | null}
 */
function explained(target) {
  return target instanceof Element ? target.closest("[data-explain]") : null;
}

/**
 * @param {Element} element
 * @returns {Record<string, unknown>}
 */
function valuesOf(element) {
  const text = element.getAttribute("data-explain-values");
  return text ? JSON.parse(text) : {};
}

/**
 * Where a sentence stands: under what it explains, or over it where there is no room, and never over the edge.
 *
 * @param {{ left: number, right: number, top: number, bottom: number }} box
 * @param {{ width: number, height: number }} own
 * @param {{ width: number, height: number }} screen
 * @returns {{ left: number, top: number }}
 */
export function placed(box, own, screen) {
  const middle = (box.left + box.right) / 2 - own.width / 2;
  const left = Math.max(EDGE, Math.min(screen.width - own.width - EDGE, middle));
  const below = box.bottom + GAP;
  const top = below + own.height <= screen.height - EDGE ? below : Math.max(EDGE, box.top - GAP - own.height);
  return { left: Math.round(left), top: Math.round(top) };
}

/**
 * The arrow keys inside a group: to the next explained number, or the one before.
 *
 * @param {KeyboardEvent} event
 */
function walk(event) {
  const step = event.key === "ArrowRight" || event.key === "ArrowDown" ? 1 : event.key === "ArrowLeft" || event.key === "ArrowUp" ? -1 : 0;
  const { target } = event;
  if (step === 0 || event.defaultPrevented || !(target instanceof Element)) return;
  const group = target.closest("[data-explain-group]");
  if (!group || (target !== group && !target.hasAttribute("data-explain"))) return;
  const all = [...group.querySelectorAll("[data-explain]")].filter((each) => each.getClientRects().length > 0);
  const here = all.indexOf(target);
  const next = all[here < 0 ? (step > 0 ? 0 : all.length - 1) : here + step];
  if (!(next instanceof HTMLElement || next instanceof SVGElement || next instanceof MathMLElement)) return;
  event.preventDefault();
  if (!next.hasAttribute("tabindex")) next.setAttribute("tabindex", "-1");
  next.focus();
}
