// The words of the page, by key, in the language that is on.

/** @typedef {Record<string, string>} Words */
/** @typedef {(key: string, values?: Record<string, unknown>) => string} Translate */

export const LANGUAGES = /** @type {const} */ (["en", "ko"]);

/**
 * A function that finds the words for a key and fills in the `{named}` values; of `{named:word|words}` the first is for
 * one, the second for any other number. Without words the key itself comes back, which a person should never see and a
 * test will.
 *
 * @param {() => Words} words those of the language that is on
 * @returns {Translate}
 */
export function translator(words) {
  return (key, values = {}) => {
    const text = words()[key];
    if (text === undefined) return key;
    return withParticles(text.replace(/\{(\w+)(?::(.+?)\|(.+?))?\}/g, (whole, name, one, many) => {
      if (!(name in values)) return whole;
      const value = String(values[name]);
      return one === undefined ? value : value === "1" ? one : many;
    }));
  };
}

/** How a figure ends when it is read aloud: 영 일 이 삼 사 오 육 칠 팔 구; more zeros end in a consonant, too. */
const FIGURES = "ㅇㄹ ㅁ  ㄱㄹㄹ ";
/** @type {Map<string, [closed: string, open: string]>} */
const PAIRS = new Map([
  ["(으)로", ["으로", "로"]], ["을(를)", ["을", "를"]], ["이(가)", ["이", "가"]], ["은(는)", ["은", "는"]], ["와(과)", ["과", "와"]],
]);
const PARTICLES = /([\d가-힣])(\s?%)?(’|\))?(\(으\)로|을\(를\)|이\(가\)|은\(는\)|와\(과\))/g;

/**
 * Korean particles written for both cases, as in 을(를), by the sound of what stands before them.
 *
 * @param {string} text
 * @returns {string}
 */
function withParticles(text) {
  return text.replace(PARTICLES, (_, last, unit = "", mark = "", both) => {
    const final = unit ? " " : finalOf(last); // percent ends in a vowel: 퍼센트
    const [closed, open] = PAIRS.get(both) ?? [both, both];
    return `${last}${unit}${mark}${final === " " || (final === "ㄹ" && open === "로") ? open : closed}`;
  });
}

/**
 * The consonant that a syllable or a figure ends in: ㄹ, a space for none, or any other.
 *
 * @param {string} last
 * @returns {string}
 */
function finalOf(last) {
  if (/\d/.test(last)) return FIGURES[Number(last)];
  const place = (last.charCodeAt(0) - 0xac00) % 28;
  return place === 0 ? " " : place === 8 ? "ㄹ" : "ㅇ";
}

/**
 * The language for a person whose browser prefers this one.
 *
 * @param {string} preferred as in navigator.language
 * @returns {"en" | "ko"}
 */
export function languageFor(preferred) {
  return /^ko\b/i.test(preferred) ? "ko" : "en";
}

/**
 * All words of a language.
 *
 * @param {"en" | "ko"} language
 * @returns {Promise<Words>}
 */
export async function loadWords(language) {
  const response = await fetch(new URL(`../i18n/${language}.json`, import.meta.url));
  if (!response.ok) throw new Error(`${response.status} ${response.statusText}`);
  return response.json();
}
