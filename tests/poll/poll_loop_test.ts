import { deepStrictEqual, ok as assertTrue, strictEqual } from "node:assert/strict";
import { DEFAULT_POLL_STEPS } from "../../src/calendar/poll_plan.ts";
import type { MarketCalendar } from "../../src/calendar/session.ts";
import { toKstIso } from "../../src/core/kst.ts";
import { PollLoop } from "../../src/poll/poll_loop.ts";
import { createEvents } from "../../src/telemetry/events.ts";
import { calendarOf, shippedCalendar } from "../support/calendars.ts";
import { recordingLog } from "../support/client_parts.ts";
import { ManualClock, settle } from "../support/manual_clock.ts";

const SHIPPED = shippedCalendar();

/** A loop on a manual clock whose cycles note the wall clock and do `work`. */
function startLoop(
  start: string,
  options: {
    calendar?: () => MarketCalendar;
    work?: (clock: ManualClock, signal: AbortSignal) => Promise<void>;
  } = {},
) {
  const clock = new ManualClock(start);
  const log = recordingLog();
  const polls: string[] = [];
  const loop = new PollLoop({
    clock,
    calendar: options.calendar ?? (() => SHIPPED),
    steps: DEFAULT_POLL_STEPS,
    onWake: () => Promise.resolve(),
    runCycle: async (_tickAtMs, signal) => {
      polls.push(toKstIso(clock.now()).slice(0, 19));
      await options.work?.(clock, signal);
    },
    events: createEvents(log),
  });
  loop.start();
  return { clock, loop, polls, log };
}

const timesOf = (polls: readonly string[]) => polls.map((poll) => poll.slice(11));

Deno.test("an ordinary day has 468 polls, the first at 07:00:00 and the last at 19:55:00", async () => {
  const { clock, loop, polls } = startLoop("2026-03-11T00:00:00+09:00");
  await clock.advance(24 * 3_600_000);
  strictEqual(polls.length, 468);
  deepStrictEqual(timesOf([polls[0] ?? "", polls[24] ?? "", polls.at(-1) ?? ""]), [
    "07:00:00",
    "09:00:00",
    "19:55:00",
  ]);
  strictEqual(loop.status.missed, 0);
  await loop[Symbol.asyncDispose]();
});

Deno.test("the exam day has 468 polls with the market from 10:00 to 16:30", async () => {
  const { clock, loop, polls } = startLoop("2025-11-13T00:00:00+09:00");
  await clock.advance(24 * 3_600_000);
  const between = (from: string, to: string) =>
    timesOf(polls).filter((time) => time >= from && time < to).length;
  deepStrictEqual([between("07:00", "10:00"), between("10:00", "16:30"), between("16:30", "20:00")], [
    36,
    390,
    42,
  ]);
  await loop[Symbol.asyncDispose]();
});

Deno.test("starting inside a window polls at once and then on the grid", async () => {
  const { clock, loop, polls } = startLoop("2026-03-11T10:17:23+09:00");
  await clock.advance(120_000);
  deepStrictEqual(timesOf(polls), ["10:17:23", "10:18:00", "10:19:00"]);
  await loop[Symbol.asyncDispose]();
});

Deno.test("starting on Friday night waits until Monday 07:00", async () => {
  const { clock, loop, polls } = startLoop("2026-03-13T20:30:00+09:00");
  await clock.advance(60 * 3_600_000);
  strictEqual(polls[0], "2026-03-16T07:00:00");
  await loop[Symbol.asyncDispose]();
});

Deno.test("no single sleep is longer than 30 s", async () => {
  const { clock, loop } = startLoop("2026-03-13T20:30:00+09:00");
  await clock.advance(3_600_000);
  assertTrue(Math.max(...clock.sleptMs) <= 30_000);
  await loop[Symbol.asyncDispose]();
});

Deno.test("a clock that steps forward 30 min gives one catch-up and 30 missed ticks", async () => {
  const { clock, loop, polls } = startLoop("2026-03-11T10:00:30+09:00");
  await settle();
  polls.length = 0;
  clock.setWall("2026-03-11T10:30:29+09:00");
  await clock.advance(62_000);
  deepStrictEqual(timesOf(polls).map((time) => time.slice(0, 5)), ["10:30", "10:31"]);
  strictEqual(loop.status.missed, 30);
  await loop[Symbol.asyncDispose]();
});

Deno.test("a host suspended over the weekend catches up once after it wakes", async () => {
  const { clock, loop, polls } = startLoop("2026-03-13T21:00:00+09:00");
  await settle();
  clock.setWall("2026-03-16T09:12:04+09:00");
  await clock.advance(75_000);
  deepStrictEqual(timesOf(polls), ["09:12:34", "09:13:00"]);
  await loop[Symbol.asyncDispose]();
});

Deno.test("a clock that steps back 20 min runs no tick twice", async () => {
  const { clock, loop, polls } = startLoop("2026-03-11T10:29:00+09:00");
  await clock.advance(60_000);
  clock.setWall("2026-03-11T10:10:00+09:00");
  await clock.advance(22 * 60_000);
  deepStrictEqual(timesOf(polls), ["10:29:00", "10:30:00", "10:31:00", "10:32:00"]);
  await loop[Symbol.asyncDispose]();
});

Deno.test("a clock that was hours ahead does not silence polling once it is put right", async () => {
  const { clock, loop, polls, log } = startLoop("2026-03-11T14:00:00+09:00");
  await clock.advance(60_000);
  clock.setWall("2026-03-11T11:00:00+09:00");
  polls.length = 0;
  await clock.advance(75_000);
  assertTrue(polls.length >= 1, "a poll within 75 s");
  assertTrue(log.lines.some(({ event }) => event === "clock_went_back"));
  await loop[Symbol.asyncDispose]();
});

Deno.test("waking after the last window polls nothing and counts what was missed", async () => {
  const { clock, loop, polls } = startLoop("2026-03-11T19:50:01+09:00");
  await settle();
  polls.length = 0;
  clock.setWall("2026-03-11T22:00:00+09:00");
  await clock.advance(60_000);
  strictEqual(polls.length, 0);
  strictEqual(loop.status.missed, 1);
  await loop[Symbol.asyncDispose]();
});

Deno.test("slow cycles never overlap, and the ticks they cover merge into one", async () => {
  let running = 0;
  let most = 0;
  const { clock, loop, polls } = startLoop("2026-03-11T09:59:30+09:00", {
    work: async (clock, signal) => {
      most = Math.max(most, ++running);
      await clock.sleep(150_000, signal);
      running--;
    },
  });
  await clock.advance(20 * 60_000);
  strictEqual(most, 1);
  strictEqual(new Set(polls).size, polls.length);
  assertTrue(polls.length >= 7 && polls.length <= 9, `${polls.length} polls of 150 s in 20 min`);
  await loop[Symbol.asyncDispose]();
});

Deno.test("a cycle that throws is logged and the loop goes on", async () => {
  let cycles = 0;
  const { clock, loop, log } = startLoop("2026-03-11T10:00:00+09:00", {
    work: () => {
      cycles++;
      return Promise.reject(new Error("boom"));
    },
  });
  await clock.advance(180_000);
  strictEqual(cycles, 4);
  strictEqual(log.lines.filter(({ event }) => event === "loop_threw").length, 4);
  await loop[Symbol.asyncDispose]();
});

Deno.test("a calendar that changes while the loop sleeps counts at the next wake", async () => {
  let calendar = calendarOf("[]");
  const { clock, loop, polls } = startLoop("2026-03-14T12:00:00+09:00", { calendar: () => calendar });
  await clock.advance(3_600_000);
  calendar = calendarOf('["2026-03-16"]');
  await clock.advance(3 * 24 * 3_600_000);
  strictEqual(polls[0], "2026-03-17T07:00:00");
  await loop[Symbol.asyncDispose]();
});

Deno.test("disposal ends a sleep of days at once", async () => {
  const { clock, loop } = startLoop("2026-03-14T12:00:00+09:00");
  await settle();
  await loop[Symbol.asyncDispose]();
  strictEqual(clock.sleeping, 0);
});

Deno.test("the clock of a machine without a battery, in 1970, neither ends nor spins the loop", async () => {
  const { clock, loop, polls } = startLoop("1970-01-01T00:00:00Z");
  await clock.advance(300_000);
  assertTrue(clock.sleptMs.length <= 12, `${clock.sleptMs.length} wakes in 5 min`);
  clock.setWall("2026-03-11T10:00:00+09:00");
  await clock.advance(61_000);
  assertTrue(polls.length >= 1);
  await loop[Symbol.asyncDispose]();
});
