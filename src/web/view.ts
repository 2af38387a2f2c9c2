import type { Window } from "../calendar/poll_plan.ts";
import type { SourceView } from "../poll/freshness.ts";

/** Everything the web shows at one moment; made by `app.ts`, read by every page. */
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
    readonly window: Window;
    /** `undefined` when nothing is scheduled because settings are missing. */
    readonly nextPollAtMs: number | undefined;
    readonly lastTickAtMs: number | undefined;
    readonly polls: number;
    readonly missed: number;
    /** Why the market is closed today, in words; `undefined` inside a window. */
    readonly closedBecause: string | undefined;
  };
  readonly loop: { readonly wakeAgeMs: number; readonly isAlive: boolean };
  /** Set while the wall clock cannot be right. */
  readonly clockProblem: string | undefined;
  readonly breakerOpen: boolean;
  readonly silentForMs: number;
  readonly calendar: CalendarView;
  readonly storage: StorageView;
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
