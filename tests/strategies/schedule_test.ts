import assert from "node:assert/strict";
import fc from "fast-check";
import { MINUTE_MS } from "../../src/core/kst.ts";
import { createSessionHours } from "../../src/calendar/session_hours.ts";
import { hoursOfTable, tableOfHours } from "../../src/calendar/session_table.ts";
import { ALWAYS_OPEN } from "../../src/core/market/hours.ts";
import { HOLIDAYS_TEXT, toCalendar } from "../calendar/sample_calendars.ts";
import { toReasonText } from "../../src/core/reasons/reason_text.ts";
import { type CatchUp, type Due, DueWatch, timeOfDay, toRhythm } from "../../src/strategies/schedule.ts";

const wordsOf = (due: Due) =>
  toReasonText({ key: "due", action: "buy", ...due, amount: { kind: "usual" } }, "en")
    .replace(/^Due at (.*): buy for the usual amount\.$/, "$1");
const at = (text: string) => Date.parse(`${text}+09:00`);
const daily = toRhythm({ every: 1, unit: "days", at: "09:00" });
const once: CatchUp = { catch_up: "once", most_late_min: 60 };
const skip: CatchUp = { catch_up: "skip", most_late_min: 60 };

/** What a watch tells about one-minute candles that begin at these times. */
function tell(
  times: readonly string[],
  options: { catchUp: CatchUp; rhythm?: typeof daily },
): readonly string[] {
  const watch = new DueWatch(options.rhythm ?? daily, options.catchUp);
  return times.flatMap((text) => {
    const due = watch.take(at(text), at(text) + MINUTE_MS);
    return due === undefined ? [] : [`${text.slice(-5)}: ${wordsOf(due)}`];
  });
}

Deno.test("a due time is told by the bar that ends with it, once", () => {
  const times = ["2024-03-11T08:58", "2024-03-11T08:59", "2024-03-11T09:00", "2024-03-11T09:01"];
  assert.deepEqual(tell(times, { catchUp: skip }), ["08:59: 09:00 KST on 03-11"]);
});

Deno.test("a due time is told by the bar that begins with it when the one before did not come", () => {
  const times = ["2024-03-11T08:50", "2024-03-11T09:00", "2024-03-11T09:01"];
  assert.deepEqual(tell(times, { catchUp: skip }), ["09:00: 09:00 KST on 03-11"]);
});

Deno.test("a due time on the first bar ever is told, one before it is not", () => {
  assert.deepEqual(tell(["2024-03-11T09:00"], { catchUp: once }), ["09:00: 09:00 KST on 03-11"]);
  assert.deepEqual(tell(["2024-03-11T09:01", "2024-03-11T09:02"], { catchUp: once }), []);
});

Deno.test("a missed due time is made up for once within the limit, or skipped", () => {
  const late = ["2024-03-11T08:50", "2024-03-11T09:12", "2024-03-11T09:13"];
  assert.deepEqual(tell(late, { catchUp: once }), ["09:12: 09:00 KST on 03-11, 12 min late"]);
  assert.deepEqual(tell(late, { catchUp: skip }), []);
  assert.equal(tell(["2024-03-11T08:50", "2024-03-11T10:00"], { catchUp: once }).length, 1);
  assert.deepEqual(tell(["2024-03-11T08:50", "2024-03-11T10:01"], { catchUp: once }), []);
});

Deno.test("of several missed due times only the last is made up for, and the next is told as ever", () => {
  const times = ["2024-03-08T08:50", "2024-03-11T09:30", "2024-03-11T09:31", "2024-03-12T08:59"];
  assert.deepEqual(tell(times, { catchUp: once }), [
    "09:30: 09:00 KST on 03-11, 30 min late",
    "08:59: 09:00 KST on 03-12",
  ]);
});

Deno.test("due times repeat by minutes, hours, days and weeks from the time of day in Korea", () => {
  const table = [
    // 13 March 2024 was a Wednesday.
    [{ every: 15, unit: "minutes", at: "00:05" }, "2024-03-13T09:20", "2024-03-13T09:21"],
    [{ every: 6, unit: "hours", at: "03:00" }, "2024-03-13T21:00", "2024-03-13T20:00"],
    [{ every: 1, unit: "days", at: "00:00" }, "2024-03-13T00:00", "2024-03-13T09:00"],
    [{ every: 1, unit: "weeks", at: "09:00", weekday: "wednesday" }, "2024-03-13T09:00", "2024-03-12T09:00"],
    [{ every: 1, unit: "weeks", at: "09:00", weekday: "sunday" }, "2024-03-17T09:00", "2024-03-18T09:00"],
    [{ every: 1, unit: "weeks", at: "09:00" }, "2024-03-18T09:00", "2024-03-17T09:00"],
  ] as const;
  for (const [options, due, notDue] of table) {
    const rhythm = toRhythm(options);
    const isDue = (text: string) => (at(text) - rhythm.anchorMs) % rhythm.periodMs === 0;
    assert.equal(isDue(due), true, `${JSON.stringify(options)} ${due}`);
    assert.equal(isDue(notDue), false, `${JSON.stringify(options)} ${notDue}`);
  }
});

Deno.test("over any bars with any gaps and restarts no due time is told twice, and none of its own bar is lost", () => {
  const steps = fc.array(fc.record({ gap: fc.nat(200), isRestart: fc.boolean() }), {
    minLength: 1,
    maxLength: 80,
  });
  fc.assert(
    fc.property(
      steps,
      fc.integer({ min: 1, max: 90 }),
      fc.constantFrom(once, skip),
      (candles, every, catchUp) => {
        const rhythm = toRhythm({ every, unit: "minutes", at: "00:00" });
        let watch = new DueWatch(rhythm, catchUp);
        let openTimeMs = at("2024-03-11T08:00");
        const told = new Set<number>();
        for (const { gap, isRestart } of candles) {
          const fresh = new DueWatch(rhythm, catchUp);
          fresh.restore(watch.save());
          if (isRestart) watch = fresh;
          openTimeMs += gap * MINUTE_MS;
          const endMs = openTimeMs + MINUTE_MS;
          const due = watch.take(openTimeMs, endMs);
          const own = [openTimeMs, endMs].findLast((ms) => (ms - rhythm.anchorMs) % rhythm.periodMs === 0);
          if (own !== undefined) assert.ok(told.has(own) || due?.dueAtMs === own);
          if (due !== undefined) {
            assert.equal(told.has(due.dueAtMs), false);
            assert.ok(due.lateMs === 0 || (catchUp === once && due.lateMs <= 60 * MINUTE_MS));
            told.add(due.dueAtMs);
          }
          openTimeMs = endMs;
        }
      },
    ),
    { numRuns: 100 },
  );
});

Deno.test("a time of day is HH:MM before midnight", () => {
  for (const text of ["00:00", "09:05", "23:59"]) assert.equal(timeOfDay.safeParse(text).success, true, text);
  for (const text of ["9:00", "24:00", "12:60", "noon", ""]) {
    assert.equal(timeOfDay.safeParse(text).success, false, text);
  }
});

const calendar = toCalendar(HOLIDAYS_TEXT);
/** As the process of a strategy has them. */
const table = tableOfHours(createSessionHours(() => calendar), {
  fromMs: at("2026-10-01T00:00"),
  toMs: at("2026-12-31T00:00"),
});
const stockHours = hoursOfTable(table ?? []);
const saturdays = toRhythm({ every: 1, unit: "weeks", at: "09:00", weekday: "saturday" });

/** What a watch of a stock tells about its minutes. */
function tellStock(times: readonly string[], catchUp: CatchUp, rhythm = daily): readonly string[] {
  const watch = new DueWatch(rhythm, catchUp, stockHours);
  return times.flatMap((text) => {
    const due = watch.take(at(text), at(text) + MINUTE_MS);
    return due === undefined ? [] : [`${text.slice(5)}: ${wordsOf(due)}`];
  });
}

const WEEKEND = ["2026-11-13T15:19", "2026-11-13T15:30", "2026-11-16T09:00", "2026-11-16T09:01"];

Deno.test("what is due on a day without a session is due with the next one, or left out when somebody wants that", () => {
  const next: CatchUp = { ...skip, closed_day: "next_session" };
  assert.deepEqual(tellStock(WEEKEND, next, saturdays), ["11-16T09:00: 09:00 KST on 11-14"]);
  assert.deepEqual(tellStock(WEEKEND, { ...once, closed_day: "skip" }, saturdays), []);
});

Deno.test("after a weekend only what is due on Monday is told", () => {
  assert.deepEqual(tellStock(WEEKEND, once), ["11-16T09:00: 09:00 KST on 11-16"]);
});

Deno.test("what is due in the evening is told with the next session, and lateness counts its minutes alone", () => {
  const evening = toRhythm({ every: 1, unit: "days", at: "20:00" });
  const times = ["2026-11-12T15:30", "2026-11-13T09:00"];
  assert.deepEqual(tellStock(times, skip, evening), ["11-13T09:00: 20:00 KST on 11-12"]);
  const late = ["2026-11-12T15:30", "2026-11-13T09:07"];
  assert.deepEqual(tellStock(late, once, evening), ["11-13T09:07: 20:00 KST on 11-12, 7 min late"]);
  assert.deepEqual(tellStock(late, skip, evening), []);
});

Deno.test("sessions reach a process as they are, those of the exam included, and none of a market that never closes", () => {
  const row = table?.find(([, openMs]) => openMs === at("2026-11-19T10:00"));
  assert.equal(row?.[2], at("2026-11-19T16:30"));
  assert.equal(tableOfHours(ALWAYS_OPEN, { fromMs: 0, toMs: 1 }), undefined);
});
