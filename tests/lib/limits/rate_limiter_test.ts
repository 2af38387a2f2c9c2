import { deepStrictEqual, ok as assertTrue, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { RateLimiter } from "../../../src/lib/limits/rate_limiter.ts";
import { ManualClock } from "../../support/manual_clock.ts";

const START = "2026-03-11T10:00:00+09:00";

Deno.test("RateLimiter lets `limit` passes through at once and tells the wait for the next one", () => {
  const limiter = new RateLimiter({ clock: new ManualClock(START), limit: 3, perMs: 1_000 });
  deepStrictEqual([limiter.take(), limiter.take(), limiter.take(), limiter.take()], [0, 0, 0, 1_000]);
});

Deno.test("RateLimiter frees a pass exactly when the told wait is over", async () => {
  const clock = new ManualClock(START);
  const limiter = new RateLimiter({ clock, limit: 1, perMs: 1_000 });
  limiter.take();
  await clock.advance(400);
  const waitMs = limiter.take();
  strictEqual(waitMs, 600);
  await clock.advance(waitMs - 1);
  strictEqual(limiter.take(), 1);
  await clock.advance(1);
  strictEqual(limiter.take(), 0);
});

Deno.test("RateLimiter counts the pass that is taken exactly when a span ends", async () => {
  const clock = new ManualClock(START);
  const limiter = new RateLimiter({ clock, limit: 1, perMs: 1_000 });
  limiter.take();
  await clock.advance(1_000);
  strictEqual(limiter.take(), 0);
  strictEqual(limiter.take(), 1_000);
});

Deno.test("RateLimiter takes no pass when it tells a wait", async () => {
  const clock = new ManualClock(START);
  const limiter = new RateLimiter({ clock, limit: 1, perMs: 1_000 });
  limiter.take();
  for (let i = 0; i < 50; i++) limiter.take();
  await clock.advance(1_000);
  strictEqual(limiter.take(), 0);
});

Deno.test("RateLimiter is not moved by somebody who sets the wall clock", () => {
  const clock = new ManualClock(START);
  const limiter = new RateLimiter({ clock, limit: 1, perMs: 1_000 });
  limiter.take();
  clock.setWall("2026-03-12T10:00:00+09:00");
  strictEqual(limiter.take(), 1_000);
});

Deno.test("RateLimiter never lets more than its limit through in any span", async () => {
  const steps = fc.array(fc.oneof(fc.constantFrom(0, 250, 500, 1_000), fc.nat(700)), {
    minLength: 1,
    maxLength: 120,
  });
  const limits = fc.integer({ min: 1, max: 6 });
  await fc.assert(fc.asyncProperty(limits, steps, async (limit, steps) => {
    const clock = new ManualClock(START);
    const limiter = new RateLimiter({ clock, limit, perMs: 1_000 });
    const passedAtMs: number[] = [];
    for (const stepMs of steps) {
      await clock.advance(stepMs);
      const waitMs = limiter.take();
      assertTrue(waitMs >= 0 && waitMs <= 1_000, `${waitMs}`);
      if (waitMs === 0) passedAtMs.push(clock.monotonic());
    }
    for (const fromMs of passedAtMs) {
      const inSpan = passedAtMs.filter((atMs) => atMs >= fromMs && atMs < fromMs + 1_000).length;
      assertTrue(inSpan <= limit, `${inSpan} of ${limit} from ${fromMs}`);
    }
  }));
});

Deno.test("it tells how long until so many passes are free, without taking one", async () => {
  const clock = new ManualClock(0);
  const limiter = new RateLimiter({ clock, limit: 5, perMs: 60_000 });
  deepStrictEqual([limiter.freeInMs(5), limiter.freeInMs(1)], [0, 0]);
  for (let i = 0; i < 4; i++) {
    limiter.take();
    await clock.advance(1_000);
  }
  deepStrictEqual([1, 2, 3, 5].map((count) => limiter.freeInMs(count)), [0, 56_000, 57_000, 59_000]);
  await clock.advance(56_000);
  deepStrictEqual([1, 2, 3].map((count) => limiter.freeInMs(count)), [0, 0, 1_000]);
});
