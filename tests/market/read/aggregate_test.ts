import { deepStrictEqual, ok as assertTrue, strictEqual, throws } from "node:assert/strict";
import fc from "fast-check";
import {
  type Candle,
  candleAt,
  type CandleColumns,
  createColumns,
  type Interval,
  openTimeOf,
} from "../../../src/core/candle.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../../../src/core/kst.ts";
import { aggregateColumns, canAggregate, LiveAggregator } from "../../../src/market/read/aggregate.ts";
import { hasMarketData, readMarketFile } from "../csv/market_files.ts";

const T0 = Date.parse("2024-03-01T00:00:00Z");

function toColumns(candles: readonly Candle[]): CandleColumns {
  const columns = createColumns(candles.length);
  candles.forEach((candle, i) => {
    for (const field of Object.keys(columns) as (keyof Candle)[]) columns[field][i] = candle[field];
  });
  return columns;
}

function toCandles(columns: CandleColumns): readonly Candle[] {
  return Array.from(columns.openTimeMs, (_time, i) => candleAt(columns, i));
}

/** A candle whose numbers tell its minute. */
function minuteCandle(minute: number): Candle {
  const open = 1_000 + (minute * 7919) % 101;
  const close = 1_000 + (minute * 104_729) % 103;
  const high = Math.max(open, close) + minute % 3;
  const low = Math.min(open, close) - minute % 5;
  return { openTimeMs: T0 + minute * MINUTE_MS, open, high, low, close, volume: 0.1 * (minute % 11) };
}

Deno.test("aggregateColumns() takes the first open, highest high, lowest low, last close and all volume", () => {
  const candles = [
    { openTimeMs: T0, open: 10, high: 12, low: 9, close: 11, volume: 1 },
    { openTimeMs: T0 + 2 * MINUTE_MS, open: 11, high: 15, low: 11, close: 14, volume: 2 },
    { openTimeMs: T0 + 4 * MINUTE_MS, open: 14, high: 14, low: 8, close: 13, volume: 4 },
  ];
  deepStrictEqual(toCandles(aggregateColumns(toColumns(candles), { from: "1m", to: "5m" })), [
    { openTimeMs: T0, open: 10, high: 15, low: 8, close: 13, volume: 7 },
  ]);
});

Deno.test("aggregateColumns() leaves out bars that only a part is known of, unless told", () => {
  const columns = toColumns([3, 4, 5, 9, 10].map(minuteCandle));
  const opens = (options: { withOpen?: boolean; within?: { fromMs: number; toMs: number } }) =>
    toCandles(aggregateColumns(columns, { from: "1m", to: "5m", ...options }))
      .map(({ openTimeMs }) => (openTimeMs - T0) / MINUTE_MS);
  deepStrictEqual(opens({}), [5]);
  deepStrictEqual(opens({ withOpen: true }), [0, 5, 10]);
  deepStrictEqual(opens({ within: { fromMs: T0, toMs: T0 + 12 * MINUTE_MS } }), [0, 5]);
});

Deno.test("aggregateColumns() gives no bar for an interval without any", () => {
  const columns = toColumns([0, 4, 20, 24].map(minuteCandle));
  const opens = toCandles(aggregateColumns(columns, { from: "1m", to: "5m" })).map((candle) =>
    candle.openTimeMs
  );
  deepStrictEqual(opens, [T0, T0 + 20 * MINUTE_MS]);
  deepStrictEqual(toCandles(aggregateColumns(createColumns(0), { from: "1m", to: "1h" })), []);
});

Deno.test("canAggregate() knows which bars lie inside which", () => {
  const cases: readonly [Interval, Interval, boolean][] = [
    ["1m", "3m", true],
    ["1m", "1dKST", true],
    ["1m", "1w", true],
    ["1m", "1M", true],
    ["1s", "1m", true],
    ["1h", "1dKST", true],
    ["1d", "1w", true],
    ["1d", "1y", true],
    ["1M", "1y", true],
    ["3m", "5m", false],
    ["4h", "1dKST", false],
    ["1d", "1dKST", false],
    ["1dKST", "1w", false],
    ["1w", "1M", false],
    ["1w", "1y", false],
    ["1h", "1m", false],
    ["1m", "1m", false],
    ["1y", "1M", false],
  ];
  for (const [from, to, expected] of cases) strictEqual(canAggregate(from, to), expected, `${from} ${to}`);
});

Deno.test("bars that do not fit into others are refused by name", () => {
  throws(
    () => aggregateColumns(createColumns(0), { from: "1w", to: "1M" }),
    new RangeError("Cannot make 1M bars out of 1w bars"),
  );
  throws(() => new LiveAggregator({ from: "3m", to: "5m", completeFromMs: 0 }), RangeError);
});

Deno.test("weeks begin on Monday, months and years by the calendar, Korean days at 15:00 UTC", () => {
  const hours = Array.from(
    { length: 24 * 800 },
    (_, i) => ({ ...minuteCandle(i), openTimeMs: T0 + i * HOUR_MS }),
  );
  const columns = toColumns(hours);
  const first = (to: Interval) => {
    const candles = aggregateColumns(columns, { from: "1h", to });
    return new Date(candles.openTimeMs[0] ?? NaN).toISOString();
  };
  strictEqual(first("1w"), "2024-03-04T00:00:00.000Z");
  strictEqual(first("1M"), "2024-03-01T00:00:00.000Z");
  strictEqual(first("1y"), "2025-01-01T00:00:00.000Z");
  strictEqual(first("1dKST"), "2024-03-01T15:00:00.000Z");
});

Deno.test("LiveAggregator gives a bar out with its last minute, or when a later one comes, and never again", () => {
  const live = new LiveAggregator({ from: "1m", to: "5m", completeFromMs: T0 });
  const opens = (candles: readonly Candle[]) =>
    candles.map(({ openTimeMs }) => (openTimeMs - T0) / MINUTE_MS);
  const add = (minute: number) => opens(live.add(minuteCandle(minute)));
  deepStrictEqual([0, 1, 2, 3].map(add), [[], [], [], []]);
  deepStrictEqual(add(4), [0]);
  deepStrictEqual(add(4), []);
  deepStrictEqual(add(2), []);
  deepStrictEqual(opens(live.closeUpTo(T0 + 6 * MINUTE_MS)), []);
  deepStrictEqual(add(6), []);
  deepStrictEqual(add(14), [5, 10]);
});

Deno.test("LiveAggregator.closeUpTo() gives a quiet bar out when its time is over, and takes nothing for it later", () => {
  const live = new LiveAggregator({ from: "1m", to: "5m", completeFromMs: T0 });
  live.add(minuteCandle(1));
  deepStrictEqual(live.closeUpTo(T0 + 5 * MINUTE_MS - 1), []);
  deepStrictEqual(live.closeUpTo(T0 + 5 * MINUTE_MS), [{ ...minuteCandle(1), openTimeMs: T0 }]);
  deepStrictEqual(live.closeUpTo(T0 + 5 * MINUTE_MS), []);
  deepStrictEqual(live.add(minuteCandle(3)), []);
  deepStrictEqual(live.closeUpTo(T0 + 10 * MINUTE_MS), []);
});

Deno.test("LiveAggregator gives no bar of which a part was missed", () => {
  const late = new LiveAggregator({ from: "1m", to: "5m", completeFromMs: T0 + MINUTE_MS });
  deepStrictEqual([1, 2, 3, 4].flatMap((minute) => late.add(minuteCandle(minute))), []);
  deepStrictEqual([5, 6].flatMap((minute) => late.add(minuteCandle(minute))), []);
  strictEqual(late.open()?.openTimeMs, T0 + 5 * MINUTE_MS);
  late.restartFrom(T0 + 8 * MINUTE_MS);
  strictEqual(late.open(), undefined);
  deepStrictEqual([8, 9].flatMap((minute) => late.add(minuteCandle(minute))), []);
  strictEqual([10, 14].flatMap((minute) => late.add(minuteCandle(minute))).length, 1);
});

Deno.test("LiveAggregator.open() shows the bar as it stands, with the latest state of the open minute only", () => {
  const live = new LiveAggregator({ from: "1m", to: "5m", completeFromMs: T0 });
  strictEqual(live.open(), undefined);
  live.add({ openTimeMs: T0, open: 10, high: 11, low: 9, close: 10, volume: 1 });
  const next = { openTimeMs: T0 + MINUTE_MS, open: 10, low: 10, volume: 2 };
  live.replaceOpen({ ...next, high: 20, close: 20 });
  live.replaceOpen({ ...next, high: 12, close: 12 });
  deepStrictEqual(live.open(), { openTimeMs: T0, open: 10, high: 12, low: 9, close: 12, volume: 3 });
  live.add({ ...next, high: 13, close: 13 });
  deepStrictEqual(live.open(), { openTimeMs: T0, open: 10, high: 13, low: 9, close: 13, volume: 3 });
  live.closeUpTo(T0 + 5 * MINUTE_MS);
  strictEqual(live.open(), undefined);
});

Deno.test("LiveAggregator gives the bars of aggregateColumns(), in order and each once, whatever comes between", () => {
  const targets: Interval[] = ["3m", "1h", "1dKST", "1w", "1M"];
  fc.assert(fc.property(
    fc.constantFrom(...targets),
    fc.array(fc.integer({ min: 0, max: 60 * 24 * 70 }), { minLength: 1, maxLength: 200 }),
    fc.infiniteStream(fc.integer({ min: 0, max: 3 })),
    (to, picks, noise) => {
      const minutes = [...new Set(picks)].toSorted((a, b) => a - b);
      const candles = minutes.map(minuteCandle);
      const endMs = T0 + 100 * DAY_MS;
      const live = new LiveAggregator({ from: "1m", to, completeFromMs: T0 });
      const given: Candle[] = [];
      for (const candle of candles) {
        const what = noise.next().value;
        if (what === 1) given.push(...live.closeUpTo(candle.openTimeMs));
        if (what === 2) live.replaceOpen({ ...candle, high: 9_999, volume: 5 });
        given.push(...live.add(candle));
        if (what === 3) given.push(...live.add(candle));
      }
      given.push(...live.closeUpTo(endMs));
      const within = { fromMs: T0, toMs: endMs };
      deepStrictEqual(given, toCandles(aggregateColumns(toColumns(candles), { from: "1m", to, within })));
    },
  ));
});

// ---- against candles of the world ----

const YEAR_2017 = {
  fromMs: Date.parse("2017-01-01T00:00:00Z"),
  toMs: Date.parse("2018-01-01T00:00:00Z"),
};

/** @param digits the significant digits of the prices that the expected side was written with. */
function assertSameCandles(actual: CandleColumns, expected: CandleColumns, digits = 17): void {
  deepStrictEqual(actual.openTimeMs, expected.openTimeMs);
  for (const field of ["open", "high", "low", "close"] as const) {
    deepStrictEqual(actual[field].map((price) => Number(price.toPrecision(digits))), expected[field], field);
  }
  actual.volume.forEach((volume, i) => {
    const other = expected.volume[i] ?? NaN;
    assertTrue(Math.abs(volume - other) <= 1e-9 * Math.max(volume, other), `volume ${i}: ${volume} ${other}`);
  });
}

Deno.test({
  name: "a year of real minutes gives exactly the hours, UTC days and Korean days that pandas makes of them",
  ignore: !hasMarketData,
  fn: async () => {
    const minutes = await readMarketFile("bitfinex_btcusd_1m_2017.csv.gz");
    const cases = [["1h", "1h", 8760], ["1d", "1d", 365], ["1dKST", "1dKST", 366]] as const;
    for (const [to, name, candles] of cases) {
      const expected = await readMarketFile(`bitfinex_btcusd_${name}_2017_from1m.csv.gz`);
      const options = { from: "1m", to, within: YEAR_2017, withOpen: to === "1dKST" } as const;
      const actual = aggregateColumns(minutes, options);
      strictEqual(actual.openTimeMs.length, candles);
      assertSameCandles(actual, expected, 10);
    }
  },
});

Deno.test({
  name: "weeks, months and years of real minutes equal those made of their days",
  ignore: !hasMarketData,
  fn: async () => {
    const minutes = await readMarketFile("bitfinex_btcusd_1m_2017.csv.gz");
    const days = aggregateColumns(minutes, { from: "1m", to: "1d", within: YEAR_2017 });
    for (const to of ["1w", "1M", "1y"] as const) {
      const long = aggregateColumns(days, { from: "1d", to, within: YEAR_2017 });
      assertSameCandles(aggregateColumns(minutes, { from: "1m", to, within: YEAR_2017 }), long);
      strictEqual(long.openTimeMs.length, { "1w": 52, "1M": 12, "1y": 1 }[to]);
      assertTrue(long.openTimeMs.every((openTimeMs) => openTimeOf(to, openTimeMs) === openTimeMs));
    }
  },
});
