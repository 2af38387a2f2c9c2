import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { createSessionHours } from "../../../src/calendar/session_hours.ts";
import type { Interval } from "../../../src/core/candle.ts";
import { HOUR_MS, kstDayStartMs, toKstIso } from "../../../src/core/kst.ts";
import { findHoles, planStartSpan, spansToFetch } from "../../../src/market/read/holes.ts";
import { dayOf, HOLIDAYS_TEXT, minutesThatExist, toCalendar } from "../../calendar/sample_calendars.ts";

const calendar = toCalendar(HOLIDAYS_TEXT);
const hours = createSessionHours(() => calendar);
const minutesOf = (from: string, to: string) => minutesThatExist(calendar, { from, to });

function look(from: string, to: string, openTimes: readonly number[], interval: Interval = "1m") {
  const span = { fromMs: kstDayStartMs(dayOf(from)), toMs: kstDayStartMs(dayOf(to)) };
  const coverage = [{ kind: "fetched", reason: undefined, ...span }] as const;
  return findHoles({ coverage, span, interval, openTimes, hours });
}

const WEEKS: readonly (readonly [string, string, string, number])[] = [
  ["a normal week", "2026-11-09", "2026-11-16", 1905],
  ["the week of the exam", "2026-11-16", "2026-11-23", 1905],
  ["the first session of a year", "2026-01-01", "2026-01-03", 321],
  ["a week with two holidays", "2026-10-05", "2026-10-12", 1143],
  ["a week with Christmas at its end", "2026-12-21", "2026-12-28", 1524],
];
for (const [name, from, to, expected] of WEEKS) {
  Deno.test(`nothing is missing in ${name}, and nothing is without trade`, () => {
    const { holes, completeness } = look(from, to, minutesOf(from, to));
    deepStrictEqual(holes, []);
    const { present, noTrade } = completeness;
    deepStrictEqual([completeness.expected, present, noTrade], [expected, expected, 0]);
  });
}

Deno.test("quiet minutes of a thin stock are without trade, and its nights are not", () => {
  const all = minutesOf("2026-11-09", "2026-11-16");
  const thin = all.filter((_, i) => i % 10 === 0);
  const { completeness } = look("2026-11-09", "2026-11-16", thin);
  deepStrictEqual([completeness.expected, completeness.present], [1905, thin.length]);
  strictEqual(completeness.noTrade, all.length - thin.length);
});

Deno.test("a hole over a weekend counts the minutes of both sessions", () => {
  const isLost = (atMs: number) => {
    const text = toKstIso(atMs).slice(5, 16);
    return text >= "11-13T15:10" && text < "11-16T09:05";
  };
  const there = minutesOf("2026-11-13", "2026-11-17").filter((atMs) => !isLost(atMs));
  const { holes } = look("2026-11-13", "2026-11-17", there);
  const told = holes.map(({ fromMs, toMs, bars }) => [toKstIso(fromMs), toKstIso(toMs), bars]);
  deepStrictEqual(told, [["2026-11-13T15:10:00+09:00", "2026-11-16T09:05:00+09:00", 10 + 1 + 5]]);
});

Deno.test("days of Korea are missing on sessions alone", () => {
  const days = [11, 12, 13].map((day) => kstDayStartMs(dayOf(`2026-11-${day}`)));
  const { holes, completeness } = look("2026-11-09", "2026-11-16", days, "1dKST");
  strictEqual(completeness.expected, 5);
  deepStrictEqual(holes.map(({ bars }) => bars), [2]);
});

Deno.test("a candle outside of all sessions is there and expected, and none of its neighbours is", () => {
  const odd = kstDayStartMs(dayOf("2026-11-14")) + 12 * HOUR_MS;
  const { completeness } = look("2026-11-14", "2026-11-16", [odd]);
  deepStrictEqual([completeness.expected, completeness.present], [1, 1]);
});

/** Each session was fetched by itself, and nobody asks for nights. */
function lookAtSessions(from: string, to: string, interval: Interval, openTimes: readonly number[]) {
  const span = { fromMs: kstDayStartMs(dayOf(from)), toMs: kstDayStartMs(dayOf(to)) };
  const coverage = hours.openSpans(span).map((
    one,
  ) => ({ kind: "fetched", reason: undefined, ...one } as const));
  return findHoles({ coverage, span, interval, openTimes, hours });
}

const FETCHED: readonly (readonly [Interval, number])[] = [["1m", 1905], ["1h", 35], ["4h", 10], [
  "1dKST",
  5,
]];
for (const [interval, count] of FETCHED) {
  Deno.test(`candles of ${interval} are known whose sessions were fetched each for itself`, () => {
    const { completeness: { expected, noTrade } } = lookAtSessions("2026-11-16", "2026-11-23", interval, []);
    deepStrictEqual([expected, noTrade], [count, count]);
  });
}

Deno.test("a day of which an hour was not fetched is not known", () => {
  const at = (text: string) => Date.parse(`2026-11-${text}+09:00`);
  const span = { fromMs: at("12T09:00"), toMs: at("14T09:00") };
  const fetched = (fromMs: number, toMs: number) =>
    ({ kind: "fetched", reason: undefined, fromMs, toMs }) as const;
  const coverage = [
    fetched(at("12T09:00"), at("12T15:31")),
    fetched(at("13T09:00"), at("13T11:00")),
    fetched(at("13T12:00"), at("13T15:31")),
  ];
  const { completeness } = findHoles({ coverage, span, interval: "1d", openTimes: [], hours });
  deepStrictEqual([completeness.noTrade, completeness.notFetched], [1, 1]);
});

const KST = (text: string) => Date.parse(`2026-11-${text}:00+09:00`);

Deno.test("nobody asks for a night: what is missing begins and ends with what can be", () => {
  const fetched = {
    kind: "fetched",
    reason: undefined,
    fromMs: KST("12T09:00"),
    toMs: KST("12T15:31"),
  } as const;
  const span = { fromMs: KST("12T00:00"), toMs: KST("14T12:00") };
  deepStrictEqual(spansToFetch([fetched], span, hours), [{ fromMs: KST("13T09:00"), toMs: KST("13T15:31") }]);
});

Deno.test("a start over a weekend plans nothing when Friday is there, and else begins where its depth does", () => {
  const nowMs = KST("15T12:00");
  const plan = (fetched: { fromMs: number; toMs: number }) =>
    planStartSpan({
      ...{ lastClosedMs: KST("13T15:30"), nowMs, daysBack: 2, interval: "1m", hours },
      coverage: [{ kind: "fetched", reason: undefined, ...fetched }],
    });
  strictEqual(plan({ fromMs: KST("13T09:00"), toMs: KST("13T15:31") }), undefined);
  strictEqual(plan({ fromMs: KST("13T13:00"), toMs: KST("13T15:31") })?.fromMs, KST("13T12:00"));
});
