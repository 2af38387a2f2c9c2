/** A whole engine on a real store and real processes; candles come from the test. */
import { OWNER } from "../../src/core/actor.ts";
import { fileURLToPath } from "node:url";
import { createBusEvents } from "../../src/bus/events.ts";
import { OutboxRelay } from "../../src/bus/outbox_relay.ts";
import { createMemoryBus } from "../../src/bus/memory_bus.ts";
import type { Bus } from "../../src/bus/bus.ts";
import { type EventMessage, toMarketTopic } from "../../src/bus/topics.ts";
import type { Candle, Span } from "../../src/core/candle.ts";
import { type Clock, createSystemClock } from "../../src/core/clock.ts";
import { MINUTE_MS } from "../../src/core/kst.ts";
import { type Engine, startEngine } from "../../src/engine/engine.ts";
import { createEngineEvents } from "../../src/engine/events.ts";
import type { EngineOptions } from "../../src/engine/deps.ts";
import type { StrategyView } from "../../src/engine/strategy_view.ts";
import type { ToHostCommand } from "../../src/engine/host/strategy_child.ts";
import { FILL_MODELS } from "../../src/paper/fill_models/mod.ts";
import { LiveAggregator } from "../../src/market/read/aggregate.ts";
import { openStore, type Store } from "../../src/app/data/store.ts";
import type { NewStrategy } from "../../src/engine/strategy_store.ts";
import { until } from "../support/program.ts";
import { tableOf } from "../support/owned.ts";

const HOST = fileURLToPath(new URL("../support/strategy_host.ts", import.meta.url));
const OPEN_HOST = fileURLToPath(new URL("../support/open_strategy_host.ts", import.meta.url));
/** What these do is refused by the walls of today; the limits behind must hold should one of them fall. */
const BEHIND_NO_WALLS = ["burns.ts", "chatters.ts", "floods.ts", "leaves.ts", "prints.ts", "sleeps.ts"];
export const STRATEGY_DIR = fileURLToPath(new URL("../support/bad_strategies", import.meta.url));

/** As shipped, at a twentieth of the time. */
export const QUICK_RESTARTS = { backoffMs: [50, 250, 1_500], maxRestarts: 3, withinMs: 60_000 };

export const START_MS = Date.parse("2026-11-20T09:00:00+09:00");

export const toHostCommand: ToHostCommand = ({ command, args, allowRead, v8Flags }) => ({
  program: Deno.execPath(),
  args: [
    ...["run", "--no-prompt", "--quiet", "--no-lock", "--cached-only"],
    `--v8-flags=${v8Flags.map((flag) => `--${flag}`).join(",")}`,
    ...allowRead.map((path) => `--allow-read=${path}`),
    ...[BEHIND_NO_WALLS.includes(args[0] ?? "") ? OPEN_HOST : HOST, command, ...args],
  ],
});

/** A price that goes up and down. */
export function candleAt(minute: number): Candle {
  const price = 1_000 + 100 * Math.sin(minute / 7) + (minute % 5);
  const next = 1_000 + 100 * Math.sin((minute + 1) / 7) + ((minute + 1) % 5);
  return {
    openTimeMs: START_MS + minute * MINUTE_MS,
    open: price,
    high: Math.max(price, next) + 1,
    low: Math.min(price, next) - 1,
    close: next,
    volume: 10 + minute % 3,
  };
}

export interface LogLine {
  readonly level: string;
  readonly event: string;
  readonly message: string;
}

/** Everything that outlives an engine: the store, the candles, the bus. */
export class World implements AsyncDisposable {
  readonly log: LogLine[] = [];
  readonly said: { readonly topic: string; readonly message: EventMessage }[] = [];
  readonly bus: Bus;
  /** What the store of candles has, by open time. */
  readonly bars = new Map<number, Candle>();
  readonly realClock = createSystemClock();
  /** Time of candles: the end of the newest one that was told. */
  nowMs = START_MS;
  knownUntilMs = Infinity;
  store!: Store;
  readonly dir: string;
  /** Started; a test may end it and start another. */
  relay: AsyncDisposable | undefined;
  #closeSubscription: AsyncDisposable;

  private constructor(dir: string) {
    this.dir = dir;
    this.bus = createMemoryBus({
      clock: this.realClock,
      from: "test",
      deadLetters: { keep: ({ reason }) => Promise.reject(new Error(reason)) },
      onFault: (fault) => this.#note("error", fault.kind),
    });
    this.#closeSubscription = this.bus.subscribe({
      kind: "live",
      name: "test",
      topics: ["events.>"],
      capacity: 100_000,
      batch: { size: 1_000, maxAgeMs: 0 },
    }, (batch) => {
      for (const { topic, message } of batch) this.said.push({ topic, message: message as EventMessage });
    });
  }

  static async open(): Promise<World> {
    const dir = await Deno.makeTempDir({ prefix: "signal_v2_engine_" });
    const world = new World(dir);
    world.store = await openStore({ dir, clock: world.clock });
    world.relay = startTestRelay(world);
    return world;
  }

  get clock(): Clock {
    const { realClock } = this;
    return {
      now: () => this.nowMs,
      monotonic: () => realClock.monotonic(),
      sleep: (ms, signal) => realClock.sleep(ms, signal),
      real: realClock,
    };
  }

  engine(change: Partial<EngineOptions> = {}): Promise<Engine> {
    return startEngine({
      owner: OWNER,
      store: this.store.strategies,
      bus: this.bus,
      readCandles: ({ symbol }, span, limit) => Promise.resolve(this.#read(symbol, span, limit)),
      createAggregator: (options) => new LiveAggregator(options),
      fillModels: FILL_MODELS,
      tickSizeOf: () => "1",
      clock: this.clock,
      realClock: this.realClock,
      childCommand: toHostCommand,
      events: createEngineEvents({
        write: (level, event, message) => this.log.push({ level, event, message }),
      }),
      strategyDir: STRATEGY_DIR,
      cores: 2,
      holePatienceMs: 2_000,
      restarts: QUICK_RESTARTS,
      onChange: () => {},
      ...change,
    });
  }

  async add(wish: Partial<NewStrategy> & Pick<NewStrategy, "id">): Promise<void> {
    await tableOf(this.store).add({
      kind: "talks.ts",
      exchange: "upbit",
      symbol: "BTC/KRW",
      timeframe: "1m",
      params: {},
      money: {},
      onStop: "leave",
      isActive: true,
      ...wish,
    });
  }

  /** Stores a candle as the collector does, without telling. */
  keep(minute: number): Candle {
    const candle = candleAt(minute);
    this.bars.set(candle.openTimeMs, candle);
    this.nowMs = Math.max(this.nowMs, candle.openTimeMs + MINUTE_MS);
    return candle;
  }

  /** Stores a candle and tells it. */
  tell(minute: number, symbol = "BTC/KRW"): void {
    const candle = this.keep(minute);
    void this.bus.publish(toMarketTopic("upbit", symbol), {
      kind: "candle_closed",
      exchange: "upbit",
      symbol,
      interval: "1m",
      candle,
      atMs: this.nowMs,
      from: "stream",
    });
  }

  facts(topic: string, id: string) {
    return this.said.filter(({ topic: of, message }) => of === topic && message.facts.strategyId === id)
      .map(({ message }) => message.facts);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.relay?.[Symbol.asyncDispose]();
    await this.#closeSubscription[Symbol.asyncDispose]();
    await this.bus[Symbol.asyncDispose]();
    await this.store[Symbol.asyncDispose]();
    await Deno.remove(this.dir, { recursive: true });
  }

  #read(_symbol: string, { fromMs, toMs }: Span, limit: number) {
    const candles = [...this.bars.values()].filter(({ openTimeMs }) =>
      openTimeMs >= fromMs && openTimeMs < toMs
    )
      .toSorted((a, b) => a.openTimeMs - b.openTimeMs).slice(0, limit);
    return { candles, knownUntilMs: this.knownUntilMs };
  }

  #note(level: string, event: string): void {
    this.log.push({ level, event, message: "" });
  }
}

export function startTestRelay(
  { store: { outbox, deadLetters }, bus, realClock: clock, log }: World,
): OutboxRelay {
  const events = createBusEvents({
    write: (level, event, message) => log.push({ level, event, message }),
  });
  const relay = new OutboxRelay({ outbox, deadLetters, bus, clock, events });
  relay.start();
  return relay;
}

export function viewOf(engine: Engine, id: string): StrategyView {
  const view = engine.status().strategies.find((one) => one.id === id);
  if (view === undefined) throw new Error(`There is no strategy ${id} in the view`);
  return view;
}

export async function running(engine: Engine, ...ids: readonly string[]): Promise<void> {
  for (const id of ids) {
    await until(() => stateOf(engine, id) === "running", `${id} at work`, 30_000);
  }
}

export function stateOf(engine: Engine, id: string): string {
  return engine.status().strategies.find((one) => one.id === id)?.state ?? "none";
}

/** Until a strategy has worked the candle of this minute. */
export async function worked(engine: Engine, id: string, minute: number): Promise<void> {
  const endMs = START_MS + (minute + 1) * MINUTE_MS;
  await until(() => (viewOf(engine, id).workedUntilMs ?? 0) >= endMs, `${id} past minute ${minute}`, 30_000);
}
