import { deepStrictEqual, ok as assertTrue, strictEqual } from "node:assert/strict";
import { DEFAULT_POLL_STEPS } from "../../../src/calendar/poll_plan.ts";
import type { MarketCalendar } from "../../../src/calendar/session.ts";
import { toKstIso } from "../../../src/core/kst.ts";
import { ClockWatch } from "../../../src/stock/clock_watch.ts";
import { type Poll, PollLoop } from "../../../src/stock/poll/loop.ts";
import { createEvents } from "../../../src/telemetry/events.ts";
import { calendarOf, shippedCalendar } from "../../support/calendars.ts";
import { recordingLog } from "../../support/client_parts.ts";
import { ManualClock, settle } from "../../support/manual_clock.ts";

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
  const plans: Poll[] = [];
  const armed: number[] = [];
  const events = createEvents(log);
  const watch = new ClockWatch({ clock, events, onStep: () => loop.onClockStep() });
  const loop: PollLoop = new PollLoop({
    clock,
    calendar: options.calendar ?? (() => SHIPPED),
    steps: DEFAULT_POLL_STEPS,
    onWake: () => Promise.resolve(watch.check()),
    onArmed: (atMs) => armed.push(atMs),
    runCycle: async (poll, signal) => {
      plans.push(poll);
      polls.push(toKstIso(clock.now()).slice(0, 19));
      await options.work?.(clock, signal);
    },
    events,
  });
  loop.start();
  /** The wall clock is set, and the watch looks within a second. */
  const step = async (byMs: number) => {
    clock.setWall(clock.now() + byMs);
    await clock.advance(1_000);
    watch.check();
    await settle();
  };
  return { clock, loop, polls, plans, armed, log, step };
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

const MINUTE_MS = 60_000;

for (const backMin of [5, 20, 40, 59, 61]) {
  Deno.test(`a clock that goes back by ${backMin} min polls at the next minutes of the new time`, async () => {
    const { clock, loop, polls, log, step } = startLoop("2026-03-11T11:29:00+09:00");
    await clock.advance(70_000);
    polls.length = 0;
    await step(-backMin * MINUTE_MS);
    const wokenAtMs = clock.now();
    await clock.advance(3 * MINUTE_MS);
    const nextMs = Math.ceil(wokenAtMs / MINUTE_MS) * MINUTE_MS;
    deepStrictEqual(
      timesOf(polls),
      [0, 1, 2].map((i) => toKstIso(nextMs + i * MINUTE_MS).slice(11, 19)),
    );
    strictEqual(loop.status.missed, 0);
    strictEqual(log.lines.filter(({ event }) => event === "clock_went_back").length, 1);
    await loop[Symbol.asyncDispose]();
  });
}

Deno.test("the next poll that is announced is the one that is made, also right after a step", async () => {
  const { clock, loop, plans, step } = startLoop("2026-03-11T11:29:00+09:00");
  await clock.advance(70_000);
  for (const byMs of [-40 * MINUTE_MS, -5 * MINUTE_MS, 90 * MINUTE_MS, -2_000, -180 * MINUTE_MS, -30_000]) {
    clock.setWall(clock.now() + byMs);
    const unwoken = loop.nextTickAtMs(clock.now());
    await step(0);
    const announced = loop.nextTickAtMs(clock.now());
    strictEqual(announced, unwoken, `a step by ${byMs} ms`);
    const before = plans.length;
    await clock.advance((announced ?? 0) - clock.now());
    const made = plans.slice(before).filter(({ isTick }) => isTick);
    deepStrictEqual(made.map(({ plannedAtMs }) => plannedAtMs), [announced], `a step by ${byMs} ms`);
  }
  await loop[Symbol.asyncDispose]();
});

Deno.test("a clock that slips back by two seconds runs no tick twice and announces none that is over", async () => {
  const { clock, loop, plans, log } = startLoop("2026-03-11T10:29:00+09:00");
  await clock.advance(60_000);
  clock.setWall(clock.now() - 2_000);
  strictEqual(loop.nextTickAtMs(clock.now()), Date.parse("2026-03-11T10:31:00+09:00"));
  await clock.advance(3 * MINUTE_MS);
  const ticks = plans.filter(({ isTick }) => isTick).map(({ plannedAtMs }) => plannedAtMs);
  strictEqual(new Set(ticks).size, ticks.length);
  deepStrictEqual(log.lines.filter(({ event }) => event.startsWith("clock_")), []);
  await loop[Symbol.asyncDispose]();
});

Deno.test("a clock that is set back again and again before each minute is over is polled by all the same", async () => {
  const { clock, loop, polls, step } = startLoop("2026-03-11T10:29:05+09:00");
  await settle();
  polls.length = 0;
  for (let i = 0; i < 20; i++) {
    await clock.advance(39_000);
    await step(-40_000);
  }
  assertTrue(polls.length >= 6, `${polls.length} polls in 13 min of a clock that stands still`);
  await loop[Symbol.asyncDispose]();
});

Deno.test("small steps back that add up are told, and a slewed clock is no step", async () => {
  const { clock, loop, log, step } = startLoop("2026-03-11T22:00:00+09:00");
  for (let i = 0; i < 60; i++) {
    await clock.advance(30_000);
    clock.setWall(clock.now() - 2_400);
  }
  await clock.advance(30_000);
  deepStrictEqual(log.lines.filter(({ event }) => event.startsWith("clock_")), [], "8 % slower");
  for (let i = 0; i < 5; i++) await step(-2_000);
  assertTrue(log.lines.some(({ event }) => event === "clock_went_back"));
  await loop[Symbol.asyncDispose]();
});

Deno.test("a clock that goes three hours forward and back again polls on by each of them", async () => {
  const { clock, loop, polls, log, step } = startLoop("2026-03-11T10:00:00+09:00");
  await clock.advance(MINUTE_MS);
  polls.length = 0;
  await step(180 * MINUTE_MS);
  await clock.advance(MINUTE_MS);
  await step(-180 * MINUTE_MS);
  await clock.advance(MINUTE_MS);
  deepStrictEqual(timesOf(polls), ["13:01:01", "13:02:00", "10:03:00"]);
  strictEqual(loop.status.missed, 1, "10:02, which passed meanwhile, and nothing of what is still to come");
  deepStrictEqual(log.lines.map(({ event }) => event).filter((event) => event.startsWith("clock_")), [
    "clock_went_forward",
    "clock_went_back",
  ]);
  await loop[Symbol.asyncDispose]();
});

Deno.test("a clock that is set into the weekend and back polls on at the next minute of Friday", async () => {
  const { clock, loop, polls, step } = startLoop("2026-03-13T14:00:30+09:00");
  await settle();
  polls.length = 0;
  await step(24 * 60 * MINUTE_MS);
  await clock.advance(10 * MINUTE_MS);
  deepStrictEqual(polls, []);
  strictEqual(loop.nextTickAtMs(clock.now()), Date.parse("2026-03-16T07:00:00+09:00"));
  await step(-24 * 60 * MINUTE_MS);
  await clock.advance(MINUTE_MS);
  deepStrictEqual(polls, ["2026-03-13T14:11:00"]);
  await loop[Symbol.asyncDispose]();
});

Deno.test("a clock that goes back over the opening or the edge of a window follows the plan of its new time", async () => {
  for (
    const [start, byMin, expected] of [
      ["2026-03-11T07:02:00+09:00", -10, "07:00:00"],
      ["2026-03-11T09:00:30+09:00", -5, "09:00:00"],
      ["2026-03-11T15:31:00+09:00", -2, "15:30:00"],
      ["2026-03-12T00:05:00+09:00", -300, "19:10:00"],
    ] as const
  ) {
    const { clock, loop, polls, step } = startLoop(start);
    await settle();
    polls.length = 0;
    await step(byMin * MINUTE_MS);
    const next = loop.nextTickAtMs(clock.now()) ?? 0;
    await clock.advance(next - clock.now());
    deepStrictEqual(timesOf(polls), [expected], start);
    await loop[Symbol.asyncDispose]();
  }
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

for (const [lateMs, isTick] of [[4_999, true], [5_000, false], [20_000, false]] as const) {
  Deno.test(`a tick that is looked at ${lateMs} ms late is ${isTick ? "run as that tick" : "missed, and made up for"}`, async () => {
    const { clock, loop, plans } = startLoop("2026-03-11T10:00:30+09:00");
    await settle();
    plans.length = 0;
    const nowMs = Date.parse("2026-03-11T10:01:00+09:00") + lateMs;
    clock.setWall(nowMs);
    loop.onClockStep();
    await settle();
    deepStrictEqual(plans, [{ plannedAtMs: isTick ? nowMs - lateMs : nowMs, isTick }]);
    strictEqual(loop.status.missed, isTick ? 0 : 1);
    await loop[Symbol.asyncDispose]();
  });
}

Deno.test("a poll that is asked for is made at once, not at the end of the sleep, and while it runs another is refused", async () => {
  const held = Promise.withResolvers<void>();
  const { loop, plans } = startLoop("2026-03-14T12:00:00+09:00", { work: () => held.promise });
  await settle();
  strictEqual(loop.pollNow(), true);
  await settle();
  deepStrictEqual(plans.map(({ isTick }) => isTick), [false]);
  strictEqual(loop.pollNow(), false);
  held.resolve();
  await loop[Symbol.asyncDispose]();
});

Deno.test("the plan is followed from the start on, once", async () => {
  const { loop, armed } = startLoop("2026-03-11T10:00:30+09:00");
  await settle();
  deepStrictEqual(armed, [Date.parse("2026-03-11T10:00:30+09:00")]);
  strictEqual(loop.status.missed, 0);
  await loop[Symbol.asyncDispose]();
});

Deno.test("a millisecond before its time a tick is not due", async () => {
  const { clock, loop, polls, plans } = startLoop("2026-03-11T10:00:30+09:00");
  await settle();
  [polls.length, plans.length] = [0, 0];
  clock.setWall("2026-03-11T10:00:59.999+09:00");
  loop.onClockStep();
  await settle();
  deepStrictEqual(plans, []);
  await clock.advance(1);
  deepStrictEqual(plans, [{ plannedAtMs: Date.parse("2026-03-11T10:01:00+09:00"), isTick: true }]);
  await loop[Symbol.asyncDispose]();
});

Deno.test("an ordinary hour tells of no missed tick, not even of none", async () => {
  const { clock, loop, log } = startLoop("2026-03-11T10:17:23+09:00");
  await clock.advance(3_600_000);
  deepStrictEqual(log.lines.filter(({ event }) => event === "ticks_missed"), []);
  await loop[Symbol.asyncDispose]();
});
