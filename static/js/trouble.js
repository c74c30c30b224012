// What is wrong is said over the whole screen, too: what fills it begins below.

/**
 * @param {HTMLElement} root whose tone says whether something is
 * @param {string} name of its height then, for the style sheets
 * @returns {() => void} to be called when the tone may be another
 */
export function measured(root, name) {
  const measure = () => document.documentElement.style.setProperty(name, `${root.dataset.tone === "bad" ? root.offsetHeight : 0}px`);
  new ResizeObserver(measure).observe(root);
  return measure;
}
