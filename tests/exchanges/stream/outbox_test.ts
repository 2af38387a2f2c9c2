import { deepStrictEqual, strictEqual } from "node:assert/strict";
import type { StreamMessage } from "../../../src/exchanges/exchange.ts";
import { StreamOutbox } from "../../../src/exchanges/stream/outbox.ts";
import { ManualClock, settle } from "../../support/manual_clock.ts";

const START = Date.parse("2026-08-26T08:08:00Z");

const tick = (symbol: string, price: number): StreamMessage => ({
  kind: "tick",
  tick: { atMs: START, symbol, price, volume: 1, source: "binance" },
});
const candle = (minute: number, volume: number, isClosed = false): StreamMessage => ({
  kind: "candle",
  series: { exchange: "binance", symbol: "BTC/USDT", interval: "1m" },
  candle: { openTimeMs: START + minute * 60_000, open: 1, high: 1, low: 1, close: 1, volume },
  isClosed,
});
const up: StreamMessage = { kind: "up", atMs: START, sinceMs: undefined };
const down: StreamMessage = { kind: "down", atMs: START, reason: "gone" };

/** A reader that takes a portion only when told. */
function startOutbox() {
  const clock = new ManualClock(START);
  const sent: (readonly StreamMessage[])[] = [];
  const closing = new AbortController();
  let take = () => {};
  const outbox = new StreamOutbox({
    clock,
    signal: closing.signal,
    send(messages) {
      sent.push(messages);
      return new Promise((resolve) => take = resolve);
    },
  });
  const takeOne = async () => {
    take();
    await settle();
    await clock.advance(50);
  };
  return { outbox, sent, takeOne, closing };
}

Deno.test("while the reader is slow, of each bar and each market only the newest waits, after all that was before it", async () => {
  const { outbox, sent, takeOne } = startOutbox();
  outbox.add(up);
  await settle();
  deepStrictEqual(sent, [[up]]);
  for (let i = 0; i < 10_000; i++) {
    outbox.add(tick("ETH/USDT", 1 + i));
    outbox.add(candle(0, i));
  }
  outbox.add(candle(0, 10_000, true));
  outbox.add(tick("BTC/USDT", 5));
  outbox.add(candle(1, 1));
  strictEqual(outbox.waiting, 4);
  await takeOne();
  deepStrictEqual(sent[1], [
    tick("ETH/USDT", 10_000),
    candle(0, 10_000, true),
    tick("BTC/USDT", 5),
    candle(1, 1),
  ]);
});

Deno.test("being up and down is never left out, and refused messages do not pile up", async () => {
  const { outbox, sent, takeOne } = startOutbox();
  outbox.add(up);
  await settle();
  for (let i = 0; i < 3; i++) {
    outbox.add(down);
    outbox.add(up);
  }
  for (let i = 0; i < 1_000; i++) outbox.add({ kind: "refused", atMs: START, reason: `${i}` });
  await takeOne();
  deepStrictEqual(sent[1]?.slice(0, 6), [down, up, down, up, down, up]);
  strictEqual(sent[1]?.length, 6 + 20);
  outbox.add({ kind: "refused", atMs: START, reason: "later" });
  await takeOne();
  deepStrictEqual(sent[2], [{ kind: "refused", atMs: START, reason: "later" }]);
});

Deno.test("a portion has a bounded size, and the end drops what waits", async () => {
  const { outbox, sent, takeOne, closing } = startOutbox();
  for (let i = 0; i < 1_200; i++) outbox.add(tick(`C${i}/USDT`, 1));
  await settle();
  strictEqual(sent[0]?.length, 500);
  closing.abort();
  await takeOne();
  await outbox.ended();
  deepStrictEqual(sent.length, 1);
});
