import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { languageFor, LANGUAGES, loadWords, translator } from "../../static/js/i18n.js";

/** @import { Words } from "../../static/js/i18n.js" */

/**
 * @param {string} language
 * @returns {string}
 */
function text(language) {
  return readFileSync(new URL(`../../static/i18n/${language}.json`, import.meta.url), "utf8");
}

const words = Object.fromEntries(LANGUAGES.map((language) => [language, /** @type {Words} */ (JSON.parse(text(language)))]));

test("named values are filled in, and unknown names are left", () => {
  const t = translator(() => ({ hello: "{name} of {place}, {name}" }));
  assert.equal(t("hello", { name: "Ann" }), "Ann of {place}, Ann");
});

test("one is one, and everything else is many", () => {
  const t = translator(() => ({ count: "{n} {n:time|times}" }));
  assert.deepEqual([0, 1, "1", 11, "1,000"].map((n) => t("count", { n })), ["0 times", "1 time", "1 time", "11 times", "1,000 times"]);
});

test("Korean particles follow the sound of the figure or syllable before them", () => {
  const t = translator(() => ({ to: "{x}(으)로", object: "{x}을(를)", subject: "‘{x}’이(가)" }));
  const read = (/** @type {string} */ key) => [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((x) => t(key, { x }).replace(/\d+/, "")).join(" ");
  assert.equal(read("to"), "으로 로 로 으로 로 로 으로 로 로 로 으로");
  assert.equal(read("object"), "을 을 를 을 를 를 을 을 을 를 을");
  assert.deepEqual([t("to", { x: "가방" }), t("to", { x: "코트" }), t("to", { x: "87.5\u202f%" })], ["가방으로", "코트로", "87.5\u202f%로"]);
  assert.equal(t("subject", { x: 3 }), "‘3’이");
  assert.equal(t("to", { x: "Bag" }), "Bag(으)로");
});

test("a key without words comes back itself", () => {
  assert.equal(translator(() => ({}))("some.key"), "some.key");
});

test("the words change with the language, without another translator", () => {
  let now = { a: "one" };
  const t = translator(() => now);
  now = { a: "하나" };
  assert.equal(t("a"), "하나");
});

test("what a server says instead of the words is not taken for words", async (context) => {
  context.mock.method(globalThis, "fetch", async () => Response.json({ detail: "no token" }, { status: 401, statusText: "Unauthorized" }));
  await assert.rejects(loadWords("ko"), /401 Unauthorized/);
});

test("Korean is for those whose browser prefers it, English for all others", () => {
  assert.deepEqual(["ko", "ko-KR", "KO-kr", "en-GB", "kok", "ja"].map(languageFor), ["ko", "ko", "ko", "en", "en", "en"]);
});

test("every language has the same keys in the same order", () => {
  for (const language of LANGUAGES) assert.deepEqual(Object.keys(words[language]), Object.keys(words.en), language);
});

test("no key stands twice", () => {
  for (const language of LANGUAGES) {
    const keys = [...text(language).matchAll(/^\s*"([^"]+)":/gm)].map(([, key]) => key);
    assert.equal(keys.length, new Set(keys).size, keys.find((key, i) => keys.indexOf(key) !== i));
  }
});

test("every language fills in the same values", () => {
  const names = (/** @type {string} */ value) => [...new Set([...value.matchAll(/\{(\w+)\}/g)].map(([, name]) => name))].sort();
  for (const [key, value] of Object.entries(words.en)) assert.deepEqual(names(words.ko[key]), names(value), key);
});

test("no words are missing or empty", () => {
  for (const language of LANGUAGES) {
    for (const [key, value] of Object.entries(words[language])) assert.ok(value.trim().length > 0, `${language} ${key}`);
  }
});

test("what is said of a race holds for any network and any data", () => {
  for (const [language, all] of Object.entries(words)) {
    for (const [key, said] of Object.entries(all)) {
      if (/^(race|map|lanes|curves|agree|term)\./.test(key)) assert.doesNotMatch(String(said), /13,002|60,000/, `${language}: ${key}`);
    }
  }
});
