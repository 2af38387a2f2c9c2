import type { CalendarView } from "../calendar/calendar_view.ts";
import type { ACTOR_KINDS } from "../core/actor.ts";
import type { EngineView } from "../engine/strategy_view.ts";
import type { MarketHealthView } from "../market/market_view.ts";
import type { NotifyView } from "../notifiers/notifiers_view.ts";
import type { SignalsView } from "../signals/signals_view.ts";
import type { StockView, StripCell } from "../stock/stock_view.ts";

/** Everything /health, metrics and pages share at one moment. Made from memory alone. */
export interface AppView extends StockView {
  readonly nowMs: number;
  readonly mode: "live" | "demo";
  readonly version: string;
  /** Signals that were claimed since the start, and those that another claim had come before. */
  readonly claims: { readonly won: number; readonly lost: number };
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
  readonly calendar: CalendarView;
  readonly storage: StorageView;
  readonly backup?: BackupView | undefined;
  /** Of the hosts that are asked and told. */
  readonly certificates?: readonly CertificateView[] | undefined;
  /** While somebody works on the machines: no alarms go out then. */
  readonly maintenance?: MaintenanceView | undefined;
  readonly notify?: NotifyView | undefined;
  /** What the demo's own telephone has received, the latest first. */
  readonly chat?: readonly ChatLine[] | undefined;
  readonly events?: EventsView | undefined;
  /** `undefined` while no market is collected. */
  readonly market?: MarketHealthView | undefined;
  /** Rules that watch, and what became of what they found today. */
  readonly watching?: SignalsView | undefined;
  /** Since when a problem is known, by its key. */
  readonly problemSinceMs?: ((key: string) => number | undefined) | undefined;
  /** `undefined` while no strategies can run. */
  readonly strategies?: EngineView | undefined;
  /** Wanted ones while no strategies can run. */
  readonly unservedStrategies?:
    | readonly { readonly id: string; readonly exchange: string; readonly symbol: string }[]
    | undefined;
}

/** Everything a page shows. Made from memory alone. */
export interface PageView extends AppView {
  /** Ten-minute cells of the last 24 hours that had a poll, by source id, oldest first. */
  readonly strips: Readonly<Record<string, readonly StripCell[]>>;
  /**
   * The latest claims and sends, newest first; at most 20. The one thing here that is read from the database, when a
   * page shows it. Rejects with a StoreError when it cannot be read.
   */
  readonly recentSignals: () => Promise<readonly SignalView[]>;
  readonly priceColors: "kr" | "intl";
}

/** What a host showed when it was looked at, which is once a day at most. */
export interface CertificateView {
  readonly host: string;
  readonly lookedAtMs: number;
  /** When it answered last; `undefined` while it never did. */
  readonly seenAtMs: number | undefined;
  readonly fromMs: number | undefined;
  readonly untilMs: number | undefined;
}

export interface MaintenanceView {
  readonly sinceMs: number;
  readonly untilMs: number;
  /** In the words of whoever began it. */
  readonly why: string | undefined;
  readonly by: (typeof ACTOR_KINDS)[number] | undefined;
}

/** Copies of each night. */
export interface BackupView {
  readonly isOn: boolean;
  readonly isRunning: boolean;
  /** When the next one is due; now, while one is owed. */
  readonly nextAtMs: number | undefined;
  /** In the program's own folder; `undefined` until it was noted that they are wanted. */
  readonly own: BackupPlaceView | undefined;
  /** In the second directory, when one is set. */
  readonly second: BackupPlaceView | undefined;
}

export interface BackupPlaceView {
  readonly sinceMs: number;
  readonly triedAtMs: number | undefined;
  /** Of the last try. */
  readonly fault: "no_room" | "no_place" | "failed" | undefined;
  /** Of the last one that was made and checked, also when a later try failed. */
  readonly goodAtMs: number | undefined;
  readonly bytes: number | undefined;
  readonly kept: number | undefined;
  /** Of the last backup that somebody asked for, wherever it is; in the program's own folder alone. */
  readonly byHandAtMs?: number | undefined;
}

export interface ChatLine {
  readonly id: number;
  readonly text: string;
  readonly atMs: number;
  readonly isSilent: boolean;
  readonly edits: number;
}

/** Since the start; `deadLetters` are all that are kept. */
export interface EventsView {
  readonly relayed: number;
  readonly underWay: number;
  readonly refused: number;
  readonly failures: number;
  readonly dead: number;
  readonly deadLetters: number;
}

export interface SignalView {
  readonly ticker: string;
  readonly action: "buy" | "sell";
  readonly state: "sent" | "claimed" | "abandoned";
  readonly lastSentMs: number | undefined;
  readonly claimedAtMs: number | undefined;
  readonly confidence: number | undefined;
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
