import { deepStrictEqual } from "node:assert/strict";
import { TryThrottle } from "../../../src/web/access/throttle.ts";
import { drive, ManualClock } from "../../support/manual_clock.ts";

function startThrottle() {
  const clock = new ManualClock("2026-11-20T09:00:00+09:00");
  const counted: (readonly [number, number])[] = [];
  const throttle = new TryThrottle(clock, ({ tries, triesByAll }) => counted.push([tries, triesByAll]));
  /** How long a wrong try waits for its answer. */
  const waitOf = async (address: string) => {
    const sinceMs = clock.monotonic();
    await drive(clock, throttle.addWrong({ remoteAddress: address }));
    return clock.monotonic() - sinceMs;
  };
  return { clock, counted, throttle, waitOf };
}

Deno.test("three wrong tries are free, then each waits twice as long as the one before, up to 5 s", async () => {
  const { waitOf } = startThrottle();
  const waits: number[] = [];
  for (let i = 0; i < 10; i++) waits.push(await waitOf("a"));
  deepStrictEqual(waits, [0, 0, 0, 250, 500, 1_000, 2_000, 4_000, 5_000, 5_000]);
});

Deno.test("tries count together until there was none for five minutes, and not a millisecond less", async () => {
  const { clock, counted, waitOf } = startThrottle();
  await waitOf("a");
  await clock.advance(5 * 60_000 - 1);
  await waitOf("a");
  await clock.advance(5 * 60_000);
  await waitOf("a");
  deepStrictEqual(counted, [[1, 1], [2, 2], [1, 1]]);
});

Deno.test("whoever has many addresses guesses no faster: the 21st try of all waits", async () => {
  const { waitOf } = startThrottle();
  const waits: number[] = [];
  for (let i = 0; i < 22; i++) waits.push(await waitOf(`address ${i}`));
  deepStrictEqual(waits.slice(18), [0, 0, 250, 500]);
});

Deno.test("the 200 latest addresses are remembered, and the one without a try for longest is forgotten", async () => {
  const { counted, throttle } = startThrottle();
  const names = Array.from({ length: 198 }, (_, i) => `address ${i}`);
  const waits = ["first", "second", "first", ...names, "one more", "first", "second"].map((name) =>
    throttle.addWrong({ remoteAddress: name })
  );
  deepStrictEqual(counted.slice(-2).map(([tries]) => tries), [3, 1]);
  throttle.close();
  await Promise.all(waits);
});
