import assert from "node:assert/strict";
import fc from "fast-check";
import { createSessionHours } from "../../src/calendar/session_hours.ts";
import { closeTimeOf, type Interval, INTERVALS, openTimeOf } from "../../src/core/candle.ts";
import { DAY_MS, HOUR_MS, kstDayOf, kstDayStartMs, MINUTE_MS, toKstIso } from "../../src/core/kst.ts";
import { beginOfLast, overUntil } from "../../src/core/market/hours.ts";
import { dayOf, HOLIDAYS_TEXT, toCalendar } from "./sample_calendars.ts";

const calendar = toCalendar(HOLIDAYS_TEXT);
const hours = createSessionHours(() => calendar);

function at(date: string, time = "00:00"): number {
  const [hour = 0, minute = 0] = time.split(":").map(Number);
  return kstDayStartMs(dayOf(date)) + hour * HOUR_MS + minute * MINUTE_MS;
}

const WEEKS: readonly { name: string; from: string; to: string; minutes: number; days: number }[] = [
  { name: "a normal week", from: "2026-11-09", to: "2026-11-16", minutes: 1905, days: 5 },
  { name: "the week of the exam", from: "2026-11-16", to: "2026-11-23", minutes: 1905, days: 5 },
  { name: "the first session of a year", from: "2026-01-01", to: "2026-01-05", minutes: 321, days: 1 },
  { name: "a week with a holiday in it", from: "2026-08-17", to: "2026-08-24", minutes: 1524, days: 4 },
  { name: "a week of holidays", from: "2025-10-03", to: "2025-10-10", minutes: 0, days: 0 },
  { name: "a session of 2015, closed at 15:00", from: "2015-03-11", to: "2015-03-12", minutes: 351, days: 1 },
];
for (const { name, from, to, minutes, days } of WEEKS) {
  Deno.test(`${name} holds ${minutes} minutes and ${days} days`, () => {
    const span = { fromMs: at(from), toMs: at(to) };
    assert.equal(hours.countCandles("1m", span), minutes);
    assert.equal(hours.countCandles("1dKST", span), days);
  });
}

const COUNTS: Readonly<Partial<Record<Interval, number>>> = {
  "1s": 380 * 60 + 60,
  "1m": 381,
  "3m": 128,
  "5m": 77,
  "10m": 39,
  "15m": 27,
  "30m": 14,
  "1h": 7,
  "4h": 2,
  "1d": 1,
  "1dKST": 1,
};
for (const [interval, candles] of Object.entries(COUNTS) as [Interval, number][]) {
  Deno.test(`A normal session holds ${candles} candles of ${interval}`, () => {
    const fromMs = openTimeOf(interval, at("2026-11-11", "09:00"));
    assert.equal(hours.countCandles(interval, { fromMs, toMs: fromMs + DAY_MS }), candles);
  });
}

const ENDS: readonly (readonly [Interval, string, string, string])[] = [
  ["1m", "2026-11-11", "09:00", "2026-11-11T09:01"],
  ["1m", "2026-11-11", "15:19", "2026-11-11T15:20"],
  ["1m", "2026-11-11", "15:30", "2026-11-11T15:31"],
  ["15m", "2026-11-11", "15:15", "2026-11-11T15:20"],
  ["30m", "2026-11-11", "15:30", "2026-11-11T15:31"],
  ["1h", "2026-11-11", "10:00", "2026-11-11T11:00"],
  ["1h", "2026-11-11", "15:00", "2026-11-11T15:31"],
  ["4h", "2026-11-11", "13:00", "2026-11-11T15:31"],
  ["1d", "2026-11-13", "09:00", "2026-11-13T15:31"],
  ["1dKST", "2026-11-13", "00:00", "2026-11-13T15:31"],
  ["1dKST", "2026-11-19", "00:00", "2026-11-19T16:31"],
  ["1w", "2026-11-09", "09:00", "2026-11-13T15:31"],
  ["1w", "2025-09-29", "09:00", "2025-10-02T15:31"],
  ["1M", "2026-10-01", "09:00", "2026-10-30T15:31"],
  ["1y", "2026-01-01", "09:00", "2026-12-30T15:31"],
];
for (const [interval, date, time, end] of ENDS) {
  Deno.test(`The ${interval} of ${date} ${time} is over at ${end}`, () => {
    assert.equal(toKstIso(hours.closeTime(interval, at(date, time))).slice(0, 16), end);
  });
}

const NEXT: readonly (readonly [Interval, string, string, string])[] = [
  ["1m", "2026-11-11", "15:20", "2026-11-11T15:30"],
  ["1m", "2026-11-13", "15:31", "2026-11-16T09:00"],
  ["1m", "2025-10-02", "16:00", "2025-10-10T09:00"],
  ["1m", "2026-11-19", "09:00", "2026-11-19T10:00"],
  ["1h", "2026-11-11", "15:31", "2026-11-12T09:00"],
  ["1dKST", "2026-11-13", "00:01", "2026-11-16T00:00"],
  ["1w", "2025-10-02", "16:00", "2025-10-06T09:00"],
];
for (const [interval, date, time, next] of NEXT) {
  Deno.test(`From ${date} ${time} on the first ${interval} can begin at ${next}`, () => {
    assert.equal(toKstIso(hours.nextOpenTime(interval, at(date, time))).slice(0, 16), next);
  });
}

Deno.test("A week of the market is its sessions, without the ten minutes of the closing auction", () => {
  const spans = hours.openSpans({ fromMs: at("2026-11-13", "12:00"), toMs: at("2026-11-16", "09:30") });
  assert.deepEqual(
    spans.map(({ fromMs, toMs }) => [toKstIso(fromMs).slice(0, 16), toKstIso(toMs).slice(0, 16)]),
    [
      ["2026-11-13T12:00", "2026-11-13T15:20"],
      ["2026-11-13T15:30", "2026-11-13T15:31"],
      ["2026-11-16T09:00", "2026-11-16T09:30"],
    ],
  );
});

/** Minute by minute, from the calendar's own words. */
function isPossible(minuteMs: number): boolean {
  const session = calendar.sessionOn(kstDayOf(minuteMs));
  if (session === undefined) return false;
  return (minuteMs >= session.openMs && minuteMs < session.closeMs - 10 * MINUTE_MS) ||
    minuteMs === session.closeMs;
}

const days = fc.integer({ min: dayOf("2015-12-20"), max: dayOf("2027-12-20") });

for (const interval of INTERVALS.filter((name) => name !== "1s" && name !== "1y")) {
  Deno.test(`Whatever the days, as many ${interval} are counted as hold a minute that can exist`, () => {
    fc.assert(
      fc.property(days, fc.integer({ min: 1, max: 9 }), (day, length) => {
        const fromMs = openTimeOf(interval, kstDayStartMs(day));
        const toMs = closeTimeOf(interval, openTimeOf(interval, kstDayStartMs(day + length)));
        const found = new Set<number>();
        let lastMs = NaN;
        for (let minuteMs = fromMs; minuteMs < toMs; minuteMs += MINUTE_MS) {
          if (!isPossible(minuteMs)) continue;
          found.add(openTimeOf(interval, minuteMs));
          lastMs = minuteMs;
        }
        assert.equal(hours.countCandles(interval, { fromMs, toMs }), found.size);
        if (!Number.isNaN(lastMs)) {
          const lastOpenMs = openTimeOf(interval, lastMs);
          assert.equal(hours.closeTime(interval, lastOpenMs), lastMs + MINUTE_MS);
          assert.equal(hours.nextOpenTime(interval, lastOpenMs), lastOpenMs);
        }
      }),
      { numRuns: 40 },
    );
  });
}

Deno.test("A candle that the calendar does not know still ends, as the grid says", () => {
  const fromMs = at("2026-11-15", "12:00");
  assert.equal(hours.closeTime("1m", fromMs), fromMs + MINUTE_MS);
  assert.equal(hours.countCandles("1m", { fromMs, toMs: fromMs + HOUR_MS }), 0);
});

Deno.test("A market that is never open still has a next candle", () => {
  const never = createSessionHours(() => ({ sessionOn: () => undefined }));
  assert.equal(never.nextOpenTime("1m", at("2026-11-11", "09:00") + 1), at("2026-11-11", "09:01"));
});

Deno.test("sixty minutes before an open lie in the session before, also over a weekend", () => {
  for (const [date, before] of [["2026-11-12", "2026-11-11"], ["2026-11-16", "2026-11-13"]] as const) {
    const beforeMs = at(date, "09:00");
    const fromMs = beginOfLast("1m", { candles: 60, beforeMs, hours });
    assert.ok(hours.countCandles("1m", { fromMs: openTimeOf("1m", fromMs), toMs: beforeMs }) >= 60);
    const neededMs = beforeMs - at(before, "14:21");
    assert.ok(beforeMs - fromMs < 2 * neededMs, toKstIso(fromMs));
  }
});

Deno.test("a calendar without sessions has no last candles, and looking for them ends", () => {
  const none = createSessionHours(() => ({ sessionOn: () => undefined }));
  assert.ok(beginOfLast("1m", { candles: 5, beforeMs: at("2026-11-12"), hours: none }) <= 0);
});

const APART: readonly (readonly [Interval, string, string, boolean])[] = [
  ["1m", "2026-11-13", "08:59", true],
  ["1m", "2026-11-13", "09:00", false],
  ["1m", "2026-11-13", "15:20", true],
  ["1m", "2026-11-13", "15:30", false],
  ["1m", "2026-11-13", "15:31", true],
  ["1m", "2026-11-13", "19:59", true],
  ["1m", "2026-11-19", "09:30", true],
  ["1m", "2026-11-19", "16:30", false],
  ["1m", "2026-11-14", "12:00", false],
  ["30m", "2026-11-13", "15:00", false],
  ["4h", "2026-11-19", "09:00", false],
  ["4h", "2026-11-13", "17:00", true],
  ["1d", "2026-11-19", "09:00", false],
];
for (const [interval, date, time, isApart] of APART) {
  Deno.test(`The ${interval} of ${date} ${time} is ${isApart ? "apart from" : "of"} the session`, () => {
    assert.equal(hours.isApart(interval, at(date, time)), isApart);
  });
}

const OVER: readonly (readonly [Interval, string, string, string])[] = [
  ["1d", "2026-11-13", "15:30", "2026-11-13T09:00"],
  ["1d", "2026-11-13", "15:31", "2026-11-14T09:00"],
  ["1w", "2026-11-13", "15:31", "2026-11-16T09:00"],
  ["1dKST", "2026-11-19", "15:31", "2026-11-19T00:00"],
  ["1m", "2026-11-13", "15:31", "2026-11-13T15:31"],
];
for (const [interval, date, time, until] of OVER) {
  Deno.test(`On ${date} ${time} the ${interval} before ${until} are over`, () => {
    assert.equal(toKstIso(overUntil(interval, at(date, time), hours)).slice(0, 16), until);
  });
}
