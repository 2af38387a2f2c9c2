import { deepStrictEqual, rejects, strictEqual, throws } from "node:assert/strict";
import fc from "fast-check";
import { createSimulatedClock, createSystemClock } from "../../src/core/clock.ts";

const START_MS = Date.parse("2026-03-11T09:00:00+09:00");
const TOO_LONG_MS = 2 ** 31;

/**
 * Takes the place of the runtime's timers and its monotonic time, so that the clock itself can be tested
 * without waiting. `pass` moves time on and fires what is due.
 */
function holdTime() {
  const real = { now: performance.now, set: globalThis.setTimeout, clear: globalThis.clearTimeout };
  const timers = new Map<number, { atMs: number; fire: () => void }>();
  const delaysMs: number[] = [];
  let nowMs = 1_000;
  let lastId = 0;
  performance.now = () => nowMs;
  globalThis.setTimeout = ((fire: () => void, ms: number) => {
    delaysMs.push(ms);
    timers.set(++lastId, { atMs: nowMs + ms, fire });
    return lastId;
  }) as unknown as typeof setTimeout;
  globalThis.clearTimeout = ((id: number) => timers.delete(id)) as unknown as typeof clearTimeout;
  return {
    delaysMs,
    get pending() {
      return timers.size;
    },
    pass(ms: number) {
      nowMs += ms;
      for (const [id, { atMs, fire }] of timers) {
        if (atMs <= nowMs && timers.delete(id)) fire();
      }
    },
    [Symbol.dispose]() {
      performance.now = real.now;
      globalThis.setTimeout = real.set;
      globalThis.clearTimeout = real.clear;
    },
  };
}

Deno.test("the simulated clock starts at its start and runs as fast as told", () => {
  using time = holdTime();
  const clock = createSimulatedClock({ startMs: START_MS, speed: 60 });
  strictEqual(clock.now(), START_MS);
  strictEqual(clock.monotonic(), 0);
  time.pass(1_000);
  strictEqual(clock.now(), START_MS + 60_000);
  strictEqual(clock.monotonic(), 60_000);
});

Deno.test("the simulated clock shows whole milliseconds", () => {
  using time = holdTime();
  const clock = createSimulatedClock({ startMs: START_MS, speed: 1.5 });
  time.pass(1);
  strictEqual(clock.now(), START_MS + 1);
});

Deno.test("the simulated clock's sleep takes its length divided by the speed", async () => {
  using time = holdTime();
  const clock = createSimulatedClock({ startMs: START_MS, speed: 60 });
  const slept = clock.sleep(60_000);
  deepStrictEqual(time.delaysMs, [1_000]);
  time.pass(1_000);
  await slept;
  strictEqual(clock.now(), START_MS + 60_000);
});

Deno.test("the simulated clock never wakes a sleeper before the simulated time has passed", () => {
  using time = holdTime();
  const ms = fc.integer({ min: 0, max: 10_000_000 });
  const speed = fc.double({ min: 0.01, max: 5_000, noNaN: true });
  fc.assert(fc.property(ms, speed, (ms, speed) => {
    const sleeper = createSimulatedClock({ startMs: START_MS, speed });
    sleeper.sleep(ms).catch(() => {});
    const delayMs = time.delaysMs.at(-1) ?? NaN;
    strictEqual(Number.isInteger(delayMs), true, "a timer with a fraction may fire early");
    strictEqual(delayMs * speed >= ms * (1 - 1e-9), true, `${ms} at ${speed}: ${delayMs}`);
  }));
});

Deno.test("a clock of sane speed is the only one that can be created", () => {
  for (const speed of [0, -1, NaN, Infinity]) {
    throws(() => createSimulatedClock({ startMs: START_MS, speed }), RangeError, String(speed));
  }
  for (const startMs of [NaN, Infinity]) {
    throws(() => createSimulatedClock({ startMs, speed: 1 }), RangeError, String(startMs));
  }
});

Deno.test("both clocks reject a sleep that a timer would turn into none", async () => {
  using time = holdTime();
  const clocks = [createSystemClock(), createSimulatedClock({ startMs: START_MS, speed: 1 })];
  for (const clock of clocks) {
    for (const ms of [NaN, Infinity, -Infinity, TOO_LONG_MS]) {
      await rejects(clock.sleep(ms), RangeError, String(ms));
    }
  }
  deepStrictEqual(time.delaysMs, [], "no timer may have been started");
});

Deno.test("the longest timer can be slept", () => {
  using time = holdTime();
  createSystemClock().sleep(TOO_LONG_MS - 1).catch(() => {});
  deepStrictEqual(time.delaysMs, [TOO_LONG_MS - 1]);
});

Deno.test("a sleep of a negative length ends at the next turn", () => {
  using time = holdTime();
  createSystemClock().sleep(-5).catch(() => {});
  deepStrictEqual(time.delaysMs, [0]);
});

Deno.test("a sleep whose signal aborts rejects with the reason and leaves no timer", async () => {
  using time = holdTime();
  const stop = new AbortController();
  const sleeping = createSystemClock().sleep(60_000, stop.signal);
  const reason = new Error("stop");
  stop.abort(reason);
  await rejects(sleeping, reason);
  strictEqual(time.pending, 0);
});

Deno.test("a sleep whose signal is already aborted starts no timer", async () => {
  using time = holdTime();
  const reason = new Error("stop");
  await rejects(createSystemClock().sleep(60_000, AbortSignal.abort(reason)), reason);
  deepStrictEqual(time.delaysMs, []);
});

Deno.test("an abort after the sleep is over changes nothing", async () => {
  using time = holdTime();
  const stop = new AbortController();
  const sleeping = createSystemClock().sleep(10, stop.signal);
  time.pass(10);
  stop.abort(new Error("too late"));
  strictEqual(await sleeping, undefined);
});

Deno.test("the system clock's durations do not follow the wall clock", () => {
  using time = holdTime();
  const clock = createSystemClock();
  const before = clock.monotonic();
  const realNow = Date.now;
  try {
    Date.now = () => 0;
    strictEqual(clock.now(), 0);
    strictEqual(clock.monotonic(), before);
  } finally {
    Date.now = realNow;
  }
  time.pass(5);
  strictEqual(clock.monotonic(), before + 5);
});
