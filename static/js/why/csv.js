// The table of nudges and costs as comma-separated values, every figure as it was received. Pure.

import { csv } from "../csv.js";

/** @import { Wire } from "../state.js" */

/**
 * @param {Wire["Tabled"]} tabled
 * @returns {string}
 */
export function csvOf({ indices, labels, rows, cells, mean, applied, costs, cost, applied_cost }) {
  const m = indices.data.length;
  const columns = Array.from(indices.data, (index, i) => `example ${index} (label ${labels.data[i]})`);
  const hasApplied = applied.data.length > 0;
  const head = ["parameter", "layer", "to", "from", ...columns, "mean", ...(hasApplied ? ["used"] : [])];
  const body = rows.map(([layer, j, k], row) => [
    k === null ? "bias" : "weight", layer, j, k ?? "",
    ...Array.from(cells.data.subarray(row * m, (row + 1) * m)), mean.data[row], ...(hasApplied ? [applied.data[row]] : []),
  ]);
  return csv(head, [["cost", "", "", "", ...Array.from(costs.data), cost, ...(hasApplied ? [applied_cost ?? ""] : [])], ...body]);
}
