import { deepStrictEqual, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { DEFAULT_POLL_STEPS, nextTickAfter, type OpenPollWindow } from "../../src/calendar/poll_plan.ts";
import { kstDayOf } from "../../src/core/kst.ts";
import { Attendance, type AttendanceKeeper } from "../../src/stock/attendance.ts";
import { shippedCalendar } from "../support/calendars.ts";

const CALENDAR = shippedCalendar();
const at = (time: string) => Date.parse(`2026-03-11T${time}+09:00`);
const SESSION = CALENDAR.sessionOn(kstDayOf(at("12:00:00")));
const FORGETFUL: AttendanceKeeper = { begin() {}, extend() {}, noteTick() {} };
const NOTHING = { spans: [], ticks: [] };

function countsAt(attendance: Attendance, time: string, running?: OpenPollWindow) {
  if (SESSION === undefined) throw new Error("There is no session on that day");
  const plan = { calendar: CALENDAR, steps: DEFAULT_POLL_STEPS, nowMs: at(time), running };
  return attendance.countsOf(SESSION, plan);
}

/** Runs every tick after `from` up to `until`. */
function run(attendance: Attendance, from: string, until: string, hasFailed = false): void {
  let atMs = at(from);
  while ((atMs = nextTickAfter(CALENDAR, DEFAULT_POLL_STEPS, atMs).atMs) <= at(until)) {
    attendance.noteTick(atMs, hasFailed);
  }
  attendance.extend(at(until));
}

Deno.test("polls from before a first start at 12:48 were not missed: the program was not there", () => {
  const attendance = new Attendance(NOTHING, FORGETFUL);
  attendance.begin(at("12:48:20"));
  run(attendance, "12:48:20", "12:50:30");
  const { pre, market, post } = countsAt(attendance, "12:50:30");
  deepStrictEqual(pre, { done: 0, failed: 0, missed: 0, notRunning: 24 });
  deepStrictEqual(market, { done: 2, failed: 0, missed: 0, notRunning: 229 });
  deepStrictEqual(post, { done: 0, failed: 0, missed: 0, notRunning: 0 });
});

Deno.test("polls while the machine slept were missed: the program was there", () => {
  const attendance = new Attendance(NOTHING, FORGETFUL);
  attendance.begin(at("06:50:00"));
  run(attendance, "06:50:00", "10:00:00");
  run(attendance, "10:30:00", "11:00:00");
  deepStrictEqual(countsAt(attendance, "11:00:30").market, {
    done: 91,
    failed: 0,
    missed: 30,
    notRunning: 0,
  });
});

Deno.test("a poll that is running is neither done nor missed", () => {
  const attendance = new Attendance(NOTHING, FORGETFUL);
  attendance.begin(at("10:00:00"));
  strictEqual(countsAt(attendance, "10:01:00").market.missed, 1);
  strictEqual(countsAt(attendance, "10:01:00", "market").market.missed, 0);
});

Deno.test("what one run wrote down, the next one knows: done, failed, and the gap between them", () => {
  const spans: { fromMs: number; untilMs: number }[] = [];
  const ticks: { plannedAtMs: number; hasFailed: boolean }[] = [];
  const first = new Attendance(NOTHING, {
    begin: (atMs) => spans.push({ fromMs: atMs, untilMs: atMs }),
    extend: (fromMs, untilMs) => spans.splice(0, 1, { fromMs, untilMs }),
    noteTick: (tick) => ticks.push(tick),
  });
  first.begin(at("08:59:30"));
  run(first, "08:59:30", "09:30:00");
  run(first, "09:30:00", "09:31:00", true);
  const second = new Attendance({ spans, ticks }, FORGETFUL);
  deepStrictEqual(countsAt(second, "09:35:00").market, { done: 31, failed: 1, missed: 0, notRunning: 4 });
  second.begin(at("09:40:10"));
  run(second, "09:40:10", "09:45:00");
  deepStrictEqual(countsAt(second, "09:45:00").market, { done: 36, failed: 1, missed: 0, notRunning: 9 });
});

Deno.test("a tick is known by its planned time: one that is polled again after a step back counts once", () => {
  const attendance = new Attendance(NOTHING, FORGETFUL);
  attendance.begin(at("08:59:30"));
  run(attendance, "08:59:30", "10:00:00");
  attendance.begin(at("09:20:10"));
  deepStrictEqual(countsAt(attendance, "09:20:30").market, { done: 21, failed: 0, missed: 0, notRunning: 0 });
  run(attendance, "09:20:10", "09:30:00");
  deepStrictEqual(countsAt(attendance, "09:30:00").market, { done: 31, failed: 0, missed: 0, notRunning: 0 });
});

Deno.test("a clock that was ahead and is put right leaves nothing behind that is still to come", () => {
  const attendance = new Attendance(NOTHING, FORGETFUL);
  attendance.begin(at("10:00:30"));
  attendance.extend(at("13:30:00"));
  attendance.noteTick(at("13:30:00"), false);
  attendance.begin(at("10:02:30"));
  deepStrictEqual(countsAt(attendance, "10:02:40").market, { done: 0, failed: 0, missed: 2, notRunning: 61 });
});

Deno.test("done, missed, not running and to come are all ticks of the day, whatever happens", () => {
  const minutes = fc.integer({ min: 0, max: 14 * 60 });
  const events = fc.array(fc.record({ kind: fc.constantFrom("begin", "run", "sleep", "back"), minutes }), {
    maxLength: 12,
  });
  fc.assert(fc.property(events, (events) => {
    const attendance = new Attendance(NOTHING, FORGETFUL);
    let nowMs = at("06:30:00");
    attendance.begin(nowMs);
    for (const { kind, minutes } of events) {
      const byMs = (minutes % 90) * 60_000 + 7_000;
      if (kind === "back") nowMs = Math.max(at("06:30:00"), nowMs - byMs);
      else nowMs = Math.min(at("21:00:00"), nowMs + byMs);
      if (kind === "begin" || kind === "back") attendance.begin(nowMs);
      else attendance.extend(nowMs);
      const tick = nextTickAfter(CALENDAR, DEFAULT_POLL_STEPS, nowMs - 600_000);
      if (kind === "run" && tick.atMs <= nowMs) attendance.noteTick(tick.atMs, minutes % 2 === 0);
    }
    if (SESSION === undefined) return;
    const plan = { calendar: CALENDAR, steps: DEFAULT_POLL_STEPS, nowMs, running: undefined };
    const all = Object.values(attendance.countsOf(SESSION, plan));
    const passed = all.reduce((sum, one) => sum + one.done + one.failed + one.missed + one.notRunning, 0);
    let expected = 0;
    let atMs = at("06:30:00");
    while ((atMs = nextTickAfter(CALENDAR, DEFAULT_POLL_STEPS, atMs).atMs) <= nowMs) expected++;
    strictEqual(passed, expected);
  }));
});

Deno.test("a poll that was planned for the very instant of a new beginning stays done, and a later one is of another clock", () => {
  for (const [planned, done] of [["10:05:00", 1], ["10:06:00", 0]] as const) {
    const attendance = new Attendance(
      { spans: [], ticks: [{ plannedAtMs: at(planned), hasFailed: false }] },
      FORGETFUL,
    );
    attendance.begin(at("10:05:00"));
    strictEqual(countsAt(attendance, "10:30:00").market.done, done, planned);
  }
});

Deno.test("polls later than the time that is asked for do not count yet, nor do those of other days", () => {
  const attendance = new Attendance(NOTHING, FORGETFUL);
  attendance.begin(at("10:00:00"));
  attendance.noteTick(at("10:05:00"), false);
  attendance.noteTick(at("10:10:00"), true);
  attendance.noteTick(at("10:05:00") - 24 * 3_600_000, true);
  const { done, failed } = countsAt(attendance, "10:07:00").market;
  deepStrictEqual([done, failed], [1, 0]);
});
