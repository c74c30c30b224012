// Style sheets that not every page needs.

/**
 * @param {readonly string[]} names
 * @returns {Promise<unknown>} when all are here
 */
export function addSheets(names) {
  return Promise.all(names.map((name) => new Promise((loaded, failed) => {
    const sheet = document.createElement("link");
    sheet.rel = "stylesheet";
    sheet.href = new URL(`../css/${name}.css`, import.meta.url).href;
    sheet.onload = loaded;
    sheet.onerror = () => failed(new Error(sheet.href));
    document.head.append(sheet);
  })));
}
