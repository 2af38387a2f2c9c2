import { deepStrictEqual, ok as assertTrue, strictEqual } from "node:assert/strict";
import { createSessionHours } from "../../src/calendar/session_hours.ts";
import type { Candle, Interval, Span } from "../../src/core/candle.ts";
import { MINUTE_MS, toKstIso } from "../../src/core/kst.ts";
import { CandleFeed, type FeedCandle, spanStart } from "../../src/engine/session/candle_feed.ts";
import { toEquityPoint } from "../../src/engine/session/records.ts";
import { CandleArrivals } from "../../src/engine/session/candle_source.ts";
import { readStoredCandles } from "../../src/engine/session/stored_candles.ts";
import { LiveAggregator } from "../../src/market/read/aggregate.ts";
import { HOLIDAYS_TEXT, minutesThatExist, toCalendar } from "../calendar/sample_calendars.ts";
import { ManualClock } from "../support/manual_clock.ts";
import { MemoryCandleStore } from "../support/memory_candle_store.ts";

const calendar = toCalendar(HOLIDAYS_TEXT);
const hours = createSessionHours(() => calendar);
const minutesOf = (from: string, to: string) => minutesThatExist(calendar, { from, to });
const SERIES = { exchange: "krx", symbol: "005930/KRW", interval: "1m" } as const;
const SIGNAL = new AbortController().signal;
const at = (text: string) => Date.parse(`${text}:00+09:00`);
const toText = (atMs: number) => toKstIso(atMs).slice(5, 16);
const toCandle = (openTimeMs: number): Candle => (
  { openTimeMs, open: 1, high: 1, low: 1, close: 1, volume: 1 }
);

function createFeed(intervals: readonly Interval[], completeFromMs: number): CandleFeed {
  return new CandleFeed({
    intervals,
    completeFromMs,
    hours,
    create: (options) => new LiveAggregator(options),
  });
}

/** Each session was fetched by itself, and nobody asks for nights. */
async function storeOf(from: string, to: string): Promise<MemoryCandleStore> {
  const store = new MemoryCandleStore();
  const minutes = minutesOf(from, to);
  const first = { fromMs: minutes[0] ?? 0, toMs: (minutes.at(-1) ?? 0) + MINUTE_MS };
  for (const fetched of hours.openSpans(first)) {
    const own = minutes.filter((atMs) => atMs >= fetched.fromMs && atMs < fetched.toMs);
    await store.keep(SERIES, { candles: own.map(toCandle), closedUntilMs: Infinity, fetched });
  }
  return store;
}

const readOf = (store: MemoryCandleStore) => (span: Span, limit: number) =>
  readStoredCandles(store, { series: SERIES, span, limit, hours });

Deno.test("a strategy is told the day of a stock at 15:31, and its week on Friday", () => {
  const minutes = minutesOf("2026-11-16", "2026-11-23");
  const feed = createFeed(["1d", "1w"], minutes[0] ?? 0);
  const told = minutes.flatMap((openTimeMs) =>
    feed.add(toCandle(openTimeMs)).map((one) => [one, openTimeMs + MINUTE_MS] as const)
  ).map(([{ interval, endMs }, atMs]: readonly [FeedCandle, number]) => {
    strictEqual(endMs, atMs);
    return `${interval} ${toText(endMs)}`;
  });
  deepStrictEqual(told, [
    "1d 11-16T15:31",
    "1d 11-17T15:31",
    "1d 11-18T15:31",
    "1d 11-19T16:31",
    "1d 11-20T15:31",
    "1w 11-20T15:31",
  ]);
});

Deno.test("no strategy is told a candle of a night", () => {
  const feed = createFeed(["1m", "1d"], at("2026-11-13T09:00"));
  const night = ["2026-11-13T08:10", "2026-11-13T15:25", "2026-11-13T16:00", "2026-11-13T19:59"];
  deepStrictEqual(night.flatMap((text) => feed.add(toCandle(at(text)))), []);
});

Deno.test("what a strategy looks back at lies in earlier sessions", () => {
  const fromMs = spanStart(["1m"], { atMs: at("2026-11-16T09:00"), bars: 60, hours });
  assertTrue(hours.countCandles("1m", { fromMs, toMs: at("2026-11-16T09:00") }) >= 60);
  const days = spanStart(["1d"], { atMs: at("2026-11-16T09:00"), bars: 20, hours });
  assertTrue(hours.countCandles("1d", { fromMs: days, toMs: at("2026-11-16T09:00") }) >= 20);
});

Deno.test("nothing is unknown between sessions that were fetched each for itself", async () => {
  const store = await storeOf("2026-11-12", "2026-11-18");
  const found = await readOf(store)({ fromMs: at("2026-11-12T09:00"), toMs: at("2026-11-18T09:00") }, 10_000);
  strictEqual(found.candles.length, 4 * 381);
  strictEqual(toText(found.knownUntilMs), "11-18T09:00");
  const weekend = await readOf(store)(
    { fromMs: at("2026-11-14T12:00"), toMs: at("2026-11-17T09:00") },
    10_000,
  );
  strictEqual(toText(weekend.knownUntilMs), "11-17T09:00");
});

Deno.test("a session that nobody fetched is still unknown", async () => {
  const store = await storeOf("2026-11-12", "2026-11-13");
  const found = await readOf(store)({ fromMs: at("2026-11-12T09:00"), toMs: at("2026-11-16T15:31") }, 10_000);
  strictEqual(toText(found.knownUntilMs), "11-13T09:00");
});

Deno.test("a strategy goes on after a weekend at once: no night is a hole", async () => {
  const store = await storeOf("2026-11-13", "2026-11-14");
  const clock = new ManualClock(at("2026-11-16T09:01"));
  const holes: unknown[] = [];
  const source = new CandleArrivals({
    read: readOf(store),
    realClock: clock,
    patienceMs: 60_000,
    onHole: (hole) => holes.push(hole),
    hours: () => hours,
  });
  source.restartFrom(at("2026-11-13T15:19"));
  const next = async () => (await source.next(SIGNAL)).map(({ candle }) => toText(candle.openTimeMs));
  deepStrictEqual(await next(), ["11-13T15:19", "11-13T15:30"]);
  // A trade of the after-market is passed by, and nobody waits for what lies before it.
  source.push(toCandle(at("2026-11-13T16:05")));
  source.push(toCandle(at("2026-11-16T09:00")));
  deepStrictEqual(await next(), ["11-16T09:00"]);
  deepStrictEqual(holes, []);
});

Deno.test("a minute that is missing within a session is waited for and then told", async () => {
  const clock = new ManualClock(at("2026-11-16T09:06"));
  const holes: Span[] = [];
  const source = new CandleArrivals({
    read: readOf(new MemoryCandleStore()),
    realClock: clock,
    patienceMs: 0,
    onHole: (hole) => holes.push(hole),
    hours: () => hours,
  });
  source.restartFrom(at("2026-11-13T15:31"));
  source.push(toCandle(at("2026-11-16T09:05")));
  deepStrictEqual((await source.next(SIGNAL)).map(({ candle }) => toText(candle.openTimeMs)), [
    "11-16T09:05",
  ]);
  deepStrictEqual(holes.map(({ fromMs, toMs }) => [toText(fromMs), toText(toMs)]), [
    ["11-16T09:00", "11-16T09:05"],
  ]);
});

const CURVE: readonly (readonly [Interval, string, string])[] = [
  ["1d", "2026-11-16T15:31", "11-16T15:31"],
  ["1d", "2026-11-19T16:31", "11-19T16:31"],
  ["1h", "2026-11-16T15:31", "11-16T15:31"],
  // Of coins.
  ["1d", "2026-11-17T09:00", "11-17T09:00"],
  ["1m", "2026-11-17T09:01", "11-17T09:15"],
  ["10m", "2026-11-17T09:20", "11-17T09:30"],
  ["1m", "2026-11-17T09:15", "11-17T09:15"],
];
for (const [interval, end, time] of CURVE) {
  Deno.test(`the curve has a ${interval} candle that ends on ${end} at ${time}`, () => {
    const desk = { counts: { lastPrice: 1 }, trader: { equityAt: () => 7 } } as never;
    const { atMs = NaN, equity } = toEquityPoint({ interval, endMs: at(end) }, desk) ?? {};
    deepStrictEqual([toText(atMs), equity], [time, 7]);
  });
}
