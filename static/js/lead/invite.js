// To invite a class. What shows the invitation is loaded for who does.

import { failure } from "../tell.js";

/** @import { Context } from "../main.js" */

/** @param {Pick<Context, "t" | "dispatch">} context */
export async function invite({ t, dispatch }) {
  try {
    const { openInvitation } = await import("./invitation.js");
    await openInvitation(t);
  } catch (error) {
    dispatch(failure(error));
  }
}
