import assert from "node:assert/strict";
import { test } from "node:test";
import { direction, figure, fixed, mark, percent, plain, signed, signedSignificant, significant, whole } from "../../static/js/format.js";

/** @type {[unknown, string][]} */
const cases = [
  [fixed(0.994), "0.99"],
  [fixed(-0.1), "−0.10"],
  [fixed(-0.001), "0.00"],
  [fixed(-999.5), "−999.50"],
  [fixed(-122_835_560), "−1.23e8"],
  [fixed(null), "–"],
  [fixed(NaN), "–"],
  [signed(0.99), "+0.99"],
  [signed(-0.64), "−0.64"],
  [signed(122_835_560, 0), "+1.23e8"],
  [signed(0), "0.00"],
  [signed(0.001), "0.00"],
  [significant(0.0123456), "0.0123"],
  [significant(1234.5), "1,230"],
  [significant(0.9996), "1.00"],
  [significant(-2), "−2.00"],
  [significant(0), "0"],
  [significant(4.5e-7), "4.50e−7"],
  [significant(-3.2e12, 2), "−3.2e12"],
  [significant(Infinity), "–"],
  [signedSignificant(0.0231), "+0.0231"],
  [signedSignificant(-0.0231), "−0.0231"],
  [signedSignificant(0), "0"],
  [whole(60_000), "60,000"],
  [whole(-3), "−3"],
  [whole(-0.2), "0"],
  [whole(undefined), "–"],
  [percent(0.9023), "90.2\u202f%"],
  [percent(1), "100.0\u202f%"],
  [percent(undefined), "–"],
  [direction(2), "▲"],
  [direction(-2), "▼"],
  [direction(0), ""],
  [plain(1.5), "1.5"],
  [plain(0.03), "0.03"],
  [plain(-0), "0"],
  [figure(12_000), "12,000"],
  [figure(30.000000001), "30"],
  [plain(10_000), "10,000"],
  [[0, 0.05, 50_000, 5e7, 1e8, 1.5e8].map(mark).join(" "), "0 0.05 50,000 5e7 1e8 1.5e8"],
];

test("numbers are written as people read them", () => {
  for (const [written, expected] of cases) assert.equal(written, expected);
});

test("no number is ever written with a hyphen", () => {
  for (const value of [-1, -0.5, -1e-9, -1e12]) {
    for (const write of [fixed, signed, significant, signedSignificant, whole, percent, plain]) {
      assert.doesNotMatch(write(value), /-/);
    }
  }
});
