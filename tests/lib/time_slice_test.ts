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

Deno.test("work that awaits counts from enter() to leave(), and the first one inside begins a slice", () => {
  let atMs = 0;
  const clock = { ...startClock(), monotonic: () => atMs };
  const slice = new TimeSlice(clock, 10);
  atMs = 50;
  slice.enter();
  strictEqual(slice.isOver, false);
  atMs = 55;
  slice.enter();
  atMs = 60;
  strictEqual(slice.isOver, true);
  slice.leave();
  strictEqual(slice.isOver, true);
  slice.begin();
  strictEqual(slice.isOver, false);
  atMs = 70;
  strictEqual(slice.isOver, true);
  slice.leave();
  strictEqual(slice.isOver, false);
});

Deno.test("before any work nothing of a slice is used up, however short it is", () => {
  strictEqual(new TimeSlice(startClock(), 1).isOver, false);
});

Deno.test("everybody who shares a slice waits for the same pause", async () => {
  const { clock, wake } = startPauses();
  const slice = new TimeSlice(clock, 0);
  const pauses = [slice.pauseWhenOver(), slice.pauseWhenOver()];
  strictEqual(pauses[0], pauses[1]);
  strictEqual(pauses[0] === undefined, false);
  wake();
  await pauses[0];
  strictEqual(slice.pauseWhenOver() === pauses[0], false);
});

Deno.test("who ends in the middle is not held up: a pause ends, and there is no further one", async () => {
  const ended = new AbortController();
  const { clock } = startPauses();
  const slice = new TimeSlice(clock, 0, { ended: ended.signal });
  const pause = slice.pauseWhenOver();
  ended.abort();
  await pause;
  strictEqual(slice.pauseWhenOver(), undefined);
});

function startClock() {
  const { real } = new ManualClock(0);
  return { now: () => 0, monotonic: () => 0, sleep: () => Promise.resolve(), real };
}

/** A clock whose sleeps end when they are told to, or by their signal. */
function startPauses() {
  let wake = () => {};
  const sleep = (_ms: number, signal?: AbortSignal) =>
    new Promise<void>((resolve, reject) => {
      wake = resolve;
      signal?.addEventListener("abort", () => reject(signal.reason));
    });
  return { clock: { ...startClock(), sleep }, wake: () => wake() };
}
