// What stands over the whole screen: what fills it begins below that.

/**
 * @param {HTMLElement} root
 * @param {string} name of its height, for the style sheets
 * @param {() => boolean} [isThere] whether it is to be kept clear of
 * @returns {() => void} to be called when that may have changed
 */
export function measured(root, name, isThere = () => true) {
  const measure = () => document.documentElement.style.setProperty(name, `${isThere() ? root.offsetHeight : 0}px`);
  new ResizeObserver(measure).observe(root);
  return measure;
}
