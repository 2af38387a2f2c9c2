import { ok as assertTrue, strictEqual } from "node:assert/strict";
import { createSessionHours } from "../../../src/calendar/session_hours.ts";
import { HOLIDAYS_TEXT, toCalendar } from "../../calendar/sample_calendars.ts";
import { type Interval, INTERVALS, openTimeOf } from "../../../src/core/candle.ts";
import { MOST_CHART_CANDLES } from "../../../src/core/page_limits.ts";
import {
  intervalFor,
  isGood,
  lengthOf,
  type Range,
  rangeFor,
  RANGES,
  usualLengthMs,
} from "../../../src/web/pages/chart/ranges.ts";

const USUAL: readonly (readonly [Interval, Range])[] = [
  ["1m", "6h"],
  ["5m", "1d"],
  ["15m", "1d"],
  ["1h", "1w"],
  ["4h", "1mo"],
  ["1d", "3mo"],
  ["1w", "all"],
  ["1M", "all"],
];
for (const [interval, range] of USUAL) {
  Deno.test(`bars of ${interval} are shown for ${range} unless somebody asks otherwise`, () =>
    strictEqual(rangeFor(interval), range));
}

const CHOSEN: readonly (readonly [Range, Interval, Interval])[] = [
  ["6h", "1m", "1m"],
  ["1d", "1m", "1m"],
  ["1w", "1m", "15m"],
  ["1mo", "1m", "1h"],
  ["3mo", "1m", "4h"],
  ["all", "1m", "1d"],
  ["all", "1d", "1d"],
  ["6h", "4h", "1m"],
  ["1w", "1h", "1h"],
];
for (const [range, interval, wanted] of CHOSEN) {
  Deno.test(`somebody who looks at bars of ${interval} and asks for ${range} gets bars of ${wanted}`, () => {
    const intervals = ["1d", "1m", "15m", "1h", "4h"] as const;
    strictEqual(intervalFor(range, { interval, intervals }), wanted);
  });
}

Deno.test("no choice needs more bars than one answer has, and links never lead to an unknown interval", () => {
  for (const interval of INTERVALS) {
    for (const range of RANGES) {
      assertTrue(
        lengthOf(range, interval) / usualLengthMs(interval) < MOST_CHART_CANDLES,
        `${range} ${interval}`,
      );
      strictEqual(intervalFor(range, { interval, intervals: [interval] }), interval);
    }
  }
  strictEqual(isGood("3mo", "1m"), false);
  strictEqual(isGood("6h", "1d"), false);
});

const DAY_MS = 86_400_000;
const ALL_OF: readonly (readonly [string, number, readonly Interval[], Interval, Interval])[] = [
  ["a day of minutes", 1, ["1m", "5m", "1h", "1d"], "1d", "1m"],
  ["a week of minutes", 7, ["1m", "5m", "15m", "1h", "1d"], "1m", "15m"],
  ["a year of minutes", 365, ["1m", "1h", "4h", "1d", "1w"], "1m", "1d"],
  ["forty years of days", 14_600, ["1d", "1w"], "1d", "1w"],
  ["ten hours", 10 / 24, ["1m", "1h"], "1m", "1m"],
  ["three days that are stored as days", 3, ["1d"], "1d", "1d"],
];
for (const [name, days, intervals, interval, wanted] of ALL_OF) {
  Deno.test(`all of ${name} is all of it, in bars of ${wanted} for who looks at ${interval}`, () => {
    const endMs = Date.parse("2021-02-26T00:00:00Z");
    const extent = { fromMs: endMs - days * DAY_MS, toMs: endMs };
    const found = intervalFor("all", { interval, intervals, extent });
    strictEqual(found, wanted);
    const lengthMs = lengthOf("all", found, { extent });
    assertTrue(lengthMs >= extent.toMs - extent.fromMs, "nothing of it is left out");
    assertTrue(lengthMs / usualLengthMs(found) < MOST_CHART_CANDLES);
  });
}

const calendar = toCalendar(HOLIDAYS_TEXT);
const hours = createSessionHours(() => calendar);
const KST = (text: string) => Date.parse(`2026-11-${text}:00+09:00`);
const SESSION_RANGES: readonly (readonly [string, Range, string, string])[] = [
  ["in the session", "1d", "13T10:30", "13T09:00"],
  ["after the close", "1d", "13T18:00", "13T09:00"],
  ["on a Sunday", "1d", "15T12:00", "13T09:00"],
  ["before the open of Monday", "1d", "16T08:00", "13T09:00"],
  ["on the day of the exam", "1d", "19T16:31", "19T10:00"],
  ["six hours on a Sunday", "6h", "15T12:00", "13T09:31"],
];
for (const [name, range, end, begin] of SESSION_RANGES) {
  Deno.test(`the last day of a stock is its last session: ${name}`, () => {
    const sessions = { hours, endMs: KST(end) };
    strictEqual(sessions.endMs - lengthOf(range, "1m", { sessions }), KST(begin));
  });
}

Deno.test("ranges of a stock are judged by the candles that its sessions hold, and none asks for too many", () => {
  const sessions = { hours, endMs: KST("30T08:00") };
  const intervals = ["1m", "5m", "1h", "1d"] as const;
  strictEqual(isGood("1w", "1m", { intervals, sessions }), true);
  strictEqual(isGood("6h", "1m", { intervals, sessions }), true);
  strictEqual(isGood("1y", "1m", { intervals, sessions }), false);
  for (const interval of INTERVALS) {
    for (const range of RANGES) {
      const fromMs = sessions.endMs - lengthOf(range, interval, { sessions });
      const count = hours.countCandles(interval, {
        fromMs: openTimeOf(interval, fromMs),
        toMs: sessions.endMs,
      });
      if (interval !== "1s") assertTrue(count <= MOST_CHART_CANDLES, `${range} ${interval}: ${count}`);
    }
  }
});
