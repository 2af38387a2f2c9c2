import assert from "node:assert/strict";
import fc from "fast-check";
import { createColumns, findCandleFault } from "../../../src/core/candle.ts";
import { ManualClock } from "../../support/manual_clock.ts";
import { ALL, candle, minute, openTempShelf, SERIES, span } from "./candle_parts.ts";

const clock = new ManualClock(minute(5_000));

const good = candle(1);
const BAD_PAGES: readonly { name: string; candles: readonly unknown[]; says: RegExp }[] = [
  {
    name: "a price of 0",
    candles: [candle(0), { ...good, low: 0 }],
    says: /row 1 at \d+: low \(0\) is not a/,
  },
  {
    name: "a price that is no number",
    candles: [{ ...good, open: NaN }],
    says: /open \(NaN\) is not a price/,
  },
  { name: "a missing price", candles: [{ ...good, close: undefined }], says: /close \(NaN\) is not a price/ },
  { name: "an endless price", candles: [{ ...good, high: Infinity }], says: /high \(Infinity\) is not a/ },
  { name: "a high below the close", candles: [{ ...good, high: 1 }], says: /high \(1\) lies below/ },
  { name: "a low above the open", candles: [{ ...good, low: 101 }], says: /low \(101\) lies above/ },
  { name: "a negative volume", candles: [{ ...good, volume: -1 }], says: /volume \(-1\) is not a volume/ },
  {
    name: "a time off the grid",
    candles: [{ ...good, openTimeMs: minute(1) + 1 }],
    says: /openTimeMs \(\d+\) is not the beginning of a bar of 1m/,
  },
  {
    name: "a time with a fraction",
    candles: [{ ...good, openTimeMs: 0.5 }],
    says: /openTimeMs \(0\.5\) is not a time/,
  },
  {
    name: "bars that do not ascend",
    candles: [candle(2), candle(1)],
    says: /openTimeMs .+ does not come after/,
  },
  { name: "the same bar twice", candles: [candle(2), candle(2)], says: /openTimeMs .+ does not come after/ },
];

for (const { name, candles, says } of BAD_PAGES) {
  Deno.test(`a page with ${name} is refused with the field, and nothing of it is stored`, async () => {
    await using opened = await openTempShelf({ clock });
    const page = { candles: candles as [], closedUntilMs: Infinity, fetched: span(0, 10) };
    await assert.rejects(opened.shelf.keep(SERIES, page), (error) => {
      assert.ok(error instanceof RangeError, String(error));
      assert.match(error.message, /^Cannot store upbit BTC\/KRW 1m: row /);
      assert.match(error.message, says);
      return true;
    });
    assert.deepEqual(await opened.shelf.list(), []);
    assert.deepEqual(await opened.shelf.coverage(SERIES, ALL), []);
  });
}

Deno.test("whatever numbers come, exactly those rows are refused that are no candles", async () => {
  await using opened = await openTempShelf({ clock });
  const number = fc.oneof(fc.double(), fc.constantFrom(-1, 0, 1, 2, 3, Infinity, NaN));
  const candles = fc.record({ open: number, high: number, low: number, close: number, volume: number });
  let next = 0;
  await fc.assert(
    fc.asyncProperty(candles, async (numbers) => {
      const candle = { openTimeMs: minute(next++), ...numbers };
      const kept = opened.shelf.keep(SERIES, { candles: [candle], closedUntilMs: Infinity });
      const isRefused = await kept.then(() => false, (error) => error instanceof RangeError);
      assert.equal(isRefused, findCandleFault(candle) !== undefined);
    }),
    { numRuns: 500 },
  );
});

Deno.test("a series or a span that is none is refused by name", async () => {
  await using opened = await openTempShelf({ clock });
  const page = { candles: [], closedUntilMs: minute(9) };
  const { shelf } = opened;
  const refused: readonly [Promise<unknown>, RegExp][] = [
    [shelf.keep({ ...SERIES, exchange: "Up bit" }, page), /exchange is "Up bit"/],
    [shelf.keep({ ...SERIES, symbol: "KRW-BTC" }, page), /symbol is "KRW-BTC"/],
    [shelf.keep({ ...SERIES, interval: "2m" as "1m" }, page), /interval is "2m"/],
    [shelf.keep(SERIES, { ...page, fetched: span(3, 1) }), /fetched span: from \d+ to \d+/],
    [shelf.keep(SERIES, { ...page, closedUntilMs: NaN }), /closedUntilMs is NaN/],
    [shelf.markOutage(SERIES, { fromMs: NaN, toMs: 1, reason: "x" }), /an outage: from NaN/],
    [shelf.prune(SERIES, NaN), /beforeMs is NaN/],
    [
      shelf.keepColumns(SERIES, { ...createColumns(2), low: new Float64Array(3) }, page),
      /columns have the lengths 2, 3/,
    ],
  ];
  for (const [refusal, message] of refused) await assert.rejects(refusal, { name: "RangeError", message });
  await assert.rejects(() => shelf.read(SERIES, ALL, { limit: 1.5 }), RangeError);
  await assert.rejects(() => shelf.read(SERIES, { fromMs: NaN, toMs: 1 }), RangeError);
});
