import { createSystemClock } from "../../src/core/clock.ts";
import { ok as assertTrue, strictEqual } from "node:assert/strict";
import { startLoopLag } from "../../src/telemetry/loop_lag.ts";
import { ManualClock } from "../support/manual_clock.ts";

/** A clock whose timers fire late by what `lateMs` says. */
function createLateClock() {
  const manual = new ManualClock(0);
  const late = { ms: 0 };
  return {
    manual,
    late,
    clock: {
      now: () => manual.now(),
      monotonic: () => manual.monotonic(),
      sleep: (ms: number, signal?: AbortSignal) => manual.sleep(ms + late.ms, signal),
      real: manual.real,
    },
  };
}

Deno.test("timers on time show no delay", async () => {
  const { manual, clock } = createLateClock();
  await using lag = startLoopLag(clock);
  await manual.advance(5_000);
  strictEqual(lag.takeMaxMs(), 0);
});

Deno.test("the longest delay since the last look is told, and told once", async () => {
  const { manual, late, clock } = createLateClock();
  late.ms = 300;
  await using lag = startLoopLag(clock);
  late.ms = 40;
  await manual.advance(800 + 540);
  late.ms = 0;
  await manual.advance(540);
  strictEqual(lag.takeMaxMs(), 300);
  await manual.advance(2_000);
  strictEqual(lag.takeMaxMs(), 0);
});

Deno.test("a timer that is overdue counts before it fires", async () => {
  const { manual, late, clock } = createLateClock();
  late.ms = 10_000;
  await using lag = startLoopLag(clock);
  await manual.advance(2_500);
  strictEqual(lag.takeMaxMs(), 2_000);
});

Deno.test("a stall of the real event loop is seen, and disposing leaves no timer behind", async () => {
  await using lag = startLoopLag(createSystemClock());
  const untilMs = performance.now() + 650;
  while (performance.now() < untilMs);
  assertTrue(lag.takeMaxMs() >= 100);
});

Deno.test("disposing ends the measuring", async () => {
  const { manual, clock } = createLateClock();
  await startLoopLag(clock)[Symbol.asyncDispose]();
  strictEqual(manual.sleeping, 0);
});
