import { ALL_ALWAYS_OPEN } from "../../../src/core/market/hours.ts";
import assert from "node:assert/strict";
import { createMarketReader } from "../../../src/market/read/charts.ts";
import { SeriesMemory } from "../../../src/market/read/series_memory.ts";
import {
  type Candle,
  candleAt,
  closeTimeOf,
  createColumns,
  type Interval,
} from "../../../src/core/candle.ts";
import { createSystemClock } from "../../../src/core/clock.ts";
import { rsiOf } from "../../../src/indicators/rsi.ts";
import { smaOf } from "../../../src/indicators/sma.ts";
import { aggregateColumns } from "../../../src/market/read/aggregate.ts";
import {
  openSqliteCandleStore,
  type SqliteCandleStore,
} from "../../../src/market/store/sqlite_candle_store.ts";
import type { ChartData, MarketReader } from "../../../src/market/market_view.ts";
import { makeTempDir } from "../../sqlite/temp_store.ts";
import { ManualClock } from "../../support/manual_clock.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const MARKET = { exchange: "upbit", symbol: "BTC/KRW" } as const;
const SERIES = { ...MARKET, interval: "1m" } as const;
/** 10:20:30 in Korea, so that minute, hour and day are all open. */
const NOW_MS = Date.parse("2026-08-26T10:20:30+09:00");
const NOW_MINUTE_MS = NOW_MS - 30_000;

/** Prices that go up and down and never twice the same way. */
function barAt(openTimeMs: number): Candle {
  const i = openTimeMs / MINUTE;
  const open = 1_000 + Math.round(200 * Math.sin(i / 37) + 50 * Math.sin(i / 5));
  const close = 1_000 + Math.round(200 * Math.sin((i + 1) / 37) + 50 * Math.sin((i + 1) / 5));
  return {
    openTimeMs,
    open,
    high: Math.max(open, close) + 3,
    low: Math.min(open, close) - 3,
    close,
    volume: 1 + (i % 7),
  };
}

function minutesBetween(fromMs: number, toMs: number): Candle[] {
  return Array.from({ length: (toMs - fromMs) / MINUTE }, (_, i) => barAt(fromMs + i * MINUTE));
}

/** A reader over a real shelf, on a clock that stands. */
async function openReader(options: { openBar?: Candle; candles?: readonly Candle[] } = {}) {
  const dir = makeTempDir();
  const shelf = await openSqliteCandleStore({ dir: dir.path, clock: createSystemClock() });
  const { candles = [] } = options;
  const first = candles[0];
  if (first !== undefined) {
    const fetched = { fromMs: first.openTimeMs, toMs: NOW_MINUTE_MS };
    await shelf.keep(SERIES, { candles, closedUntilMs: NOW_MINUTE_MS, fetched });
  }
  const clock = new ManualClock(NOW_MS);
  const reader = createMarketReader({
    hoursOf: ALL_ALWAYS_OPEN,
    shelf,
    memory: new SeriesMemory({ shelf, clock, hoursOf: ALL_ALWAYS_OPEN }),
    path: "data/candles.db",
    clock,
    watched: [MARKET],
    status: () => [],
    openCandle: ({ interval }) => interval === "1m" ? options.openBar : undefined,
    exchanges: () => [],
    backfill: () => undefined,
    tickSize: () => "1000",
  });
  return {
    shelf,
    reader,
    async [Symbol.asyncDispose]() {
      await shelf[Symbol.asyncDispose]();
      dir[Symbol.dispose]();
    },
  };
}

async function chartOf(
  reader: MarketReader,
  { interval, fromMs, toMs = NOW_MS }: { interval: Interval; fromMs: number; toMs?: number },
): Promise<ChartData> {
  const chart = await reader.chart({ ...MARKET, interval, fromMs, toMs });
  assert.ok(chart, `no chart of ${interval}`);
  return chart;
}

/** All closed candles of an interval, made of all minutes at once. */
function makeAll(candles: readonly Candle[], to: Interval) {
  const columns = createColumns(candles.length);
  candles.forEach((candle, i) => {
    for (const field of Object.keys(columns) as (keyof Candle)[]) columns[field][i] = candle[field];
  });
  return to === "1m" ? columns : aggregateColumns(columns, { from: "1m", to });
}

function valuesOf(chart: ChartData, id: string): readonly (number | null)[] {
  const found = chart.indicators.find((indicator) => indicator.id === id);
  assert.ok(found, id);
  return found.values;
}

Deno.test("a series that nobody collects ends with its last bar, and its minutes with the bars made of them", async () => {
  const lastMs = Date.parse("2026-08-20T10:29:00+09:00");
  await using all = await openReader({ candles: minutesBetween(lastMs - HOUR, lastMs + MINUTE) });
  const endOf = (interval: Interval) => all.reader.endMs({ ...MARKET, interval });
  assert.deepEqual([await endOf("1m"), await endOf("1h")], [
    lastMs + MINUTE,
    Date.parse("2026-08-20T11:00:00+09:00"),
  ]);
  assert.equal(await all.reader.endMs({ ...MARKET, symbol: "ETH/KRW", interval: "1m" }), undefined);
});

const BEGIN_MS = Date.parse("2026-07-20T00:00:00+09:00");

for (const interval of ["1m", "5m", "1h", "4h", "1d", "1dKST"] as const) {
  Deno.test(`a chart of ${interval} is made of minutes: its bars and lines are those of the full history`, async () => {
    const candles = minutesBetween(BEGIN_MS, NOW_MINUTE_MS);
    const openCandle = { ...barAt(NOW_MINUTE_MS), volume: 0.5 };
    await using all = await openReader({ candles, openBar: openCandle });
    const fromMs = NOW_MS -
      (interval === "1m" ? 3 * HOUR : interval.startsWith("1d") ? 240 * HOUR : 48 * HOUR);
    const chart = await chartOf(all.reader, { interval, fromMs });
    const closed = makeAll(candles, interval);
    const firstRow = closed.openTimeMs.findIndex((atMs) => atMs >= fromMs);
    const rows = closed.openTimeMs.length - firstRow;
    assert.deepEqual(
      chart.candles,
      Array.from({ length: rows }, (_, i) => Object.values(candleAt(closed, firstRow + i))),
    );
    const merged = makeAll([...candles, openCandle], interval);
    const withOpen = interval === "1m" ? merged : aggregateColumns(makeAll([...candles, openCandle], "1m"), {
      from: "1m",
      to: interval,
      withOpen: true,
    });
    const last = withOpen.openTimeMs.length - 1;
    assert.deepEqual(chart.openBar, Object.values(candleAt(withOpen, last)));
    assert.equal(chart.openBar?.[0], closeTimeOf(interval, closed.openTimeMs.at(-1) ?? NaN));
    assert.deepEqual(chart.holes, []);

    // Without the candle at the very beginning whose first minutes nobody has.
    const closes = withOpen.close.subarray(withOpen.close.length - closed.close.length - 1);
    for (const period of [9, 21, 50, 100, 200]) {
      const expected = smaOf(closes, period).subarray(firstRow);
      assert.deepEqual(
        valuesOf(chart, `sma_${period}`),
        Array.from(expected, (value) => Number.isNaN(value) ? null : value),
      );
    }
    const rsi = rsiOf(closes, 14).subarray(firstRow);
    valuesOf(chart, "rsi_14").forEach((value, i) => {
      assert.ok(Math.abs((value ?? NaN) - (rsi[i] ?? NaN)) < 1e-9, `rsi ${i}: ${value} is not ${rsi[i]}`);
    });
    assert.equal(valuesOf(chart, "volume_20").length, rows + 1);
  });
}

Deno.test("the last bar of a stretch that ends within it holds all of its minutes", async () => {
  const candles = minutesBetween(NOW_MINUTE_MS - 10 * HOUR, NOW_MINUTE_MS);
  await using all = await openReader({ candles });
  const hourMs = NOW_MINUTE_MS - 20 * MINUTE - 3 * HOUR;
  const chart = await chartOf(all.reader, {
    interval: "1h",
    fromMs: hourMs - HOUR,
    toMs: hourMs + 17 * MINUTE,
  });
  const hours = makeAll(candles, "1h");
  const row = hours.openTimeMs.indexOf(hourMs);
  assert.deepEqual(chart.candles.at(-1), Object.values(candleAt(hours, row)));
  assert.equal(chart.openBar, undefined, "the bar of now lies outside");
});

Deno.test("holes of a chart are told by their kind", async () => {
  await using all = await openReader();
  const at = (minutesAgo: number) => NOW_MINUTE_MS - minutesAgo * MINUTE;
  const keep = (shelf: SqliteCandleStore, minutesAgo: number[], fetched: { fromMs: number; toMs: number }) =>
    shelf.keep(SERIES, { candles: minutesAgo.map((ago) => barAt(at(ago))), closedUntilMs: NOW_MS, fetched });
  await keep(all.shelf, [60, 59, 57], { fromMs: at(60), toMs: at(50) });
  await all.shelf.markOutage(SERIES, { fromMs: at(50), toMs: at(40), reason: "upbit: http_5xx" });
  await keep(all.shelf, [30, 29], { fromMs: at(30), toMs: at(0) });
  const chart = await chartOf(all.reader, { interval: "1m", fromMs: at(60) });
  assert.deepEqual(chart.holes.map(({ kind, fromMs, toMs }) => [kind, fromMs, toMs]), [
    ["no_trade", at(58), at(57)],
    ["no_trade", at(56), at(50)],
    ["outage", at(50), at(40)],
    ["not_fetched", at(40), at(30)],
    ["no_trade", at(28), at(0)],
  ]);
  assert.equal(chart.holes[2]?.reason, "upbit: http_5xx");
});

Deno.test("a chart gives at most 5,000 bars, the latest ones, the open one included", async () => {
  const candles = minutesBetween(NOW_MINUTE_MS - 6_000 * MINUTE, NOW_MINUTE_MS);
  await using all = await openReader({ candles, openBar: barAt(NOW_MINUTE_MS) });
  const fromMs = NOW_MINUTE_MS - 6_000 * MINUTE;
  const chart = await chartOf(all.reader, { interval: "1m", fromMs });
  assert.equal(chart.candles.length, 4_999);
  assert.equal(chart.candles.at(-1)?.[0], NOW_MINUTE_MS - MINUTE);
  assert.equal(chart.openBar?.[0], NOW_MINUTE_MS);
  assert.equal(chart.fromMs, chart.candles[0]?.[0]);
  assert.ok(chart.indicators.every(({ values }) => values.length === 5_000 && values[0] !== null));
});

Deno.test("a series that nobody collects or stored has no chart", async () => {
  await using all = await openReader({ candles: minutesBetween(NOW_MINUTE_MS - HOUR, NOW_MINUTE_MS) });
  const span = { fromMs: NOW_MS - HOUR, toMs: NOW_MS };
  for (
    const other of [{ symbol: "ETH/KRW" }, { exchange: "binance" }, { interval: "1s" as const }, {
      interval: "1M" as const,
    }]
  ) {
    assert.equal(await all.reader.chart({ ...SERIES, ...other, ...span }), undefined, JSON.stringify(other));
  }
});

Deno.test("a watched market has an empty chart before its first bar", async () => {
  await using all = await openReader();
  const chart = await chartOf(all.reader, { interval: "1h", fromMs: NOW_MS - 5 * HOUR });
  assert.deepEqual([chart.candles, chart.openBar, chart.dayReference], [[], undefined, undefined]);
  assert.deepEqual((await all.reader.markets())[0]?.symbol, "BTC/KRW");
});

const REFERENCES: readonly (readonly [string, string])[] = [
  ["2026-08-26T10:20:30+09:00", "2026-08-26T08:59:00+09:00"],
  ["2026-08-26T08:59:30+09:00", "2026-08-25T08:59:00+09:00"],
  ["2026-08-26T09:00:00+09:00", "2026-08-26T08:59:00+09:00"],
];

for (const [now, candle] of REFERENCES) {
  Deno.test(`the change of the day at ${now} is measured from the close of ${candle}`, async () => {
    using dir = makeTempDir();
    await using shelf = await openSqliteCandleStore({ dir: dir.path, clock: createSystemClock() });
    const nowMs = Date.parse(now);
    const toMs = Math.floor(nowMs / MINUTE) * MINUTE;
    await shelf.keep(SERIES, { candles: minutesBetween(toMs - 30 * HOUR, toMs), closedUntilMs: Infinity });
    const clock = new ManualClock(nowMs);
    const reader = createMarketReader({
      hoursOf: ALL_ALWAYS_OPEN,
      shelf,
      memory: new SeriesMemory({ shelf, clock, hoursOf: ALL_ALWAYS_OPEN }),
      path: "",
      clock,
      watched: [],
      status: () => [],
      openCandle: () => undefined,
      exchanges: () => [],
      backfill: () => undefined,
      tickSize: () => undefined,
    });
    const chart = await chartOf(reader, { interval: "1m", fromMs: nowMs - HOUR, toMs: nowMs });
    assert.equal(chart.dayReference, barAt(Date.parse(candle)).close);
  });
}

Deno.test("the overview counts the bars of the last week in whole cells that add up", async () => {
  const candles = minutesBetween(NOW_MINUTE_MS - 1_000 * MINUTE, NOW_MINUTE_MS).filter((_, i) =>
    i % 50 !== 7
  );
  await using all = await openReader({ candles });
  const [series] = (await all.reader.overview()).series;
  const coverage = series?.coverage;
  assert.ok(coverage);
  assert.deepEqual(
    [coverage.counts.expected, coverage.counts.present, coverage.counts.noTrade, coverage.holeCount],
    [1_000, 980, 20, 20],
  );
  assert.ok(coverage.cells.length <= 200);
  for (const field of ["expected", "present", "noTrade", "notFetched", "outage"] as const) {
    assert.ok(coverage.cells.every((cell) => Number.isInteger(cell[field])), field);
    assert.equal(coverage.cells.reduce((sum, cell) => sum + cell[field], 0), coverage.counts[field], field);
  }
});
