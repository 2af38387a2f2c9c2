import assert from "node:assert/strict";
import { ExchangeTime } from "../../../src/market/live/exchange_time.ts";
import { ManualClock } from "../../support/manual_clock.ts";

function start() {
  const clock = new ManualClock("2026-03-11T10:00:00+09:00");
  let shifts = 0;
  const time = new ExchangeTime({ clock, onShift: () => shifts++ });
  return { clock, time, shifts: () => shifts };
}

Deno.test("without a trade our own clock is believed", () => {
  const { clock, time } = start();
  assert.equal(time.now(), clock.now());
  assert.equal(time.isMeasured, false);
});

Deno.test("the skew is the median of the last hundred new trades", () => {
  const { clock, time } = start();
  const base = clock.now();
  time.noteTrade("BTC/KRW", base);
  for (let i = 1; i <= 100; i++) time.noteTrade("BTC/KRW", base + 1_000 + i);
  assert.ok(Math.abs(time.skewMs - 1_050) <= 2, String(time.skewMs));
  for (let i = 1; i <= 100; i++) time.noteTrade("BTC/KRW", base + 2_000 + i);
  assert.ok(Math.abs(time.skewMs - 2_050) <= 20, String(time.skewMs));
});

Deno.test("trades that come late from a busy machine are no wrong clock, as long as one of them came in time", () => {
  const { clock, time, shifts } = start();
  const base = clock.now();
  time.noteTrade("BTC/KRW", base - 60_000);
  for (let i = 1; i <= 9; i++) time.noteTrade("BTC/KRW", base - 20_000 + i);
  assert.equal(time.sureSkewMs, undefined, "few trades say little");
  time.noteTrade("BTC/KRW", base - 100);
  assert.deepEqual([time.sureSkewMs, shifts()], [-100, 2]);
  assert.ok(time.skewMs < -19_000);
});

Deno.test("trades that are all late by much, or one that is ahead, are the clocks'", () => {
  const [behind, ahead] = [start(), start()];
  const base = behind.clock.now();
  for (let i = 0; i <= 10; i++) behind.time.noteTrade("BTC/KRW", base - 20_000 + i);
  assert.equal(behind.time.sureSkewMs, -19_990);
  for (let i = 0; i <= 1; i++) ahead.time.noteTrade("BTC/KRW", base + 20_000 + i);
  assert.equal(ahead.time.sureSkewMs, 20_001);
});

Deno.test("a first trade is a snapshot, also after a silence, and an old one is no news", () => {
  const { clock, time } = start();
  time.noteTrade("BTC/KRW", clock.now() - 3_600_000);
  time.noteTrade("BTC/KRW", clock.now() - 3_600_000);
  assert.equal(time.isMeasured, false);
  time.noteTrade("BTC/KRW", clock.now() + 10);
  assert.equal(time.skewMs, 10);
  time.noteSilence();
  time.noteTrade("BTC/KRW", clock.now() - 50_000 + 60_000);
  assert.equal(time.skewMs, 10);
});

Deno.test("a bar that has begun proves the time for two minutes, one far ahead proves nothing", async () => {
  const { clock, time, shifts } = start();
  assert.equal(time.noteCandleOpen(clock.now() + 3_000), true);
  assert.equal(time.skewMs, 3_000);
  assert.equal(shifts(), 1);
  assert.equal(time.noteCandleOpen(clock.now() + 86_400_000), false);
  assert.equal(time.skewMs, 3_000);
  await clock.advance(120_000);
  assert.equal(time.skewMs, 0);
});

Deno.test("a step forward, which may have been a sleep, makes everything measured before void", async () => {
  const { clock, time } = start();
  time.noteTrade("BTC/KRW", clock.now());
  time.noteTrade("BTC/KRW", clock.now() + 3_000);
  assert.equal(time.skewMs, 3_000);
  clock.setWall(clock.now() + 3_000);
  assert.equal(time.skewMs, 0);
  assert.equal(time.isMeasured, false);
  await clock.advance(1_000);
  time.noteTrade("BTC/KRW", clock.now() + 5);
  assert.equal(time.skewMs, 5);
});

Deno.test("a clock that is set back leaves the exchange's time as it was measured", async () => {
  const { clock, time } = start();
  time.noteTrade("BTC/KRW", clock.now());
  time.noteTrade("BTC/KRW", clock.now() + 3_000);
  const beforeMs = time.now();
  clock.setWall(clock.now() - 2_400_000);
  await clock.advance(1_000);
  assert.equal(time.now(), beforeMs + 1_000);
  assert.equal(time.isMeasured, true);
  assert.equal(time.atMonotonic(clock.monotonic() - 500), beforeMs + 500);
});
