import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { ChildHeartbeat } from "../../../src/lib/process/heartbeat.ts";
import { ManualClock } from "../../support/manual_clock.ts";

function startBeating() {
  const clock = new ManualClock("2026-11-20T09:00:00+09:00");
  const pings: number[] = [];
  const kills: string[] = [];
  const heart = new ChildHeartbeat({
    clock,
    startTimeoutMs: 1_000,
    rules: { everyMs: 10_000, answerWithinMs: 2_000, maxRssBytes: 100 },
    ping: (number) => pings.push(number),
    kill: (reason) => kills.push(reason),
    wasIdle: () => true,
  });
  return { clock, pings, kills, heart, running: heart.run() };
}

Deno.test("a child that answers each ping lives on, and its end leaves no wait behind", async () => {
  const { clock, pings, kills, heart, running } = startBeating();
  await clock.advance(999);
  heart.note({ ready: true });
  await clock.advance(0);
  for (let n = 1; n <= 3; n++) {
    heart.note({ pong: n, rssBytes: 100 });
    await clock.advance(10_000);
  }
  deepStrictEqual([pings, kills], [[1, 2, 3, 4], []]);
  heart.end();
  await running;
  await clock.advance(0);
  deepStrictEqual([clock.sleeping, kills], [0, []]);
});

Deno.test("a child that ends before it was ready is not killed for being late", async () => {
  const { clock, kills, heart, running } = startBeating();
  heart.end();
  await running;
  await clock.advance(60_000);
  deepStrictEqual(kills, []);
});

Deno.test("an answer to an earlier ping is none, and a child without one is killed when its time is over", async () => {
  const { clock, kills, heart } = startBeating();
  heart.note({ ready: true });
  await clock.advance(0);
  heart.note({ pong: 0, rssBytes: 1 });
  await clock.advance(1_999);
  strictEqual(kills.length, 0);
  await clock.advance(1);
  deepStrictEqual(kills, ["answered no ping within 2000 ms"]);
  heart.end();
});
