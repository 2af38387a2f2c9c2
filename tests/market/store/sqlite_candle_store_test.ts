import assert from "node:assert/strict";
import fc from "fast-check";
import { CANDLE_FIELDS, candleAt, type Span } from "../../../src/core/candle.ts";
import type { CandleStore, ReadOptions } from "../../../src/market/candle_store.ts";
import { openSqliteCandleStore } from "../../../src/market/store/sqlite_candle_store.ts";
import { ManualClock } from "../../support/manual_clock.ts";
import { ALL, candle, candles, makeColumns, minute, openTempShelf, SERIES, span } from "./candle_parts.ts";
import { makeTempDir } from "../../sqlite/temp_store.ts";

const clock = new ManualClock(minute(5_000));
const NONE = { added: 0, replaced: 0, kept: 0 };

Deno.test("the shelf is the memory that the market needs", async () => {
  await using opened = await openTempShelf({ clock });
  const keeper: CandleStore = opened.shelf;
  assert.deepEqual(await keeper.list(), []);
  assert.deepEqual(await keeper.read(SERIES, ALL), []);
  assert.deepEqual(await keeper.coverage(SERIES, ALL), []);
  assert.equal(await keeper.lastClosed(SERIES), undefined);
  assert.equal((await keeper.readColumns(SERIES, ALL)).openTimeMs.length, 0);
});

Deno.test("what was kept is read again, also after a restart, and the same page a second time adds nothing", async () => {
  using dir = makeTempDir();
  const page = { candles: candles(0, 200), closedUntilMs: minute(200), fetched: span(0, 200) };
  {
    await using shelf = await openSqliteCandleStore({ dir: dir.path, clock });
    assert.deepEqual(await shelf.keep(SERIES, page), { added: 200, replaced: 0, kept: 0 });
    assert.deepEqual(await shelf.keep(SERIES, page), { added: 0, replaced: 0, kept: 200 });
  }
  await using shelf = await openSqliteCandleStore({ dir: dir.path, clock });
  assert.deepEqual(await shelf.read(SERIES, ALL), page.candles);
  assert.deepEqual(await shelf.coverage(SERIES, ALL), [{
    ...span(0, 200),
    kind: "fetched",
    reason: undefined,
  }]);
  assert.deepEqual(await shelf.list(), [{
    series: SERIES,
    bars: 200,
    firstMs: minute(0),
    lastMs: minute(199),
  }]);
});

Deno.test("an open bar is replaced until it closes, and a closed one is never changed by anything", async () => {
  await using opened = await openTempShelf({ clock });
  const { shelf } = opened;
  const keep = (close: number, closedUntilMs: number) =>
    shelf.keep(SERIES, { candles: [candle(7, close)], closedUntilMs });
  const now = async () => (await shelf.read(SERIES, ALL, { withOpen: true })).map(({ close }) => close);
  assert.deepEqual(await keep(100, minute(7)), { ...NONE, added: 1 });
  assert.deepEqual(await keep(107, minute(8) - 1), { ...NONE, replaced: 1 });
  assert.deepEqual(await now(), [107]);
  assert.deepEqual(await shelf.read(SERIES, ALL), [], "an open bar is only for those who ask for it");
  assert.equal(await shelf.lastClosed(SERIES), undefined);
  assert.deepEqual(await keep(109, minute(8)), { ...NONE, replaced: 1 }, "a closed bar replaces an open one");
  for (const closedUntilMs of [minute(7), minute(8), Infinity]) {
    assert.deepEqual(await keep(555, closedUntilMs), { ...NONE, kept: 1 });
  }
  assert.deepEqual(await now(), [109]);
  assert.equal((await shelf.lastClosed(SERIES))?.close, 109);
});

Deno.test("counts are right for any history of pages, compared with a plain map", async () => {
  const pages = fc.array(
    fc.record({
      minutes: fc.uniqueArray(fc.nat(120), { minLength: 1, maxLength: 90 }),
      closedUntil: fc.nat(130),
      close: fc.integer({ min: 1, max: 999 }),
    }),
    { maxLength: 8 },
  );
  await fc.assert(
    fc.asyncProperty(pages, async (history) => {
      await using opened = await openTempShelf({ clock });
      const model = new Map<number, { close: number; isClosed: boolean }>();
      for (const { minutes, closedUntil, close } of history) {
        const expected = { ...NONE };
        const sorted = minutes.toSorted((a, b) => a - b);
        for (const i of sorted) {
          const known = model.get(i);
          if (known?.isClosed) expected.kept++;
          else if (known !== undefined) expected.replaced++;
          else expected.added++;
          if (!known?.isClosed) model.set(i, { close, isClosed: i + 1 <= closedUntil });
        }
        const candles = sorted.map((i) => candle(i, close));
        const counts = await opened.shelf.keep(SERIES, { candles, closedUntilMs: minute(closedUntil) });
        assert.deepEqual(counts, expected);
      }
      const stored = await opened.shelf.read(SERIES, ALL, { withOpen: true });
      const expected = [...model].toSorted(([a], [b]) => a - b).map(([i, { close }]) => candle(i, close));
      assert.deepEqual(stored, expected);
      assert.equal((await opened.shelf.list())[0]?.bars ?? 0, model.size);
    }),
    { numRuns: 25 },
  );
});

Deno.test("read() gives the first or the latest bars of a span, ascending", async () => {
  await using opened = await openTempShelf({ clock });
  const { shelf } = opened;
  await shelf.keep(SERIES, { candles: candles(0, 20), closedUntilMs: minute(19) });
  const minutes = async (wanted: Span, options?: ReadOptions) =>
    (await shelf.read(SERIES, wanted, options)).map(({ openTimeMs }) => (openTimeMs - minute(0)) / 60_000);
  assert.deepEqual(await minutes(span(3, 6)), [3, 4, 5]);
  assert.deepEqual(await minutes(ALL, { limit: 2 }), [0, 1]);
  assert.deepEqual(await minutes(ALL, { limit: 2, fromEnd: true }), [17, 18]);
  assert.deepEqual(await minutes(ALL, { limit: 2, fromEnd: true, withOpen: true }), [18, 19]);
  assert.deepEqual(await minutes(ALL, { limit: 0 }), []);
  assert.deepEqual(await shelf.read({ ...SERIES, interval: "3m" }, ALL), []);
});

Deno.test("100,000 rows in columns come back equal to the last bit", async () => {
  await using opened = await openTempShelf({ clock });
  const columns = makeColumns(0, 100_000);
  const facts = { closedUntilMs: minute(99_999), fetched: span(0, 100_000) };
  assert.deepEqual(await opened.shelf.keepColumns(SERIES, columns, facts), { ...NONE, added: 100_000 });
  const read = await opened.shelf.readColumns(SERIES, ALL);
  for (const field of CANDLE_FIELDS) {
    assert.deepEqual(read[field], columns[field].subarray(0, 99_999), `${field}, without the open bar`);
  }
  assert.deepEqual(await opened.shelf.coverage(SERIES, ALL), [
    { ...span(0, 99_999), kind: "fetched", reason: undefined },
  ]);
  assert.deepEqual(await opened.shelf.readColumns(SERIES, span(10, 12)), makeColumns(10, 2));
  assert.deepEqual(await opened.shelf.lastClosed(SERIES), candleAt(columns, 99_998));
  assert.deepEqual(await opened.shelf.verify(), []);
});

Deno.test("only closed time is marked as fetched, in whole bars", async () => {
  await using opened = await openTempShelf({ clock });
  const { shelf } = opened;
  const mark = (fromMs: number, toMs: number, closedUntilMs: number) =>
    shelf.keep(SERIES, { candles: [], closedUntilMs, fetched: { fromMs, toMs } });
  await mark(minute(0), minute(10), minute(5) + 30_000);
  assert.deepEqual((await shelf.coverage(SERIES, ALL)).map(({ toMs }) => toMs), [minute(5)]);
  await mark(minute(20) + 1, minute(23) - 1, Infinity);
  await mark(minute(30), minute(31), minute(30));
  await mark(minute(40) + 1, minute(41) - 1, Infinity);
  assert.deepEqual((await shelf.coverage(SERIES, ALL)).slice(1), [
    { ...span(21, 22), kind: "fetched", reason: undefined },
  ]);
});

Deno.test("outages are remembered with their reason, never over what is fetched, until it is fetched", async () => {
  await using opened = await openTempShelf({ clock });
  const { shelf } = opened;
  const fetch = (from: number, to: number) =>
    shelf.keep(SERIES, { candles: [], closedUntilMs: Infinity, fetched: span(from, to) });
  await fetch(10, 20);
  await shelf.markOutage(SERIES, { fromMs: minute(5) + 1, toMs: minute(30) - 1, reason: "HTTP 503" });
  const outage = { kind: "outage", reason: "HTTP 503" };
  const fetched = { kind: "fetched", reason: undefined };
  assert.deepEqual(await shelf.coverage(SERIES, span(0, 25)), [
    { ...span(5, 10), ...outage },
    { ...span(10, 20), ...fetched },
    { ...span(20, 25), ...outage },
  ]);
  await fetch(20, 28);
  await fetch(0, 10);
  assert.deepEqual(await shelf.coverage(SERIES, ALL), [
    { ...span(0, 28), ...fetched },
    { ...span(28, 30), ...outage },
  ]);
  assert.deepEqual(await shelf.list(), [], "a series without bars is not listed");
});

Deno.test("series do not see each other, whatever part of the name differs", async () => {
  await using opened = await openTempShelf({ clock });
  const { shelf } = opened;
  const others = [
    SERIES,
    { ...SERIES, exchange: "binance" },
    { ...SERIES, symbol: "ETH/KRW" },
    { ...SERIES, interval: "1d" as const },
  ];
  const at = Date.parse("2026-03-02T00:00:00Z");
  for (const [i, series] of others.entries()) {
    const page = { candles: [{ ...candle(0, 100 + i), openTimeMs: at }], closedUntilMs: Infinity };
    assert.deepEqual(await shelf.keep(series, page), { ...NONE, added: 1 });
  }
  const lasts = await Promise.all(others.map((series) => shelf.lastClosed(series)));
  assert.deepEqual(lasts.map((last) => last?.close), [100, 101, 102, 103]);
  assert.equal(await shelf.remove(SERIES), 1);
  assert.equal(await shelf.lastClosed(SERIES), undefined);
  assert.equal((await shelf.list()).length, 3);
});
