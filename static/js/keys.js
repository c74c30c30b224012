// The keyboard: which key means what. Pure; main.js acts on it.

import { commandsFor } from "./descend/intents.js";
import { play, reset, sourceOf, step } from "./intents.js";
import { isHidden } from "./link/parts.js";
import { lookBack } from "./past/state.js";
import { openIn } from "./poll/state.js";

/** @import { Want } from "./descend/intents.js" */
/** @import { Action, State } from "./state.js" */
/** @import { AnyCommand } from "./messages.js" */

/**
 * @typedef {{ command: AnyCommand } | { race: AnyCommand[] } | { action: Action }} Meaning
 * @typedef {{ key: string, code: string, ctrlKey: boolean, metaKey: boolean, altKey: boolean, over: "modal" | "popover" | null,
 *   target: { tagName?: string, type?: string, isContentEditable?: boolean, role?: string | null } | null }} Press
 *   `over`: what lies open over the page
 */

/** What is printed on the keys that mean something, for keyboards that write another script just now. */
const PRINTED = /** @type {Record<string, string>} */ ({ BracketLeft: "[", BracketRight: "]", Slash: "?", Comma: ",", Period: ".", Space: " " });
const TYPING = new Set(["text", "number", "search", "email", "url", "password"]);

/** @type {Record<string, Want | undefined>} */
const RACE = { " ": "play", s: "step", r: "reset" };

/**
 * The key as it is printed: "s" with Caps Lock on too, and while a Korean input method writes "ㄴ" or says "Process".
 *
 * @param {Pick<Press, "key" | "code">} press
 * @returns {string}
 */
export function printed({ key, code }) {
  if (/^[ -~]$/.test(key)) return key.toLowerCase();
  if (key.length > 1 && key !== "Process" && key !== "Unidentified") return key;
  return PRINTED[code] ?? /^(?:Key|Digit)(.)$/.exec(code)?.[1].toLowerCase() ?? key;
}

/**
 * @param {Pick<Press, "key" | "code">} press
 * @returns {boolean} whether a key that is held down goes on: to step does; to play, or to start again, is meant once
 */
export function mayRepeat(press) {
  return /^[s[\],.]$/.test(printed(press));
}

/**
 * Whether the key belongs to the control that has the focus: letters to a text field, space to a button.
 *
 * @param {Press} press
 * @returns {boolean}
 */
function isTaken({ key, target }) {
  if (!target) return false;
  const tag = target.tagName?.toUpperCase();
  if (target.isContentEditable || tag === "TEXTAREA" || tag === "SELECT") return true;
  if (tag === "INPUT") return key !== "Escape" && (TYPING.has(target.type ?? "text") || (key === " " && target.type !== "range"));
  const pressed = tag === "BUTTON" || tag === "A" || tag === "SUMMARY" || target.role === "gridcell";
  return pressed && (key === " " || key === "Enter");
}

/**
 * What a key press asks for; null when it is none of ours, or that of a control which a lesson hides.
 *
 * @param {Press} press
 * @param {State} state
 * @returns {Meaning | null}
 */
export function meaning(press, state) {
  if (press.ctrlKey || press.metaKey || press.altKey || isTaken(press)) return null;
  const { page, run, drawing, view, descend } = state;
  const key = printed(press);
  if (press.over === "modal" || (press.over === "popover" && key === "Escape")) return null; // the browser closes it

  if (key === "?") return { action: { type: "page", change: { help: true } } };
  if (key === "Escape") return escape();
  if (isHidden(page, "time") && /^[ sr[\],.]$/.test(key)) return null;
  if (page.view === "practise") return null;
  if (page.view === "descend") return racing();
  if (isHidden(page, "input") && /^[0-9dn]$/.test(key)) return null;
  if (key === "d" && run) return { action: { type: "drawing", change: { active: !drawing.active } } };
  if (!run || !page.controls) return null;
  if (openIn(state)) return null; // one key pressed by mistake would end the question, with all its answers
  if (/^[0-9]$/.test(key)) {
    return { command: { type: "watch", source: sourceOf(state), digit: Number(key) } };
  }
  switch (key) {
    case " ": {
      const command = play(run);
      return command && { command };
    }
    case "s": return { command: step(run, page) };
    case "r": return { command: reset() };
    case "n": return { command: { type: "watch", source: sourceOf(state), mistake: true } };
    case "[": return run.slow ? { command: { type: "step", unit: "phase", back: true } } : null;
    case "]": return run.slow ? { command: { type: "step", unit: "phase" } } : null;
    case ",":
    case ".": {
      const action = lookBack(state, key === "," ? -1 : 1);
      return action && { action };
    }
    default: return null;
  }

  /** @returns {Meaning | null} */
  function racing() {
    const want = RACE[key];
    const race = want ? commandsFor(want, descend) : [];
    return race.length > 0 ? { race } : null;
  }

  /** @returns {Meaning | null} the outermost thing that is open closes first */
  function escape() {
    if (page.sheet) return { action: { type: "page", change: { sheet: false } } };
    if (page.enlarged !== null) return { action: { type: "page", change: { enlarged: null } } };
    if (page.view === "practise") return null;
    if (page.view === "descend") {
      return descend.look.picked === null ? null : { action: { type: "descend", event: { type: "look", change: { picked: null } } } };
    }
    if (view.selected !== null) return { action: { type: "view", change: { selected: null, hovered: null } } };
    if (drawing.active) return { action: { type: "drawing", change: { active: false } } };
    return null;
  }
}
