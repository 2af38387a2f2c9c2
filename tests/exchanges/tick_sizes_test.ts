import { ok as assertTrue, strictEqual, throws } from "node:assert/strict";
import fc from "fast-check";
import { tickSizeAt, toTickText, UPBIT_KRW_TICKS } from "../../src/exchanges/tick_sizes.ts";

/** Edge of a band, its step, and the largest price with that step's neighbour below. */
const EDGES: readonly (readonly [string, string, string, string])[] = [
  ["1000000", "1000", "999999.99999999", "500"],
  ["500000", "500", "499999.99999999", "100"],
  ["100000", "100", "99999.99999999", "50"],
  ["50000", "50", "49999.99999999", "10"],
  ["10000", "10", "9999.99999999", "5"],
  ["5000", "5", "4999.99999999", "1"],
  ["1000", "1", "999.99999999", "1"],
  ["100", "1", "99.99999999", "0.1"],
  ["10", "0.1", "9.99999999", "0.01"],
  ["1", "0.01", "0.99999999", "0.001"],
  ["0.1", "0.001", "0.09999999", "0.0001"],
  ["0.01", "0.0001", "0.00999999", "0.00001"],
  ["0.001", "0.00001", "0.00099999", "0.000001"],
  ["0.0001", "0.000001", "0.00009999", "0.0000001"],
  ["0.00001", "0.0000001", "0.00000999", "0.00000001"],
];

for (const [edge, tick, below, tickBelow] of EDGES) {
  Deno.test(`tickSizeAt() is ${tick} from ${edge} KRW on and ${tickBelow} just below`, () => {
    strictEqual(tickSizeAt(edge), tick);
    strictEqual(tickSizeAt(Number(edge)), tick);
    strictEqual(tickSizeAt(`${edge}${edge.includes(".") ? "" : "."}0000000000`), tick);
    strictEqual(tickSizeAt(below), tickBelow);
    strictEqual(tickSizeAt(Number(below)), tickBelow);
  });
}

Deno.test("the table has sixteen bands, each edge a multiple of its own step and of the one below", () => {
  strictEqual(UPBIT_KRW_TICKS.length, 16);
  UPBIT_KRW_TICKS.slice(0, -1).forEach(({ from, tickSize }, i) => {
    const below = UPBIT_KRW_TICKS[i + 1];
    assertTrue(below !== undefined && Number(from) > Number(below.from));
    for (const step of [tickSize, below.tickSize]) {
      strictEqual(BigInt(toUnits(from)) % BigInt(toUnits(step)), 0n, `${from} by ${step}`);
    }
  });
});

Deno.test("tickSizeAt() is between a tenth and a ten-thousandth of every price in the bands", () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-12, max: 1e13, noNaN: true, minExcluded: true }), (price) => {
      const step = Number(tickSizeAt(price));
      assertTrue(step <= 1_000 && step >= 1e-8);
      if (price >= 0.00001 && price < 1_000_000) assertTrue(step <= price / 10 && step * 1_000 >= price / 10);
    }),
  );
});

for (const price of [0, -1, NaN, Infinity, "", "0", "0.000", "-5", "1,000", "abc", "1e999", "0x10"]) {
  Deno.test(`tickSizeAt() refuses ${JSON.stringify(price)} (${price})`, () => {
    throws(() => tickSizeAt(price), RangeError);
  });
}

const TEXTS: readonly (readonly [string | number, string | undefined])[] = [
  ["1000.00000000", "1000"],
  ["0.10", "0.1"],
  ["00012.50", "12.5"],
  [1e-8, "0.00000001"],
  [1.5e-7, "0.00000015"],
  [1e21, "1000000000000000000000"],
  ["1.5E3", undefined],
  [NaN, undefined],
  [500, "500"],
  ["0", undefined],
  [-1, undefined],
  ["1 000", undefined],
  ["", undefined],
];

for (const [value, text] of TEXTS) {
  Deno.test(`toTickText() makes ${text} of ${JSON.stringify(value)}`, () => {
    strictEqual(toTickText(value), text);
  });
}

/** 10^-8 KRW. */
function toUnits(text: string): string {
  const [whole = "", fraction = ""] = text.split(".");
  return whole + fraction.padEnd(8, "0");
}
