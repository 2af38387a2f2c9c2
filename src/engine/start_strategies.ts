/** Strategies on live candles, with simulated money: the engine, what pages ask of it, and how its processes start. */
import { toHelperCommand } from "../lib/process/helper_command.ts";
import type { Bus } from "../bus/bus.ts";
import type { Market } from "../market/start_market.ts";
import type { ChangeNotifier } from "../core/change_notifier.ts";
import type { Clock } from "../core/clock.ts";
import { closeTimeOf, isInterval } from "../core/candle.ts";
import type { Log } from "../core/log.ts";
import { readStoredCandles } from "./session/stored_candles.ts";
import { type Engine, startEngine } from "./engine.ts";
import { createEngineEvents } from "./events.ts";
import type { FillModel } from "../paper/fill_models/fill_model.ts";
import { LiveAggregator } from "../market/read/aggregate.ts";
import { USUAL_RESTARTS } from "../lib/limits/restart_policy.ts";
import type { StrategyJournal } from "./store/strategy_journal.ts";
import type { StrategyTable } from "./store/strategy_table.ts";
import { MOST_HISTORY_ROWS } from "../core/page_limits.ts";
import type { StrategyReader, TradeHistoryRow } from "./strategy_reader.ts";

/** How long strategies wait for a hole in the candles to be filled, before they go on without those bars. */
const HOLE_PATIENCE_MS = 60_000;

export interface EngineParts {
  /** Directory of the user's own strategies. */
  readonly strategyDir: string;
  readonly table: StrategyTable;
  readonly journal: StrategyJournal;
  readonly fillModels: readonly [FillModel, ...FillModel[]];
  /** The price step of a market at a price; `undefined` when nobody knows one. */
  readonly tickSizeOf: (exchange: string, symbol: string, price: number) => string | undefined;
  readonly market: Market;
  readonly bus: Bus;
  readonly clock: Clock;
  readonly log: Log;
  /** Told about everything worth a look, each bar included. */
  readonly changes: ChangeNotifier;
  /** Told when a strategy starts, stops or fails. */
  readonly stateChanges: ChangeNotifier;
}

export interface Strategies extends AsyncDisposable {
  readonly reader: StrategyReader;
}

/** Starts what is active in the table and follows it from then on. */
export function startStrategies(parts: EngineParts): Strategies {
  const { strategyDir, table, journal, fillModels, tickSizeOf, market, bus, clock, log } = parts;
  const { changes, stateChanges } = parts;
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
    table,
    book: journal,
    bus,
    readBars: (series, span, limit) => readStoredCandles(market.shelf, { series, span, limit }),
    createAggregator: (options) => new LiveAggregator(options),
    fillModels,
    tickSizeOf,
    clock,
    realClock: clock.real,
    childCommand: toHelperCommand,
    events: createEngineEvents(log),
    strategyDir,
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
    reader: createReader(engine, { table, journal }),
    [Symbol.asyncDispose]: () => engine[Symbol.asyncDispose](),
  };
}

function createReader(
  engine: Engine,
  { table, journal }: Pick<EngineParts, "table" | "journal">,
): StrategyReader {
  return {
    view: () => engine.status(),
    history(id) {
      const row = table.find(id);
      if (row === undefined) return undefined;
      const trades = journal.trades(id, MOST_HISTORY_ROWS);
      const open = engine.status().strategies.find((one) => one.id === id)?.account?.positions ?? [];
      const advice = journal.advice(id, MOST_HISTORY_ROWS).map((one) => ({
        ...one,
        filledPrice: fillPriceOf(one, { row, trades, open }),
      }));
      return { advice, trades };
    },
    async set(id, active) {
      const row = table.find(id);
      if (row === undefined) return "unknown";
      if (active) await table.start(id);
      else await table.stop(id, row.onStop);
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
    readonly trades: readonly TradeHistoryRow[];
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
