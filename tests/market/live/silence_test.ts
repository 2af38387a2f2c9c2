import assert from "node:assert/strict";
import {
  FIRST_MS,
  flowTo,
  goTo,
  MINUTE,
  SERIES,
  startCollector,
  type Started,
  toText,
} from "./collector_parts.ts";
import { toBar } from "./scripted_exchange.ts";

const EMPTY = ["empty", "empty", "empty"] as const;

async function kindsOf({ keeper }: Started, from: number, to: number): Promise<string[]> {
  const span = { fromMs: FIRST_MS + from * MINUTE, toMs: FIRST_MS + to * MINUTE };
  return (await keeper.coverage(SERIES, span))
    .map(({ kind, fromMs, toMs }) => `${kind} ${(toMs - fromMs) / MINUTE}`);
}

/** An exchange without a stream, with a bar in each of the first minutes; the volume tells which. */
async function startPolled(minutes: readonly number[]): Promise<Started> {
  const parts = startCollector({ streamIntervals: [] });
  for (const minute of minutes) parts.exchange.put(toBar(FIRST_MS + minute * MINUTE, minute + 10));
  await goTo(parts, 1_500);
  return parts;
}

Deno.test("a minute whose answers were empty is no quiet minute: the next answer brings its bar, told in order", async () => {
  await using parts = await startPolled([-1, 0, 1]);
  parts.exchange.answers.push(...EMPTY);
  await goTo(parts, MINUTE + 6_000);
  assert.deepEqual(await kindsOf(parts, 0, 1), ["silent 1"]);
  await goTo(parts, 2 * MINUTE + 6_000);
  assert.deepEqual(parts.closed.map(toText), [
    "upbit BTC/KRW 1m minute -1 by poll, volume 9",
    "upbit BTC/KRW 1m minute 0 by poll, volume 10",
    "upbit BTC/KRW 1m minute 1 by poll, volume 11",
  ]);
  assert.deepEqual(await kindsOf(parts, 0, 2), ["fetched 2"]);
});

Deno.test("a quiet minute is proven by the second answer that has none, and by a later bar in the first", async () => {
  await using parts = await startPolled([-1, 3]);
  await goTo(parts, MINUTE + 6_000);
  assert.deepEqual(await kindsOf(parts, 0, 1), ["silent 1"]);
  await goTo(parts, 2 * MINUTE + 6_000);
  assert.deepEqual(await kindsOf(parts, 0, 2), ["fetched 1", "silent 1"]);
  await goTo(parts, 4 * MINUTE + 6_000);
  assert.deepEqual(await kindsOf(parts, 0, 4), ["fetched 4"]);
  assert.deepEqual(parts.closed.map(({ candle }) => candle.volume), [9, 13]);
});

Deno.test("an answer that lacks the last known bar has lost its way and proves nothing, however often it comes", async () => {
  await using parts = await startPolled([-1, 0]);
  parts.exchange.usual = "empty";
  await goTo(parts, 4 * MINUTE + 6_000);
  assert.deepEqual(await kindsOf(parts, 0, 4), ["silent 4"]);
  parts.exchange.usual = "truth";
  await goTo(parts, 5 * MINUTE + 6_000);
  assert.deepEqual(parts.closed.map(({ candle }) => candle.volume), [9, 10]);
  assert.deepEqual(await kindsOf(parts, 0, 5), ["fetched 4", "silent 1"]);
});

Deno.test("what an answer left silent is repaired, and not proven by a bar that the stream brings later", async () => {
  await using parts = startCollector();
  parts.exchange.up();
  parts.exchange.tick(parts.exchange.now() - 1);
  parts.exchange.tick();
  await flowTo(parts, 4_000);
  parts.exchange.put(toBar(FIRST_MS, 10));
  await flowTo(parts, 20_000);
  parts.exchange.down();
  parts.exchange.answers.push(...EMPTY);
  parts.exchange.up(FIRST_MS + 19_000);
  await flowTo(parts, MINUTE + 8_000);
  assert.deepEqual(await kindsOf(parts, 0, 1), ["silent 1"]);
  parts.exchange.frame(toBar(FIRST_MS + MINUTE, 11));
  await flowTo(parts, 2 * MINUTE + 2_000);
  assert.deepEqual(parts.closed.map(toText).at(-1), "upbit BTC/KRW 1m minute 1 by stream, volume 11");
  assert.deepEqual(parts.wishes.at(-1)?.span, { fromMs: FIRST_MS, toMs: FIRST_MS + MINUTE });
  assert.deepEqual(await kindsOf(parts, 0, 2), ["silent 1", "fetched 1"]);
});

Deno.test("comparing with the exchange is the second look at what the stream left silent, and finds what it lost", async () => {
  await using parts = startCollector();
  parts.exchange.up();
  parts.exchange.tick(parts.exchange.now() - 1);
  parts.exchange.tick();
  await flowTo(parts, 4_000);
  parts.exchange.frame(toBar(FIRST_MS, 10));
  parts.exchange.put(toBar(FIRST_MS, 10));
  // Of the minute after it the stream lost the bar; the one after that was truly quiet.
  parts.exchange.put(toBar(FIRST_MS + MINUTE, 11));
  await flowTo(parts, 3 * MINUTE + 2_000);
  assert.deepEqual(await kindsOf(parts, 0, 3), ["fetched 1", "silent 2"]);
  await flowTo(parts, 16 * MINUTE);
  assert.deepEqual(await kindsOf(parts, 0, 3), ["fetched 3"]);
  assert.deepEqual(parts.closed.map(toText), [
    "upbit BTC/KRW 1m minute 0 by stream, volume 10",
    "upbit BTC/KRW 1m minute 1 by backfill, volume 11",
  ]);
});

Deno.test("an empty answer is not compared with: bars that are stored do not differ from nothing", async () => {
  await using parts = startCollector();
  parts.exchange.up();
  parts.exchange.tick(parts.exchange.now() - 1);
  parts.exchange.tick();
  await flowTo(parts, 4_000);
  parts.exchange.frame(toBar(FIRST_MS, 10));
  await flowTo(parts, 2 * MINUTE);
  parts.exchange.usual = "empty";
  await flowTo(parts, 8 * MINUTE);
  assert.deepEqual(parts.events.filter(({ kind }) => kind === "audit_difference"), []);
  assert.ok(parts.events.some(({ kind }) => kind === "audit_failed"));
});

Deno.test("a bar of which a frame could not be read is asked for, and those of other markets are not", async () => {
  const watched = ["BTC/KRW", "ETH/KRW"].map((symbol) => ({ symbol, interval: "1m" as const }));
  await using parts = startCollector({ watched });
  for (const { symbol } of watched) {
    parts.exchange.put(toBar(FIRST_MS - MINUTE, 1), symbol);
    parts.exchange.put(toBar(FIRST_MS, 9), symbol);
  }
  parts.exchange.up();
  parts.exchange.tick(parts.exchange.now() - 1);
  parts.exchange.tick();
  await flowTo(parts, 4_000);
  for (const { symbol } of watched) parts.exchange.frame(toBar(FIRST_MS, 2), symbol);
  parts.exchange.say({ kind: "refused", atMs: parts.clock.now(), reason: "high_price", about: SERIES });
  const asked = parts.exchange.asked.length;
  await flowTo(parts, MINUTE + 2_000);
  const closed = parts.closed.filter(({ candle }) => candle.openTimeMs === FIRST_MS);
  assert.deepEqual(closed.map(toText).toSorted(), [
    "upbit BTC/KRW 1m minute 0 by poll, volume 9",
    "upbit ETH/KRW 1m minute 0 by stream, volume 2",
  ]);
  assert.deepEqual(parts.exchange.asked.slice(asked).map(({ symbol }) => symbol), ["BTC/KRW"]);
});
