/** What the engine needs of the rest of the program. */
import type { KnownHoursOf } from "../core/market/hours.ts";
import type { SeriesKey, Span } from "../core/candle.ts";
import type { Clock } from "../core/clock.ts";
import type { KrxFees } from "../exchanges/krx_rules.ts";
import type { FillModel } from "../paper/fill_models/fill_model.ts";
import type { Bus } from "../bus/bus.ts";
import type { RestartRules } from "../lib/limits/restart_policy.ts";
import type { CreateAggregator } from "./session/candle_feed.ts";
import type { CandlesFound } from "./session/candle_source.ts";
import type { EngineEvents } from "./events.ts";
import type { ToHostCommand } from "./host/strategy_child.ts";
import type { StrategyJournal, StrategyTable } from "./strategy_store.ts";

/** What the engine reads of wishes, and all that it writes. */
export interface EngineStore {
  readonly table: Pick<StrategyTable, "changeCount" | "list" | "removals">;
  readonly journal: Pick<StrategyJournal, "save" | "load" | "noteStatus" | "advice" | "equity">;
}

export interface EngineOptions {
  /** Whose strategies; others' are left alone. */
  readonly owner: string;
  readonly store: EngineStore;
  readonly bus: Bus;
  /** Closed 1-minute candles of a series, the first `limit` of the span. */
  readonly readCandles: (series: SeriesKey, span: Span, limit: number) => Promise<CandlesFound>;
  readonly createAggregator: CreateAggregator;
  /** Left out, every market is always open. */
  readonly hoursOf?: KnownHoursOf | undefined;
  readonly fillModels: readonly FillModel[];
  /** Price step of a market at a price, as decimal text; `undefined` when it is not known. */
  readonly tickSizeOf: (exchange: string, symbol: string, price: number) => string | undefined;
  /** What the owner's broker takes at KRX; left out, what is usual. */
  readonly krxFees?: KrxFees | undefined;
  /** Times of candles and records; it may run faster than real time. */
  readonly clock: Clock;
  /** Processes, pauses and durations. */
  readonly realClock: Clock;
  readonly childCommand: ToHostCommand;
  readonly events: EngineEvents;
  readonly strategyDir: string;
  /** Of a strategy's process that ends unasked. */
  readonly restarts: RestartRules;
  /** Processes that may be starting at once. */
  readonly cores: number;
  /** How long a hole in the candles is waited for, in real time. */
  readonly holePatienceMs: number;
  /** Called after each change worth a look. */
  readonly onChange: () => void;
}
