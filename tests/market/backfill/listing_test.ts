import { deepStrictEqual, strictEqual } from "node:assert/strict";
import {
  type Candle,
  closeTimeOf,
  type Interval,
  openTimeOf,
  type SeriesKey,
} from "../../../src/core/candle.ts";
import { UpstreamError } from "../../../src/core/errors.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../../../src/core/kst.ts";
import type { CandlePage, CandleQuestion } from "../../../src/exchanges/exchange.ts";
import { runBackfill } from "../../../src/market/backfill/backfill.ts";
import {
  fetchListingMs,
  healBeginning,
  Listings,
  type ListingSource,
} from "../../../src/market/backfill/listing.ts";
import { findHoles } from "../../../src/market/read/holes.ts";
import { ManualClock } from "../../support/manual_clock.ts";
import { MemoryCandleStore } from "../../support/memory_candle_store.ts";

const SERIES: SeriesKey = { exchange: "fake", symbol: "NEW/KRW", interval: "1m" };
/** In the middle of an hour, a day and a month. */
const LISTED_MS = Date.parse("2024-05-02T10:17:00Z");
const NOW_MS = LISTED_MS + 3 * DAY_MS;
const never = new AbortController().signal;

interface FakeOptions {
  readonly intervals?: readonly Interval[];
  readonly pageLimit?: number;
  readonly isForward?: boolean;
  /** How many questions are answered with nothing, from the first. */
  readonly lost?: number;
  readonly fails?: boolean;
  /** Minutes from the listing on that have a trade; all when left out. */
  readonly minutes?: readonly number[];
}

/** An exchange that has a candle wherever a minute since the listing had a trade. */
class YoungExchange implements ListingSource {
  readonly id = "fake";
  readonly intervals: readonly Interval[];
  readonly pageLimit: number;
  readonly asked: CandleQuestion[] = [];
  readonly #options: FakeOptions;

  constructor(options: FakeOptions = {}) {
    this.#options = options;
    this.intervals = options.intervals ?? ["1m", "5m", "1h", "4h", "1d", "1w", "1M"];
    this.pageLimit = options.pageLimit ?? 200;
  }

  fetchCandles(question: CandleQuestion): Promise<CandlePage> {
    const { isForward = false, lost = 0, fails = false } = this.#options;
    const { interval, span } = question;
    this.asked.push(question);
    if (fails) return Promise.reject(new UpstreamError("timeout", "no answer"));
    if (this.asked.length <= lost) return Promise.resolve({ candles: [], covered: span, hasRows: false });
    const all: Candle[] = [];
    const firstMs = openTimeOf(interval, Math.max(span.fromMs, LISTED_MS));
    for (let atMs = firstMs; atMs < Math.min(span.toMs, NOW_MS); atMs = closeTimeOf(interval, atMs)) {
      if (atMs >= span.fromMs && this.#hasTrade(interval, atMs)) all.push(candle(atMs));
    }
    const candles = isForward ? all.slice(0, this.pageLimit) : all.slice(-this.pageLimit);
    const [first, last] = [candles[0]?.openTimeMs, candles.at(-1)?.openTimeMs];
    const covered = isForward
      ? {
        fromMs: span.fromMs,
        toMs: last === undefined ? span.toMs : Math.min(span.toMs, closeTimeOf(interval, last)),
      }
      : { fromMs: first ?? span.fromMs, toMs: span.toMs };
    return Promise.resolve({ candles, covered, hasRows: candles.length > 0 });
  }

  #hasTrade(interval: Interval, atMs: number): boolean {
    const { minutes } = this.#options;
    if (minutes === undefined) return true;
    return minutes.some((minute) => openTimeOf(interval, LISTED_MS + minute * MINUTE_MS) === atMs);
  }
}

function candle(openTimeMs: number): Candle {
  return { openTimeMs, open: 100, high: 110, low: 90, close: 105, volume: 1 };
}

const ask = (source: ListingSource, series = SERIES) =>
  fetchListingMs(source, { series, clock: new ManualClock(NOW_MS), signal: never });

for (const isForward of [false, true]) {
  Deno.test(`the first candle is found in a few pages, ${isForward ? "oldest" : "newest"} first`, async () => {
    const exchange = new YoungExchange({ isForward });
    strictEqual(await ask(exchange), LISTED_MS);
    strictEqual(exchange.asked.length <= 8, true, `${exchange.asked.length} pages`);
  });
}

Deno.test("the first candle of a longer interval begins where that interval does", async () => {
  strictEqual(await ask(new YoungExchange(), { ...SERIES, interval: "1h" }), openTimeOf("1h", LISTED_MS));
});

Deno.test("an exchange whose longest candles are short is not asked for thousands of pages", async () => {
  const exchange = new YoungExchange({ intervals: ["1m", "5m"] });
  strictEqual(await ask(exchange), undefined);
  strictEqual(exchange.asked.length, 0);
});

Deno.test("what is not listed at all has no first candle", async () => {
  strictEqual(await ask(new YoungExchange({ minutes: [] })), undefined);
});

Deno.test("what was learnt is not asked again, and several who ask at once are one question", async () => {
  const clock = new ManualClock(NOW_MS);
  const listings = new Listings(clock);
  const exchange = new YoungExchange();
  const find = () => listings.find(exchange, { series: SERIES, signal: never });
  deepStrictEqual(await Promise.all([find(), find()]), [LISTED_MS, LISTED_MS]);
  const { length } = exchange.asked;
  await clock.advance(DAY_MS);
  strictEqual(await find(), LISTED_MS);
  strictEqual(exchange.asked.length, length);
});

Deno.test("a failure is nothing known, and is tried again ten minutes later", async () => {
  const clock = new ManualClock(NOW_MS);
  const listings = new Listings(clock);
  strictEqual(
    await listings.find(new YoungExchange({ fails: true }), { series: SERIES, signal: never }),
    undefined,
  );
  strictEqual(await listings.find(new YoungExchange(), { series: SERIES, signal: never }), undefined);
  await clock.advance(10 * MINUTE_MS);
  strictEqual(await listings.find(new YoungExchange(), { series: SERIES, signal: never }), LISTED_MS);
});

function fetchAll(exchange: YoungExchange, keeper: MemoryCandleStore, fromMs = LISTED_MS - 2 * DAY_MS) {
  const clock = new ManualClock(NOW_MS);
  const listings = new Listings(clock);
  return runBackfill({
    exchange,
    keeper,
    series: SERIES,
    span: { fromMs, toMs: LISTED_MS + HOUR_MS },
    clock,
    signal: never,
    findListing: (signal) => listings.find(exchange, { series: SERIES, signal }),
    onProgress: () => {},
    shouldYield: () => false,
  });
}

const heal = async (keeper: MemoryCandleStore, listedMs: number) => {
  const known = await keeper.readKnown(SERIES, { fromMs: 0, toMs: NOW_MS }, { limit: 0 });
  return await healBeginning(SERIES, { keeper, known, find: () => Promise.resolve(listedMs), signal: never });
};

const coverageOf = async (keeper: MemoryCandleStore) =>
  (await keeper.coverage(SERIES, { fromMs: LISTED_MS - 2 * DAY_MS, toMs: NOW_MS }))
    .map((
      { kind, fromMs, toMs },
    ) => [kind, (fromMs - LISTED_MS) / MINUTE_MS, (toMs - LISTED_MS) / MINUTE_MS]);

for (const isForward of [false, true]) {
  Deno.test(`time before the listing is neither missing nor quiet, pages ${isForward ? "oldest" : "newest"} first`, async () => {
    const keeper = new MemoryCandleStore();
    const result = await fetchAll(new YoungExchange({ isForward }), keeper);
    deepStrictEqual([result.isDone, result.error, result.addedBars], [true, undefined, 60]);
    deepStrictEqual(await coverageOf(keeper), [["not_listed", -2_880, 0], ["fetched", 0, 60]]);
    const span = { fromMs: LISTED_MS - HOUR_MS, toMs: LISTED_MS + HOUR_MS };
    const { columns, coverage } = await keeper.readKnownColumns(SERIES, span);
    const { holes, completeness } = findHoles({
      coverage,
      span,
      interval: "1m",
      openTimes: columns.openTimeMs,
    });
    deepStrictEqual(holes.map(({ kind, bars }) => [kind, bars]), [["not_listed", 60]]);
    deepStrictEqual([completeness.expected, completeness.present, completeness.notListed], [60, 60, 60]);
    // Nothing of it is asked for again.
    const again = new YoungExchange({ isForward });
    strictEqual((await fetchAll(again, keeper)).isDone, true);
    strictEqual(again.asked.length, 0);
  });
}

Deno.test("an empty answer about time after the listing is doubted, and not taken for time before it", async () => {
  const keeper = new MemoryCandleStore();
  const exchange = new YoungExchange({ lost: 1 });
  const result = await fetchAll(exchange, keeper, LISTED_MS);
  strictEqual(result.isDone, false);
  deepStrictEqual(await coverageOf(keeper), [["silent", 0, 60]]);
  strictEqual((await fetchAll(exchange, keeper, LISTED_MS)).isDone, true);
  deepStrictEqual(await coverageOf(keeper), [["fetched", 0, 60]]);
});

Deno.test("an empty answer over a listing is split by it: before is before, after is doubted", async () => {
  const keeper = new MemoryCandleStore();
  const exchange = new YoungExchange({ lost: 1 });
  strictEqual((await fetchAll(exchange, keeper)).isDone, false);
  deepStrictEqual(await coverageOf(keeper), [["not_listed", -2_880, 0], ["silent", 0, 60]]);
  await fetchAll(exchange, keeper);
  deepStrictEqual(await coverageOf(keeper), [["not_listed", -2_880, 0], ["fetched", 0, 60]]);
});

Deno.test("quiet minutes that were once believed of time before the listing are taken back", async () => {
  const keeper = new MemoryCandleStore();
  const firstMs = LISTED_MS + 5 * MINUTE_MS;
  await keeper.keep(SERIES, {
    candles: [candle(firstMs)],
    closedUntilMs: Infinity,
    fetched: { fromMs: LISTED_MS - DAY_MS, toMs: firstMs + MINUTE_MS },
  });
  strictEqual(await heal(keeper, firstMs), true);
  deepStrictEqual(await coverageOf(keeper), [["not_listed", -2_880, 5], ["fetched", 5, 6]]);
  strictEqual(await heal(keeper, firstMs), false);
});

Deno.test("a market that was listed long before stays quiet where it was quiet", async () => {
  const keeper = new MemoryCandleStore();
  await keeper.keep(SERIES, {
    candles: [candle(LISTED_MS)],
    closedUntilMs: Infinity,
    fetched: { fromMs: LISTED_MS - DAY_MS, toMs: LISTED_MS + MINUTE_MS },
  });
  strictEqual(await heal(keeper, LISTED_MS - 30 * DAY_MS), false);
  deepStrictEqual((await coverageOf(keeper)).map(([kind]) => kind), ["fetched"]);
});
