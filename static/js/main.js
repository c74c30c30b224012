// Where the parts meet: the state, the line to the server, the panels, and one drawing an animation frame.

import { arrive } from "./arrival.js";
import { connect } from "./connection.js";
import { languageFor, loadWords, translator } from "./i18n.js";
import { mayRepeat, meaning } from "./keys.js";
import { lessonHere } from "./link/here.js";
import { opener } from "./opening.js";
import { PAD, PANELS, PATIENT } from "./panels.js";
import { entered, goTo, rewrite, viewHere } from "./places.js";
import { addressOf, createRun, runIn } from "./runs.js";
import { sender } from "./sender.js";
import { keepRaceOf, keepSettings, openStorage, raceOf, readSettings } from "./settings.js";
import { initial, reduce } from "./state.js";
import { createStore } from "./store.js";
import { kindsFor } from "./subscriptions.js";
import { failure } from "./tell.js";
import { turns } from "./turns.js";
import { createSession, raceHash, raceIn } from "./descend/session.js";
import { uncovered } from "./panels/frame.js";

/** @import { Action, Event, Page, State, Told, Wire } from "./state.js" */
/** @import { AnyCommand } from "./messages.js" */
/** @import { Send } from "./sender.js" */
/** @import { Translate, Words } from "./i18n.js" */
/** @import { Race } from "./descend/session.js" */
/** @import { Lesson } from "./link/lesson.js" */
/** @import { RaceEvent } from "./descend/state.js" */

/**
 * @typedef {{
 *   speak: (language: Page["language"]) => Promise<void>,
 *   send: Send,
 *   ask: (question: AnyCommand) => Promise<Wire["Any"]>,
 *   dispatch: (action: Action) => void,
 *   t: Translate,
 *   newRun: (plan: Record<string, unknown>) => Promise<string | null>,
 *   openRun: (id: string) => void, retry: () => void,
 *   race: Race,
 *   dispatchRace: (event: RaceEvent) => void,
 * }} Context what a panel may do. `ask` rejects with a CommandError of which the page has told nothing
 *
 * @typedef {(state: State, now: number) => boolean | "later" | void} Render true: an animation goes on, draw again next
 *   frame; "later": nothing moves, but come back
 * @typedef {(root: HTMLElement, context: Context) => Render} Mount
 */

const storage = openStorage();
const dark = matchMedia("(prefers-color-scheme: dark)");
const still = matchMedia("(prefers-reduced-motion: reduce)");
const kept = readSettings(storage);

/** @type {import("./store.js").Store<State, Event>} */
const store = createStore(reduce, initial({
  language: languageFor(navigator.language),
  ...kept,
  theme: themeFor(kept.themeChoice ?? "system"),
  reduced: still.matches,
  hidden: document.hidden,
}));

const line = connect({
  dispatch: (event) => (event.type === "race_state" ? location.replace(`/${raceHash(event.id)}`) : store.dispatch(event)),
  open: socketTo,
});

const descend = createSession({
  dispatch: dispatchRace,
  tell: store.dispatch,
  open: socketTo,
  remember(id) {
    if (store.get().page.view === "descend") rewrite(raceHash(id, location.hash)); // one may have left while it was found
  },
  learn: learnFrom,
});

const open = opener({ show, dispatch: store.dispatch, tellOf });
const arrival = arrive({ dispatch: store.dispatch, join: line.join, tellOf: (error) => tellOf(error, "run") });

let isWanted = false;
/** @type {import("./turns.js").Panel[]} */
const shown = [];
let draws = turns(shown);
/** @type {Lesson | null} */
let lesson = null;
/** @type {Partial<Record<Page["language"], Words>>} */
const words = {};
/** @type {Context} */
const context = {
  t: translator(() => words[store.get().page.language] ?? {}),
  send: sender({ line, resting: () => resting(store.get()), about: "run", tell: store.dispatch }),
  speak, ask: line.ask, dispatch: store.dispatch, newRun, openRun, retry, race: descend.race, dispatchRace,
};

main();

async function main() {
  lesson = await lessonHere(context); // before any choice is kept: those of a link are not this person's
  await speak(store.get().page.language);
  show([...PANELS, ...(lesson?.panels ?? [])]);
  listen();
  store.subscribe(follow);
  const view = viewHere();
  if (view) store.dispatch({ type: "page", change: { view } });
  line.subscribe(kindsFor(store.get()));
  await arrival.go();
}

/** @param {[string, Mount][]} panels to be drawn from now on, too */
function show(panels) {
  for (const [name, mount] of panels) {
    const root = document.querySelector(`[data-panel="${name}"]`);
    if (!(root instanceof HTMLElement)) continue;
    shown.push({ render: uncovered(root, mount(root, context)), isPatient: PATIENT.has(name), isPad: name === PAD });
  }
  draws = turns(shown);
  want();
}

/**
 * Set the page in a language, once its words have come.
 *
 * @param {Page["language"]} language
 */
async function speak(language) {
  try {
    words[language] ??= await loadWords(language);
    store.dispatch({ type: "page", change: { language } });
  } catch (error) {
    tellOf(error);
  }
}

/** @param {string} run */
function socketTo(run) {
  return new WebSocket(`${location.origin.replace("http", "ws")}/ws/${encodeURIComponent(run)}`);
}

/** @param {Page["view"]} view */
function enter(view) {
  const race = raceIn(location.hash);
  entered(view);
  if (view === "descend") void descend.enter(race ?? raceOf(storage, runIn(location.pathname)));
  void open(view);
}

/** Try now what waits to be tried again: to find a run, or else to come back to it. */
function retry() {
  if (!arrival.hurry()) line.retry();
}

/** Draw in the next frame, once, however much changes before it. */
function want() {
  if (isWanted) return;
  isWanted = true;
  requestAnimationFrame(draw);
}

/** @param {number} now */
function draw(now) {
  isWanted = false;
  const { goesOn, isWhole } = draws(store.get(), now);
  if (isWhole) {
    line.drawn();
    descend.drawn();
  }
  if (goesOn) want();
}

/**
 * @param {State} state
 * @param {State} before
 */
function follow(state, before) {
  want();
  if (state.page !== before.page) {
    keepSettings(storage, state.page, before.page);
    if (state.page.themeChoice !== before.page.themeChoice) {
      store.dispatch({ type: "page", change: { theme: themeFor(state.page.themeChoice) } });
    }
  }
  const kinds = kindsFor(state);
  if (String(kinds) !== String(kindsFor(before))) line.subscribe(kinds);
  if (state.page.view !== before.page.view) enter(state.page.view);
  descend.follow(state);
  lesson?.follow(state, before);
}

function listen() {
  dark.addEventListener("change", () => {
    store.dispatch({ type: "page", change: { theme: themeFor(store.get().page.themeChoice) } });
  });
  still.addEventListener("change", () => store.dispatch({ type: "page", change: { reduced: still.matches } }));
  document.addEventListener("visibilitychange", () => {
    store.dispatch({ type: "page", change: { hidden: document.hidden } });
  });
  addEventListener("online", () => {
    retry();
    descend.hurry();
  });
  addEventListener("resize", want);
  addEventListener("popstate", () => {
    const id = runIn(location.pathname);
    if (id !== null && id !== store.get().run?.id) void changeRun(id);
    const race = raceIn(location.hash);
    if (race !== null && race !== store.get().descend.id) descend.race.go(race);
    const view = viewHere();
    if (view) store.dispatch({ type: "page", change: { view } });
  });
  document.addEventListener("keydown", (event) => {
    const target = event.target instanceof HTMLElement ? event.target : null;
    const { key, code, ctrlKey, metaKey, altKey } = event;
    const over = document.querySelector(":modal") ? "modal" : document.querySelector(":popover-open") ? "popover" : null;
    const found = event.defaultPrevented ? null : meaning({ key, code, ctrlKey, metaKey, altKey, target, over }, store.get());
    if (!found) return;
    event.preventDefault();
    if (event.repeat && !mayRepeat(event)) return;
    if ("action" in found) store.dispatch(found.action);
    else if ("race" in found) found.race.forEach(descend.race.ask);
    else void context.send(found.command);
  });
}

/**
 * Leave this run for a new one.
 *
 * @param {Record<string, unknown>} plan
 * @returns {Promise<string | null>} its id; null: there is none, and why has been told
 */
async function newRun(plan) {
  try {
    const id = await createRun(plan);
    openRun(id);
    store.dispatch({ type: "settled", about: "run" });
    return id;
  } catch (error) {
    tellOf(error, "run");
    return null;
  }
}

/** @param {string} id */
function openRun(id) {
  goTo(store.get().page.view, addressOf(id));
  void changeRun(id);
}

/** @param {string} id */
async function changeRun(id) {
  const state = store.get();
  if (state.page.leads) line.ask((await import("./lead/leader.js")).goingTo(state, id)).catch(() => undefined);
  arrival.end();
  store.dispatch({ type: "leave" });
  line.join(id);
}

/** @param {RaceEvent} event */
function dispatchRace(event) {
  store.dispatch({ type: "descend", event });
}

/**
 * A new run in Learn, from the weights that a lane had at a step of a race, to which Descend goes back from there.
 *
 * @param {{ race: string, lane: number, step: number }} from
 */
async function learnFrom(from) {
  const id = await newRun({ from });
  if (id === null) return;
  keepRaceOf(storage, id, from.race);
  store.dispatch({ type: "page", change: { view: "learn" } });
}

/**
 * @param {State} state
 * @returns {string | null} the run, if it rests
 */
function resting({ run }) {
  return run?.status === "interrupted" ? run.id : null;
}

/**
 * @param {unknown} error
 * @param {Told["about"]} [about]
 */
function tellOf(error, about = null) {
  store.dispatch(failure(error, about));
}

/**
 * @param {State["page"]["themeChoice"]} choice
 * @returns {"light" | "dark"}
 */
function themeFor(choice) {
  return choice !== "system" ? choice : dark.matches ? "dark" : "light";
}
