// The panel of Practise, and the style sheets that nobody else needs.

import { mount } from "../panels/practise.js";
import { addSheets } from "../sheets.js";

/** @import { Mount } from "../main.js" */

/** @type {[string, Mount][]} */
export const PRACTISE_PANELS = [["practise", mount]];

await addSheets(["practise", "practise_picture"]);
