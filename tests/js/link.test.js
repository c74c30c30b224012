import assert from "node:assert/strict";
import { test } from "node:test";
import { raceHash, raceIn } from "../../static/js/descend/session.js";
import { raceKindsFor } from "../../static/js/descend/subscriptions.js";
import { meaning } from "../../static/js/keys.js";
import { MOST_SAID, readLink, said, writeLink } from "../../static/js/link/fragment.js";
import { largeOf, lookOf, pageOf, raceOf, runOf } from "../../static/js/link/look.js";
import { PARTS } from "../../static/js/link/parts.js";
import { uncovered } from "../../static/js/panels/frame.js";
import { situation } from "../../static/js/situation.js";
import { initial, reduce } from "../../static/js/state.js";
import { TABS } from "../../static/js/why/lens.js";
import { stateMessage } from "./messages.js";

/** @import { Link } from "../../static/js/link/fragment.js" */
/** @import { Event, State } from "../../static/js/state.js" */

const SIZES = [784, 16, 16, 10];

/**
 * Numbers from 0 to 1, the same each time.
 *
 * @param {number} seed
 * @returns {() => number}
 */
function numbers(seed) {
  let last = seed;
  return () => {
    last = (last * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return last / 2 ** 32;
  };
}

/**
 * Some link: each part there or not, with some value.
 *
 * @param {() => number} random
 * @returns {Link}
 */
function some(random) {
  /** @template T @param {readonly T[]} values */
  const of = (values) => values[Math.floor(random() * values.length)];
  const count = (/** @type {number} */ most) => Math.floor(random() * most);
  /** @template T @param {string} name @param {T} value */
  const perhaps = (name, value) => (random() < 0.5 ? { [name]: value } : {});
  const signs = [..."ab 가나다 ?!.,:&=#%+-_~*'()\"<>/\\|é🙂"];
  const sentence = said(Array.from({ length: count(90) }, () => of(signs)).join(""));
  const hide = PARTS.filter(() => random() < 0.3);
  return /** @type {Link} */ ({
    ...perhaps("race", `r${count(1e6)}_-Z`), ...perhaps("neuron", { layer: count(5), neuron: count(512) }),
    ...perhaps("tab", of(TABS)), ...perhaps("layer", count(5)),
    ...perhaps("parameter", { layer: count(4), j: count(512), k: random() < 0.5 ? null : count(4096) }),
    ...perhaps("show", of(["weights", "nudges", "products"])), ...perhaps("of", of(["example", "batch"])),
    ...perhaps("scale", of(["layer", "network"])), ...perhaps("reading", of(["cost", "confusion"])),
    ...perhaps("axis", of(["epoch", "step", "seconds"])), ...perhaps("log", random() < 0.5),
    ...perhaps("clock", of(["seconds", "examples", "steps"])), ...perhaps("agreement", of(["cloud", "cosine", "spread", "deal"])),
    ...perhaps("lane", count(5)), ...perhaps("large", of(["stage", "why", "map"])), ...perhaps("language", of(["en", "ko"])),
    ...perhaps("theme", of(["light", "dark"])),
    ...perhaps("plan", { sizes: [784, count(512), 10], eta: of([1, 0.003, 1e-7, 1e21, 300]), cost: "cross_entropy", seed: count(2 ** 32), digits: [2, 7] }),
    ...(hide.length > 0 ? { hide } : {}), ...(sentence ? { say: sentence } : {}),
  });
}

/** @param {Event[]} events */
function after(...events) {
  return events.reduce(reduce, initial());
}

/**
 * The page of who opens a link.
 *
 * @param {Link} link
 * @param {State} state that was there before
 * @returns {State}
 */
function opened(link, state) {
  const { page, view } = pageOf(link);
  const run = runOf(link, SIZES);
  return [
    { type: /** @type {const} */ ("page"), change: page }, { type: /** @type {const} */ ("view"), change: { ...view, ...run.view } },
    { type: /** @type {const} */ ("lens"), change: run.lens }, { type: /** @type {const} */ ("page"), change: largeOf(link) },
  ].reduce(reduce, state);
}

test("D13: what is written is read again, whatever it is", () => {
  const random = numbers(7);
  for (let i = 0; i < 2_000; i += 1) {
    const link = some(random);
    const hash = writeLink(link);
    assert.match(hash, /^#lesson=1(&[a-z]+=[\w.,:%+~-]+)*$/); // nothing that ends an address within a text
    assert.doesNotMatch(hash, /[.,:]$/);
    assert.deepEqual(readLink(hash), link);
  }
});

test("a link can be read by people, too", () => {
  const link = /** @type {Link} */ ({
    neuron: { layer: 3, neuron: 2 }, tab: "sensitivity", parameter: { layer: 2, j: 2, k: 5 }, axis: "epoch", log: false,
    hide: ["time", "why"], say: "Which arrow is longest?",
  });
  const hash = "#lesson=1&neuron=3.2&tab=sensitivity&parameter=2.2.5&axis=epoch&log=0&hide=time,why&say=Which+arrow+is+longest%3F";
  assert.equal(writeLink(link), hash);
  assert.deepEqual(readLink(hash), link);
  assert.deepEqual(readLink(hash.replaceAll(",", "%2C")), link); // as some programs pass it on
});

test("an address of another kind is no lesson", () => {
  for (const hash of ["", "#", "#main", "#race=ab12", "#lessons=1", "lesson=1", "#x&lesson=1"]) assert.equal(readLink(hash), null);
});

test("of a link of another version all that is known here holds", () => {
  for (const version of ["0", "2", "99", "", "x"]) {
    assert.deepEqual(readLink(`#lesson=${version}&tab=stack&palette=blue&neuron=2.3.4.5&hide=moon,why`), { tab: "stack", hide: ["why"] });
  }
});

test("what is damaged or hostile is left out, and nothing else", () => {
  const bad = [
    "tab=__proto__", "__proto__=1", "constructor=x", "toString=1", "tab", "tabs", "=why", "neuron=", "neuron=1", "neuron=-1.2",
    "neuron=1.5.2", "neuron=1e3.2", "neuron=999999.1", "neuron=NaN.1", "parameter=1.2.3.4", "parameter=a.b", "layer=1.5",
    "log=yes", "race=..%2F..%2Fetc", `race=${"a".repeat(65)}`, "race=%E0%A4%A", "say=%E0%A4%A", "say=%00%01+", "say=%E2%80%AE",
    "hide=", "hide=all", "theme=url(x)", "language=xx", "large=body", "plan=", "plan=sizes:1-x,eta:Infinity,cost:%3Cb%3E",
    "lane=0x1", "axis=toString",
  ];
  for (const part of bad) {
    const link = readLink(`#lesson=1&${part}&show=nudges`);
    assert.deepEqual(link, { show: "nudges" }, part);
    assert.equal(Object.getPrototypeOf(link), Object.prototype);
  }
  assert.deepEqual(readLink(`#lesson=1&${bad.join("&")}&show=nudges`), { show: "nudges" });
  const random = numbers(11);
  for (let i = 0; i < 2_000; i += 1) {
    const noise = Array.from({ length: 60 }, () => String.fromCharCode(Math.floor(random() * (i % 2 ? 128 : 65_536)))).join("");
    const hash = `${writeLink(some(random))}&say=${noise}`;
    const at = Math.floor(random() * hash.length);
    const link = readLink(`#lesson=1${hash.slice(9, at)}${noise}${hash.slice(at)}`);
    assert.ok(link && [...Object.values(link)].every((value) => value !== undefined));
    assert.deepEqual(readLink(writeLink(link)), link);
  }
});

test("a sentence is one line of text of bounded length, whatever stands in it", () => {
  assert.equal(readLink("#lesson=1&say=%3Cb+onclick%3D%22x%22%3E%26amp%3B")?.say, '<b onclick="x">&amp;');
  assert.equal(readLink("#lesson=1&say=a%0A%0D%09+%00b%E2%80%AE%E2%81%A6c%E2%80%8E")?.say, "a bc");
  assert.equal(readLink(`#lesson=1&say=${"x".repeat(3_000)}`)?.say?.length, MOST_SAID);
  assert.ok((readLink(`#lesson=1&tab=stack&${"x".repeat(1e6)}&say=y`) ?? {}).say === undefined);
  const torn = said(`${"x".repeat(MOST_SAID - 1)}🙂`); // the last sign would be half of one
  assert.equal(torn, "x".repeat(MOST_SAID - 1));
  assert.equal(readLink(writeLink({ say: `${"가".repeat(MOST_SAID)}나` }))?.say, "가".repeat(MOST_SAID));
});

test("D13: who opens a link sees what was on the screen of who made it", () => {
  const made = after(
    stateMessage(),
    { type: "view", change: { selected: { layer: 2, neuron: 3 }, quantity: "nudges", nudgeOf: "batch", scaleOf: "network" } },
    { type: "lens", change: { tab: "sensitivity", parameter: { layer: 1, j: 3, k: 5 } } },
    { type: "page", change: { axis: "seconds", log: true, reading: "confusion", enlarged: "why", language: "ko", theme: "dark" } },
  );
  const link = readLink(writeLink(lookOf(made)));
  assert.ok(link);
  const seen = opened(link, after(stateMessage(), { type: "page", change: { axis: "step", language: "en" } }));
  assert.deepEqual(seen.view, made.view);
  assert.deepEqual(seen.lens, made.lens);
  const { axis, log, reading, enlarged, language, theme } = seen.page;
  assert.deepEqual({ axis, log, reading, enlarged }, { axis: "seconds", log: true, reading: "confusion", enlarged: "why" });
  assert.deepEqual([language, theme], ["en", "light"]); // nobody has asked for them
  const stacked = reduce(made, { type: "lens", change: { tab: "stack", layer: 1 } });
  assert.equal(opened(lookOf(stacked), initial()).lens.layer, 1);
});

test("a link of an untouched page says little, but the axis, which may be remembered otherwise elsewhere", () => {
  assert.equal(writeLink(lookOf(after(stateMessage()))), "#lesson=1&axis=epoch&log=0");
});

test("a link shows a race as it is looked at, where there is one", () => {
  const racing = after(
    stateMessage(), { type: "page", change: { view: "descend" } }, { type: "descend", event: { type: "joined", id: "r1" } },
    { type: "descend", event: { type: "look", change: { axis: "steps", reading: "deal", focus: 1 } } },
  );
  const link = lookOf(racing);
  assert.equal(writeLink(link), "#lesson=1&race=r1&clock=steps&agreement=deal&lane=1");
  assert.deepEqual(raceOf(link, 2), { axis: "steps", reading: "deal", focus: 1 });
  assert.deepEqual(raceOf({ ...link, lane: 5 }, 2), { axis: "steps", reading: "deal" });
  const none = after(stateMessage(), { type: "page", change: { view: "descend" } });
  assert.equal(lookOf(none).race, undefined);
});

test("what the run does not have is not looked at", () => {
  const nowhere = /** @type {const} */ ([[0, 1], [3, 10], [4, 0], [9, 9]]);
  for (const [layer, neuron] of nowhere) assert.deepEqual(runOf({ neuron: { layer, neuron } }, SIZES).view, {});
  assert.deepEqual(runOf({ parameter: { layer: 2, j: 10, k: 0 }, layer: 3, tab: "stack" }, SIZES).lens, { tab: "stack" });
  assert.deepEqual(largeOf({ large: "why", hide: ["why"] }), {});
});

test("what a lesson hides has no keys, is not drawn and is not computed", () => {
  const hide = /** @param {Link["hide"]} parts */ (parts) => after(stateMessage(), { type: "page", change: { link: { hide: parts } } });
  const press = /** @param {string} key */ (key) => ({ key, code: "", ctrlKey: false, metaKey: false, altKey: false, over: null, target: null });
  for (const key of [" ", "s", "r"]) {
    assert.notEqual(meaning(press(key), hide(["why"])), null);
    assert.equal(meaning(press(key), hide(["time"])), null);
  }
  for (const key of ["7", "n", "d"]) {
    assert.notEqual(meaning(press(key), hide(["time"])), null);
    assert.equal(meaning(press(key), hide(["input"])), null);
  }
  assert.equal(situation(hide(["time"]), 0).key, "message.waiting"); // not: press play

  let drawn = 0;
  const root = { closest: () => /** @type {Element} */ (/** @type {unknown} */ ({ getAttribute: () => "why" })) };
  const render = uncovered(root, () => {
    drawn += 1;
  });
  for (const parts of /** @type {NonNullable<Link["hide"]>[]} */ ([["why"], ["readings"]])) render(hide(parts), 0);
  assert.equal(drawn, 1);
  const racing = reduce(hide(["agreement"]), { type: "page", change: { view: "descend" } });
  assert.deepEqual(raceKindsFor(racing), ["race", "race_paths", "contours"]);
});

test("a race that is begun in a lesson comes into its address, and the lesson stays", () => {
  const hash = raceHash("r2", "#lesson=1&race=r1&hide=why");
  assert.equal(hash, "#lesson=1&race=r2&hide=why");
  assert.equal(raceIn(hash), "r2");
  assert.equal(raceIn(raceHash("r2", "#lesson=1&tab=stack")), "r2");
  assert.equal(raceIn("#lesson=1&tab=stack"), null);
  assert.equal(raceHash("r2", "#race=r1"), "#race=r2");
});
