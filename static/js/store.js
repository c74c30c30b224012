// The store: one state, changed only by events through the reducer.

/**
 * @template S, E
 * @typedef {{
 *   get: () => S,
 *   dispatch: (event: E) => void,
 *   subscribe: (listener: (state: S, before: S) => void) => void,
 * }} Store
 */

/**
 * A store. Listeners hear of a change only when the reducer returned another state.
 *
 * @template S, E
 * @param {(state: S, event: E) => S} reduce
 * @param {S} initial
 * @returns {Store<S, E>}
 */
export function createStore(reduce, initial) {
  let state = initial;
  /** @type {((state: S, before: S) => void)[]} */
  const listeners = [];

  return {
    get: () => state,
    dispatch(event) {
      const before = state;
      state = reduce(before, event);
      if (state === before) return;
      for (const listener of listeners) listener(state, before);
    },
    subscribe: (listener) => void listeners.push(listener),
  };
}

/**
 * Where a reducer never comes, for it has a case for every event.
 *
 * @param {never} event
 * @returns {never}
 */
export function unreachable(event) {
  throw new Error(`an event of no known type: ${JSON.stringify(event)}`);
}
