import { deepStrictEqual } from "node:assert/strict";
import type { Clock } from "../../src/core/clock.ts";
import { createLastPolls } from "../../src/stock/last_polls.ts";
import { PollState } from "../../src/stock/poll/state.ts";
import { portfolio } from "../../src/stock/sources/portfolio.ts";
import { ManualClock } from "../support/manual_clock.ts";

const AT_MS = Date.parse("2026-11-20T09:20:00+09:00");

/** Both clocks of a machine: one tells whole milliseconds, the other parts of them too. */
function createMeasuringClock(): Clock & { pass(ms: number, byWallMs: number): void } {
  let [nowMs, monotonicMs] = [AT_MS, 1_000.25];
  return {
    ...new ManualClock(AT_MS),
    now: () => nowMs,
    monotonic: () => monotonicMs,
    sleep: () => Promise.resolve(),
    pass(ms, byWallMs) {
      monotonicMs += ms;
      nowMs += byWallMs;
    },
  };
}

Deno.test("one poll has one time, at whatever part of a millisecond it is looked at; a clock that was set moves it", () => {
  const clock = createMeasuringClock();
  const state = new PollState([portfolio]);
  const lastPolls = createLastPolls([portfolio], { state, clock });
  const fetched = { atMs: clock.now(), monotonicMs: clock.monotonic() };
  state.recordSuccess("portfolio", { data: { holdings: [] }, fetched, durationMs: 5 });
  const times = [[3.4, 3], [2.3, 2], [4.45, 5]].map(([ms = 0, byWallMs = 0]) => {
    clock.pass(ms, byWallMs);
    return lastPolls().portfolio?.fetchedAtMs;
  });
  deepStrictEqual(times, [AT_MS, AT_MS, AT_MS]);
  clock.pass(1_000, 61_000);
  deepStrictEqual(lastPolls().portfolio?.fetchedAtMs, AT_MS);
  // Set back by an hour: its age is what was measured.
  clock.pass(0, -3_600_000);
  deepStrictEqual(lastPolls().portfolio?.fetchedAtMs, clock.now() - 1_010);
});
