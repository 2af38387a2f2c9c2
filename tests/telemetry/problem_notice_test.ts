import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { HOUR_MS, MINUTE_MS } from "../../src/core/kst.ts";
import { DailyAlive } from "../../src/telemetry/daily_alive.ts";
import { createEvents } from "../../src/telemetry/events.ts";
import { ProblemNotice, type ReportedProblem } from "../../src/telemetry/problem_notice.ts";
import { recordingLog } from "../support/client_parts.ts";
import { ManualClock } from "../support/manual_clock.ts";

const HOLES: ReportedProblem = { code: "series_holes", subject: "a", severity: "warning", en: "a has holes" };
const PARKED: ReportedProblem = {
  code: "strategy_parked",
  subject: "b",
  severity: "error",
  en: "b is parked",
};
const keyOf = ({ code, subject }: ReportedProblem) => `${code} ${subject}`;

function createTestNotice(options: { resendMs?: number } = {}) {
  const clock = new ManualClock("2026-03-11T10:00:00+09:00");
  const log = recordingLog();
  const notice = new ProblemNotice({ clock, events: createEvents(log), ...options });
  /** Tells the problems each minute and returns the minutes at which something was said. */
  const reportFor = async (minutes: number, problemsAt: (minute: number) => readonly ReportedProblem[]) => {
    const said: [minute: number, event: string, level: string][] = [];
    for (let minute = 0; minute < minutes; minute++) {
      const before = log.lines.length;
      notice.report(problemsAt(minute), keyOf);
      for (const { event, level } of log.lines.slice(before)) said.push([minute, event, level]);
      await clock.advance(MINUTE_MS);
    }
    return said;
  };
  return { clock, log, notice, reportFor };
}

Deno.test("a healthy day is silent, and a note is no news", async () => {
  const { reportFor } = createTestNotice();
  const note: ReportedProblem = {
    code: "calendar_note",
    severity: "note",
    en: "The calendar ends in 40 days.",
  };
  deepStrictEqual(await reportFor(3 * 60, (minute) => minute < 5 ? [] : [note]), []);
});

for (const [problem, level] of [[HOLES, "warning"], [PARKED, "error"]] as const) {
  Deno.test(`a problem that is a ${problem.severity} is told at once, in one line, and its end too`, async () => {
    const { reportFor } = createTestNotice();
    deepStrictEqual(await reportFor(10, (minute) => minute === 2 || minute === 3 ? [problem] : []), [
      [2, "problem_began", level],
      [4, "problem_ended", "info"],
    ]);
  });
}

Deno.test("two problems have two lines, and each its own end", async () => {
  const { reportFor } = createTestNotice();
  const said = await reportFor(
    20,
    (minute) => minute < 5 ? [HOLES] : minute < 12 ? [HOLES, PARKED] : [PARKED],
  );
  deepStrictEqual(said.map(([minute, event]) => [minute, event]), [
    [0, "problem_began"],
    [5, "problem_began"],
    [12, "problem_ended"],
  ]);
});

Deno.test("what has a line of its own when it happens is not told twice, but again while it lasts", async () => {
  const { reportFor } = createTestNotice();
  const failing: ReportedProblem = {
    code: "source_failing",
    subject: "p",
    severity: "warning",
    en: "p: no answer",
  };
  const said = await reportFor(70, (minute) => minute < 65 ? [failing] : []);
  deepStrictEqual(said, [[60, "problems_last", "warning"]]);
});

Deno.test("a problem that lasts is told again after 1, 2, 4 and then each 6 hours", async () => {
  const { reportFor } = createTestNotice();
  const said = await reportFor(26 * 60, () => [HOLES]);
  deepStrictEqual(said.map(([minute]) => minute / 60), [0, 1, 3, 7, 13, 19, 25]);
  deepStrictEqual([...new Set(said.slice(1).map(([, event]) => event))], ["problems_last"]);
});

Deno.test("the time until it is told again can be set, and begins anew with another problem", async () => {
  const { reportFor } = createTestNotice({ resendMs: 5 * MINUTE_MS });
  const said = await reportFor(40, (minute) => minute < 20 ? [HOLES] : [HOLES, PARKED]);
  deepStrictEqual(said.map(([minute]) => minute), [0, 5, 15, 20, 25, 35]);
});

Deno.test("a problem that comes and goes each minute is told at most twice in ten minutes", async () => {
  const { reportFor } = createTestNotice();
  const said = await reportFor(60, (minute) => minute % 2 === 0 ? [HOLES] : []);
  strictEqual(said.length, 12);
  deepStrictEqual(said.slice(0, 4).map(([minute]) => minute), [0, 1, 10, 11]);
});

Deno.test("since when a problem is known follows a clock that is set back", async () => {
  const { clock, notice } = createTestNotice();
  notice.report([HOLES], keyOf);
  await clock.advance(5 * MINUTE_MS);
  strictEqual(notice.sinceMs(keyOf(HOLES)), clock.now() - 5 * MINUTE_MS);
  clock.setWall(clock.now() - HOUR_MS);
  strictEqual(notice.sinceMs(keyOf(HOLES)), clock.now() - 5 * MINUTE_MS);
  strictEqual(notice.sinceMs("another"), clock.now(), "known from this look on");
});

Deno.test("the line says what is wrong, and the line of the end how long it was so", async () => {
  const { clock, log, notice } = createTestNotice();
  notice.report([HOLES], keyOf);
  await clock.advance(2 * HOUR_MS + 5 * MINUTE_MS);
  notice.report([], keyOf);
  deepStrictEqual(log.lines.map(({ message, fields }) => [message, fields.code]), [
    ["a has holes", "series_holes"],
    ["over after 2 h 5 min: a has holes", "series_holes"],
  ]);
});

Deno.test("a problem that came back and is told late has lasted since it came back", async () => {
  const { log, reportFor } = createTestNotice();
  // Told at 0, gone at 1, back at 2; told once more at 10, when ten minutes have passed, and gone at 20.
  await reportFor(21, (minute) => minute === 1 || minute === 20 ? [] : [HOLES]);
  deepStrictEqual(log.lines.filter(({ event }) => event === "problem_ended").map(({ message }) => message), [
    "over after 1 min: a has holes",
    "over after 18 min: a has holes",
  ]);
});

// ---- the line of the day ----

const totalsOf = (polls: number, missed = 0, claimsWon = 0, claimsLost = 0) => ({
  polls,
  missed,
  claimsWon,
  claimsLost,
});

Deno.test("the first wake of a day says how the day before went, once", () => {
  const log = recordingLog();
  const alive = new DailyAlive(createEvents(log));
  alive.onWake(20_523, { totals: totalsOf(10), calendarDaysLeft: 301 });
  alive.addFailedPoll();
  alive.onWake(20_523, { totals: totalsOf(400, 2, 5, 7), calendarDaysLeft: 301 });
  strictEqual(log.lines.length, 0);
  alive.onWake(20_524, { totals: totalsOf(455, 2, 6, 7), calendarDaysLeft: 300 });
  alive.onWake(20_524, { totals: totalsOf(455, 2, 6, 7), calendarDaysLeft: 300 });
  alive.onWake(20_525, { totals: totalsOf(455, 2, 6, 7), calendarDaysLeft: 1 });
  deepStrictEqual(log.lines.map(({ event, message }) => [event, message]), [
    [
      "alive",
      "alive; 2026-03-11: 445 polls, 2 missed, 1 with failures; 6 signals claimed, 7 suppressed; the calendar covers 300 more days",
    ],
    [
      "alive",
      "alive; 2026-03-12: 0 polls, 0 missed, 0 with failures; 0 signals claimed, 0 suppressed; the calendar covers 1 more day",
    ],
  ]);
});

Deno.test("a clock that is set back to yesterday is no new day", () => {
  const log = recordingLog();
  const alive = new DailyAlive(createEvents(log));
  for (const day of [20_524, 20_523]) alive.onWake(day, { totals: totalsOf(1), calendarDaysLeft: 1 });
  strictEqual(log.lines.length, 0);
  alive.onWake(20_524, { totals: totalsOf(2), calendarDaysLeft: 1 });
  strictEqual(log.lines[0]?.fields.polls, 1);
});
