// The wire, as the page sees it: frames to messages, commands to text. Nobody else touches wire bytes.

import { decode as unpack, ExtensionCodec } from "@msgpack/msgpack";

/** @import { Wire } from "./state.js" */
/** @import { AnyCommand } from "./messages.js" */

export const VERSION = 13;
const ARRAY = 1; // the MessagePack extension code of arrays

/** @typedef {Float32Array | Float64Array | Int8Array | Uint8Array | Int32Array} Elements */
/** @typedef {{ data: Elements, shape: number[] }} WireArray */

/** @type {Record<Wire["Any"]["type"], true>} */
const TYPES = {
  hello: true, state: true, score: true, points: true, changed: true, past: true, notice: true, hung: true, led: true, polled: true, filled: true, watched: true, picture: true,
  matrices: true, done: true, error: true, prediction: true, explanation: true, imagined: true, stacked: true,
  inspected: true, checked: true, probed: true, tabled: true, examined: true, learned: true,
  race_state: true, race: true, race_paths: true, contours: true, race_curves: true, reached: true, trial: true,
  agreement: true, dealt: true, exported: true, taken: true,
  wall: true, verdicts: true, handed: true, wall_learned: true,
};

const codec = new ExtensionCodec();
codec.register({
  type: ARRAY,
  encode: () => null,
  decode: readArray,
});

/** What came is not a message of this version. */
export class ProtocolError extends Error {}

/**
 * The message in a frame. Throws ProtocolError.
 *
 * @param {ArrayBuffer | Uint8Array} frame
 * @returns {Wire["Any"]}
 */
export function decode(frame) {
  /** @type {unknown} */
  let value;
  try {
    value = unpack(frame, { extensionCodec: codec });
  } catch (error) {
    if (error instanceof ProtocolError) throw error;
    throw new ProtocolError(`not MessagePack: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (typeof value !== "object" || value === null || !("type" in value) || typeof value.type !== "string") {
    throw new ProtocolError("a message is a map with a type");
  }
  if (!Object.hasOwn(TYPES, value.type)) throw new ProtocolError(`no message is called ${value.type}`);
  return /** @type {Wire["Any"]} */ (value);
}

/**
 * A command as the text that is sent.
 *
 * @param {AnyCommand} command
 * @returns {string}
 */
export function write(command) {
  return JSON.stringify(command);
}

/**
 * An array from its bytes: letter, number of dimensions, each as little-endian u32, then the elements, row after row.
 * The elements are copied, because a view must begin at a multiple of their size.
 *
 * @param {Uint8Array} bytes
 * @returns {WireArray}
 */
function readArray(bytes) {
  const dimensions = bytes[1] ?? 0;
  const start = 2 + 4 * dimensions;
  if (bytes.length < start) throw new ProtocolError(`an array of ${bytes.length} bytes has no room for its shape`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const shape = Array.from({ length: dimensions }, (_, i) => view.getUint32(2 + 4 * i, true));
  const data = elements(String.fromCharCode(bytes[0]), new Uint8Array(bytes.subarray(start)));
  const expected = shape.reduce((product, size) => product * size, 1);
  if (data.length !== expected) {
    throw new ProtocolError(`an array of shape (${shape.join(", ")}) has ${data.length} elements`);
  }
  return { data, shape };
}

/**
 * @param {string} letter
 * @param {Uint8Array<ArrayBuffer>} bytes
 * @returns {Elements}
 */
function elements(letter, bytes) {
  const { buffer } = bytes;
  const size = { f: 4, d: 8, b: 1, B: 1, i: 4 }[letter] ?? 0;
  if (size === 0 || bytes.length % size !== 0) {
    throw new ProtocolError(`${bytes.length} bytes do not make elements of kind ${letter}`);
  }
  switch (letter) {
    case "f": return new Float32Array(buffer);
    case "d": return new Float64Array(buffer);
    case "b": return new Int8Array(buffer);
    case "i": return new Int32Array(buffer);
    default: return bytes;
  }
}
