// To copy a text of the page.

/**
 * Browsers let a page use the clipboard over https alone, and over http in an old way, or else leave it to the person.
 *
 * @param {HTMLElement} from a field, or what holds the text
 * @returns {Promise<string>} the key of what is to be said of it
 */
export async function copyFrom(from) {
  const isField = from instanceof HTMLInputElement;
  if (isField) {
    from.focus();
    from.select();
  } else getSelection()?.selectAllChildren(from);
  const text = isField ? from.value : from.textContent ?? "";
  const isCopied = await navigator.clipboard?.writeText(text).then(() => true, () => false) || document.execCommand("copy");
  return isCopied ? "link.copied" : "link.press";
}
