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

/** The stream is up and another market has traded every five seconds since, on to the end of minute -1. */
async function startFlowing(): Promise<Started> {
  const parts = startCollector();
  parts.exchange.up();
  parts.exchange.tick(parts.exchange.now() - 1);
  parts.exchange.tick();
  await flowTo(parts, 4_000);
  return parts;
}

/** A trade every second, so that everybody knows the pace. */
async function trade(parts: Started, { untilMs }: { untilMs: number }): Promise<void> {
  while (parts.clock.now() < FIRST_MS + untilMs) {
    await parts.clock.advance(1_000);
    parts.exchange.tick();
  }
}

function look(parts: Started): string {
  const [status] = parts.collector.status();
  return `${status?.state}: ${status?.reason}`;
}

function toMuteEvents(parts: Started): string[] {
  return parts.events.map(({ kind }) => kind).filter((kind) => kind.startsWith("stream_"));
}

Deno.test("minutes in which the stream answers but sends nothing are asked for, and none is taken for empty", async () => {
  await using parts = await startFlowing();
  await trade(parts, { untilMs: 10_000 });
  parts.exchange.put(toBar(FIRST_MS, 8));
  parts.exchange.frame(toBar(FIRST_MS, 1));
  for (const minute of [1, 2]) parts.exchange.put(toBar(FIRST_MS + minute * MINUTE, 10 + minute));
  await goTo(parts, 3 * MINUTE + 1_000);
  assert.deepEqual(parts.closed.map(toText), [
    "upbit BTC/KRW 1m minute 0 by poll, volume 8",
    "upbit BTC/KRW 1m minute 1 by poll, volume 11",
    "upbit BTC/KRW 1m minute 2 by poll, volume 12",
  ]);
  const span = { fromMs: FIRST_MS, toMs: FIRST_MS + 3 * MINUTE };
  assert.deepEqual(await parts.keeper.coverage(SERIES, span), [{
    ...span,
    kind: "fetched",
    reason: undefined,
  }]);
});

Deno.test("a stream that falls silent shortly before the end of a bar is not trusted for it", async () => {
  await using parts = await startFlowing();
  parts.exchange.put(toBar(FIRST_MS, 8));
  parts.exchange.frame(toBar(FIRST_MS, 1));
  await trade(parts, { untilMs: MINUTE - 1_000 });
  await goTo(parts, MINUTE + 1_000);
  assert.deepEqual(parts.closed.map(toText), ["upbit BTC/KRW 1m minute 0 by poll, volume 8"]);
});

Deno.test("a bar within which the stream said nothing for more than 20 s is asked for, whatever came after it", async () => {
  await using parts = await startFlowing();
  parts.exchange.put(toBar(FIRST_MS, 8));
  await trade(parts, { untilMs: 20_000 });
  await goTo(parts, 41_000);
  await trade(parts, { untilMs: 2 * MINUTE + 1_000 });
  assert.deepEqual(parts.closed.map(toText), ["upbit BTC/KRW 1m minute 0 by poll, volume 8"]);
  const lastMs = parts.exchange.asked.at(-1)?.span.toMs;
  assert.equal(lastMs, FIRST_MS + 2 * MINUTE, "the next one is trusted again");
});

Deno.test("a trade whose time is ahead of the exchange proves no more than that it came", async () => {
  await using parts = await startFlowing();
  parts.exchange.put(toBar(FIRST_MS, 8));
  await flowTo(parts, MINUTE - 5_000);
  parts.exchange.tick(FIRST_MS + 3 * MINUTE, "XRP/KRW");
  await goTo(parts, MINUTE + 1_000);
  assert.deepEqual(parts.closed.map(toText), ["upbit BTC/KRW 1m minute 0 by poll, volume 8"]);
});

Deno.test("a quiet market that is alone costs one request a minute", async () => {
  await using parts = await startFlowing();
  const asked = parts.exchange.asked.length;
  await goTo(parts, 3 * MINUTE + 2_000);
  const ends = parts.exchange.asked.slice(asked).map(({ span }) => (span.toMs - FIRST_MS) / MINUTE - 2);
  assert.deepEqual(ends.filter((minute) => minute >= 0), [0, 1, 2]);
  assert.deepEqual(parts.closed, []);
});

Deno.test("when asking fails and the proof has come meanwhile, the bar is taken from the stream", async () => {
  await using parts = await startFlowing();
  parts.exchange.frame(toBar(FIRST_MS, 5));
  await flowTo(parts, MINUTE - 1_000);
  parts.exchange.usual = "fail";
  await goTo(parts, MINUTE + 3_000);
  assert.equal(parts.closed.length, 0);
  parts.exchange.tick();
  await goTo(parts, MINUTE + 6_000);
  assert.deepEqual(parts.closed.map(toText), ["upbit BTC/KRW 1m minute 0 by stream, volume 5"]);
  // The quiet minute before it was asked for once, so a repair looks a second time.
  assert.deepEqual(parts.wishes.map(({ span }) => span), [{ fromMs: FIRST_MS - MINUTE, toMs: FIRST_MS }]);
});

Deno.test("a busy stream that sends nothing for more than 20 s is told once, and once when it talks again", async () => {
  await using parts = await startFlowing();
  await trade(parts, { untilMs: 30_000 });
  assert.equal(look(parts), "live: the stream is up");
  await goTo(parts, 50_000);
  assert.deepEqual(toMuteEvents(parts), ["stream_up"]);
  await goTo(parts, 55_000);
  assert.equal(look(parts), "catching_up: the stream answers but sends nothing for 25 s");
  await goTo(parts, 3 * MINUTE + 30_000);
  assert.deepEqual(toMuteEvents(parts), ["stream_up", "stream_mute"]);
  parts.exchange.tick();
  assert.deepEqual(parts.events.at(-1), { kind: "stream_talks", silentForMs: 3 * MINUTE });
  assert.equal(look(parts), "catching_up: the stream came back within the open bar");
  await trade(parts, { untilMs: 4 * MINUTE + 2_000 });
  assert.equal(look(parts), "live: the stream is up");
  assert.deepEqual(toMuteEvents(parts), ["stream_up", "stream_mute", "stream_talks"]);
});

Deno.test("a stream that is mute from its beginning has its state, and a quiet one is not called mute", async () => {
  await using mute = startCollector();
  mute.exchange.up();
  await goTo(mute, 5_000);
  assert.equal(look(mute), "catching_up: the stream answers but sends nothing for 35 s");
  await using quiet = await startFlowing();
  await goTo(quiet, 5 * MINUTE);
  assert.deepEqual([toMuteEvents(mute), toMuteEvents(quiet)], [["stream_up"], ["stream_up"]]);
  assert.match(look(quiet), /^live: /);
});

Deno.test("another list of markets has another pace, and a lost connection is not mute as well", async () => {
  await using parts = await startFlowing();
  await trade(parts, { untilMs: 30_000 });
  parts.collector.setWatched([{ symbol: "XRP/KRW", interval: "1m" }]);
  await goTo(parts, 2 * MINUTE);
  assert.deepEqual(toMuteEvents(parts), ["stream_up"]);
  await trade(parts, { untilMs: 3 * MINUTE });
  parts.exchange.down();
  await goTo(parts, 5 * MINUTE);
  assert.deepEqual(toMuteEvents(parts), ["stream_up", "stream_down"]);
});
