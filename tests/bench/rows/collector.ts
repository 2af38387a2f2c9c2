import { createMemoryBus } from "../../../src/bus/memory_bus.ts";
import { NO_LETTERS } from "../../bus/bus_parts.ts";
import { toMarketTopic } from "../../../src/bus/topics.ts";
import { closeTimeOf, openTimeOf } from "../../../src/core/candle.ts";
import { CandleCollector } from "../../../src/market/live/collector.ts";
import type { LiveCandle } from "../../../src/market/live/candle_event.ts";
import { openSqliteCandleStore } from "../../../src/market/store/sqlite_candle_store.ts";
import { ScriptedExchange, toBar } from "../../market/live/scripted_exchange.ts";
import { makeTempDir } from "../../sqlite/temp_store.ts";
import { percentile } from "../numbers.ts";
import { SkipClock } from "../skip_clock.ts";

const START_MS = Date.parse("2026-03-11T01:00:00Z");
/** A collector runs for weeks; its first minutes, in which code is still being compiled, are not counted. */
const WARM_UP = 3;
const FIRST_MS = START_MS + WARM_UP * 60_000;
const SYMBOLS = Array.from({ length: 200 }, (_, i) => `C${i}/KRW`);
const MINUTES = 10;
/** The end of each minute is what is of interest; the rest of it is skipped. */
const BEFORE_MS = 1_000;
const AFTER_MS = 1_300;
const STEP_MS = 5;
const PATIENCE_MS = 5_000;
const TICKS_PER_S = 5;
const GRACE_MS = 1_000;

/** Between two signs of life of the market. */
const FLOW_MS = 10_000;

export interface CollectorFigures {
  /** From the moment at which a candle is due to the subscriber's call: over store and bus. */
  readonly closeToEventP99Ms: number;
  readonly loopLagP99Ms: number;
  readonly rssMb: number;
  readonly events: number;
}

/**
 * 200 symbols of one exchange, each with a frame and five trades a second, over ten ends of minutes, with the real
 * store on disk and the real bus.
 *
 * @throws {Error} when an event is missing or comes twice.
 */
export async function measureCollector(): Promise<CollectorFigures> {
  await using stack = new AsyncDisposableStack();
  const dir = stack.use(makeTempDir());
  const clock = new SkipClock(START_MS - BEFORE_MS);
  const shelf = stack.use(await openSqliteCandleStore({ dir: dir.path, clock }));
  const exchange = new ScriptedExchange({ clock });
  const waitedMs: number[] = [];
  const seen = new Set<string>();
  const counted = new Set<string>();
  const bus = stack.use(createMemoryBus({ clock, ...NO_LETTERS, onFault: ({ kind }) => fail(kind) }));
  bus.subscribe({
    kind: "live",
    name: "reader",
    topics: ["market_data.upbit.*"],
    capacity: 1_000,
    batch: { size: 1, maxAgeMs: 0 },
  }, ([envelope]) => {
    if (envelope === undefined || !("candle" in envelope.message)) return fail("something else");
    const { openTimeMs } = envelope.message.candle;
    seen.add(`${envelope.topic} ${openTimeMs}`);
    if (openTimeMs < FIRST_MS) return;
    waitedMs.push(clock.now() - closeTimeOf("1m", openTimeMs) - GRACE_MS);
    counted.add(`${envelope.topic} ${openTimeMs}`);
  });
  stack.use(
    new CandleCollector({
      exchange,
      keeper: shelf,
      clock,
      watched: SYMBOLS.map((symbol) => ({ symbol, interval: "1m" as const })),
      onClosed: (event) =>
        void bus.publish(toMarketTopic(event.series.exchange, event.series.symbol), toMessage(event)),
      onOpen: () => {},
      askBackfill: () => fail("a repair was asked for"),
      onEvent: (event) => event.kind === "stream_up" ? undefined : fail(JSON.stringify(event)),
    }),
  );
  exchange.up();
  const lagsMs: number[] = [];
  let rss = 0;
  for (let minute = 0; minute <= WARM_UP + MINUTES; minute++) {
    const lags = await playTurn(exchange, clock);
    if (minute > WARM_UP) lagsMs.push(...lags);
    await untilSeen(() => seen.size >= minute * SYMBOLS.length);
    rss = Math.max(rss, Deno.memoryUsage().rss);
    // A market this busy never pauses for long; a stream that does is asked about.
    for (let restMs = 60_000 - BEFORE_MS - AFTER_MS; restMs > 0; restMs -= FLOW_MS) {
      clock.skip(Math.min(FLOW_MS, restMs));
      exchange.tick(clock.now(), SYMBOLS[0] ?? "");
    }
  }
  const events = SYMBOLS.length * MINUTES;
  if (counted.size !== events || waitedMs.length !== events) {
    throw new Error(`${waitedMs.length} events for ${counted.size} bars of ${events}`);
  }
  return {
    closeToEventP99Ms: percentile(waitedMs, 0.99),
    loopLagP99Ms: percentile(lagsMs, 0.99),
    rssMb: rss / 2 ** 20,
    events,
  };
}

/** Frames and trades from a second before the turn of a minute to after its candles are closed. */
async function playTurn(exchange: ScriptedExchange, clock: SkipClock): Promise<number[]> {
  const lagsMs: number[] = [];
  const untilMs = clock.monotonic() + BEFORE_MS + AFTER_MS;
  const startedMs = performance.now();
  let sent = 0;
  while (clock.monotonic() < untilMs) {
    const dueMs = performance.now() + STEP_MS;
    await new Promise((resolve) => setTimeout(resolve, STEP_MS));
    lagsMs.push(Math.max(0, performance.now() - dueMs));
    // By the time that has passed, so that a slow machine gets the same load.
    const wanted = SYMBOLS.length * (performance.now() - startedMs) / 1_000;
    for (; sent < wanted; sent++) sendOne(exchange, clock, sent);
  }
  return lagsMs;
}

/** What is late counts as late, but the skip must not come on top of it. */
async function untilSeen(hasAll: () => boolean): Promise<void> {
  const untilMs = performance.now() + PATIENCE_MS;
  while (!hasAll() && performance.now() < untilMs) {
    await new Promise((resolve) => setTimeout(resolve, STEP_MS));
  }
}

function sendOne(exchange: ScriptedExchange, clock: SkipClock, sent: number): void {
  const symbol = SYMBOLS[sent % SYMBOLS.length] ?? fail("no symbol");
  const candle = toBar(openTimeOf("1m", clock.now()), sent + 1);
  exchange.put(candle, symbol);
  exchange.frame(candle, symbol);
  for (let tick = 0; tick < TICKS_PER_S; tick++) exchange.tick(clock.now() + tick, symbol);
}

function toMessage({ series, candle, atMs, from }: LiveCandle) {
  return {
    kind: "candle_closed" as const,
    exchange: series.exchange,
    symbol: series.symbol,
    interval: series.interval,
    candle,
    atMs,
    from,
  };
}

function fail(what: string): never {
  throw new Error(`The collector met what it should not: ${what}`);
}
