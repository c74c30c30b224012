// Numbers as people read them: few figures, real minus signs, thousands apart.

const MINUS = "\u2212";
const NARROW = "\u202f"; // a thin space that does not break
const WHOLE = new Intl.NumberFormat("en", { maximumFractionDigits: 0 }); // to make one costs more than to use it
const SHORT = new Intl.NumberFormat("en", { maximumSignificantDigits: 3 });
const NOTHING = "\u2013"; // where there is no number yet

/**
 * @param {string} text
 * @returns {string}
 */
function real(text) {
  return text.replaceAll("-", MINUS);
}

/**
 * @param {number} value
 * @param {number} figures
 * @returns {string}
 */
function exponential(value, figures) {
  return real(value.toExponential(figures - 1).replace("e+", "e"));
}

/**
 * With this many decimals: "0.99", "−0.10". Nothing turns into "−0.00", and what is very large is short: "1.23e8".
 *
 * @param {number | null | undefined} value
 * @param {number} [decimals]
 * @returns {string}
 */
export function fixed(value, decimals = 2) {
  if (value == null || !Number.isFinite(value)) return NOTHING;
  if (Math.abs(value) >= 1000) return exponential(value, 3);
  const text = value.toFixed(decimals);
  return real(Number(text) === 0 ? text.replace("-", "") : text);
}

/**
 * As `fixed`, with its sign always shown, but none at zero: "+0.99".
 *
 * @param {number | null | undefined} value
 * @param {number} [decimals]
 * @returns {string}
 */
export function signed(value, decimals = 2) {
  const text = fixed(value, decimals);
  return value != null && value > 0 && /[1-9]/.test(text) ? `+${text}` : text;
}

/**
 * With this many significant figures: "0.0123", "1,230", "4.5e−7".
 *
 * @param {number | null | undefined} value
 * @param {number} [figures]
 * @returns {string}
 */
export function significant(value, figures = 3) {
  if (value == null || !Number.isFinite(value)) return NOTHING;
  if (value === 0) return "0";
  const size = Math.abs(value);
  if (size < 1e-4 || size >= 1e9) return exponential(value, figures);
  const rounded = Number(value.toPrecision(figures));
  const decimals = Math.max(0, figures - 1 - Math.floor(Math.log10(Math.abs(rounded))));
  return real(Math.abs(rounded) < 1000 ? rounded.toFixed(decimals) : WHOLE.format(rounded));
}

/**
 * As `significant`, without idle zeros at its end: "0.4", "0.5853".
 *
 * @param {number | null | undefined} value
 * @param {number} [figures]
 * @returns {string}
 */
export function short(value, figures = 4) {
  return significant(value, figures).replace(/(\.\d*?)0+(?=e|$)/, "$1").replace(/\.(?=e|$)/, "");
}

/**
 * As `significant`, with its sign always shown.
 *
 * @param {number | null | undefined} value
 * @param {number} [figures]
 * @returns {string}
 */
export function signedSignificant(value, figures = 3) {
  const text = significant(value, figures);
  return value != null && value > 0 && Number.isFinite(value) ? `+${text}` : text;
}

/**
 * A whole number, thousands apart: "60,000".
 *
 * @param {number | null | undefined} value
 * @returns {string}
 */
export function whole(value) {
  if (value == null || !Number.isFinite(value)) return NOTHING;
  return real(WHOLE.format(Math.round(value) + 0)); // + 0: never "−0"
}

/**
 * A share as percent: "90.2 %".
 *
 * @param {number | null | undefined} share in 0..1
 * @param {number} [decimals]
 * @returns {string}
 */
export function percent(share, decimals = 1) {
  if (share == null || !Number.isFinite(share)) return NOTHING;
  return `${fixed(share * 100, decimals)}${NARROW}%`;
}

/**
 * The shape that says which way: "▲", "▼", or nothing at zero.
 *
 * @param {number} value
 * @returns {string}
 */
export function direction(value) {
  if (value > 0) return "▲";
  return value < 0 ? "▼" : "";
}

/**
 * A setting as short as it can be: "1.5", "0.03", "1,000".
 *
 * @param {number | null | undefined} value
 * @returns {string}
 */
export function plain(value) {
  if (value == null || !Number.isFinite(value)) return NOTHING;
  return real(SHORT.format(value + 0)); // + 0: never "−0"
}

/**
 * A mark of an axis: "0.05", "10,000", beyond that as a power of ten, for which there is room: "1.5e8".
 *
 * @param {number} tick
 * @returns {string}
 */
export function mark(tick) {
  return tick < 100_000 ? plain(tick) : tick.toExponential().replace("e+", "e");
}

/**
 * A number among words: whole as "60,000", any other as "0.5".
 *
 * @param {number} value
 * @returns {string}
 */
export function figure(value) {
  return Number.isInteger(value) ? whole(value) : plain(value);
}
