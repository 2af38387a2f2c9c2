import assert from "node:assert/strict";
import { createSystemClock } from "../../../src/core/clock.ts";
import { PageTurns } from "../../../src/web/kit/page_turns.ts";
import { ManualClock } from "../../support/manual_clock.ts";

/** The timers of the last ones fire after their work is done. */
const placesPassedOn = () => new Promise((resolve) => setTimeout(resolve, 0));

Deno.test("four are at work at a time, and the next one begins after a turn for everybody else", async () => {
  const clock = new ManualClock(0);
  const turns = new PageTurns(clock);
  const gates = Array.from({ length: 6 }, () => Promise.withResolvers<void>());
  const begun: number[] = [];
  const all = gates.map((gate, i) =>
    turns.take(() => {
      begun.push(i);
      return gate.promise;
    })
  );
  await clock.advance(0);
  assert.deepEqual([begun, turns.waiting], [[0, 1, 2, 3], 2]);
  gates[1]?.resolve();
  await all[1];
  // Its place is passed on by a timer, behind whatever else is due.
  assert.deepEqual(begun.length, 4);
  await clock.advance(0);
  assert.deepEqual([begun, turns.waiting], [[0, 1, 2, 3, 4], 1]);
  gates.forEach(({ resolve }) => resolve());
  await clock.advance(0);
  await clock.advance(0);
  await Promise.all(all);
  assert.deepEqual(begun, [0, 1, 2, 3, 4, 5]);
  // All places are back.
  const again = Array.from({ length: 4 }, () => turns.take(() => Promise.resolve(begun.push(9))));
  await Promise.all(again);
  assert.equal(turns.waiting, 0);
});

Deno.test("work that fails gives its place back", async () => {
  const turns = new PageTurns(createSystemClock());
  const failures = Array.from({ length: 20 }, () => turns.take(() => Promise.reject(new Error("no"))));
  const results = await Promise.allSettled(failures);
  assert.equal(results.every(({ status }) => status === "rejected"), true);
  assert.equal(await turns.take(() => Promise.resolve(1)), 1);
  await placesPassedOn();
});

Deno.test("a crowd lets a timer through long before its end", async () => {
  const turns = new PageTurns(createSystemClock());
  let done = 0;
  const crowd = Promise.all(
    Array.from({ length: 400 }, () => turns.take(() => Promise.resolve(void done++))),
  );
  let doneAtTimer = Infinity;
  setTimeout(() => doneAtTimer = done, 0);
  await crowd;
  await placesPassedOn();
  assert.ok(doneAtTimer < 100, `${doneAtTimer} of 400 came before the timer`);
});
