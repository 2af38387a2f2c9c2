/** What faces show of the stock API: shapes alone, made from memory by `read_view.ts`. */
import type { PollWindow } from "../calendar/poll_plan.ts";
import type { UpstreamErrorKind } from "../core/errors.ts";
import type { Now, Stamp } from "../core/stamp.ts";
import type { JsonObject, PayloadSummary } from "./sources/source.ts";

/** What pages ask of it. */
export interface StockReader {
  /** From memory alone. */
  view(now: Now): StockView;
  /** Ten-minute cells of the last 24 hours that had a poll, by source id, oldest first. */
  strips(nowMs: number): Readonly<Record<string, readonly StripCell[]>>;
  /** A sentence while polls are not kept. */
  historyProblem(): string | undefined;
  pollNow(wish?: PollWish): PollStart;
}

/** What a person asks for with a poll by hand. */
export interface PollWish {
  /** Ids of sources whose answer is taken as it comes, although the list that was known is not in it. */
  readonly accept?: readonly string[] | undefined;
}

/**
 * - `started`        it runs now
 * - `running`        another one runs already, or was asked for a moment ago
 * - `off`            settings are missing
 * - `too_soon`       so many were asked for that a planned one would lack requests of our own limit
 * - `unknown_source` nothing is polled under that id
 */
export type PollStart =
  | { readonly kind: "started" | "running" | "off" }
  | { readonly kind: "too_soon"; readonly waitMs: number }
  | { readonly kind: "unknown_source"; readonly known: readonly string[] };

export interface StockView {
  readonly stockApiUrl: string | undefined;
  readonly missingSettings: readonly string[];
  readonly cacheSize: number;
  readonly sources: readonly SourceView[];
  readonly staleLimitMs: number;
  readonly schedule: ScheduleView;
  /** Windows and polls of this day; `undefined` on a day without a session. */
  readonly today?: TodayView | undefined;
  readonly loop: { readonly wakeAgeMs: number; readonly isAlive: boolean };
  /** Set while the wall clock cannot be right. */
  readonly clockProblem: string | undefined;
  /** The last one of the last minutes; below 0 the clock went back. */
  readonly clockStep?: { readonly byMs: number; readonly atMs: number } | undefined;
  readonly breakerOpen: boolean;
  /**
   * Our clock minus the upstream's; `isOurs` when ours was set by as much while they agreed. `undefined` until its answers
   * have told.
   */
  readonly upstreamSkew?:
    | { readonly skewMs: number; readonly isFault: boolean; readonly isOurs: boolean }
    | undefined;
  readonly silentForMs: number;
  /** While `silentForMs` is above 0: when the upstream asked, and until when. */
  readonly silence?: { readonly askedAtMs: number; readonly untilMs: number } | undefined;
}

export interface ScheduleView {
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
}

/**
 * - `unconfigured` no address or key, so nothing is asked
 * - `idle`         outside the polling windows; nothing is expected
 * - `waiting`      inside a window, the first answer is still to come
 * - `ok`           the last attempt succeeded and the answer is within the limit
 * - `failing`      the last attempt failed, the data is still within the limit
 * - `auth`         the key is refused
 * - `unavailable`  no data, or data beyond the limit
 */
export type SourceState = "unconfigured" | "idle" | "waiting" | "ok" | "failing" | "auth" | "unavailable";

export interface SourceView {
  readonly facts: SourceFacts;
  readonly state: SourceState;
  /** The data shown is not what the origin would say now, as far as we know. */
  readonly stale: boolean;
  /** Milliseconds since the origin answered; `undefined` when it never did, or nobody knows when. */
  readonly ageMs: number | undefined;
  /**
   * What is odd about the time that the data itself claims: `old` when it is from before today although the market
   * has opened, `future` when it lies ahead of our clock. `undefined` when nothing is, or it claims none.
   */
  readonly dataDoubt: "old" | "future" | undefined;
}

/** What is known of one source. Frozen; a new object replaces it at each outcome. */
export interface SourceFacts {
  readonly id: string;
  readonly title: string;
  readonly data: JsonObject | undefined;
  readonly summary: PayloadSummary | undefined;
  /** Epoch ms of the last answer from the origin; moves on nothing else. */
  readonly lastSuccessAtMs: number | undefined;
  /** The same by the clock that measures; see `Stamp`. */
  readonly lastSuccessMonotonicMs?: number | undefined;
  /** The data was read from disk at start and no new answer came yet. */
  readonly restored: boolean;
  readonly consecutiveFailures: number;
  readonly lastError:
    | Stamp & { readonly kind: UpstreamErrorKind; readonly message: string }
    | undefined;
  readonly lastFailure?: SourceFailure | undefined;
  /** The last answer without the list that was known; a person may take it all the same. */
  readonly doubted?: { readonly data: JsonObject; readonly atMs: number } | undefined;
  /** How long the last answer took with its retries. */
  readonly lastDurationMs: number | undefined;
}

/** The last failure there was, also when it is over. */
export interface SourceFailure {
  readonly kind: UpstreamErrorKind;
  /** Wall clock, as is `recoveredAtMs`: both outlive the process. */
  readonly atMs: number;
  /** When the next answer came; `undefined` while none has. */
  readonly recoveredAtMs: number | undefined;
}

/** The worst that happened in ten minutes: a failure shows even when a later poll succeeded. */
export interface StripCell {
  /** Epoch ms at which the ten minutes begin. */
  readonly fromMs: number;
  readonly polls: number;
  readonly failures: number;
  readonly lastErrorKind: UpstreamErrorKind | undefined;
}

export interface TodayView {
  /** `2026-03-11` */
  readonly date: string;
  /** Why the hours differ from the regular ones, when they do. */
  readonly special: string | undefined;
  readonly specialKo?: string | undefined;
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
