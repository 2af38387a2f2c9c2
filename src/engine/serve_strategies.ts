/** Strategies on live candles, served: the engine, what pages ask of it, and how its processes start. */
import { toHelperCommand } from "../lib/process/helper_command.ts";
import { isInterval } from "../core/candle.ts";
import { nextFill } from "../core/market/fill_moment.ts";
import type { MarketHours } from "../core/market/hours.ts";
import { MOST_HISTORY_ROWS } from "../core/page_limits.ts";
import { USUAL_RESTARTS } from "../lib/limits/restart_policy.ts";
import { LiveAggregator } from "../market/read/aggregate.ts";
import type { Market } from "../market/start_market.ts";
import { readAllTrades } from "./all_trades.ts";
import { type Engine, startEngine } from "./engine.ts";
import { createEngineEvents } from "./events.ts";
import { readStoredCandles } from "./session/stored_candles.ts";
import type { UnservedStrategy } from "./store/unserved_strategies.ts";
import type { Bus } from "../bus/bus.ts";
import type { ChangeNotifier } from "../core/change_notifier.ts";
import type { Clock } from "../core/clock.ts";
import type { Log } from "../core/log.ts";
import type { KrxFees } from "../exchanges/krx_rules.ts";
import type { FillModel } from "../paper/fill_models/fill_model.ts";
import type { StrategyStore } from "./strategy_store.ts";
import type { AdviceHistoryRow, StrategyReader, TradeHistoryRow } from "./strategy_reader.ts";

/** Positions of one strategy at the same time, roundly. */
const MOST_OPEN = 100;
/** How long strategies wait for a hole in the candles to be filled, before they go on without those candles. */
const HOLE_PATIENCE_MS = 60_000;

export interface EngineParts {
  /** Directory of the user's own strategies. */
  readonly strategyDir: string;
  /** Whose strategies. */
  readonly owner: string;
  readonly store: StrategyStore;
  readonly fillModels: readonly [FillModel, ...FillModel[]];
  /** The price step of a market at a price; `undefined` when nobody knows one. */
  readonly tickSizeOf: (exchange: string, symbol: string, price: number) => string | undefined;
  /** What the owner's broker takes at KRX; left out, what is usual. */
  readonly krxFees?: KrxFees | undefined;
  /** Without it there are no candles, and no strategy can run. */
  readonly market: Market | undefined;
  readonly bus: Bus;
  readonly clock: Clock;
  readonly log: Log;
  /** Told about everything worth a look, each candle included. */
  readonly changes: ChangeNotifier;
  /** Told when a strategy starts, stops or fails. */
  readonly stateChanges: ChangeNotifier;
}

export interface Strategies extends AsyncDisposable {
  /** `undefined` while no strategies can run. */
  readonly reader: StrategyReader | undefined;
  /** Those that are to work and cannot, for want of candles. */
  unserved(): readonly UnservedStrategy[];
  /** Called now and then. */
  onWake(): Promise<void>;
}

export async function serveStrategies(parts: EngineParts & { readonly market: Market }): Promise<Strategies> {
  const { strategyDir, owner, store, fillModels, tickSizeOf, krxFees, market, bus, clock, log } = parts;
  const { changes, stateChanges } = parts;
  const { hoursOf } = market;
  let isDue = false;
  // The first changes come while the engine is being made.
  let onChange = () => {};
  const engine = await startEngine({
    owner,
    store,
    bus,
    readCandles: (series, span, limit) =>
      readStoredCandles(market.shelf, { series, span, limit, hours: hoursOf(series.exchange) }),
    hoursOf,
    createAggregator: (options) => new LiveAggregator(options),
    fillModels,
    tickSizeOf,
    krxFees,
    clock,
    realClock: clock.real,
    childCommand: toHelperCommand,
    events: createEngineEvents(log),
    strategyDir,
    restarts: USUAL_RESTARTS,
    cores: navigator.hardwareConcurrency,
    holePatienceMs: HOLE_PATIENCE_MS,
    // Once for all that changes in one turn.
    onChange() {
      if (isDue) return;
      isDue = true;
      queueMicrotask(() => {
        isDue = false;
        onChange();
      });
    },
  });
  let states = "";
  onChange = () => {
    changes.announce();
    const now = engine.status().strategies.map(({ id, state }) => `${id} ${state}`).join();
    if (now !== states) stateChanges.announce();
    states = now;
  };
  onChange();
  return {
    reader: createReader(engine, parts),
    unserved: () => [],
    onWake: () => Promise.resolve(),
    [Symbol.asyncDispose]: () => engine[Symbol.asyncDispose](),
  };
}

function createReader(
  engine: Engine,
  { owner, store: { journal }, market: { hoursOf } }: Pick<EngineParts, "owner" | "store"> & {
    readonly market: Pick<Market, "hoursOf">;
  },
): StrategyReader {
  return {
    view: () => engine.status(),
    async history(id, most) {
      const row = engine.status().strategies.find((one) => one.id === id);
      if (row === undefined) return undefined;
      const limit = Math.min(most, MOST_HISTORY_ROWS);
      const [bought, given] = await Promise.all([
        // What was open together was bought by earlier advice than it was sold by.
        journal.trades(owner, { id, limit: limit + MOST_OPEN }),
        journal.advice(owner, { id, limit }),
      ]);
      const open = row.account?.positions ?? [];
      const advice = given.map((one) => ({
        ...one,
        ...fillOf(one, { row, trades: bought, open, hours: hoursOf(row.exchange) }),
      }));
      return { advice, trades: bought.slice(0, limit) };
    },
    allTrades: (id) =>
      engine.status().strategies.some((one) => one.id === id)
        ? readAllTrades(journal, { owner, id })
        : undefined,
    follow: () => engine.poke(),
  };
}

/** At the open of the candle after the one that brought it; without a price when nothing was bought or sold there. */
function fillOf(
  { action, barTimeMs: advisedMs }: { readonly action: string; readonly barTimeMs: number },
  facts: {
    readonly row: { readonly timeframe: string };
    readonly trades: readonly TradeHistoryRow[];
    readonly open: readonly { readonly entryAtMs: number; readonly entryPrice: number }[];
    readonly hours: MarketHours;
  },
): Pick<AdviceHistoryRow, "filledPrice" | "fillMoment"> {
  const { row: { timeframe }, trades, open, hours } = facts;
  if (!isInterval(timeframe)) return {};
  const { filledMs, moment: fillMoment } = nextFill(timeframe, { advisedMs, hours });
  const filledPrice = action === "buy" || action === "short"
    ? [...trades, ...open].find(({ entryAtMs }) => entryAtMs === filledMs)?.entryPrice
    : trades.find(({ exitAtMs, exitReason }) => exitAtMs === filledMs && exitReason === "signal")?.exitPrice;
  return { filledPrice, fillMoment };
}
