import { OWNER } from "../../../src/core/actor.ts";
import { createBusEvents } from "../../../src/bus/events.ts";
import { OutboxRelay } from "../../../src/bus/outbox_relay.ts";
import { createMemoryBus } from "../../../src/bus/memory_bus.ts";
import { NO_LETTERS } from "../../bus/bus_parts.ts";
import { toMarketTopic } from "../../../src/bus/topics.ts";
import type { Candle } from "../../../src/core/candle.ts";
import { createSystemClock } from "../../../src/core/clock.ts";
import { MINUTE_MS } from "../../../src/core/kst.ts";
import { startEngine } from "../../../src/engine/engine.ts";
import { createEngineEvents } from "../../../src/engine/events.ts";
import { FILL_MODELS } from "../../../src/paper/fill_models/mod.ts";
import { LiveAggregator } from "../../../src/market/read/aggregate.ts";
import { USUAL_RESTARTS } from "../../../src/lib/limits/restart_policy.ts";
import { openStore } from "../../../src/app/data/store.ts";
import { toHostCommand } from "../../engine/engine_parts.ts";
import { makeTempDir } from "../../sqlite/temp_store.ts";
import { percentile } from "../numbers.ts";
import { tableOf } from "../../support/owned.ts";

const STRATEGIES = 20;
/** All strategies together; a 1-minute candle each, so this is 175 hours of market a second. */
const MESSAGES_PER_S = 10_500;
const STEP_MS = 10;
const MEASURED_S = 8;
/** Processes run for weeks; the first moments, in which code is still being compiled, are not counted. */
const WARM_UP_S = 6;
const START_MS = Date.parse("2026-03-11T01:00:00Z");

export interface EngineFigures {
  /** Candles that the processes worked in the measured time. */
  readonly messagesPerS: number;
  readonly adviceP50Ms: number;
  /** From the message on the bus to the stored advice on the bus, paper trade included. */
  readonly adviceP99Ms: number;
  readonly advices: number;
  /** The largest of the processes. */
  readonly memoryMb: number;
  readonly loopLagP99Ms: number;
  readonly startMs: number;
}

/**
 * Twenty strategies, each on a market and in a process of its own, with the real bus and the real store.
 *
 * @throws {Error} when a candle is lost or a process is started again.
 */
export async function measureEngine(): Promise<EngineFigures> {
  await using stack = new AsyncDisposableStack();
  const dir = stack.use(makeTempDir());
  const realClock = createSystemClock();
  let nowMs = START_MS;
  const clock = { ...realClock, now: () => nowMs };
  const store = stack.use(await openStore({ dir: dir.path, clock }));
  const bus = stack.use(
    createMemoryBus({ clock: realClock, ...NO_LETTERS, onFault: ({ kind }) => fail(kind) }),
  );
  const symbols = Array.from({ length: STRATEGIES }, (_, i) => `C${i}/KRW`);
  for (const [i, symbol] of symbols.entries()) {
    await tableOf(store).add({
      id: `s${i}`,
      kind: "ma_cross",
      exchange: "upbit",
      symbol,
      timeframe: "1m",
      params: { fast: 10, slow: 30, stop_loss: 0.02, take_profit: 0.04 },
      money: {},
      onStop: "leave",
      isActive: true,
    });
  }
  const toldAtMs = new Map<string, number>();
  const waitedMs: number[] = [];
  bus.subscribe({
    kind: "live",
    name: "bench",
    topics: ["events.advice_given"],
    capacity: 100_000,
    batch: { size: 100, maxAgeMs: 0 },
  }, (batch) => {
    const atMs = realClock.monotonic();
    for (const { message } of batch) {
      if (!("facts" in message)) continue;
      const sinceMs = toldAtMs.get(`${message.facts.symbol} ${message.facts.barTimeMs}`);
      if (sinceMs !== undefined) waitedMs.push(atMs - sinceMs);
    }
  });
  const { outbox, deadLetters } = store;
  const events = createBusEvents({ write: (_level, event) => fail(event) });
  stack.use(new OutboxRelay({ outbox, bus, deadLetters, clock: realClock, events })).start();
  const beganMs = realClock.monotonic();
  const engine = stack.use(
    await startEngine({
      owner: OWNER,
      store: store.strategies,
      bus,
      readCandles: () => Promise.resolve({ candles: [], knownUntilMs: Infinity }),
      createAggregator: (options) => new LiveAggregator(options),
      fillModels: FILL_MODELS,
      tickSizeOf: () => "1",
      clock,
      realClock,
      childCommand: toHostCommand,
      events: createEngineEvents({ write() {} }),
      strategyDir: dir.path,
      restarts: USUAL_RESTARTS,
      cores: navigator.hardwareConcurrency,
      holePatienceMs: 0,
      onChange: () => {},
    }),
  );
  while (engine.status().totals.running < STRATEGIES) {
    if (realClock.monotonic() - beganMs > 60_000) fail(engine.status().strategies.map(({ state }) => state));
    await realClock.sleep(20);
  }
  const startMs = realClock.monotonic() - beganMs;
  const lags: number[] = [];
  const publish = (minute: number, isMeasured: boolean) => {
    for (const symbol of symbols) {
      const candle = toBar(minute, symbols.indexOf(symbol));
      nowMs = candle.openTimeMs + MINUTE_MS;
      if (isMeasured) toldAtMs.set(`${symbol} ${candle.openTimeMs}`, realClock.monotonic());
      void bus.publish(toMarketTopic("upbit", symbol), {
        kind: "candle_closed",
        exchange: "upbit",
        symbol,
        interval: "1m",
        candle,
        atMs: nowMs,
        from: "stream",
      });
    }
  };
  let minute = 0;
  const run = async (seconds: number, isMeasured: boolean) => {
    const sinceMs = realClock.monotonic();
    const perMs = MESSAGES_PER_S / STRATEGIES / 1_000;
    const first = minute;
    for (let elapsedMs = 0; elapsedMs < seconds * 1_000;) {
      while (minute - first < elapsedMs * perMs) publish(minute++, isMeasured);
      const wantedMs = realClock.monotonic() + STEP_MS;
      await realClock.sleep(STEP_MS);
      if (isMeasured) lags.push(Math.max(0, realClock.monotonic() - wantedMs));
      elapsedMs = realClock.monotonic() - sinceMs;
    }
    return { bars: (minute - first) * STRATEGIES, tookS: (realClock.monotonic() - sinceMs) / 1_000 };
  };
  await run(WARM_UP_S, false);
  const { bars: candles, tookS } = await run(MEASURED_S, true);
  const waitingMs = realClock.monotonic();
  const endMs = START_MS + minute * MINUTE_MS;
  while (engine.status().strategies.some(({ workedUntilMs = 0 }) => workedUntilMs < endMs)) {
    if (realClock.monotonic() - waitingMs > 30_000) {
      const left = engine.status().strategies.map((
        { state, detail, waitingBars: waitingCandles, workedUntilMs = 0 },
      ) => `${state} ${detail} ${waitingCandles} ${(endMs - workedUntilMs) / MINUTE_MS}`);
      fail(left);
    }
    await realClock.sleep(5);
  }
  const drainS = (realClock.monotonic() - waitingMs) / 1_000;
  await realClock.sleep(1_500); // for a last answer about memory
  const { strategies } = engine.status();
  if (strategies.some(({ restarts }) => restarts > 0)) fail("a process was started again");
  return {
    messagesPerS: candles / (tookS + drainS),
    adviceP50Ms: percentile(waitedMs, 0.5),
    adviceP99Ms: percentile(waitedMs, 0.99),
    advices: waitedMs.length,
    memoryMb: Math.max(...strategies.map(({ memoryBytes = 0 }) => memoryBytes)) / 2 ** 20,
    loopLagP99Ms: percentile(lags, 0.99),
    startMs,
  };
}

function toBar(minute: number, shift: number): Candle {
  const priceAt = (at: number) =>
    Math.round(10_000 + 800 * Math.sin(at / 19 + shift) + 300 * Math.sin(at / 5));
  const [open, close] = [priceAt(minute), priceAt(minute + 1)];
  return {
    openTimeMs: START_MS + minute * MINUTE_MS,
    open,
    high: Math.max(open, close) + 20,
    low: Math.min(open, close) - 20,
    close,
    volume: 3,
  };
}

function fail(what: unknown): never {
  throw new Error(`The engine could not be measured: ${JSON.stringify(what)}`);
}
