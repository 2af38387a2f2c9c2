/** What the pages about market data show, and the part of the program that tells them. */
import type { Interval, Span } from "../core/candle.ts";
import type { HoursOf } from "../core/market/hours.ts";

/**
 * `live`: candles come as they close; `catching_up`: live, but history behind it is still being fetched; `stale`: nothing
 * came for too long although nobody says why; `down`: `reason` says why; `idle`: stored, but nobody collects it;
 * `closed`: collected, and `reason` says when its market opens again.
 */
export type SeriesState = "live" | "catching_up" | "stale" | "down" | "idle" | "closed";

/**
 * `no_trade` was asked for and is truly empty; `outage` was asked for in vain; `not_fetched` nobody asked for yet, or
 * nobody has proven that it is empty; `not_listed` lies before the first candle that the exchange has.
 */
export type HoleKind = "no_trade" | "not_fetched" | "outage" | "not_listed";

/** Open time, open, high, low, close, volume: see `Candle`. */
export type CandleRow = readonly [
  openTimeMs: number,
  open: number,
  high: number,
  low: number,
  close: number,
  volume: number,
];

/** Candles that are missing: from the first open time without one to the next open time that has one. */
export interface Hole extends Span {
  readonly kind: HoleKind;
  /** In words, when the kind alone does not say it all. */
  readonly reason: string | undefined;
}

/** From an event's time at the exchange to its arrival here. */
export interface LagFacts {
  readonly last: number;
  readonly p50: number;
  readonly p99: number;
}

/** How alive a series is at this moment. */
export interface LiveFacts {
  readonly state: SeriesState;
  readonly reason: string | undefined;
  /** Since anything of this market came by the stream, or by a poll when there is no stream. */
  readonly lastFrameAgeMs: number | undefined;
  readonly lagMs: LagFacts | undefined;
}

export interface ExchangeFacts {
  readonly id: string;
  readonly title: string;
  /** `none`: this exchange is polled. */
  readonly stream: "up" | "down" | "none";
  readonly downSinceMs: number | undefined;
  readonly reason: string | undefined;
  /** Its clock minus ours. */
  readonly skewMs: number | undefined;
  readonly restState: "ok" | "waiting" | "failing" | "banned" | "unused";
  /** Since when its helper process rests because it ended too often; `undefined` when it runs or there is none. */
  readonly helperDownSinceMs?: number | undefined;
}

/** How many candles of a stretch are there, and why the others are not. `expected` is the sum of `present` to `outage`. */
export interface CandleCounts {
  readonly expected: number;
  readonly present: number;
  readonly noTrade: number;
  readonly notFetched: number;
  readonly outage: number;
  /** Before the listing: neither expected nor missing. */
  readonly notListed: number;
}

/** The stretch that the page looks at: the last seven days or sessions, or less when the series is younger. */
export interface CoverageView extends Span {
  readonly counts: CandleCounts;
  /** How many sessions it holds; left out where the market never closes. */
  readonly sessions?: number;
  /** The stretch in pieces of equal length, oldest first; at most 200. */
  readonly cells: readonly CandleCounts[];
  /** Newest first; at most 50. */
  readonly holes: readonly Hole[];
  /** Of all holes, those in `holes` included. */
  readonly holeCount: number;
}

export interface SeriesView extends LiveFacts {
  readonly exchange: string;
  readonly symbol: string;
  readonly interval: Interval;
  /** What people call the stock, where somebody has said it. */
  readonly name?: string | undefined;
  readonly bars: number;
  /** Open times of the first and the last stored candle. */
  readonly firstMs: number | undefined;
  readonly lastMs: number | undefined;
  /** Open time of the last candle that is closed. */
  readonly lastClosedMs: number | undefined;
  readonly coverage: CoverageView | undefined;
  /** While history is being fetched. */
  readonly backfill: { readonly doneShare: number; readonly etaMs: number | undefined } | undefined;
}

export interface MarketView {
  readonly nowMs: number;
  readonly exchanges: readonly ExchangeFacts[];
  readonly series: readonly SeriesView[];
  readonly storage: {
    readonly path: string;
    readonly sizeBytes: number;
    readonly state: "ok" | "waiting" | "degraded";
    readonly problem: string | undefined;
  };
}

export interface ChartIndicator {
  /** `sma_20` */
  readonly id: string;
  /** `SMA 20`, the same in every language. */
  readonly label: string;
  readonly pane: "price" | "rsi" | "volume";
  /** Whether it is drawn before anybody chose. */
  readonly shown: boolean;
  /** One for each of `candles`, then one for `openBar` when there is one; `null` before warm-up. */
  readonly values: readonly (number | null)[];
}

/** A stretch of a series; indicators are warmed up with the candles before it. */
export interface ChartData extends LiveFacts, Span {
  readonly nowMs: number;
  readonly exchange: string;
  readonly symbol: string;
  readonly interval: Interval;
  /** Closed candles, ascending. */
  readonly candles: readonly CandleRow[];
  /** The candle that still changes, when it lies in the stretch. */
  readonly openBar: CandleRow | undefined;
  /** Ascending, cut to the stretch and to what is over already: the open candle is no hole. */
  readonly holes: readonly Hole[];
  /**
   * Of a market with sessions: the open times in holes at which a candle can begin. Beside these and the candles no time
   * has a place on the scale. Left out, every open time has one.
   */
  readonly emptySlots?: readonly number[];
  /** Open time of the oldest candle that is stored; older ones need not be asked for. */
  readonly earliestMs: number | undefined;
  /** Price step as decimal text: `1000`, `0.01`. */
  readonly tickSize: string | undefined;
  /** What the change of the day is measured from: of coins the last price before 09:00 in Korea, of a stock the close before. */
  readonly dayReference: number | undefined;
  readonly indicators: readonly ChartIndicator[];
}

/** A market that is collected; at least one interval. */
export interface ChartMarket {
  readonly exchange: string;
  readonly symbol: string;
  readonly intervals: readonly Interval[];
  /** What people call the stock, where somebody has said it. */
  readonly name?: string | undefined;
  /** From the first stored candle to the end of the last one, or to now where it goes on; absent while nothing is stored. */
  readonly extent?: Span | undefined;
}

export interface ChartQuestion extends Span {
  readonly exchange: string;
  readonly symbol: string;
  readonly interval: Interval;
}

/** What pages ask. `chart` gives at most `MOST_CHART_CANDLES`, the latest ones, and `undefined` for an unknown series. */
export interface MarketReader {
  overview(): Promise<MarketView>;
  chart(question: ChartQuestion): Promise<ChartData | undefined>;
  /** When the last candle of a series ended that nobody collects any more; `undefined` for one that goes on. */
  endMs(series: Omit<ChartQuestion, keyof Span>): Promise<number | undefined>;
  /** Left out, every market is always open. */
  readonly hoursOf?: HoursOf;
  /** In the order of the settings; the first one is what the menu opens. */
  markets(): Promise<readonly ChartMarket[]>;
}

/** How market data is doing, from memory alone. */
export interface MarketHealthView {
  readonly exchanges: readonly ExchangeFacts[];
  readonly series: readonly {
    readonly exchange: string;
    readonly symbol: string;
    readonly interval: string;
    readonly state: SeriesState;
    readonly reason: string;
    /** Open time of the last closed candle. */
    readonly lastClosedMs: number | undefined;
    readonly lagP99Ms: number | undefined;
    /** Candles of the last week that nobody is fetching at the moment, and since when the first one is missing. */
    readonly missing?: { readonly bars: number; readonly sinceMs: number } | undefined;
  }[];
  /** Why nothing is collected at all. */
  readonly problems: readonly string[];
}
