import { deepStrictEqual, ok as assertTrue, strictEqual } from "node:assert/strict";
import { createColumns, type SeriesKey, type Span } from "../../../src/core/candle.ts";
import { ALWAYS_OPEN } from "../../../src/core/market/hours.ts";
import { createSessionHours } from "../../../src/calendar/session_hours.ts";
import { HOLIDAYS_TEXT, toCalendar } from "../../calendar/sample_calendars.ts";
import { createPriceAt } from "../../../src/app/signals/price_at.ts";
import { readLastCandles } from "../../../src/app/signals/wished_candles.ts";
import { createLastPolls } from "../../../src/stock/last_polls.ts";
import { PollState } from "../../../src/stock/poll/state.ts";
import { SOURCES } from "../../../src/stock/sources/mod.ts";
import { stampOf } from "../../../src/core/stamp.ts";
import { toStockFacts } from "../../../src/signals/facts/polled.ts";
import { ManualClock } from "../../support/manual_clock.ts";

const NOW_MS = Date.parse("2026-11-20T09:20:00+09:00");
const MINUTE_MS = 60_000;

/** Minutes with these closes from `fromMs` on; `undefined` is one without a trade. */
function minutesOf(closes: readonly (number | undefined)[], fromMs: number) {
  const rows = closes.flatMap((
    close,
    i,
  ) => (close === undefined ? [] : [{ openTimeMs: fromMs + i * MINUTE_MS, close }]));
  return {
    readColumns({ interval }: SeriesKey, span: Span) {
      const inside = interval === "1m"
        ? rows.filter(({ openTimeMs }) => openTimeMs >= span.fromMs && openTimeMs < span.toMs)
        : [];
      const columns = createColumns(inside.length);
      inside.forEach(({ openTimeMs, close }, i) => {
        columns.openTimeMs[i] = openTimeMs;
        for (const field of ["open", "high", "low", "close"] as const) columns[field][i] = close;
        columns.volume[i] = 1;
      });
      return Promise.resolve(columns);
    },
  };
}

const WISH = { exchange: "upbit", symbol: "BTC/KRW", interval: "5m", count: 2 } as const;

Deno.test("candles of five minutes are made of minutes, the last two that are closed", async () => {
  const reader = minutesOf(Array.from({ length: 20 }, (_, i) => 100 + i), NOW_MS - 20 * MINUTE_MS);
  const candles = await readLastCandles(reader, WISH, { nowMs: NOW_MS, hours: ALWAYS_OPEN });
  deepStrictEqual(candles.map(({ open, close }) => [open, close]), [[110, 114], [115, 119]]);
});

Deno.test("a longer candle whose last minute has not come yet waits for it, unless that minute is quiet", async () => {
  const reader = minutesOf(
    [...Array.from({ length: 19 }, (_, i) => 100 + i), undefined],
    NOW_MS - 20 * MINUTE_MS,
  );
  const lastOf = async (nowMs: number) =>
    (await readLastCandles(reader, WISH, { nowMs, hours: ALWAYS_OPEN })).at(-1)?.close;
  strictEqual(await lastOf(NOW_MS + 1_000), 114);
  strictEqual(await lastOf(NOW_MS + MINUTE_MS), 118);
});

Deno.test("a rule is given the day of a stock at its close, also on Friday evening", async () => {
  const calendar = toCalendar(HOLIDAYS_TEXT);
  const hours = createSessionHours(() => calendar);
  const openMs = Date.parse("2026-11-20T09:00:00+09:00");
  const reader = minutesOf(
    Array.from({ length: 391 }, (_, i) => i >= 380 && i < 390 ? undefined : 100 + i),
    openMs,
  );
  const wish = { exchange: "krx", symbol: "005930/KRW", interval: "1d", count: 1 } as const;
  const closeAt = async (time: string) => {
    const nowMs = Date.parse(`2026-11-20T${time}:00+09:00`);
    return (await readLastCandles(reader, wish, { nowMs, hours })).at(-1)?.close;
  };
  deepStrictEqual([await closeAt("15:30"), await closeAt("15:31"), await closeAt("20:00")], [
    undefined,
    490,
    490,
  ]);
});

Deno.test("a past price is the last one up to then, by the time of its data", async () => {
  const poll = (minute: number, price: number, dataMinute = minute) => ({
    fetchedAtMs: NOW_MS + minute * MINUTE_MS,
    dataAtMs: NOW_MS + dataMinute * MINUTE_MS,
    ...{ gap: undefined, total: 1, head: {} },
    rows: [{ ticker: "005930", price }],
  });
  const stock = {
    pollsOn: (source: string) =>
      Promise.resolve(source === "portfolio" ? [poll(-3, 1), poll(-2, 2), poll(-1, 3, -9), poll(1, 4)] : []),
  };
  const priceAt = createPriceAt({ stock, candles: minutesOf([7, 8, 9], NOW_MS - 3 * MINUTE_MS) });
  deepStrictEqual(await priceAt({ exchange: "krx", ticker: "005930" }, NOW_MS), {
    price: 2,
    atMs: NOW_MS - 2 * MINUTE_MS,
    from: "polls",
  });
  deepStrictEqual(await priceAt({ exchange: "upbit", ticker: "BTC/KRW" }, NOW_MS), {
    price: 9,
    atMs: NOW_MS,
    from: "candles",
  });
  strictEqual(
    await createPriceAt({ stock, candles: undefined })({ exchange: "krx", ticker: "000660" }, NOW_MS),
    undefined,
  );
});

Deno.test("a morning price is none of the close: unknown, unless the asker takes any of that day", async () => {
  const polls = [{
    fetchedAtMs: NOW_MS,
    ...{ dataAtMs: undefined, gap: undefined, total: 1, head: {} },
    rows: [{ ticker: "005930", price: 96_700 }],
  }];
  const stock = { pollsOn: () => Promise.resolve(polls) };
  const market = { exchange: "krx", ticker: "005930" };
  const closeMs = Date.parse("2026-11-20T15:30:00+09:00");
  strictEqual(await createPriceAt({ stock, candles: undefined })(market, closeMs), undefined);
  strictEqual(
    (await createPriceAt({ stock, candles: undefined })(market, NOW_MS + 9 * MINUTE_MS))?.price,
    96_700,
  );
  const ofDay = createPriceAt({ stock, candles: undefined, polledWithinMs: 24 * 60 * MINUTE_MS });
  strictEqual((await ofDay(market, closeMs))?.price, 96_700);
});

Deno.test("fault 1: the last answers age by both clocks, and one that brought no list is unknown, not empty", () => {
  const clock = new ManualClock(NOW_MS);
  const state = new PollState(SOURCES);
  const lastPolls = createLastPolls(SOURCES, { state, clock });
  deepStrictEqual(lastPolls(), {});
  const data = {
    as_of: new Date(NOW_MS).toISOString(),
    holdings: [{ ticker: "035720", current_price: 1, pnl_pct: -9 }],
  };
  state.recordSuccess("portfolio", { data, fetched: stampOf(clock), durationMs: 1 });
  state.recordSuccess("screener_preview", { data: { surprise: 1 }, fetched: stampOf(clock), durationMs: 1 });
  const facts = toStockFacts(lastPolls());
  strictEqual(facts.portfolio?.rows.length, 1);
  strictEqual(facts.screener, undefined);
  // The wall clock was set back by an hour: the answer is no younger than it was.
  clock.setWall(NOW_MS - 3_600_000);
  const polls = lastPolls();
  strictEqual(polls.portfolio?.fetchedAtMs, NOW_MS - 3_600_000);
  assertTrue(polls.portfolio?.rows === lastPolls().portfolio?.rows, "it is read once");
});
