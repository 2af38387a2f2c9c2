import type { PollWindow } from "../calendar/poll_plan.ts";
import type { EngineView } from "../engine/strategy_view.ts";
import type { StripCell } from "../stock/poll_history.ts";
import type { SourceView } from "../stock/freshness.ts";
import type { ExchangeFacts, SeriesState } from "../market/market_view.ts";

/** Everything /health, metrics and pages share at one moment. Made from memory alone. */
export interface AppView {
  readonly nowMs: number;
  readonly mode: "live" | "demo";
  readonly version: string;
  readonly stockApiUrl: string | undefined;
  readonly missingSettings: readonly string[];
  readonly cacheSize: number;
  readonly sources: readonly SourceView[];
  readonly staleLimitMs: number;
  readonly schedule: {
    readonly window: PollWindow;
    /** `undefined` when nothing is scheduled because settings are missing. */
    readonly nextPollAtMs: number | undefined;
    readonly lastTickAtMs: number | undefined;
    readonly polls: number;
    readonly missed: number;
    /** Why the market is closed today, in words; `undefined` inside a window. */
    readonly closedBecause: string | undefined;
    /** Between polls in this window; `undefined` while closed, and while settings are missing. */
    readonly stepMs: number | undefined;
  };
  /** Windows and polls of this day; `undefined` on a day without a session. */
  readonly today?: TodayView | undefined;
  readonly loop: { readonly wakeAgeMs: number; readonly isAlive: boolean };
  /** Set while the wall clock cannot be right. */
  readonly clockProblem: string | undefined;
  /** The last one of the last minutes; below 0 the clock went back. */
  readonly clockStep?: { readonly byMs: number; readonly atMs: number } | undefined;
  /** Set while rows of the database are later than the clock. */
  readonly claimClock?: {
    /** Their latest time, while nothing is claimed because of it. */
    readonly behindMs: number | undefined;
    /** Signals that were sent later than now, and the latest one. */
    readonly future:
      | {
        readonly count: number;
        readonly ticker: string;
        readonly action: string;
        readonly lastSentMs: number;
      }
      | undefined;
  };
  readonly breakerOpen: boolean;
  readonly silentForMs: number;
  readonly calendar: CalendarView;
  readonly storage: StorageView;
  /** `undefined` while no market is collected. */
  readonly market?: MarketHealthView | undefined;
  /** Since when a problem is known, by its key. */
  readonly problemSinceMs?: ((key: string) => number | undefined) | undefined;
  /** `undefined` while no strategies can run. */
  readonly strategies?: EngineView | undefined;
  /** Wanted ones while no strategies can run. */
  readonly unservedStrategies?:
    | readonly { readonly id: string; readonly exchange: string; readonly symbol: string }[]
    | undefined;
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
    /** Open time of the last closed bar. */
    readonly lastClosedMs: number | undefined;
    readonly lagP99Ms: number | undefined;
    /** Bars of the last week that nobody is fetching at the moment, and since when the first one is missing. */
    readonly missing?: { readonly bars: number; readonly sinceMs: number } | undefined;
  }[];
  /** Why nothing is collected at all. */
  readonly problems: readonly string[];
}

/** Everything a page shows; made per page, because it reads the database. */
export interface PageView extends AppView {
  /** Ten-minute cells of the last 24 hours that had a poll, by source id, oldest first. */
  readonly strips: Readonly<Record<string, readonly StripCell[]>>;
  /** The latest claims and sends, newest first; at most 20. */
  readonly signals: readonly SignalView[];
  readonly priceColors: "kr" | "intl";
}

export interface TodayView {
  /** `2026-03-11` */
  readonly date: string;
  /** Why the hours differ from the regular ones, when they do. */
  readonly special: string | undefined;
  readonly windows: readonly WindowView[];
}

/**
 * One window as a piece of the day's bar: `done`, `failed`, `missed`, `notRunning` and `toCome` are all of its polls, each
 * counted once.
 */
export interface WindowView {
  readonly window: "pre" | "market" | "post";
  readonly startMs: number;
  readonly endMs: number;
  /** Every source answered. */
  readonly done: number;
  /** It ran, and something of it failed. */
  readonly failed: number;
  /** The program was there and did not poll. */
  readonly missed: number;
  /** The program was not there. */
  readonly notRunning: number;
  /** The one that is running at this moment included. */
  readonly toCome: number;
}

export interface SignalView {
  readonly ticker: string;
  readonly action: "buy" | "sell";
  readonly state: "sent" | "claimed" | "abandoned";
  readonly lastSentMs: number | undefined;
  readonly claimedAtMs: number | undefined;
  readonly confidence: number | undefined;
}

/** A year of the market calendar, for its page. */
export interface CalendarYearView {
  readonly year: number;
  readonly days: readonly CalendarDayView[];
}

export interface CalendarDayView {
  /** `2026-03-11` */
  readonly date: string;
  /** 0 is Sunday. */
  readonly weekday: number;
  readonly openMs: number | undefined;
  readonly closeMs: number | undefined;
  readonly special: string | undefined;
  /** Set on days without a session. `kind` is `weekend`, `public`, `substitute`, `election`, `temporary` or `market`. */
  readonly closure: { readonly name: string; readonly nameKo: string; readonly kind: string } | undefined;
}

export interface CalendarView {
  readonly source: string;
  readonly shape: string;
  readonly coveredFrom: string | undefined;
  readonly coveredUntil: string | undefined;
  readonly daysLeft: number;
  readonly level: string;
  readonly lint: readonly string[];
  readonly problems: readonly string[];
}

export interface StorageView {
  readonly state: "ok" | "waiting" | "degraded";
  readonly path: string;
  readonly waitingForMs: number | undefined;
  readonly queued: number;
  readonly lockWaits: number;
  readonly lastError: { readonly kind: string; readonly atMs: number } | undefined;
  readonly problems: readonly string[];
}
