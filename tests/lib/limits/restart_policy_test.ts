import { deepStrictEqual, ok as assertTrue, strictEqual, throws } from "node:assert/strict";
import fc from "fast-check";
import { RestartPolicy, USUAL_RESTARTS } from "../../../src/lib/limits/restart_policy.ts";
import { ManualClock } from "../../support/manual_clock.ts";

const create = (clock: ManualClock) => new RestartPolicy(USUAL_RESTARTS, clock);

Deno.test("RestartPolicy waits 1, 5 and 30 s and parks at the fourth end", () => {
  const policy = create(new ManualClock(0));
  deepStrictEqual([1, 2, 3, 4, 5].map(() => policy.grant()), [1_000, 5_000, 30_000, undefined, undefined]);
});

Deno.test("RestartPolicy forgets ends that are ten minutes old", async () => {
  const clock = new ManualClock(0);
  const policy = create(clock);
  policy.grant();
  await clock.advance(599_999);
  strictEqual(policy.grant(), 5_000);
  await clock.advance(1);
  strictEqual(policy.grant(), 5_000);
});

Deno.test("RestartPolicy begins anew when it is told to forget", () => {
  const policy = create(new ManualClock(0));
  for (let i = 0; i < 4; i++) policy.grant();
  policy.forget();
  strictEqual(policy.grant(), 1_000);
});

Deno.test("RestartPolicy repeats the last wait when more restarts than waits are allowed", () => {
  const policy = new RestartPolicy({ backoffMs: [1, 2], maxRestarts: 4, withinMs: 10 }, new ManualClock(0));
  deepStrictEqual([1, 2, 3, 4, 5].map(() => policy.grant()), [1, 2, 2, 2, undefined]);
});

Deno.test("RestartPolicy never grants more than its number within any span of its length", async () => {
  await fc.assert(fc.asyncProperty(fc.array(fc.nat(400_000), { maxLength: 30 }), async (gapsMs) => {
    const clock = new ManualClock(0);
    const policy = create(clock);
    const grantedAtMs: number[] = [];
    for (const gapMs of gapsMs) {
      await clock.advance(gapMs);
      if (policy.grant() !== undefined) grantedAtMs.push(clock.monotonic());
    }
    grantedAtMs.forEach((atMs) => {
      const near = grantedAtMs.filter((other) => other <= atMs && atMs - other < 600_000);
      assertTrue(near.length <= 3, `${grantedAtMs}`);
    });
  }));
});

Deno.test("RestartPolicy refuses rules that make no sense", () => {
  for (const change of [{ backoffMs: [] }, { backoffMs: [-1] }, { maxRestarts: NaN }, { withinMs: 0 }]) {
    throws(() => new RestartPolicy({ ...USUAL_RESTARTS, ...change }, new ManualClock(0)), RangeError);
  }
});
