// What a person can take along: the paths and the curves as CSV.

import { csv } from "../csv.js";

/** @import { Exported } from "../messages.js" */

/**
 * All that was recorded, each row with its lane by name.
 *
 * @param {Pick<Exported, "columns" | "values">} exported
 * @param {string[]} names of the lanes
 * @returns {string}
 */
export function tableOf({ columns, values }, names) {
  const count = values[0]?.data.length ?? 0;
  const rows = Array.from({ length: count }, (_, row) => columns.map((column, i) => {
    const value = values[i].data[row];
    return column === "lane" ? names[value] ?? value : Number(value.toPrecision(9)); // a float32 has no more
  }));
  return csv(columns, rows);
}
