import { strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { ageAt, nowOf, shownAt, stampOf, stampOfPast } from "../../src/core/stamp.ts";
import { ManualClock } from "../support/manual_clock.ts";

const START = "2026-03-11T10:00:00+09:00";

Deno.test("an age is the time that passed, whatever the wall clock was set to in between", async () => {
  const clock = new ManualClock(START);
  const stamp = stampOf(clock);
  for (const byMs of [-2_400_000, 1_000_000, -300_000, -10_800_000]) {
    clock.setWall(clock.now() + byMs);
    await clock.advance(10_000);
  }
  strictEqual(ageAt(stamp, nowOf(clock)), 40_000);
  strictEqual(shownAt(stamp, nowOf(clock)), clock.now() - 40_000);
});

Deno.test("an age is that of the wall clock when it went further: the machine may have slept", () => {
  const clock = new ManualClock(START);
  const stamp = stampOf(clock);
  clock.setWall(clock.now() + 3_600_000);
  strictEqual(ageAt(stamp, nowOf(clock)), 3_600_000);
  strictEqual(shownAt(stamp, nowOf(clock)), stamp.atMs);
});

Deno.test("what an earlier run wrote down has an age from here on, also over a step", async () => {
  const clock = new ManualClock(START);
  const stamp = stampOfPast(clock.now() - 60_000, nowOf(clock));
  clock.setWall(clock.now() - 2_400_000);
  await clock.advance(5_000);
  strictEqual(ageAt(stamp, nowOf(clock)), 65_000);
});

Deno.test("nobody knows how old something is that was written down for a time still to come", () => {
  const clock = new ManualClock(START);
  const stamp = stampOfPast(clock.now() + 60_000, nowOf(clock));
  strictEqual(ageAt(stamp, nowOf(clock)), undefined);
  strictEqual(shownAt(stamp, nowOf(clock)), undefined);
});

Deno.test("no sequence of steps gives a negative age, or one below the time that passed", async () => {
  const steps = fc.array(fc.record({ byMs: fc.integer({ min: -9e6, max: 9e6 }), passMs: fc.nat(60_000) }));
  await fc.assert(fc.asyncProperty(steps, async (steps) => {
    const clock = new ManualClock(START);
    const stamp = stampOf(clock);
    for (const { byMs, passMs } of steps) {
      clock.setWall(clock.now() + byMs);
      await clock.advance(passMs);
      const ageMs = ageAt(stamp, nowOf(clock)) ?? -1;
      strictEqual(ageMs >= clock.monotonic(), true);
    }
  }));
});

Deno.test("a time is shown as it was written while the clocks differ by no more than a second, else as its age says", () => {
  const stamp = { atMs: 1_000_000, monotonicMs: 0 };
  const shownWith = (aheadMs: number) => shownAt(stamp, { nowMs: 1_005_000 - aheadMs, monotonicMs: 5_000 });
  strictEqual(shownWith(0), 1_000_000);
  strictEqual(shownWith(1_000), 1_000_000);
  strictEqual(shownWith(1_001), 998_999);
});
