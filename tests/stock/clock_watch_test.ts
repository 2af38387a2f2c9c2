import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { ClockWatch, STEP_SHOWN_MS } from "../../src/stock/clock_watch.ts";
import { ManualClock } from "../support/manual_clock.ts";

function startWatch() {
  const clock = new ManualClock("2026-03-11T10:00:00+09:00");
  const steps: number[] = [];
  const watch = new ClockWatch({
    clock,
    events: { clockStepped: ({ byMs }) => void steps.push(byMs) },
    onStep: () => {},
  });
  return { clock, steps, watch };
}

Deno.test("a difference of 3 s is how clocks are read, and a millisecond more is a step", () => {
  for (const byMs of [3_000, -3_000, 3_001, -3_001]) {
    const { clock, steps, watch } = startWatch();
    clock.setWall(clock.now() + byMs);
    watch.check();
    deepStrictEqual(steps, Math.abs(byMs) > 3_000 ? [byMs] : []);
  }
});

Deno.test("a step is among the problems for ten minutes", async () => {
  const { clock, watch } = startWatch();
  clock.setWall(clock.now() + 60_000);
  watch.check();
  strictEqual(STEP_SHOWN_MS, 600_000);
  await clock.advance(599_999);
  strictEqual(watch.recent?.byMs, 60_000);
  await clock.advance(1);
  strictEqual(watch.recent, undefined);
});

Deno.test("a clock that is slewed by a tenth of the time that passes is followed without a step", async () => {
  const { clock, steps, watch } = startWatch();
  for (let second = 0; second < 100; second++) {
    await clock.advance(1_000);
    clock.setWall(clock.now() + 90);
    watch.check();
  }
  deepStrictEqual(steps, []);
});
