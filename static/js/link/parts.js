// What every page has of lesson links: whether its address is one, and what may be hidden. The rest is loaded for who opens
// one or makes one.

/** @import { Context } from "../main.js" */
/** @import { Page } from "../state.js" */
/** @import { Lesson } from "./lesson.js" */

export const PARTS = /** @type {const} */ ([
  "views", "time", "learning", "form", "input", "outputs", "readings", "why", "lanes", "race_curves", "agreement",
]);

/** @typedef {(typeof PARTS)[number]} Part of the page; "form": the choice of network */

/**
 * @param {string} hash what stands after an address, from its #
 * @returns {boolean} whether this is the address of a lesson
 */
export function isLesson(hash) {
  return hash.startsWith("#lesson=");
}

/**
 * @param {Pick<Page, "link">} page
 * @param {string | null} part
 * @returns {boolean} whether the lesson that is on hides this
 */
export function isHidden({ link }, part) {
  return link?.hide?.some((hidden) => hidden === part) ?? false;
}

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
    const message = error instanceof Error ? error.message : String(error);
    context.dispatch({ type: "tell", level: "error", key: "error.other", values: { message } });
    return null;
  }
}
