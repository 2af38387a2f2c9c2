/** What the engine needs of the rest of the program; `store/` and `market/` fit it. */
import type { Advice } from "../core/advice.ts";
import type { SeriesKey, Span } from "../core/candle.ts";
import type { Clock } from "../core/clock.ts";
import type { FillModel } from "../paper/fill_models/fill_model.ts";
import type { Bus } from "../bus/bus.ts";
import type { EventMessage, Topic } from "../bus/topics.ts";
import type { RestartRules } from "../lib/limits/restart_policy.ts";
import type { CreateAggregator } from "./session/candle_feed.ts";
import type { BarsFound } from "./session/candle_source.ts";
import type { EngineEvents } from "./events.ts";
import type { ToHostCommand } from "./host/strategy_child.ts";

/** A row of the table: what a person wants. */
export interface WantedStrategy {
  readonly id: string;
  readonly kind: string;
  readonly exchange: string;
  readonly symbol: string;
  readonly timeframe: string;
  readonly params: unknown;
  readonly money: unknown;
  readonly onStop: "leave" | "close";
  readonly isActive: boolean;
  readonly startAskedAtMs: number | undefined;
}

export interface WantedStrategies {
  /** Grows with every change. */
  changeCount(): number;
  list(): readonly WantedStrategy[];
}

export interface SavedAdvice extends Advice {
  readonly number: number;
  readonly barTimeMs: number;
  readonly decidedAtMs: number;
  readonly latencyMs: number;
  readonly isLate: boolean;
}

export interface SavedTrade {
  readonly number: number;
  readonly side: "long" | "short";
  readonly units: number;
  readonly entryAtMs: number;
  readonly exitAtMs: number;
  readonly entryPrice: number;
  readonly exitPrice: number;
  readonly grossPnl: number;
  readonly fees: number;
  readonly exitReason: string;
  readonly entryReason: string;
}

export interface EquityPoint {
  readonly atMs: number;
  readonly equity: number;
}

/** What the rest of the program is told. */
export interface OwnMessage {
  /** The same at each repetition. Numbers begin anew when a strategy is removed and added again, bars do not. */
  readonly id: string;
  readonly topic: Topic;
  readonly v: number;
  readonly message: EventMessage;
}

export interface Book {
  /** @returns false when the stored cursor is not the expected one; nothing is written then. */
  save(step: {
    readonly strategyId: string;
    readonly expectedCursorMs: number | undefined;
    readonly cursorMs: number;
    readonly state: unknown;
    readonly savedAtMs: number;
    readonly advice: readonly SavedAdvice[];
    readonly trades: readonly SavedTrade[];
    readonly equity: EquityPoint | undefined;
    /** Stored with the step and brought to the bus afterwards, whatever happens to this process. */
    readonly events: readonly OwnMessage[];
  }): Promise<boolean>;
  load(id: string): { readonly cursorMs: number; readonly state: unknown } | undefined;
  noteStatus(id: string, status: unknown, notedAtMs: number): Promise<void>;
  /** Newest first. */
  advice(id: string, limit: number): readonly SavedAdvice[];
  /** Ascending. */
  equity(id: string, limit: number): readonly EquityPoint[];
}

export interface EngineOptions {
  readonly table: WantedStrategies;
  readonly book: Book;
  readonly bus: Bus;
  /** Closed 1-minute bars of a series, the first `limit` of the span. */
  readonly readBars: (series: SeriesKey, span: Span, limit: number) => Promise<BarsFound>;
  readonly createAggregator: CreateAggregator;
  readonly fillModels: readonly FillModel[];
  /** Price step of a market at a price, as decimal text; `undefined` when it is not known. */
  readonly tickSizeOf: (exchange: string, symbol: string, price: number) => string | undefined;
  /** Times of bars and records; it may run faster than real time. */
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
