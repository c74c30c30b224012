// The panel of Practise, and the style sheets that nobody else needs.

import { mount } from "../panels/practise.js";

/** @import { Mount } from "../main.js" */

/** @type {[string, Mount][]} */
export const PRACTISE_PANELS = [["practise", mount]];

await Promise.all(["practise", "practise_picture"].map((name) => new Promise((loaded, failed) => {
  const sheet = document.createElement("link");
  sheet.rel = "stylesheet";
  sheet.href = `/static/css/${name}.css`;
  sheet.onload = loaded;
  sheet.onerror = () => failed(new Error(sheet.href));
  document.head.append(sheet);
})));
