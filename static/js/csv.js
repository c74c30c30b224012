// Tables as comma-separated values, as RFC 4180 wants them. Pure.

/**
 * @param {string[]} head
 * @param {(string | number)[][]} rows numbers with every figure that they have; what is no number stays empty
 * @returns {string}
 */
export function csv(head, rows) {
  return [head, ...rows].map((row) => row.map(cell).join(",")).join("\r\n") + "\r\n";
}

/**
 * @param {string | number} value
 * @returns {string}
 */
function cell(value) {
  if (typeof value === "number") return Number.isFinite(value) ? String(value) : "";
  return /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
