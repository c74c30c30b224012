// The table of nudges as comma-separated values, every figure as it was received. Pure.

import { csv } from "../csv.js";

/** @import { Wire } from "../state.js" */

/**
 * @param {Wire["Tabled"]} tabled
 * @returns {string}
 */
export function csvOf({ indices, labels, rows, cells, mean, applied }) {
  const m = indices.data.length;
  const columns = Array.from(indices.data, (index, i) => `example ${index} (label ${labels.data[i]})`);
  const hasApplied = applied.data.length > 0;
  const head = ["parameter", "layer", "to", "from", ...columns, "mean", ...(hasApplied ? ["nudge used"] : [])];
  const body = rows.map(([layer, j, k], row) => [
    k === null ? "bias" : "weight", layer, j, k ?? "",
    ...Array.from(cells.data.subarray(row * m, (row + 1) * m)), mean.data[row], ...(hasApplied ? [applied.data[row]] : []),
  ]);
  return csv(head, body);
}
