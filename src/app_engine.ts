/** Strategies on live candles, with simulated money: the engine, what pages ask of it, and how its processes start. */
import { toHelperCommand } from "./app_helpers.ts";
import type { Market } from "./app_market.ts";
import type { Config } from "./config.ts";
import type { ChangeFeed } from "./core/change_feed.ts";
import { type Clock, createSystemClock } from "./core/clock.ts";
import { closeTimeOf, isInterval, type SeriesKey, type Span } from "./core/candle.ts";
import type { Log } from "./core/log.ts";
import { quoteOf } from "./core/symbol.ts";
import type { BarsFound } from "./engine/bar_source.ts";
import { type Engine, startEngine } from "./engine/engine.ts";
import { createEngineEvents } from "./engine/engine_events.ts";
import { tickSizeAt } from "./exchanges/upbit_ticks.ts";
import { FILL_MODELS } from "./fill_models/mod.ts";
import { LiveAggregator } from "./market/aggregate.ts";
import { USUAL_RESTARTS } from "./resilience/restart_policy.ts";
import type { CandleShelf } from "./store/candle_shelf.ts";
import type { Store } from "./store/store.ts";
import { MOST_HISTORY_ROWS, type StrategyReader, type TradeRow } from "./web/strategy_view.ts";

/** How long strategies wait for a hole in the candles to be filled, before they go on without those bars. */
const HOLE_PATIENCE_MS = 60_000;

export interface EngineParts {
  readonly config: Config;
  readonly store: Store;
  readonly market: Market;
  readonly clock: Clock;
  readonly log: Log;
  /** Told about everything worth a look, each bar included. */
  readonly changes: ChangeFeed;
  /** Told when a strategy starts, stops or fails. */
  readonly stateChanges: ChangeFeed;
}

export interface Strategies extends AsyncDisposable {
  readonly reader: StrategyReader;
}

/** Starts what is active in the table and follows it from then on. */
export function startStrategies(parts: EngineParts): Strategies {
  const { config, store, market, clock, log, changes, stateChanges } = parts;
  let states = "";
  let isDue = false;
  const onChange = () => {
    isDue = false;
    changes.announce();
    const now = engine.status().strategies.map(({ id, state }) => `${id} ${state}`).join();
    if (now !== states) stateChanges.announce();
    states = now;
  };
  const engine: Engine = startEngine({
    table: store.strategies,
    book: store.strategyBook,
    bus: market.bus,
    readBars: (series, span, limit) => Promise.resolve(readBars(market.shelf, { series, span, limit })),
    createAggregator: (options) => new LiveAggregator(options),
    fillModels: FILL_MODELS,
    tickSizeOf,
    clock,
    realClock: createSystemClock(),
    childCommand: toHelperCommand,
    events: createEngineEvents(log),
    strategyDir: config.strategyDir,
    restarts: USUAL_RESTARTS,
    cores: navigator.hardwareConcurrency,
    holePatienceMs: HOLE_PATIENCE_MS,
    // Once for all that changes in one turn; and the first call comes while the engine is being made.
    onChange() {
      if (isDue) return;
      isDue = true;
      queueMicrotask(onChange);
    },
  });
  return {
    reader: createReader(engine, store),
    [Symbol.asyncDispose]: () => engine[Symbol.asyncDispose](),
  };
}

function createReader(engine: Engine, { strategies, strategyBook }: Store): StrategyReader {
  return {
    view: () => engine.status(),
    history(id) {
      const row = strategies.find(id);
      if (row === undefined) return undefined;
      const trades = strategyBook.trades(id, MOST_HISTORY_ROWS);
      const open = engine.status().strategies.find((one) => one.id === id)?.account?.positions ?? [];
      const advice = strategyBook.advice(id, MOST_HISTORY_ROWS).map((one) => ({
        ...one,
        filledPrice: fillPriceOf(one, { row, trades, open }),
      }));
      return { advice, trades };
    },
    async set(id, active) {
      const row = strategies.find(id);
      if (row === undefined) return "unknown";
      if (active) await strategies.start(id);
      else await strategies.stop(id, row.onStop);
      engine.poke();
      return "done";
    },
  };
}

/** At the open of the bar after the one that brought it; `undefined` when nothing was bought or sold there. */
function fillPriceOf(
  { action, barTimeMs }: { readonly action: string; readonly barTimeMs: number },
  facts: {
    readonly row: { readonly timeframe: string };
    readonly trades: readonly TradeRow[];
    readonly open: readonly { readonly entryAtMs: number; readonly entryPrice: number }[];
  },
): number | undefined {
  const { row: { timeframe }, trades, open } = facts;
  if (!isInterval(timeframe)) return undefined;
  const atMs = closeTimeOf(timeframe, barTimeMs);
  if (action === "buy" || action === "short") {
    return [...trades, ...open].find(({ entryAtMs }) => entryAtMs === atMs)?.entryPrice;
  }
  return trades.find(({ exitAtMs, exitReason }) => exitAtMs === atMs && exitReason === "signal")?.exitPrice;
}

/** Closed bars from the start of the span, and until when nothing is missing. */
function readBars(
  shelf: CandleShelf,
  { series, span, limit }: { series: SeriesKey; span: Span; limit: number },
): BarsFound {
  const candles = shelf.read(series, span, { limit });
  const [first] = shelf.coverage(series, span).filter(({ kind }) => kind === "fetched");
  const coveredUntilMs = first !== undefined && first.fromMs <= span.fromMs ? first.toMs : span.fromMs;
  const last = candles.at(-1);
  const readUntilMs = candles.length < limit || last === undefined
    ? span.toMs
    : closeTimeOf(series.interval, last.openTimeMs);
  return { candles, knownUntilMs: Math.min(coveredUntilMs, readUntilMs) };
}

/** By Upbit's table for its won markets; other prices are not rounded. */
function tickSizeOf(exchange: string, symbol: string, price: number): string | undefined {
  return exchange === "upbit" && quoteOf(symbol) === "KRW" ? tickSizeAt(price) : undefined;
}
