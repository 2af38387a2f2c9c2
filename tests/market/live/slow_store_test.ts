/** The collector over a memory of candles whose answers take their time. */
import assert from "node:assert/strict";
import { auditCandles } from "../../../src/market/live/audit.ts";
import { HeldCandleStore } from "../../support/held_candle_store.ts";
import { ManualClock } from "../../support/manual_clock.ts";
import { MemoryCandleStore } from "../../support/memory_candle_store.ts";
import {
  FIRST_MS,
  flowTo,
  MINUTE,
  SERIES,
  START,
  startCollector,
  type Started,
  toText,
} from "./collector_parts.ts";
import { ScriptedExchange, toBar } from "./scripted_exchange.ts";

function beginLive({ exchange }: Started): void {
  exchange.up();
  exchange.tick(exchange.now() - 1);
  exchange.tick();
}

/** Two minutes with a candle each; the first one is over while the store still has not told where it ends. */
async function playTwoMinutes(parts: Started): Promise<void> {
  beginLive(parts);
  await flowTo(parts, 4_000);
  parts.exchange.frame(toBar(FIRST_MS, 1));
  await flowTo(parts, MINUTE + 4_000);
  parts.exchange.frame(toBar(FIRST_MS + MINUTE, 2));
}

Deno.test("nothing is closed before the store has told where it ends, and then each candle once and in order", async () => {
  const keeper = new HeldCandleStore();
  const release = keeper.hold();
  await using parts = startCollector({ keeper });
  await playTwoMinutes(parts);
  await flowTo(parts, MINUTE + 30_000);
  assert.deepEqual(parts.closed, []);
  release();
  await flowTo(parts, 2 * MINUTE + 2_000);
  assert.deepEqual(parts.closed.map(toText), [
    // With the minute of the start, which must be asked for.
    "upbit BTC/KRW 1m minute 0 by poll, volume 1",
    "upbit BTC/KRW 1m minute 1 by stream, volume 2",
  ]);
});

Deno.test("what was stored before a series began is not told, however late the store says so", async () => {
  const keeper = new HeldCandleStore();
  // The clock was set back since: the last run has stored the first minute already.
  await keeper.keep(SERIES, { candles: [toBar(FIRST_MS, 1)], closedUntilMs: Infinity });
  const release = keeper.hold();
  await using parts = startCollector({ keeper });
  await playTwoMinutes(parts);
  release();
  await flowTo(parts, 2 * MINUTE + 2_000);
  assert.deepEqual(parts.closed.map(toText), ["upbit BTC/KRW 1m minute 1 by stream, volume 2"]);
});

Deno.test("a store that cannot say where it ends is asked again, and nothing is told twice or lost meanwhile", async () => {
  const keeper = new MemoryCandleStore();
  const lastClosed = keeper.lastClosed.bind(keeper);
  let failures = 2;
  keeper.lastClosed = (series) =>
    failures-- > 0 ? Promise.reject(new Error("no connection")) : lastClosed(series);
  await using parts = startCollector({ keeper });
  assert.equal(parts.collector.status()[0]?.counts.closed, 0);
  await playTwoMinutes(parts);
  await flowTo(parts, 2 * MINUTE + 2_000);
  assert.equal(parts.events.filter(({ kind }) => kind === "close_failed").length, 2);
  assert.deepEqual(parts.closed.map(({ candle }) => candle.volume), [1, 2]);
  assert.equal(parts.collector.status()[0]?.state, "live");
});

for (
  const { name, end } of [
    { name: "is closed", end: ({ collector }: Started) => collector[Symbol.asyncDispose]() },
    {
      name: "no longer watches the series",
      end: ({ collector }: Started) => Promise.resolve(collector.setWatched([])),
    },
  ]
) {
  Deno.test(`a collector that ${name} while the store is read tells nothing of it`, async () => {
    const keeper = new HeldCandleStore();
    await using parts = startCollector({ keeper });
    beginLive(parts);
    await flowTo(parts, 4_000);
    parts.exchange.frame(toBar(FIRST_MS, 5));
    // A repair was first, so what is told must be read.
    await keeper.keep(SERIES, { candles: [toBar(FIRST_MS, 6)], closedUntilMs: Infinity });
    const release = keeper.hold();
    await flowTo(parts, MINUTE + 2_000);
    assert.equal(keeper.asked.at(-1), "read");
    const ended = end(parts);
    release();
    await ended;
    await parts.clock.advance(0);
    assert.deepEqual(parts.closed, []);
  });
}

Deno.test("candles that end while those before are being read wait for them", async () => {
  const keeper = new HeldCandleStore();
  await using parts = startCollector({ keeper });
  beginLive(parts);
  await flowTo(parts, 4_000);
  parts.exchange.frame(toBar(FIRST_MS, 5));
  await keeper.keep(SERIES, { candles: [toBar(FIRST_MS, 6)], closedUntilMs: Infinity });
  const release = keeper.hold();
  await flowTo(parts, MINUTE + 4_000);
  parts.exchange.frame(toBar(FIRST_MS + MINUTE, 7));
  await flowTo(parts, 2 * MINUTE + 4_000);
  assert.equal(parts.closed.length, 0);
  release();
  await flowTo(parts, 2 * MINUTE + 5_000);
  assert.deepEqual(parts.closed.map(({ candle }) => candle.volume), [6, 7]);
});

Deno.test("candles that are removed while the exchange is asked about them do not come back by comparing", async () => {
  const clock = new ManualClock(START);
  const exchange = new ScriptedExchange({ clock });
  const keeper = new MemoryCandleStore();
  const minutes = [-3, -2, -1].map((minute) => FIRST_MS + minute * MINUTE);
  const span = { fromMs: FIRST_MS - 3 * MINUTE, toMs: FIRST_MS - MINUTE };
  for (const atMs of minutes) exchange.put(toBar(atMs, 1));
  const candles = minutes.map((atMs) => toBar(atMs, 1));
  await keeper.keep(SERIES, { candles, closedUntilMs: Infinity, fetched: { ...span, toMs: FIRST_MS } });
  const result = await auditCandles(SERIES, {
    exchange: {
      async fetchCandles(question) {
        await keeper.removeSpan(SERIES, { fromMs: span.fromMs, toMs: span.fromMs + MINUTE });
        return await exchange.fetchCandles(question);
      },
    },
    ...{ keeper, clock, span, signal: new AbortController().signal },
  });
  assert.deepEqual([result.added, result.different], [0, 0]);
  assert.deepEqual((await keeper.read(SERIES, span)).map(({ openTimeMs }) => openTimeMs), [
    FIRST_MS - 2 * MINUTE,
  ]);
});
