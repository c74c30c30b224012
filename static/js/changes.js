// What has changed since it was drawn last, so that only that is drawn again.

/**
 * @returns {(part: string, facts: unknown[]) => boolean} whether any fact of a part differs from the last time
 */
export function changes() {
  /** @type {Record<string, unknown[]>} */
  const drawn = {};
  return (part, facts) => {
    const before = drawn[part];
    drawn[part] = facts;
    return !before || facts.length !== before.length || facts.some((fact, index) => !alike(fact, before[index]));
  };
}

/**
 * @param {unknown} a
 * @param {unknown} b
 * @returns {boolean} the same, or lists of the same
 */
function alike(a, b) {
  if (a === b) return true;
  return Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((each, index) => each === b[index]);
}
