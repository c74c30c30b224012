// Adding up a table column by column: how many columns are in the mean so far. Pure.

/**
 * @param {number | null} since when it began, in milliseconds; null: all are
 * @param {number} now
 * @param {number} columns
 * @returns {number} whole, from 1
 */
export function addedColumns(since, now, columns) {
  if (since === null) return columns;
  const each = Math.max(60, Math.min(400, 6000 / columns));
  return Math.max(1, Math.min(columns, 1 + Math.floor(Math.max(0, now - since) / each)));
}
