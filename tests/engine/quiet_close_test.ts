import { deepStrictEqual, ok as assertTrue, strictEqual } from "node:assert/strict";
import { createSessionHours } from "../../src/calendar/session_hours.ts";
import type { Candle, CoveredSpan, Interval, Span } from "../../src/core/candle.ts";
import { MINUTE_MS, toKstIso } from "../../src/core/kst.ts";
import { ALWAYS_OPEN, type MarketHours } from "../../src/core/market/hours.ts";
import { CandleFeed } from "../../src/engine/session/candle_feed.ts";
import { CandleArrivals } from "../../src/engine/session/candle_source.ts";
import { readStoredCandles } from "../../src/engine/session/stored_candles.ts";
import { StrategyFeed } from "../../src/engine/session/strategy_feed.ts";
import { LiveAggregator } from "../../src/market/read/aggregate.ts";
import { HOLIDAYS_TEXT, minutesThatExist, toCalendar } from "../calendar/sample_calendars.ts";
import { ManualClock, settle } from "../support/manual_clock.ts";
import { MemoryCandleStore } from "../support/memory_candle_store.ts";

const calendar = toCalendar(HOLIDAYS_TEXT);
const hours = createSessionHours(() => calendar);
const SERIES = { exchange: "krx", symbol: "005930/KRW", interval: "1m" } as const;
const SIGNAL = new AbortController().signal;
const at = (text: string) => Date.parse(`2026-11-${text}+09:00`);
const toText = (atMs: number) => toKstIso(atMs).slice(8, 19);
const toCandle = (openTimeMs: number): Candle => (
  { openTimeMs, open: 1, high: 1, low: 1, close: 1, volume: 1 }
);
/** Of a session, those that begin before a time. */
const minutesBefore = (day: string, endMs: number) =>
  minutesThatExist(calendar, { from: `2026-11-${day}`, to: `2026-11-${Number(day) + 1}` })
    .filter((openTimeMs) => openTimeMs < endMs).map(toCandle);

function createFeed(intervals: readonly Interval[], of: MarketHours = hours): CandleFeed {
  const create = (options: ConstructorParameters<typeof LiveAggregator>[0]) => new LiveAggregator(options);
  return new CandleFeed({ intervals, completeFromMs: at("13T00:00:00"), hours: of, create });
}

/** A stock whose last trade of a session was at 15:12. */
class QuietStock {
  readonly store = new MemoryCandleStore();
  readonly clock: ManualClock;
  readonly source: CandleArrivals;
  readonly feed: StrategyFeed;
  readonly told: string[] = [];
  readonly holes: Span[] = [];
  readonly #stop = new AbortController();

  constructor(nowMs: number, intervals: readonly [Interval, ...Interval[]] = ["1d"]) {
    this.clock = new ManualClock(nowMs);
    const read = (span: Span, limit: number) =>
      readStoredCandles(this.store, { series: SERIES, span, limit, hours });
    this.source = new CandleArrivals({
      ...{ read, realClock: this.clock, patienceMs: 60_000, hours: () => hours },
      onHole: (hole) => this.holes.push(hole),
    });
    this.feed = new StrategyFeed({
      of: { series: SERIES, hours },
      intervals,
      engine: {
        readCandles: (_series, span, limit) => read(span, limit),
        createAggregator: (options) => new LiveAggregator(options),
        realClock: this.clock,
        holePatienceMs: 0,
      },
    });
  }

  async keep(candles: readonly Candle[], { kind, fromMs, toMs }: CoveredSpan): Promise<void> {
    const span = { fromMs, toMs };
    const page = { candles, closedUntilMs: toMs };
    if (kind === "outage") await this.store.markOutage(SERIES, { ...span, reason: "test" });
    else await this.store.keep(SERIES, { ...page, [kind]: span });
  }

  /** Works what comes, as a strategy's session does, until the test ends. */
  follow(fromMs: number): void {
    this.source.restartFrom(fromMs);
    const run = async () => {
      for (;;) {
        const candles = await this.source.next(this.#stop.signal, () => this.feed.quietEndMs);
        const ended = candles.length > 0 ? this.feed.add(candles) : this.feed.closeQuiet(this.clock.now());
        for (const { interval, candle, baseEndMs } of ended) {
          this.told.push(
            `${interval} of ${toText(candle.openTimeMs)} until ${toText(baseEndMs)} at ${
              toText(this.clock.now())
            }`,
          );
        }
      }
    };
    run().catch(() => {});
  }

  [Symbol.dispose](): void {
    this.#stop.abort();
  }
}

async function startQuiet(nowMs: number, intervals?: readonly [Interval, ...Interval[]]) {
  const stock = new QuietStock(nowMs, intervals);
  const before = { fromMs: at("09T09:00:00"), toMs: at("12T16:31:00") };
  await stock.keep(minutesBefore("12", before.toMs), { kind: "fetched", ...before });
  const fetched = { fromMs: at("13T09:00:00"), toMs: at("13T15:13:00") };
  await stock.keep(minutesBefore("13", fetched.toMs), { kind: "fetched", ...fetched });
  await stock.feed.resume(fetched.toMs);
  return stock;
}

Deno.test("a stock's day without a trade in the closing auction is told at 15:31", async () => {
  using stock = await startQuiet(at("13T15:13:01"));
  stock.follow(at("13T15:13:00"));
  await stock.clock.advance(at("13T15:31:00") - stock.clock.now());
  deepStrictEqual(stock.told, []);
  await stock.keep([], { kind: "silent", fromMs: at("13T15:13:00"), toMs: at("13T15:31:00") });
  await stock.clock.advance(5_000);
  deepStrictEqual(stock.told, ["1d of 13T09:00:00 until 13T15:31:00 at 13T15:31:01"]);
  await stock.clock.advance(3 * 24 * 60 * MINUTE_MS);
  strictEqual(stock.told.length, 1);
  assertTrue(Math.max(...stock.clock.sleptMs) <= 30_000);
});

Deno.test("a trade of the closing auction that is stored late is part of the day", async () => {
  using stock = await startQuiet(at("13T15:13:01"));
  stock.follow(at("13T15:13:00"));
  await stock.clock.advance(at("13T15:31:02") - stock.clock.now());
  const last = at("13T15:30:00");
  await stock.keep([toCandle(last)], { kind: "fetched", fromMs: at("13T15:13:00"), toMs: last + MINUTE_MS });
  stock.source.push(toCandle(last));
  await stock.clock.advance(2_000);
  deepStrictEqual(stock.told, ["1d of 13T09:00:00 until 13T15:31:00 at 13T15:31:02"]);
});

Deno.test("a day whose last minutes nobody could ask for is told when they are repaired, and no sooner", async () => {
  using stock = await startQuiet(at("13T15:13:01"));
  stock.follow(at("13T15:13:00"));
  await stock.keep([], { kind: "outage", fromMs: at("13T15:13:00"), toMs: at("13T15:31:00") });
  await stock.clock.advance(at("13T16:00:00") - stock.clock.now());
  deepStrictEqual(stock.told, []);
  const span = { fromMs: at("13T15:13:00"), toMs: at("13T15:31:00") };
  await stock.keep([toCandle(at("13T15:20:00") - MINUTE_MS)], { kind: "fetched", ...span });
  await stock.clock.advance(31_000);
  strictEqual(stock.told.length, 1);
  deepStrictEqual(stock.holes, []);
  // Few questions, however long it takes.
  assertTrue(stock.clock.sleptMs.length < 120, String(stock.clock.sleptMs.length));
});

Deno.test("a day that was told at 15:31 is not told again after a restart", async () => {
  using stock = await startQuiet(at("13T18:00:00"));
  await stock.keep([], { kind: "silent", fromMs: at("13T15:13:00"), toMs: at("13T15:31:00") });
  await stock.feed.resume(at("13T15:31:00"));
  stock.follow(at("13T15:31:00"));
  await stock.clock.advance(24 * 60 * MINUTE_MS);
  deepStrictEqual(stock.told, []);
});

Deno.test("a strategy that begins in the evening is shown the day, and goes on behind it", async () => {
  using stock = await startQuiet(at("13T18:00:00"));
  await stock.keep([], { kind: "silent", fromMs: at("13T15:13:00"), toMs: at("13T15:31:00") });
  const { candles, nextMs } = await stock.feed.readBefore(at("13T18:00:00"), { candles: 1, signal: SIGNAL });
  deepStrictEqual(candles.map(({ endMs }) => toText(endMs)), ["13T15:31:00"]);
  strictEqual(toText(nextMs), "13T15:31:00");
  strictEqual(stock.feed.quietEndMs, Infinity);
});

Deno.test("a quarter of an hour before the auction is over at 15:20, and the day that holds it at 15:31", async () => {
  using stock = await startQuiet(at("13T15:13:01"), ["15m", "1d"]);
  await stock.keep([toCandle(at("13T15:16:00"))], {
    kind: "fetched",
    fromMs: at("13T15:13:00"),
    toMs: at("13T15:17:00"),
  });
  stock.follow(at("13T15:13:00"));
  await stock.keep([], { kind: "silent", fromMs: at("13T15:17:00"), toMs: at("13T15:20:00") });
  await stock.clock.advance(at("13T15:20:05") - stock.clock.now());
  await stock.keep([], { kind: "silent", fromMs: at("13T15:17:00"), toMs: at("13T15:31:00") });
  await stock.clock.advance(at("13T15:31:05") - stock.clock.now());
  deepStrictEqual(stock.told, [
    "15m of 13T15:00:00 until 13T15:17:00 at 13T15:13:01",
    "15m of 13T15:15:00 until 13T15:20:00 at 13T15:20:01",
    "1d of 13T09:00:00 until 13T15:31:00 at 13T15:31:01",
  ]);
});

const ENDS: readonly (readonly [Interval, string, string, string])[] = [
  ["1d", "13T09:00:00", "13T15:12:00", "13T15:31:00"],
  // The day of the entrance exam begins and ends an hour later.
  ["1d", "19T10:00:00", "19T16:10:00", "19T16:31:00"],
  ["1h", "13T15:00:00", "13T15:12:00", "13T15:31:00"],
  ["30m", "13T15:00:00", "13T15:12:00", "13T15:20:00"],
  ["1w", "13T09:00:00", "13T15:12:00", "13T15:31:00"],
];
for (const [interval, first, last, end] of ENDS) {
  Deno.test(`a ${interval} candle whose last trade was at ${last} is over at ${end}`, () => {
    const feed = createFeed([interval]);
    feed.add(toCandle(at(first)));
    feed.add(toCandle(at(last)));
    if (interval !== "1w") strictEqual(toText(feed.quietEndMs), end);
    deepStrictEqual(feed.closeUpTo(feed.quietEndMs - 1), []);
    strictEqual(feed.closeUpTo(feed.quietEndMs).length, interval === "1w" ? 0 : 1);
    strictEqual(feed.quietEndMs, Infinity);
  });
}

Deno.test("a candle that ends within a session, and any of a coin, waits for the next trade", () => {
  const stock = createFeed(["1h"]);
  stock.add(toCandle(at("13T10:12:00")));
  strictEqual(stock.quietEndMs, Infinity);
  const coin = createFeed(["1d", "15m"], ALWAYS_OPEN);
  coin.add(toCandle(at("13T15:12:00")));
  strictEqual(coin.quietEndMs, Infinity);
});

Deno.test("whoever waits for no session sets no timer", async () => {
  const clock = new ManualClock(at("13T15:13:00"));
  const source = new CandleArrivals({
    read: () => Promise.resolve({ candles: [], knownUntilMs: Infinity }),
    ...{ realClock: clock, patienceMs: 0, onHole: () => {} },
  });
  source.restartFrom(at("13T15:13:00"));
  const waiting = source.next(SIGNAL);
  await settle();
  strictEqual(clock.sleeping, 0);
  source.push(toCandle(at("13T15:13:00")));
  strictEqual((await waiting).length, 1);
});
