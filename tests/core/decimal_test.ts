import { strictEqual, throws } from "node:assert/strict";
import fc from "fast-check";
import { readDecimal, roundToStep, toDecimal, toDecimalText, toNumber } from "../../src/core/decimal.ts";

const TEXTS: readonly (readonly [string, string | undefined])[] = [
  ["0", "0"],
  ["-0.5", "-0.5"],
  ["1000", "1000"],
  ["0.00000001", "0.00000001"],
  ["12.3400", "12.34"],
  ["1e3", undefined],
  ["", undefined],
  [".5", undefined],
  ["1,000", undefined],
  ["0x10", undefined],
];

for (const [text, shown] of TEXTS) {
  Deno.test(`readDecimal() makes ${shown} of ${JSON.stringify(text)}`, () => {
    const value = readDecimal(text);
    strictEqual(value === undefined ? undefined : toDecimalText(value), shown);
  });
}

Deno.test("a number becomes the decimal that it is printed as, and comes back the same", () => {
  const numbers = fc.double({ min: 1e-7, max: 1e12, noNaN: true });
  fc.assert(fc.property(numbers, (value) => {
    // Below 18 digits behind the point nothing is cut.
    const plain = Number(value.toPrecision(11));
    strictEqual(toNumber(toDecimal(plain)), plain);
    strictEqual(toNumber(toDecimal(-plain)), -plain);
  }));
});

Deno.test("toDecimal() writes exponents out and refuses what is no number", () => {
  strictEqual(toDecimalText(toDecimal(1e-8)), "0.00000001");
  strictEqual(toDecimalText(toDecimal(1e21)), "1000000000000000000000");
  throws(() => toDecimal(NaN), RangeError);
});

Deno.test("roundToStep() finds the multiple below or above, also below zero", () => {
  const round = (value: string, step: string, direction: "down" | "up") =>
    toDecimalText(roundToStep(readDecimal(value) ?? 0n, { step: readDecimal(step) ?? 0n, direction }));
  strictEqual(round("100000123.4", "1000", "down"), "100000000");
  strictEqual(round("100000123.4", "1000", "up"), "100001000");
  strictEqual(round("0.3", "0.1", "down"), "0.3");
  strictEqual(round("-0.25", "0.1", "down"), "-0.3");
  strictEqual(round("-0.25", "0.1", "up"), "-0.2");
  throws(() => roundToStep(1n, { step: 0n, direction: "up" }), RangeError);
});

Deno.test("toDecimal() cuts what lies below its scale and keeps the last digit above it", () => {
  strictEqual(toDecimalText(toDecimal(1e-18)), "0.000000000000000001");
  strictEqual(toDecimalText(toDecimal(1.5e-18)), "0.000000000000000001");
  strictEqual(toDecimal(9e-19), 0n);
});
