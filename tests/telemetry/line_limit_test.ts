import assert from "node:assert/strict";
import { type LineLimit, startLineLimit } from "../../src/telemetry/line_limit.ts";
import { createMarketEvents, noMarketCounters } from "../../src/telemetry/market_events.ts";
import { recordingLog } from "../support/client_parts.ts";
import { ManualClock } from "../support/manual_clock.ts";

function start() {
  const log = recordingLog();
  const clock = new ManualClock("2026-08-26T08:08:20Z");
  const limit = startLineLimit({ log, clock });
  return { log, clock, limit };
}

const refuse = (limit: LineLimit, reason: string, exchange = "upbit") =>
  limit.write("warning", "row_refused", `${exchange}: ${reason}`, { exchange });
const textsOf = ({ lines }: ReturnType<typeof recordingLog>) => lines.map(({ message }) => message);

Deno.test("of many lines of one kind the first five are written, and at the end of the minute how many more there were", async () => {
  const { log, clock, limit } = start();
  await using _ = limit;
  for (let i = 0; i < 5_000; i++) refuse(limit, `trade_price is not what it should be: ${i}`);
  assert.deepEqual(
    textsOf(log),
    [0, 1, 2, 3, 4].map((i) => `upbit: trade_price is not what it should be: ${i}`),
  );
  await clock.advance(59_999);
  assert.equal(log.lines.length, 5);
  await clock.advance(1);
  assert.deepEqual(log.lines[5], {
    level: "warning",
    event: "row_refused",
    message: "upbit: … and 4,995 more like the last ones within 60 s",
    fields: { left_out: 4_995, exchange: "upbit" },
  });
});

Deno.test("a loud kind hides no other kind, no other event and no other exchange", async () => {
  const { log, limit } = start();
  await using _ = limit;
  for (let i = 0; i < 100; i++) refuse(limit, `the frame is not JSON (it begins with ${i})`);
  refuse(limit, "code is missing");
  refuse(limit, "the frame is not JSON (it begins with x)", "okx");
  limit.write("error", "receiver_failed", "upbit: the frame is not JSON (it begins with 1)");
  assert.deepEqual(textsOf(log).slice(5), [
    "upbit: code is missing",
    "okx: the frame is not JSON (it begins with x)",
    "upbit: the frame is not JSON (it begins with 1)",
  ]);
});

Deno.test("who makes up a new kind each time gets thirty lines a minute", async () => {
  const { log, clock, limit } = start();
  await using _ = limit;
  const name = (i: number) => String.fromCharCode(0xac00 + i);
  for (let i = 0; i < 1_000; i++) refuse(limit, `${name(i)} is missing`);
  assert.equal(log.lines.length, 30);
  await clock.advance(60_000);
  assert.equal(textsOf(log)[30], "upbit: … and 970 more like the last ones within 60 s");
});

Deno.test("the next minute begins anew, and a minute in which nothing was left out says nothing", async () => {
  const { log, clock, limit } = start();
  await using _ = limit;
  for (let i = 0; i < 5; i++) refuse(limit, "code is missing");
  await clock.advance(60_000);
  assert.equal(log.lines.length, 5);
  refuse(limit, "code is missing");
  assert.equal(log.lines.length, 6);
});

Deno.test("what was left out is told when the program ends", async () => {
  const { log, limit } = start();
  for (let i = 0; i < 7; i++) refuse(limit, "code is missing");
  await limit[Symbol.asyncDispose]();
  assert.equal(textsOf(log).at(-1), "upbit: … and 2 more like the last ones within 60 s");
});

Deno.test("an exchange can cause none of its lines without limit", async () => {
  const { log, limit } = start();
  await using _ = limit;
  const events = createMarketEvents(recordingLog(), noMarketCounters, limit);
  const series = { exchange: "upbit", symbol: "BTC/KRW", interval: "1m" } as const;
  for (let i = 0; i < 100; i++) {
    events.rowRefused({ exchange: "upbit", reason: "code is missing" });
    events.barDoubted({ series, what: "a bar changed after it had been closed" });
    events.receiverFailed({ name: "bus", error: new Error("full") });
    events.streamUp({ exchange: "upbit", silentForMs: i });
    events.streamDown({ exchange: "upbit", reason: "cut" });
    events.streamMute({ exchange: "upbit", forMs: i });
    events.streamTalks({ exchange: "upbit" });
    events.clockSkew({ exchange: "upbit", skewMs: i, isFault: true });
    events.throttled({ exchange: "upbit", group: "candles", status: 429, waitMs: i });
  }
  const counts = Map.groupBy(log.lines, ({ event }) => event);
  assert.equal(counts.size, 9);
  for (const [event, lines] of counts) assert.ok(lines.length <= 30, `${event}: ${lines.length}`);
});
