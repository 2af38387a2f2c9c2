import assert from "node:assert/strict";
import fc from "fast-check";
import { DAY_MS, HOUR_MS, kstDayOf, kstDayStartMs, MINUTE_MS, toKstIso } from "../../../src/core/kst.ts";
import {
  type DueSummary,
  planSummaries,
  type SummaryMoment,
  type SummaryName,
} from "../../../src/notifiers/telling/summary_plan.ts";
import { shippedCalendar } from "../../support/calendars.ts";

const calendar = shippedCalendar();
const at = (text: string) => Date.parse(`${text}+09:00`);
const keyOf = ({ kind, day }: SummaryName) => `${kind} ${day}`;
const show = ({ kind, dueAtMs }: DueSummary) => `${kind} ${toKstIso(dueAtMs).slice(5, 16)}`;

function plan(now: string, change: Partial<SummaryMoment> = {}, done: readonly string[] = []) {
  const { tell, skip } = planSummaries({
    nowMs: at(now),
    atMin: [8 * 60 + 40, 15 * 60 + 40],
    hoursOn: (day) => calendar.sessionOn(day),
    beganAtMs: at("2026-11-20T00:00"),
    isDone: (name) => done.includes(keyOf(name)),
    ...change,
  });
  return { tell: tell.map(show), skip: skip.map(show) };
}

const FRIDAY = kstDayOf(at("2026-11-20T12:00"));

Deno.test("each is told at its time and not before, and once", () => {
  assert.deepEqual(plan("2026-11-20T08:39:59").tell, []);
  assert.deepEqual(plan("2026-11-20T08:40:00").tell, ["morning 11-20T08:40"]);
  assert.deepEqual(plan("2026-11-20T08:40:30", {}, [`morning ${FRIDAY}`]).tell, []);
  assert.deepEqual(plan("2026-11-20T15:40", {}, [`morning ${FRIDAY}`]).tell, ["evening 11-20T15:40"]);
});

Deno.test("fault 55: less than three hours late it is told, later it is skipped", () => {
  const done = [`morning ${FRIDAY}`];
  assert.deepEqual(plan("2026-11-20T18:39", {}, done).tell, ["evening 11-20T15:40"]);
  const late = plan("2026-11-20T18:40", {}, done);
  assert.deepEqual([late.tell, late.skip], [[], ["evening 11-20T15:40"]]);
  // Over the weekend: the evening of Friday is no matter of Monday, and is said there.
  const monday = plan("2026-11-23T08:40", {}, done);
  assert.deepEqual([monday.tell, monday.skip], [["morning 11-23T08:40"], ["evening 11-20T15:40"]]);
});

Deno.test("weekends and holidays have none", () => {
  assert.deepEqual(plan("2026-11-21T08:45", { beganAtMs: at("2026-11-21T00:00") }), { tell: [], skip: [] });
  const holiday = plan("2026-12-25T15:45", { beganAtMs: at("2026-12-25T00:00") });
  assert.deepEqual(holiday, { tell: [], skip: [] });
});

Deno.test("on a day with late hours the evening waits for the close, and the morning comes as always", () => {
  // The day of the university entrance exam: 10:00 to 16:30.
  const beganAtMs = at("2026-11-19T00:00");
  const done = [`morning ${FRIDAY - 1}`];
  assert.deepEqual(plan("2026-11-19T08:40", { beganAtMs }).tell, ["morning 11-19T08:40"]);
  assert.deepEqual(plan("2026-11-19T16:00", { beganAtMs }, done).tell, []);
  assert.deepEqual(plan("2026-11-19T16:40", { beganAtMs }, done).tell, ["evening 11-19T16:40"]);
});

Deno.test("what was due before there was a program, or while summaries were off, is owed to nobody", () => {
  const beganAtMs = at("2026-11-20T15:45");
  assert.deepEqual(plan("2026-11-20T15:46", { beganAtMs }), { tell: [], skip: [] });
  assert.deepEqual(plan("2026-11-20T15:46", { atMin: [] }), { tell: [], skip: [] });
});

Deno.test("a clock that is set back tells nothing again, and one far ahead skips a week at most", () => {
  const done = [`morning ${FRIDAY}`, `evening ${FRIDAY}`];
  assert.deepEqual(plan("2026-11-20T08:41", {}, done), { tell: [], skip: [] });
  assert.ok(plan("2027-06-01T12:00").skip.length <= 14);
});

Deno.test("whenever the program runs: each summary of a day is told or skipped once, and never before its time", () => {
  const looks = fc.array(fc.integer({ min: 0, max: 5 * 24 * 60 }), { minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(
      looks,
      fc.integer({ min: 0, max: 1_440 }),
      fc.integer({ min: 0, max: 1_440 }),
      (minutes, a, b) => {
        const done = new Map<string, string>();
        const startMs = at("2026-11-18T00:00");
        for (const minute of minutes.toSorted((x, y) => x - y)) {
          const nowMs = startMs + minute * MINUTE_MS;
          const { tell, skip } = planSummaries({
            ...{ nowMs, atMin: [a, b], beganAtMs: startMs },
            hoursOn: (day) => calendar.sessionOn(day),
            isDone: (name) => done.has(keyOf(name)),
          });
          for (const due of [...tell, ...skip]) {
            assert.ok(!done.has(keyOf(due)) && due.dueAtMs <= nowMs);
            assert.ok(calendar.sessionOn(due.day) !== undefined);
            done.set(keyOf(due), tell.includes(due) ? "told" : "skipped");
          }
          for (const { dueAtMs, day } of tell) {
            assert.ok(nowMs - dueAtMs < 3 * HOUR_MS && nowMs < kstDayStartMs(day) + DAY_MS);
          }
        }
      },
    ),
    { numRuns: 200 },
  );
});
