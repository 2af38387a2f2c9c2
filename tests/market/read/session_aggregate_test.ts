import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { createSessionHours } from "../../../src/calendar/session_hours.ts";
import {
  type Candle,
  candleAt,
  type CandleColumns,
  createColumns,
  type Interval,
} from "../../../src/core/candle.ts";
import { MINUTE_MS, toKstIso } from "../../../src/core/kst.ts";
import { aggregateColumns, LiveAggregator } from "../../../src/market/read/aggregate.ts";
import { HOLIDAYS_TEXT, minutesThatExist, toCalendar } from "../../calendar/sample_calendars.ts";

const calendar = toCalendar(HOLIDAYS_TEXT);
const hours = createSessionHours(() => calendar);
const minutesOf = (from: string, to: string) => minutesThatExist(calendar, { from, to });
const at = (text: string) => Date.parse(`${text}:00+09:00`);
const toText = (atMs: number) => toKstIso(atMs).slice(0, 16);

/** A candle whose price is its row. */
function toCandle(openTimeMs: number, row: number): Candle {
  const price = 1_000 + row;
  return { openTimeMs, open: price, high: price, low: price, close: price, volume: 1 };
}

function toColumns(openTimes: readonly number[]): CandleColumns {
  const columns = createColumns(openTimes.length);
  openTimes.map(toCandle).forEach((candle, i) => {
    for (const field of Object.keys(columns) as (keyof Candle)[]) columns[field][i] = candle[field];
  });
  return columns;
}

function make(openTimes: readonly number[], to: Interval, from: Interval = "1m"): readonly Candle[] {
  const made = aggregateColumns(toColumns(openTimes), { from, to, hours });
  return Array.from(made.openTimeMs, (_, i) => candleAt(made, i));
}

/** When a live series tells each longer candle: at the end of which minute. */
function tellLive(openTimes: readonly number[], to: Interval): readonly (readonly [string, string])[] {
  const live = new LiveAggregator({ from: "1m", to, hours, completeFromMs: openTimes[0] ?? 0 });
  return openTimes.flatMap((openTimeMs, row) =>
    live.add(toCandle(openTimeMs, row)).map((made) =>
      [toText(made.openTimeMs), toText(openTimeMs + MINUTE_MS)] as const
    )
  );
}

const WEEKS: readonly (readonly [string, string, string, number, number])[] = [
  ["a normal week", "2026-11-09", "2026-11-16", 5, 1905],
  ["the week of the exam", "2026-11-16", "2026-11-23", 5, 1905],
  ["a week with its holiday in the middle", "2026-06-01", "2026-06-08", 4, 1524],
  ["a week that begins with a holiday", "2026-08-17", "2026-08-24", 4, 1524],
  ["the week of the first session of a year", "2025-12-29", "2026-01-05", 3, 381 + 381 + 321],
];
for (const [name, from, to, days, minutes] of WEEKS) {
  for (const interval of ["1d", "1dKST"] as const) {
    Deno.test(`${name} has ${days} whole candles of ${interval}, and one of the week`, () => {
      const made = make(minutesOf(from, to), interval);
      strictEqual(made.length, days);
      strictEqual(made.reduce((sum, { volume }) => sum + volume, 0), minutes);
      deepStrictEqual(make(minutesOf(from, to), "1w").map(({ volume }) => volume), [minutes]);
    });
  }
}

Deno.test("a week of days is whole with the day of its last session", () => {
  const days = [0, 1, 2, 3].map((day) => at("2026-09-21T09:00") + day * 86_400_000).filter((_, i) => i < 3);
  deepStrictEqual(make(days, "1w", "1d").map(({ volume }) => volume), [3]);
  deepStrictEqual(make(days.slice(0, 2), "1w", "1d"), []);
});

Deno.test("a month is whole with its last session, and only then", () => {
  const month = minutesOf("2026-10-01", "2026-11-01");
  deepStrictEqual(make(month, "1M").map(({ openTimeMs }) => toText(openTimeMs)), ["2026-10-01T09:00"]);
  deepStrictEqual(make(month.slice(0, -1), "1M"), []);
});

Deno.test("a live day is told at 15:31 and on the day of the exam at 16:31, a week on Friday", () => {
  const week = minutesOf("2026-11-16", "2026-11-23");
  deepStrictEqual(tellLive(week, "1d").map(([, toldAt]) => toldAt), [
    "2026-11-16T15:31",
    "2026-11-17T15:31",
    "2026-11-18T15:31",
    "2026-11-19T16:31",
    "2026-11-20T15:31",
  ]);
  deepStrictEqual(tellLive(week, "1w"), [["2026-11-16T09:00", "2026-11-20T15:31"]]);
});

Deno.test("a live week before a long holiday is told with its last session", () => {
  deepStrictEqual(tellLive(minutesOf("2026-09-21", "2026-09-28"), "1w"), [
    ["2026-09-21T09:00", "2026-09-23T15:31"],
  ]);
});

Deno.test("a live day without a closing auction is over when its time is", () => {
  const day = minutesOf("2026-11-13", "2026-11-14").slice(0, -1);
  const live = new LiveAggregator({ from: "1m", to: "1d", hours, completeFromMs: day[0] ?? 0 });
  deepStrictEqual(day.flatMap((openTimeMs, row) => live.add(toCandle(openTimeMs, row))), []);
  deepStrictEqual(live.closeUpTo(at("2026-11-13T15:30")), []);
  deepStrictEqual(live.closeUpTo(at("2026-11-13T15:31")).map(({ volume }) => volume), [380]);
  deepStrictEqual(live.closeUpTo(at("2026-11-16T09:00")), []);
});

Deno.test("live candles are those of the columns", () => {
  const minutes = minutesOf("2026-11-16", "2026-11-28");
  for (const interval of ["3m", "15m", "30m", "1h", "4h", "1d", "1dKST", "1w"] as const) {
    deepStrictEqual(
      tellLive(minutes, interval).map(([begin]) => begin),
      make(minutes, interval).map(({ openTimeMs }) => toText(openTimeMs)),
      interval,
    );
  }
});

Deno.test("what is traded before and after the hours is in no candle of the day, live or not", () => {
  const day = minutesOf("2026-11-13", "2026-11-14");
  const odd = [at("2026-11-13T08:10"), ...day, at("2026-11-13T15:45"), at("2026-11-13T19:59")];
  const next = [at("2026-11-16T08:10"), ...minutesOf("2026-11-16", "2026-11-17")];
  const made = make([...odd, ...next], "1d");
  deepStrictEqual(
    made.map(({ openTimeMs, open, close, volume }) => [toText(openTimeMs), open, close, volume]),
    [
      ["2026-11-13T09:00", 1_001, 1_381, 381],
      ["2026-11-16T09:00", 1_385, 1_765, 381],
    ],
  );
  deepStrictEqual(tellLive([...odd, ...next], "1d"), [
    ["2026-11-13T09:00", "2026-11-13T15:31"],
    ["2026-11-16T09:00", "2026-11-16T15:31"],
  ]);
});

Deno.test("candles of a day on which the calendar has no session are made into one of that day", () => {
  const odd = [at("2026-11-14T10:00"), at("2026-11-14T11:00")];
  const within = { fromMs: at("2026-11-14T00:00"), toMs: at("2026-11-16T00:00") };
  const made = aggregateColumns(toColumns(odd), { from: "1m", to: "1d", hours, within });
  deepStrictEqual(Array.from(made.openTimeMs, toText), ["2026-11-14T09:00"]);
});
