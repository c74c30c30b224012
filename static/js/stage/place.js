// Where the network's canvas stands between the digit and the outputs: beside them, or (on a phone) not.

/** @import { Place } from "./geometry.js" */

const NEAR = 40; // px between the canvas and what it is joined to

/**
 * @param {HTMLElement} body the canvas's own box
 * @returns {Place}
 */
export function placeOf(body) {
  const own = body.getBoundingClientRect();
  const stage = body.closest(".stage");
  const picture = visible(stage, '[data-stage="picture"]');
  const outputs = visible(stage, '[data-stage="outputs"]');
  const isBeside = picture !== null && Math.abs(own.left - picture.right) < NEAR && picture.top < own.bottom && picture.bottom > own.top;
  const isJoined = outputs !== null && Math.abs(outputs.left - own.right) < NEAR && Math.abs(outputs.top - own.top) < 2;
  return {
    width: Math.round(own.width),
    height: Math.round(own.height),
    source: isBeside ? { top: Math.round(picture.top - own.top), bottom: Math.round(picture.bottom - own.top) } : null,
    joined: isJoined,
  };
}

/**
 * @param {Element | null} within
 * @param {string} selector
 * @returns {DOMRect | null}
 */
function visible(within, selector) {
  for (const element of within?.querySelectorAll(selector) ?? []) {
    const box = element.getBoundingClientRect();
    if (box.width > 0 && box.height > 0) return box;
  }
  return null;
}
