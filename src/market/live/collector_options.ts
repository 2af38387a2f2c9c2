/** What a live collector needs, and whom it tells. */
import type { Interval } from "../../core/candle.ts";
import type { Clock } from "../../core/clock.ts";
import type { MarketHours } from "../../core/market/hours.ts";
import type { Exchange } from "../../exchanges/exchange.ts";
import type { BackfillRequest } from "../backfill/queue.ts";
import type { CandleStore } from "../candle_store.ts";
import type { CollectorEvent, LiveCandle } from "./candle_event.ts";

export interface WatchedSeries {
  readonly symbol: string;
  readonly interval: Interval;
}

export interface CollectorOptions {
  readonly exchange: Exchange;
  readonly keeper: CandleStore;
  readonly watched: readonly WatchedSeries[];
  readonly clock: Clock;
  /** Once for each candle, in ascending order for each series, after it is stored. */
  readonly onClosed: (event: LiveCandle) => void;
  /** Every change of an open candle, as it comes; whoever shows it thins it out. */
  readonly onOpen: (event: LiveCandle) => void;
  /** Asks for the repair of a stretch that was missed; must not wait. */
  readonly askBackfill: (wish: BackfillRequest) => void;
  /** Must not throw. */
  readonly onEvent: (event: CollectorEvent) => void;
  /** Of the exchange; left out, it is always open. */
  readonly hours?: MarketHours | undefined;
}
