import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { HOUR_MS, MINUTE_MS } from "../../src/core/kst.ts";
import { DailyAlive } from "../../src/telemetry/daily_alive.ts";
import { createEvents } from "../../src/telemetry/events.ts";
import { type OverallState, StateNotice } from "../../src/telemetry/state_notice.ts";
import { recordingLog } from "../support/client_parts.ts";
import { ManualClock } from "../support/manual_clock.ts";

function createTestNotice(options: { resendMs?: number } = {}) {
  const clock = new ManualClock("2026-03-11T10:00:00+09:00");
  const log = recordingLog();
  const notice = new StateNotice({ clock, events: createEvents(log), ...options });
  /** Tells the state each minute and returns the minutes at which something was said. */
  const tellFor = async (minutes: number, stateAt: (minute: number) => OverallState) => {
    const said: [minute: number, event: string, level: string][] = [];
    for (let minute = 0; minute < minutes; minute++) {
      const before = log.lines.length;
      notice.tell({ state: stateAt(minute), problems: ["portfolio: no answer"] });
      for (const { event, level } of log.lines.slice(before)) said.push([minute, event, level]);
      await clock.advance(MINUTE_MS);
    }
    return said;
  };
  return { clock, log, notice, tellFor };
}

Deno.test("a healthy day is silent, also when the market opens and closes", async () => {
  const day: readonly OverallState[] = ["starting", "ok", "idle", "starting", "ok"];
  const { tellFor } = createTestNotice();
  deepStrictEqual(await tellFor(day.length, (minute) => day[minute] ?? "ok"), []);
});

for (const state of ["degraded", "auth", "unconfigured"] as const) {
  Deno.test(`${state} is told at once and its end too`, async () => {
    const { tellFor } = createTestNotice();
    deepStrictEqual(await tellFor(10, (minute) => minute === 2 || minute === 3 ? state : "ok"), [
      [2, "state_changed", "warning"],
      [4, "state_changed", "info"],
    ]);
  });
}

Deno.test("a fault that lasts is told again after 1, 2, 4 and then each 6 hours", async () => {
  const { tellFor } = createTestNotice();
  const said = await tellFor(26 * 60, () => "degraded");
  deepStrictEqual(said.map(([minute]) => minute / 60), [0, 1, 3, 7, 13, 19, 25]);
  deepStrictEqual([...new Set(said.slice(1).map(([, event]) => event))], ["state_still"]);
});

Deno.test("the time until it is told again can be set, and begins anew after a recovery", async () => {
  const { tellFor } = createTestNotice({ resendMs: 5 * MINUTE_MS });
  const said = await tellFor(40, (minute) => minute === 20 ? "ok" : "degraded");
  deepStrictEqual(said.map(([minute]) => minute), [0, 5, 15, 20, 25, 30]);
});

Deno.test("a state that goes to and fro each minute is told at most twice in ten minutes", async () => {
  const { tellFor } = createTestNotice();
  const said = await tellFor(60, (minute) => minute % 2 === 0 ? "degraded" : "ok");
  strictEqual(said.length, 12);
  deepStrictEqual(said.slice(0, 4).map(([minute]) => minute), [0, 1, 10, 11]);
});

Deno.test("one fault that becomes another is told, but not within ten minutes", async () => {
  const { tellFor, log } = createTestNotice();
  const said = await tellFor(30, (minute) => minute < 3 ? "degraded" : "auth");
  deepStrictEqual(said.map(([minute]) => minute), [0, 10]);
  deepStrictEqual([log.lines[1]?.fields.from, log.lines[1]?.fields.to], ["degraded", "auth"]);
});

Deno.test("the line says what is wrong, and the line of the recovery how long it was so", async () => {
  const { clock, log, notice } = createTestNotice();
  notice.tell({ state: "degraded", problems: ["a is old", "b is full", "c is near its end"] });
  await clock.advance(2 * HOUR_MS + 5 * MINUTE_MS);
  notice.tell({ state: "ok", problems: ["c is near its end"] });
  deepStrictEqual(log.lines.map(({ message }) => message), [
    "state degraded, was ok: a is old (and 2 more, see /health)",
    "state ok after 2 h 5 min of degraded",
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
