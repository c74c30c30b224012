// One thing of a panel at a time: what is pressed while another is under way is none. No button is disabled meanwhile, which
// would take the focus from it.

/**
 * @template T
 * @param {(what: T) => Promise<unknown>} act as a context's `send`
 * @returns {(what: T) => Promise<boolean>} whether it was done; if it was sent and was not, the page has said why
 */
export function acting(act) {
  let isBusy = false;
  return async (what) => {
    if (isBusy) return false;
    isBusy = true;
    const isDone = Boolean(await act(what));
    isBusy = false;
    return isDone;
  };
}
