import { deepStrictEqual, ok as assertTrue, strictEqual, throws } from "node:assert/strict";
import fc from "fast-check";
import { HistoryBlockError, readBlock, toBlock } from "../../../src/stock/history/codec/block.ts";
import { findDigits } from "../../../src/stock/history/codec/decimals.ts";
import type { Sample } from "../../../src/stock/history/sample.ts";
import { createHistoryDay, SESSIONS_A_YEAR } from "../../support/history_day.ts";

const START_MS = Date.parse("2026-11-20T07:00:00+09:00");
const LIMIT_MB_A_YEAR = 30;

const anyCells = fc.dictionary(
  fc.oneof(fc.constantFrom("ticker", "price", "__proto__", "상승률"), fc.string()),
  fc.oneof(
    fc.string({ unit: "grapheme" }),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.integer(),
    fc.integer({ min: -1e6, max: 1e6 }).map((cents) => cents / 100),
    fc.constantFrom(-0, 0.1 + 0.2, 2 ** 53, 1e-12, 0),
  ),
  { noNullPrototype: true },
);
const anySample: fc.Arbitrary<Sample> = fc.record({
  fetchedAtMs: fc.integer({ min: 1, max: 4e12 }),
  dataAtMs: fc.option(fc.integer({ min: 0, max: 4e12 }), { nil: undefined }),
  gap: fc.option(fc.constantFrom("no_list", "timeout"), { nil: undefined }),
  total: fc.option(fc.nat(), { nil: undefined }),
  head: anyCells,
  rows: fc.array(anyCells, { maxLength: 5 }),
}, { noNullPrototype: true });

Deno.test("a block gives back every sample exactly, numbers to their last digit", () => {
  fc.assert(
    fc.property(fc.array(anySample, { maxLength: 6 }), (samples) => {
      deepStrictEqual(readBlock(toBlock(samples)), samples);
    }),
    { numRuns: 500 },
  );
});

Deno.test("a year of 468 polls a day with 20 holdings, 50 headlines and 20 ranks takes at most 30 MB, and a day comes back whole", () => {
  let bytes = 0;
  for (const samples of createHistoryDay({ seed: 1, startMs: START_MS }).values()) {
    const block = toBlock(samples);
    deepStrictEqual(readBlock(block), samples);
    assertTrue(samples.every(({ gap, rows }) => gap === undefined && rows.length >= 20));
    bytes += block.length;
  }
  const megabytes = bytes * SESSIONS_A_YEAR / 1e6;
  assertTrue(megabytes <= LIMIT_MB_A_YEAR, `${megabytes.toFixed(1)} MB a year`);
});

Deno.test("a block of which one bit has changed is refused", () => {
  const [samples = []] = createHistoryDay({ seed: 2, startMs: START_MS, polls: 2 }).values();
  const block = toBlock(samples);
  for (let at = 0; at < block.length; at += 7) {
    const damaged = block.slice();
    damaged[at] = (damaged[at] ?? 0) ^ 1;
    try {
      // A bit that the packing does not use may change and the content stays what it was.
      deepStrictEqual(readBlock(damaged), samples);
    } catch (error) {
      assertTrue(error instanceof HistoryBlockError, `byte ${at}: ${error}`);
    }
  }
  for (const bytes of [block.slice(0, -1), block.slice(0, 6), new Uint8Array([1]), new Uint8Array()]) {
    throws(() => readBlock(bytes), HistoryBlockError);
  }
});

Deno.test("a block of a later form names the form", () => {
  const block = toBlock([]);
  block[0] = 9;
  throws(() => readBlock(block), /form 9, this program knows 1/);
});

Deno.test("findDigits() finds the digits that hold all values exactly, and none where there are none", () => {
  strictEqual(findDigits([71_000, -3]), 0);
  strictEqual(findDigits([2.5, -0.37, 71_000]), 2);
  strictEqual(findDigits([0.1 + 0.2]), undefined);
  strictEqual(findDigits([1e15, 0.01]), undefined);
  strictEqual(findDigits([-0]), undefined);
  strictEqual(findDigits([]), 0);
});
