import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { TimeSlice } from "../../src/lib/time_slice.ts";
import { ManualClock } from "../support/manual_clock.ts";

/** Work takes as long as it is told to, and pauses are counted. */
function startSlice(sliceMs?: number) {
  const base = new ManualClock(0);
  let atMs = 0;
  let pauses = 0;
  const clock = {
    now: () => atMs,
    monotonic: () => atMs,
    sleep: () => Promise.resolve(void pauses++),
    real: base.real,
  };
  const slice = new TimeSlice(clock, sliceMs);
  return {
    step: async (ms: number) => {
      slice.use(() => void (atMs += ms));
      await slice.pauseWhenOver();
      return pauses;
    },
    idle: (ms: number) => void (atMs += ms),
  };
}

Deno.test("work pauses when exactly its slice is used up, and the next slice begins anew", async () => {
  const { step } = startSlice(10);
  deepStrictEqual([await step(9), await step(1), await step(9), await step(1)], [0, 1, 1, 2]);
});

Deno.test("a slice is 12 ms unless told", async () => {
  const { step } = startSlice();
  deepStrictEqual([await step(11), await step(1)], [0, 1]);
});

Deno.test("what was used is forgotten after more than 100 ms without a step, and not after 100", async () => {
  for (const [idleMs, pauses] of [[100, 1], [101, 0]] as const) {
    const { step, idle } = startSlice(10);
    await step(9);
    idle(idleMs);
    strictEqual(await step(1), pauses, `${idleMs}`);
  }
});
