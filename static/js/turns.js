// Which panels draw in a frame. All do when a person has done something, or nothing trains. Of what training or the pen
// brings, those that show it draw at once, and the patient ones one a frame, in the frames between two pictures; while the
// pen moves they wait for it to rest. A frame that brings the answer to the pen is for the pad alone: it ends the sooner.

/** @import { State } from "./state.js" */
/** @import { Render } from "./main.js" */

/** @typedef {{ render: Render, isPatient: boolean, isPad: boolean }} Panel */

const BROUGHT = /** @type {(keyof State)[]} */ (["activity", "matrices", "points", "scores", "score", "run", "answers", "drawing"]);
const LONGEST = 3; // frames until a patient one draws all the same: pictures may come for every frame
const PEN_RESTS = 250; // milliseconds after its last point
const PEN_LONGEST = 2000; // milliseconds for which the pen may keep the next one waiting

/**
 * @param {Panel[]} panels
 * @returns {(state: State, now: number) => { goesOn: boolean, isWhole: boolean }} draws. `goesOn`: something is left for
 *   the next frame; `isWhole`: whoever shows a picture has drawn the newest
 */
export function turns(panels) {
  const patient = panels.filter(({ isPatient }) => isPatient);
  /** @type {Set<Panel>} the patient ones that have not seen the newest state, the one that has waited longest first */
  const waiting = new Set();
  /** @type {Set<Panel>} in the middle of an animation */
  const moving = new Set();
  /** @type {State | null} */
  let before = null;
  let frames = 0;
  let penAt = -Infinity;
  let keptSince = Infinity; // since when the pen has kept them waiting
  let isPads = false; // this frame, for the next is for all

  return (state, now) => {
    const isForAll = before === null || state.run?.status !== "running" || isOther(state, before);
    const isBetween = state.activity === before?.activity;
    if (before && state.drawing.strokes !== before.drawing.strokes) penAt = now;
    isPads = !isPads && !isForAll && now - penAt < PEN_RESTS && state.drawing.prediction !== before?.drawing.prediction;
    const isKept = now - penAt < PEN_RESTS && now - keptSince < PEN_LONGEST;
    keptSince = isKept ? Math.min(keptSince, now) : Infinity;
    if (waiting.size === 0) frames = 0;
    if (state !== before) for (const panel of patient) waiting.add(panel);
    before = state;
    frames += 1;
    const [next] = !isKept && (isBetween || frames >= LONGEST) ? waiting : [];
    if (next) frames = 0;
    let comesBack = isPads;
    for (const panel of panels) {
      if (isPads && !panel.isPad) continue;
      if (panel.isPatient && !isForAll && panel !== next && !moving.has(panel)) continue;
      const again = panel.render(state, now);
      waiting.delete(panel);
      if (again === true) moving.add(panel);
      else moving.delete(panel);
      if (again === "later") comesBack = true;
    }
    return { goesOn: comesBack || moving.size > 0 || waiting.size > 0, isWhole: !isPads };
  };
}

/**
 * @param {State} one
 * @param {State} other
 * @returns {boolean} whether more differs than what training brings
 */
function isOther(one, other) {
  const keys = /** @type {(keyof State)[]} */ (Object.keys(one));
  return one.run?.status !== other.run?.status || one.run?.plan !== other.run?.plan ||
    keys.some((key) => one[key] !== other[key] && !BROUGHT.includes(key));
}
