// The focus stays where one works by keys: when what had it is gone, or cannot be pressed any more, what is nearest gets it.

const PRESSED = ":is(a[href], button, input, select, textarea, summary, [tabindex='0']):not(:disabled)";
const REGION = "[data-panel]:not(body), dialog, [popover]"; // beyond which nothing is near

/** @param {HTMLElement} root all that may have the focus */
export function keepFocus(root) {
  /** What had it last, and all that this stands in, from the inside out. @type {Element[]} */
  let way = [];
  let place = { x: 0, y: 0 };
  let isByKeys = true;
  /** What is disabled for a moment gets it back from what has it meanwhile. @type {HTMLElement | null} */
  let lent = null;
  /** @type {HTMLElement | null} */
  let borrower = null;

  root.addEventListener("focusin", ({ target }) => {
    if (!(target instanceof Element)) return;
    lent = null;
    way = [];
    for (let each = /** @type {Element | null} */ (target); each; each = each.parentElement) way.push(each);
    place = middle(target);
  });
  root.addEventListener("pointerdown", () => {
    way = []; // who presses elsewhere has left it
    isByKeys = false;
  }, { capture: true });
  root.addEventListener("keydown", () => {
    isByKeys = true;
  }, { capture: true });
  new MutationObserver(() => {
    if (lent && isThere(lent) && !lent.matches(":disabled") && document.activeElement === borrower) lent.focus();
    if (!isLost()) return;
    const [last] = way;
    borrower = find();
    borrower?.focus();
    lent = last instanceof HTMLElement ? last : null;
  }).observe(root, { subtree: true, childList: true, attributeFilter: ["disabled", "hidden"] });

  function isLost() {
    const [last] = way;
    const { activeElement } = document;
    if (!last || !isByKeys || (activeElement !== last && activeElement !== document.body && activeElement !== null)) return false;
    return !isThere(last) || last.matches(":disabled");
  }

  /** @returns {HTMLElement | null} null: it is none of the page's own, and whose it is sees to it */
  function find() {
    const end = way.findIndex((each) => each.matches(REGION));
    if (end < 0) return null;
    for (const each of way.slice(1, end + 1).filter(isThere)) {
      const found = [...each.querySelectorAll(PRESSED)].filter((one) => one instanceof HTMLElement)
        .filter((one) => one.checkVisibility({ visibilityProperty: true }));
      if (found.length > 0) return found.reduce((one, other) => (distance(other) < distance(one) ? other : one));
    }
    return document.getElementById("main");
  }

  /** @param {Element} element */
  function distance(element) {
    const { x, y } = middle(element);
    const { width, height } = element.getBoundingClientRect();
    return Math.hypot(Math.max(0, Math.abs(x - place.x) - width / 2), Math.max(0, Math.abs(y - place.y) - height / 2));
  }
}

/** @param {Element} element */
function isThere(element) {
  return element.isConnected && element.closest("[hidden]") === null;
}

/**
 * @param {Element} element
 * @returns {{ x: number, y: number }} on the page, which may be scrolled meanwhile
 */
function middle(element) {
  const { left, top, width, height } = element.getBoundingClientRect();
  return { x: left + scrollX + width / 2, y: top + scrollY + height / 2 };
}
