import { deepStrictEqual, ok as assertTrue, rejects, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { proposeWaitMs, retry, type RetryOptions } from "../../../src/lib/limits/retry.ts";
import { drive, ManualClock } from "../../support/manual_clock.ts";

const START = "2026-03-11T10:00:00+09:00";

class Refused extends Error {}

/** Runs `retry` on a manual clock; `run` fails `failures` times before it succeeds. */
function tryIt(failures: number, options: Partial<RetryOptions> = {}) {
  const clock = new ManualClock(START);
  const attempts: number[] = [];
  const work = retry((attempt) => {
    attempts.push(attempt);
    return attempts.length <= failures
      ? Promise.reject(new Refused(`failure ${attempts.length}`))
      : Promise.resolve("answer");
  }, {
    attempts: 3,
    clock,
    signal: new AbortController().signal,
    random: () => 0,
    decideWaitMs: (_error, proposedWaitMs) => proposedWaitMs,
    ...options,
  });
  return { clock, attempts, work };
}

Deno.test("retry() returns the first answer without any wait", async () => {
  const { clock, attempts, work } = tryIt(0);
  strictEqual(await drive(clock, work), "answer");
  deepStrictEqual(attempts, [1]);
  deepStrictEqual(clock.sleptMs, []);
});

Deno.test("retry() waits 1 s and 2 s between three attempts", async () => {
  const { clock, attempts, work } = tryIt(2);
  strictEqual(await drive(clock, work), "answer");
  deepStrictEqual(attempts, [1, 2, 3]);
  deepStrictEqual(clock.sleptMs, [1_000, 2_000]);
  strictEqual(clock.monotonic(), 3_000);
});

Deno.test("retry() throws the last error when the attempts run out, and does not wait after it", async () => {
  const { clock, attempts, work } = tryIt(9);
  await rejects(drive(clock, work), (error) => error instanceof Refused && error.message === "failure 3");
  deepStrictEqual(attempts, [1, 2, 3]);
  deepStrictEqual(clock.sleptMs, [1_000, 2_000]);
});

Deno.test("retry() with one attempt does not try again", async () => {
  const { clock, attempts, work } = tryIt(9, { attempts: 1 });
  await rejects(drive(clock, work), Refused);
  deepStrictEqual(attempts, [1]);
  deepStrictEqual(clock.sleptMs, []);
});

Deno.test("retry() gives up when the caller says so, with the error that it was asked about", async () => {
  const asked: string[] = [];
  const { clock, attempts, work } = tryIt(9, {
    decideWaitMs: (error, proposedWaitMs) => {
      asked.push(`${error.message} ${proposedWaitMs}`);
      return asked.length === 1 ? 7 : undefined;
    },
  });
  await rejects(drive(clock, work), (error) => error instanceof Refused && error.message === "failure 2");
  deepStrictEqual(attempts, [1, 2]);
  deepStrictEqual(asked, ["failure 1 1000", "failure 2 2000"]);
});

Deno.test("retry() waits as long as the caller decides, not as long as it proposed", async () => {
  const { clock, work } = tryIt(1, { decideWaitMs: () => 30_000 });
  await drive(clock, work);
  deepStrictEqual(clock.sleptMs, [30_000]);
});

Deno.test("retry() stops at once when it is aborted during a wait", async () => {
  const stop = new AbortController();
  const { clock, attempts, work } = tryIt(9, { signal: stop.signal });
  const ended = work.then(() => undefined, (error: unknown) => error);
  while (clock.sleeping === 0) await Promise.resolve();
  const reason = new DOMException("stop", "AbortError");
  stop.abort(reason);
  strictEqual(await ended, reason);
  deepStrictEqual(attempts, [1]);
  strictEqual(clock.sleeping, 0, "no sleeper is left behind");
});

Deno.test("retry() does not begin when it is aborted already", async () => {
  const reason = new DOMException("stop", "AbortError");
  const { attempts, work } = tryIt(0, { signal: AbortSignal.abort(reason) });
  strictEqual(await work.then(() => undefined, (error: unknown) => error), reason);
  deepStrictEqual(attempts, []);
});

Deno.test("proposeWaitMs() doubles from 1 s to 4 s and stays there", () => {
  deepStrictEqual([1, 2, 3, 4, 20].map((attempt) => proposeWaitMs(attempt, () => 0)), [
    1_000,
    2_000,
    4_000,
    4_000,
    4_000,
  ]);
});

Deno.test("proposeWaitMs() lengthens a wait by up to a quarter and never shortens it", () => {
  const share = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
  fc.assert(fc.property(fc.integer({ min: 1, max: 12 }), share, (attempt, random) => {
    const baseMs = proposeWaitMs(attempt, () => 0);
    const waitMs = proposeWaitMs(attempt, () => random);
    assertTrue(Number.isInteger(waitMs) && waitMs >= baseMs && waitMs <= baseMs * 1.25, `${waitMs}`);
  }));
});

Deno.test("proposeWaitMs() spreads sources that fail together", () => {
  const waits = [0, 0.25, 0.5, 0.75].map((random) => proposeWaitMs(1, () => random));
  strictEqual(new Set(waits).size, 4);
});
