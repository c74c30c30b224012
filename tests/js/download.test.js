import assert from "node:assert/strict";
import { test } from "node:test";
import { download } from "../../static/js/download.js";

test("what is saved can still be read long after the click, for Safari asks a person first", (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const link = { href: "", download: "", click: context.mock.fn() };
  globalThis.document = /** @type {any} */ ({ createElement: () => link });
  const gone = context.mock.method(URL, "revokeObjectURL");
  download("nudge.txt", "words", "text/plain");
  assert.equal(link.download, "nudge.txt");
  assert.equal(link.click.mock.callCount(), 1);
  context.mock.timers.tick(30_000);
  assert.equal(gone.mock.callCount(), 0);
  context.mock.timers.tick(30_000);
  assert.deepEqual(gone.mock.calls.map((call) => call.arguments), [[link.href]]);
});
