import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { decode, ProtocolError, VERSION, write } from "../../static/js/protocol.js";

/** @import { WireArray } from "../../static/js/protocol.js" */

const GOLDEN = new URL("../golden/", import.meta.url);
const LETTERS = /** @type {const} */ ({
  f: Float32Array, d: Float64Array, b: Int8Array, B: Uint8Array, i: Int32Array,
});

/**
 * The golden JSON's way of writing arrays, for what was decoded.
 *
 * @param {unknown} value
 * @returns {unknown}
 */
function plain(value) {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  if ("data" in value && "shape" in value && ArrayBuffer.isView(value.data)) {
    const { data, shape } = /** @type {WireArray} */ (value);
    const dtype = Object.entries(LETTERS).find(([, kind]) => data instanceof kind)?.[0];
    return { dtype, shape, data: Array.from(data) };
  }
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
}

/**
 * @param {string} name
 * @returns {unknown}
 */
function readJson(name) {
  return JSON.parse(readFileSync(new URL(name, GOLDEN), "utf8"));
}

/**
 * One message as MessagePack, by hand: {"type": "x", "v": <extension>}.
 *
 * @param {number} code
 * @param {number[]} bytes of the extension
 * @returns {Uint8Array}
 */
function withExtension(code, bytes) {
  const text = (/** @type {string} */ word) => [0xa0 + word.length, ...new TextEncoder().encode(word)];
  return Uint8Array.from([0x82, ...text("type"), ...text("watched"), ...text("v"), 0xc7, bytes.length, code, ...bytes]);
}

const frames = readdirSync(GOLDEN).filter((name) => name.endsWith(".bin"));

test("there are golden frames of many kinds", () => {
  assert.ok(frames.length >= 19, `only ${frames.length}`);
});

for (const name of frames) {
  test(`the golden frame ${name} means what its JSON says`, () => {
    const message = decode(readFileSync(new URL(name, GOLDEN)));
    assert.deepEqual(plain(message), readJson(name.replace(/bin$/, "json")));
  });
}

test("golden commands are written as they are read", () => {
  const names = readdirSync(GOLDEN).filter((name) => /^command-.*\.json$/.test(name));
  assert.ok(names.length > 0);
  for (const name of names) {
    const command = /** @type {Parameters<typeof write>[0]} */ (readJson(name));
    assert.deepEqual(JSON.parse(write(command)), command, name);
  }
});

test("elements are read wherever in the frame they begin", () => {
  const one = [0, 0, 128, 63]; // 1 as little-endian float32
  for (let pad = 0; pad < 4; pad += 1) {
    const whole = new Uint8Array(64 + pad);
    const frame = withExtension(1, [102, 1, 1, 0, 0, 0, ...one]);
    whole.set(frame, pad);
    const message = /** @type {{ v: WireArray }} */ (/** @type {unknown} */ (decode(whole.subarray(pad, pad + frame.length))));
    assert.deepEqual(plain(message.v), { dtype: "f", shape: [1], data: [1] });
  }
});

/** @type {[string, Uint8Array][]} */
const malformed = [
  ["nothing at all", new Uint8Array()],
  ["a number", Uint8Array.from([1])],
  ["nil", Uint8Array.from([0xc0])],
  ["a map without a type", Uint8Array.from([0x80])],
  ["a type that is a number", Uint8Array.from([0x81, 0xa4, 0x74, 0x79, 0x70, 0x65, 1])],
  ["an unknown type", Uint8Array.from([0x81, 0xa4, 0x74, 0x79, 0x70, 0x65, 0xa3, 0x61, 0x62, 0x63])],
  ["a type that every object has", Uint8Array.from([0x81, 0xa4, 0x74, 0x79, 0x70, 0x65, 0xab, ...new TextEncoder().encode("constructor")])],
  ["a frame cut short", Uint8Array.from([0x82, 0xa4, 0x74, 0x79])],
  ["an array without bytes", withExtension(1, [])],
  ["an array without room for its shape", withExtension(1, [102, 2, 1, 0, 0, 0])],
  ["an array of an unknown letter", withExtension(1, [120, 1, 1, 0, 0, 0, 0])],
  ["an array with too few elements", withExtension(1, [102, 1, 2, 0, 0, 0, 0, 0, 128, 63])],
  ["an array with half an element", withExtension(1, [102, 1, 1, 0, 0, 0, 0, 0])],
];
for (const [what, frame] of malformed) {
  test(`${what} is refused`, () => {
    assert.throws(() => decode(frame), ProtocolError);
  });
}

test("page and server speak the same version", () => {
  const source = readFileSync(new URL("../../app/wire/protocol.py", import.meta.url), "utf8");
  assert.equal(Number(/^VERSION = (\d+)/m.exec(source)?.[1]), VERSION);
});
