import { DEFAULT_POLL_STEPS, nextTickAfter } from "../../../src/calendar/poll_plan.ts";
import { silentLog } from "../../../src/core/log.ts";
import { PollLoop } from "../../../src/stock/poll/loop.ts";
import { createEvents } from "../../../src/telemetry/events.ts";
import { shippedCalendar } from "../../support/calendars.ts";
import { JumpClock } from "../jump_clock.ts";
import { countPollsNaively } from "../naive_schedule.ts";
import { median } from "../numbers.ts";
import type { Result } from "../result.ts";

const YEAR = 2026;
const START_MS = Date.parse(`${YEAR}-01-01T00:00:00+09:00`);
const END_MS = Date.parse(`${YEAR + 1}-01-01T00:00:00+09:00`);
const POLLS = 114_144;
const LIMIT_MS = 2_000;
const ROUNDS = 3;

/** A whole year of scheduling: the plan alone, and the real loop with every one of its wakes. */
export async function measureYear(): Promise<readonly Result[]> {
  const stepping: number[] = [];
  const naive: number[] = [];
  const looping: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    stepping.push(await time(() => Promise.resolve(countByStepping())));
    naive.push(await time(() => Promise.resolve(countPollsNaively(YEAR))));
    looping.push(await time(countByLooping));
  }
  return [
    {
      what: `year ${YEAR} planned`,
      unit: "ms",
      ours: median(stepping),
      oursMin: Math.min(...stepping),
      bare: median(naive),
      bareMin: Math.min(...naive),
      ratio: median(stepping) / median(naive),
      target: `<= ${LIMIT_MS} ms`,
      passed: median(stepping) <= LIMIT_MS,
      note: `${POLLS.toLocaleString("en-US")} polls counted; bare is minute by minute with Temporal`,
    },
    {
      what: "  the real loop over it",
      unit: "ms",
      ours: median(looping),
      oursMin: Math.min(...looping),
      target: `<= ${LIMIT_MS} ms`,
      passed: median(looping) <= LIMIT_MS,
      note: `${POLLS.toLocaleString("en-US")} cycles counted, a wake at least every 30 s`,
    },
  ];
}

async function time(count: () => Promise<number>): Promise<number> {
  const startedMs = performance.now();
  const polls = await count();
  const tookMs = performance.now() - startedMs;
  if (polls !== POLLS) throw new Error(`The year ${YEAR} has ${POLLS} polls, counted ${polls}`);
  return tookMs;
}

function countByStepping(): number {
  const calendar = shippedCalendar();
  let polls = 0;
  let atMs = nextTickAfter(calendar, DEFAULT_POLL_STEPS, START_MS - 1).atMs;
  for (; atMs < END_MS; atMs = nextTickAfter(calendar, DEFAULT_POLL_STEPS, atMs).atMs) polls++;
  return polls;
}

async function countByLooping(): Promise<number> {
  const calendar = shippedCalendar();
  const clock = new JumpClock(START_MS, END_MS);
  let cycles = 0;
  await using loop = new PollLoop({
    clock,
    calendar: () => calendar,
    steps: DEFAULT_POLL_STEPS,
    onWake: () => Promise.resolve(),
    runCycle: () => {
      cycles++;
      return Promise.resolve();
    },
    events: createEvents(silentLog),
  });
  loop.start();
  await clock.ended;
  if (loop.status.missed !== 0 || loop.status.polls !== cycles) throw new Error("The loop missed polls");
  return cycles;
}
