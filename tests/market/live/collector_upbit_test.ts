import assert from "node:assert/strict";
import type { Candle } from "../../../src/core/candle.ts";
import { upbit } from "../../../src/exchanges/upbit/venue.ts";
import type { BackfillRequest } from "../../../src/market/backfill/queue.ts";
import { CandleCollector } from "../../../src/market/live/collector.ts";
import type { CollectorEvent, LiveCandle } from "../../../src/market/live/candle_event.ts";
import { openSqliteCandleStore } from "../../../src/market/store/sqlite_candle_store.ts";
import { makeTempDir } from "../../sqlite/temp_store.ts";
import { ManualClock } from "../../support/manual_clock.ts";
import { until } from "../../support/program.ts";
import { startUpbitServer } from "../../support/upbit_rest_server.ts";
import { startUpbitStreamServer } from "../../support/upbit_stream_server.ts";
import { MINUTE, SERIES } from "./collector_parts.ts";
import { toBar } from "./scripted_exchange.ts";

const START_MS = Date.parse("2026-08-26T08:08:30Z");
const FIRST_MS = Date.parse("2026-08-26T08:09:00Z");

/** Upbit's REST and WebSocket on loopback, its real plug, the real store, and a clock that we move. */
async function startAll() {
  const stack = new AsyncDisposableStack();
  const dir = stack.use(makeTempDir());
  const clock = new ManualClock(START_MS);
  const candles: Candle[] = [];
  const rest = stack.use(startUpbitServer({ candles, now: () => clock.now() }));
  const stream = stack.use(startUpbitStreamServer());
  const exchange = stack.use(upbit.create({
    restUrl: rest.url,
    streamUrl: stream.url,
    userAgent: "signal-v2/test",
    clock,
    fetch,
    random: () => 0,
    onEvent: () => {},
    child: () => assert.fail("no child is needed"),
  }));
  const shelf = stack.use(await openSqliteCandleStore({ dir: dir.path, clock }));
  const closed: LiveCandle[] = [];
  const events: CollectorEvent[] = [];
  const wishes: BackfillRequest[] = [];
  stack.use(
    new CandleCollector({
      exchange,
      keeper: shelf,
      clock,
      watched: [{ symbol: SERIES.symbol, interval: "1m" }],
      onClosed: (event) => closed.push(event),
      onOpen: () => {},
      askBackfill: (wish) => wishes.push(wish),
      onEvent: (event) => events.push(event),
    }),
  );
  await until(() => stream.requests.length === 1, "the subscription");
  return {
    clock,
    candles,
    stream,
    shelf,
    closed,
    events,
    wishes,
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

/** In steps short enough for the plug's own watch over the silence, with turns for the sockets between them. */
async function goTo(clock: ManualClock, ms: number): Promise<void> {
  while (clock.now() < ms) {
    await clock.advance(Math.min(1_000, ms - clock.now()));
    for (let i = 0; i < 4; i++) await new Promise((resolve) => setTimeout(resolve, 0));
  }
}

/** As `goTo`, with a trade every ten seconds, the last one less than that before the end. */
async function flowTo(parts: Awaited<ReturnType<typeof startAll>>, ms: number): Promise<void> {
  const { clock, stream } = parts;
  while (clock.now() < ms) {
    stream.send(toTrade(clock.now()));
    for (let i = 0; i < 20; i++) await new Promise((resolve) => setTimeout(resolve, 0));
    await goTo(clock, Math.min(ms, clock.now() + 10_000));
  }
}

function toFrame({ openTimeMs, open, high, low, close, volume }: Candle): object {
  return {
    type: "candle.1m",
    code: "KRW-BTC",
    candle_date_time_utc: new Date(openTimeMs).toISOString().slice(0, 19),
    opening_price: open,
    high_price: high,
    low_price: low,
    trade_price: close,
    candle_acc_trade_volume: volume,
  };
}

function toTrade(atMs: number): object {
  return { type: "ticker", code: "KRW-BTC", trade_price: 105, trade_volume: 1, trade_timestamp: atMs };
}

Deno.test("Upbit's stream and answers become one event for each bar, over a cut and a reconnect", async () => {
  await using parts = await startAll();
  const { clock, candles, stream, closed, events, wishes, shelf } = parts;
  const count = (kind: CollectorEvent["kind"]) => events.filter((event) => event.kind === kind).length;

  stream.send(toTrade(START_MS - 100));
  stream.send(toTrade(START_MS));
  await until(() => count("stream_up") === 1, "the stream");
  candles.push(toBar(FIRST_MS - MINUTE, 4));
  await flowTo(parts, FIRST_MS + 1_000);
  await until(() => closed.length === 1, "the bar that was open at the start");

  stream.send(toFrame(toBar(FIRST_MS, 1)));
  stream.send(toFrame(toBar(FIRST_MS, 2)));
  candles.push(toBar(FIRST_MS, 2));
  await flowTo(parts, FIRST_MS + MINUTE);
  await flowTo(parts, FIRST_MS + MINUTE + 2_000);
  await until(() => closed.length === 2, "the bar from the stream");

  stream.cut();
  await until(() => count("stream_down") === 1, "the cut");
  candles.push(toBar(FIRST_MS + MINUTE, 7), toBar(FIRST_MS + 2 * MINUTE, 8));
  await goTo(clock, FIRST_MS + 2 * MINUTE + 10_000);
  await until(() => stream.requests.length === 2, "the second subscription");
  stream.send(toFrame(toBar(FIRST_MS + 2 * MINUTE, 8)));
  await until(() => count("stream_up") === 2, "the stream again");
  await flowTo(parts, FIRST_MS + 3 * MINUTE);
  await flowTo(parts, FIRST_MS + 3 * MINUTE + 2_000);
  await until(() => closed.length === 4, "the bars around the cut");

  stream.send(toFrame(toBar(FIRST_MS + 3 * MINUTE, 9)));
  candles.push(toBar(FIRST_MS + 3 * MINUTE, 9));
  await flowTo(parts, FIRST_MS + 4 * MINUTE);
  await flowTo(parts, FIRST_MS + 4 * MINUTE + 2_000);
  await until(() => closed.length === 5, "the first bar of the new connection");

  assert.deepEqual(
    closed.map(({ candle, from }) => [(candle.openTimeMs - FIRST_MS) / MINUTE, from, candle.volume]),
    [[-1, "poll", 4], [0, "stream", 2], [1, "poll", 7], [2, "poll", 8], [3, "stream", 9]],
  );
  assert.deepEqual(
    await shelf.read(SERIES, { fromMs: FIRST_MS - MINUTE, toMs: FIRST_MS + 4 * MINUTE }),
    candles,
  );
  assert.deepEqual(wishes, [], "the silence lay within one bar, which was asked for");
});
