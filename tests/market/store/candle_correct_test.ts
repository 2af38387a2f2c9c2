import assert from "node:assert/strict";
import fc from "fast-check";
import { ManualClock } from "../../support/manual_clock.ts";
import { ALL, candle, candles, minute, openTempShelf, SERIES, span } from "./candle_parts.ts";

const clock = new ManualClock(minute(5_000));

Deno.test("only closed bars with other values are corrected, and what is known stays as it is", async () => {
  await using opened = await openTempShelf({ clock });
  const { shelf } = opened;
  await shelf.keep(SERIES, { candles: candles(0, 3), closedUntilMs: minute(2), fetched: span(0, 2) });
  const [list, coverage] = [await shelf.list(), await shelf.coverage(SERIES, ALL)];
  const answer = [candle(0), candle(1, 555), candle(2, 556), candle(3, 557)];
  assert.equal(await shelf.correct(SERIES, answer), 1);
  assert.deepEqual(await shelf.read(SERIES, ALL, { withOpen: true }), [candle(0), candle(1, 555), candle(2)]);
  assert.deepEqual([await shelf.list(), await shelf.coverage(SERIES, ALL)], [list, coverage]);
  assert.equal(await shelf.correct(SERIES, answer), 0, "a second time there is nothing to change");
  assert.equal(await shelf.correct({ ...SERIES, symbol: "ETH/KRW" }, answer), 0);
  assert.equal((await shelf.list()).length, 1);
  assert.deepEqual((await shelf.verify()).map(({ kind }) => kind), ["left_open"]);
});

for (const field of ["open", "high", "low", "close", "volume"] as const) {
  Deno.test(`a bar that differs in its ${field} alone is corrected`, async () => {
    await using opened = await openTempShelf({ clock });
    const known = { openTimeMs: minute(0), open: 100, high: 110, low: 90, close: 105, volume: 1 };
    await opened.shelf.keep(SERIES, { candles: [known], closedUntilMs: Infinity });
    const right = { ...known, [field]: known[field] + 0.5 };
    assert.equal(await opened.shelf.correct(SERIES, [right]), 1);
    assert.deepEqual(await opened.shelf.read(SERIES, ALL), [right]);
  });
}

Deno.test("a correction with one bad row is refused by name and changes nothing", async () => {
  await using opened = await openTempShelf({ clock });
  const { shelf } = opened;
  await shelf.keep(SERIES, { candles: candles(0, 2), closedUntilMs: Infinity });
  for (const bad of [{ ...candle(1), low: -1 }, { ...candle(1), openTimeMs: minute(1) + 1 }, candle(0)]) {
    await assert.rejects(shelf.correct(SERIES, [candle(0, 555), bad]), RangeError);
  }
  await assert.rejects(shelf.correct({ ...SERIES, symbol: "nonsense" }, []), RangeError);
  assert.deepEqual(await shelf.read(SERIES, ALL), candles(0, 2));
});

Deno.test("any correction leaves the shelf with the exchange's bars where it had closed ones", async () => {
  const minutes = fc.uniqueArray(fc.nat(600), { maxLength: 500 });
  await fc.assert(
    fc.asyncProperty(minutes, minutes, async (stored, answered) => {
      await using opened = await openTempShelf({ clock });
      const sorted = (list: readonly number[]) => list.toSorted((a, b) => a - b);
      const candles = sorted(stored).map((i) => candle(i));
      await opened.shelf.keep(SERIES, { candles, closedUntilMs: Infinity });
      const answer = sorted(answered).map((i) => candle(i, 900 + i % 2));
      const both = new Set(stored).intersection(new Set(answered));
      assert.equal(await opened.shelf.correct(SERIES, answer), both.size);
      const expected = sorted(stored).map((i) => both.has(i) ? candle(i, 900 + i % 2) : candle(i));
      assert.deepEqual(await opened.shelf.read(SERIES, ALL), expected);
    }),
    { numRuns: 15 },
  );
});
