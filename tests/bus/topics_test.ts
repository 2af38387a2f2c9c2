import assert from "node:assert/strict";
import { MESSAGE_VERSION, readMessage } from "../../src/bus/topics.ts";
import { TOPIC, toTick } from "./bus_parts.ts";

const v = MESSAGE_VERSION;
const candle = { openTimeMs: 0, open: 1, high: 1, low: 1, close: 1, volume: 1 };
const closed = {
  ...{ kind: "candle_closed", exchange: "upbit", symbol: "BTC/KRW", interval: "1m", atMs: 1, from: "poll" },
  candle,
};

Deno.test("reading drops fields that it does not know, also within others, and keeps the rest", () => {
  const message = { ...closed, venue: "new", candle: { ...candle, trades: 7 } };
  assert.deepEqual(readMessage(TOPIC, { message, v }), { topic: TOPIC, message: closed });
  assert.deepEqual(
    readMessage("events.fill", { message: { atMs: 1, facts: { a: [1] }, b: 2 }, v })?.message,
    {
      atMs: 1,
      facts: { a: [1] },
    },
  );
});

for (
  const [what, topic, change] of [
    ["a topic", "weather.seoul", {}],
    ["a kind", TOPIC, { message: { ...closed, kind: "order_book" } }],
    ["a version", TOPIC, { v: v + 1 }],
    ["a shape", TOPIC, { message: { ...closed, symbol: undefined } }],
  ] as const
) {
  Deno.test(`reading skips ${what} that it does not know`, () => {
    assert.equal(readMessage(topic, { message: toTick(1), v, ...change }), undefined);
  });
}
