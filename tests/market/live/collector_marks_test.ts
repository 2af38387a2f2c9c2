import assert from "node:assert/strict";
import { FIRST_MS, flowTo, goTo, MINUTE, startCollector, type Started, toText } from "./collector_parts.ts";
import { toBar } from "./scripted_exchange.ts";

/** Four seconds into minute 0, on an exchange that says when a candle is over. */
async function startMarked(): Promise<Started> {
  const parts = startCollector();
  parts.exchange.up();
  parts.exchange.tick(parts.exchange.now() - 1);
  parts.exchange.tick();
  parts.exchange.frame(toBar(FIRST_MS - MINUTE, 1), "ETH/KRW", true);
  await flowTo(parts, 4_000);
  return parts;
}

const askedSince = ({ exchange }: Started, count: number) => exchange.asked.length - count;

Deno.test("a bar that is marked as over is taken from the stream", async () => {
  await using parts = await startMarked();
  const before = parts.exchange.asked.length;
  parts.exchange.frame(toBar(FIRST_MS, 1), "BTC/KRW", false);
  await flowTo(parts, MINUTE + 500);
  parts.exchange.frame(toBar(FIRST_MS, 2), "BTC/KRW", true);
  await goTo(parts, MINUTE + 1_000);
  assert.deepEqual(parts.closed.map(toText), ["upbit BTC/KRW 1m minute 0 by stream, volume 2"]);
  assert.equal(askedSince(parts, before), 0);
});

Deno.test("a bar whose last state was not marked is asked for, whatever other markets prove", async () => {
  await using parts = await startMarked();
  parts.exchange.put(toBar(FIRST_MS, 3));
  parts.exchange.frame(toBar(FIRST_MS, 1), "BTC/KRW", false);
  await flowTo(parts, MINUTE + 3_000);
  assert.deepEqual(parts.closed.map(toText), ["upbit BTC/KRW 1m minute 0 by poll, volume 3"]);
});

Deno.test("a minute with a trade of which no bar came is asked for, and not taken for a quiet one", async () => {
  await using parts = await startMarked();
  parts.exchange.put(toBar(FIRST_MS, 1));
  await flowTo(parts, MINUTE - 500);
  parts.exchange.tick();
  await flowTo(parts, MINUTE + 3_000);
  assert.deepEqual(parts.closed.map(toText), ["upbit BTC/KRW 1m minute 0 by poll, volume 1"]);
});

Deno.test("a minute without a bar and without a trade is silent, without asking", async () => {
  await using parts = await startMarked();
  const before = parts.exchange.asked.length;
  await flowTo(parts, MINUTE + 3_000);
  assert.deepEqual([parts.closed, askedSince(parts, before)], [[], 0]);
  assert.equal(
    (await parts.keeper.coverage({ exchange: "upbit", symbol: "BTC/KRW", interval: "1m" }, {
      fromMs: FIRST_MS,
      toMs: FIRST_MS + MINUTE,
    }))[0]?.kind,
    "silent",
  );
});

Deno.test("a bar that was asked for because its mark was missing leaves no doubt about the next one", async () => {
  await using parts = await startMarked();
  parts.exchange.put(toBar(FIRST_MS, 1));
  parts.exchange.frame(toBar(FIRST_MS, 1), "BTC/KRW", false);
  await flowTo(parts, MINUTE + 3_000);
  const before = parts.exchange.asked.length;
  parts.exchange.frame(toBar(FIRST_MS + MINUTE, 5), "BTC/KRW", true);
  await flowTo(parts, 2 * MINUTE + 3_000);
  assert.equal(parts.closed.map(toText).at(-1), "upbit BTC/KRW 1m minute 1 by stream, volume 5");
  assert.equal(askedSince(parts, before), 0);
});
