// Whether this page was opened by a lesson link. What such a page needs is loaded for it alone.

import { failure } from "../tell.js";
import { isLesson } from "./parts.js";

/** @import { Context } from "../main.js" */
/** @import { Lesson } from "./lesson.js" */

/**
 * The lesson of this page's address. One that comes into the address later is opened anew.
 *
 * @param {Context} context
 * @returns {Promise<Lesson | null>} null: there is none, or it did not come, which has been told
 */
export async function lessonHere(context) {
  addEventListener("hashchange", () => {
    if (isLesson(location.hash)) location.reload();
  });
  if (!isLesson(location.hash)) return null;
  try {
    const { begin } = await import("./lesson.js");
    return begin(context);
  } catch (error) {
    context.dispatch(failure(error));
    return null;
  }
}
