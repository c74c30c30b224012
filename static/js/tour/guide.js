// The tour while it is on: goes from stop to stop, asks before it shows, and keeps the score. It is loaded when it begins.

import { driver } from "driver.js";
import { render } from "lit-html";
import { keepPredicted, openStorage, predictedIn } from "../settings.js";
import { card, TOLD } from "./card.js";
import { QUESTIONS } from "./questions.js";
import { PICTURES, stopsOf, veilOver } from "./stops.js";
import { asksMost } from "./why_questions.js";

/** @import { Context } from "../main.js" */
/** @import { State, View } from "../state.js" */
/** @import { Name, Question, Verdict } from "./questions.js" */

const AROUND = 6; // px of what is lit around what is meant

/** @typedef {{ question: Question | null, answer: string | null, verdict: Verdict | null }} Moment `answer`: a choice's, or TOLD */

/**
 * Set out on the tour.
 *
 * @param {State} first
 * @param {Context} context
 * @returns {{ follow: (state: State) => void, end: () => void }}
 */
export function setOut(first, { dispatch, send, t }) {
  const storage = openStorage();
  const last = predictedIn(storage);
  const turn = last.tours;
  const stops = stopsOf(first.page);
  /** @type {Map<Name, Moment>} */
  const moments = new Map();
  const opener = document.activeElement;
  const small = matchMedia("(width < 40em), (height < 31.25em)"); // as in tour.css
  const height = new ResizeObserver(refresh);
  let isOn = true;
  let state = first;
  let here = 0;
  let isThere = false; // not while the light is still on its way
  /** @type {Question | null | undefined} the question that stands in the window; undefined: the window is new */
  let seen;
  /** @type {HTMLElement | null} */
  let place = null;
  /** @type {View | null} */
  let looked = null; // what was looked at before the tour chose a neuron
  /** @type {State["activity"]} */
  let chosenIn = null; // the picture in which it did

  const tour = driver({
    animate: !first.page.reduced,
    smoothScroll: !first.page.reduced,
    showProgress: true,
    progressText: "{{current}} / {{total}}",
    nextBtnText: t("tour.next"),
    prevBtnText: t("tour.back"),
    doneBtnText: t("tour.done"),
    overlayOpacity: 0.55,
    stagePadding: AROUND,
    stageRadius: 10,
    popoverClass: "tour",
    steps: stops.map(({ name, element, side }) => ({
      element, popover: { title: t(`tour.${name}.title`), description: t(`tour.${name}`), side, align: "start" },
    })),
    onHighlightStarted: (_element, _step, { index }) => arrive(index ?? 0),
    onHighlighted: (element) => {
      isThere = true;
      for (const lit of document.querySelectorAll(".driver-active-element")) {
        lit.removeAttribute("aria-expanded"); // it is no button
        lit.classList.toggle("driver-active-element", lit === element); // who hurries leaves some behind
      }
      refresh();
    },
    onPopoverRender: ({ wrapper, title, description, footer, closeButton }) => {
      title.role = "heading"; // and not the head of the page
      title.ariaLevel = "2";
      footer.role = "none";
      document.querySelector(".driver-overlay")?.setAttribute("aria-hidden", "true");
      closeButton.setAttribute("aria-label", t("page.close"));
      description.replaceChildren();
      place = description;
      wrapper.addEventListener("keydown", press);
      height.disconnect();
      height.observe(description);
      seen = undefined;
      draw();
    },
    onDestroyStarted: leave,
  });
  dispatch({ type: "page", change: { view: "learn", enlarged: null, sheet: false, toured: true } });
  dispatch({ type: "drawing", change: { active: false } }); // the pad's answer is not the one that is asked about
  dispatch({ type: "view", change: { quantity: "weights" } }); // of which it speaks; nudges would tell what it asks
  requestAnimationFrame(() => isOn && tour.drive()); // the sentence that offered it goes first, and all moves up

  return { follow, end };

  /** @param {State} now */
  function follow(now) {
    if (now === state) return;
    if (now.page.view !== "learn") return leave(); // nothing to point at: who leads the class has gone on
    state = now;
    go();
  }

  /** @param {number} index */
  function arrive(index) {
    here = index;
    tour.setConfig({ ...tour.getConfig(), stagePadding: stops[here].name === "network" ? 0 : AROUND }); // it ends where circles begin
    isThere = false;
    place = null;
    if (!isOfWhy(stops[here].ask)) lookBack();
    go();
  }

  /** What is asked, kept back and said here, as of this state. */
  function go() {
    const { ask, element } = stops[here];
    for (const stop of stops) if (stop.ask && (stop.element === element || moments.get(stop.ask)?.answer)) consider(stop.ask);
    const question = (ask && moments.get(ask)?.question) ?? null;
    if (isOfWhy(ask) && !question) look();
    const isStanding = ask !== "unseen" && (question !== null || isOfWhy(ask));
    cover(veilOver(ofHere()), isStanding ? [...PICTURES, ...(isOfWhy(ask) && question ? ["answered"] : [])] : []);
    draw();
  }

  /**
   * What is still to be answered is about what is on the screen now.
   *
   * @param {Name} name
   */
  function consider(name) {
    const moment = moments.get(name) ?? { question: null, answer: null, verdict: null };
    moments.set(name, moment);
    if (moment.answer !== null) moment.verdict ??= moment.question?.verdict(state) ?? null;
    else if (!moment.question?.holds(state)) moment.question = QUESTIONS[name](state, turn);
  }

  /** On a phone, where the window lies at the foot or the side, what it speaks of comes to the top. */
  function show() {
    const { about, element } = stops[here];
    if (small.matches) document.querySelector(about ?? element)?.scrollIntoView({ block: "start", behavior: "instant" });
    refresh();
  }

  /** The window stands beside what it speaks of, as large as that and itself are now. */
  function refresh() {
    if (isThere) tour.refresh();
  }

  /** @returns {Moment[]} those of what is pointed at */
  function ofHere() {
    return stops.filter(({ ask, element }) => ask && element === stops[here].element).flatMap(({ ask }) => (ask && moments.get(ask)) ?? []);
  }

  /**
   * @param {State["veil"]["over"]} over
   * @param {State["veil"]["still"]} still
   */
  function cover(over, still) {
    const { veil } = state;
    const { dataset } = document.documentElement;
    if (dataset.veil !== over.join(" ")) dataset.veil = over.join(" ");
    if (String(over) !== String(veil.over) || String(still) !== String(veil.still)) dispatch({ type: "veil", change: { over, still } });
  }

  /** The tour chooses the neuron that it asks about. */
  function look() {
    const neuron = asksMost(state.activity, turn);
    if (!neuron || chosenIn === state.activity) return;
    chosenIn = state.activity;
    looked ??= state.view;
    dispatch({ type: "view", change: { selected: neuron, hovered: null } });
    dispatch({ type: "lens", change: { tab: "neuron" } });
  }

  /** What was chosen before is chosen again. */
  function lookBack() {
    if (looked) dispatch({ type: "view", change: { selected: looked.selected } });
    looked = chosenIn = null;
  }

  /** @param {string} id of a choice, or TOLD */
  function answer(id) {
    const { ask } = stops[here];
    const moment = ask && moments.get(ask);
    if (!moment?.question || moment.answer !== null) return;
    moment.answer = id;
    const { command } = moment.question;
    if (command) void send(command).then((done) => done ?? Object.assign(moment, { question: null, answer: null }));
    go();
  }

  function draw() {
    if (!place) return;
    const { name, ask } = stops[here];
    const moment = (ask && moments.get(ask)) ?? null;
    const end = here === stops.length - 1 ? { score: score(), last, page: state.page, go: goOn } : null;
    const isStill = state.run?.status === "running" && state.veil.still.length > 0;
    const words = t(name === "play" && !state.page.controls ? "tour.play.watching" : `tour.${name}`);
    render(card({ words, moment, isStill, answer, end }, t), place);
    if (small.matches && moment?.verdict) place.querySelector(".told")?.scrollIntoView({ block: "nearest", behavior: "instant" });
    if (seen === (moment?.question ?? null)) return;
    seen = moment?.question ?? null;
    show();
  }

  /** @returns {{ right: number, of: number } | null} null: nothing has been predicted */
  function score() {
    const asked = [...moments.values()].filter(({ question, verdict }) => question && verdict?.right.length !== 0);
    if (!asked.some(({ answer: given }) => given !== null && given !== TOLD)) return null;
    const right = asked.filter(({ answer: given, verdict }) => given !== null && verdict?.right.includes(given));
    return { right: right.length, of: asked.length };
  }

  /**
   * @param {KeyboardEvent} event a figure is an answer here, or nothing
   */
  function press(event) {
    if (!/^[0-9]$/.test(event.key)) return;
    event.stopPropagation();
    const { ask } = stops[here];
    if (ask && moments.get(ask)?.question?.choices.some(({ id }) => id === event.key)) answer(event.key);
  }

  /** @param {"draw" | "descend" | "practise"} way */
  function goOn(way) {
    leave();
    if (way === "draw") dispatch({ type: "drawing", change: { active: true } });
    else dispatch({ type: "page", change: { view: way } });
  }

  function leave() {
    dispatch({ type: "page", change: { touring: false } });
  }

  function end() {
    isOn = false;
    height.disconnect();
    keepPredicted(storage, { ...last, ...(here === stops.length - 1 ? score() : null), tours: turn + 1 });
    lookBack();
    dispatch({ type: "view", change: { quantity: first.view.quantity } });
    dispatch({ type: "veil", change: { over: [], still: [] } });
    tour.destroy();
    const back = opener?.isConnected ? opener : document.getElementById("main");
    if (back instanceof HTMLElement) back.focus({ preventScroll: true });
  }
}

/**
 * @param {Name | null} ask
 * @returns {boolean} whether it is about the neuron under the microscope
 */
function isOfWhy(ask) {
  return ask === "weight" || ask === "before";
}
