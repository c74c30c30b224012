// How strong what is not chosen is drawn, on its way from one strength to another.

import { ease } from "../draw/scale.js";

const LASTS = 180; // milliseconds

/**
 * @returns {(to: number, now: number, reduced: boolean) => { dim: number, isFading: boolean }} asked once a frame
 */
export function fade() {
  const at = { to: 1, since: -Infinity, from: 1, dim: 1 };
  return (to, now, reduced) => {
    if (to !== at.to) Object.assign(at, { to, since: now, from: at.dim });
    const t = reduced ? 1 : ease((now - at.since) / LASTS);
    at.dim = at.from + (to - at.from) * t;
    return { dim: at.dim, isFading: t < 1 };
  };
}
