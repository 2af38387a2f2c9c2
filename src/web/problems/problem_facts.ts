/** What a problem is, for whoever finds or tells one. */
export const PROBLEM_CODES = [
  "settings_missing",
  "clock_wrong",
  "clock_stepped",
  "clock_skewed",
  "clock_behind",
  "signal_future",
  "loop_hangs",
  "source_auth",
  "source_failing",
  "source_shape",
  "source_last_failed",
  "data_old",
  "data_future",
  "breaker_open",
  "upstream_silent",
  "market_off",
  "helper_down",
  "stream_down",
  "series_stale",
  "series_holes",
  "strategy_parked",
  "strategy_restarting",
  "strategy_without_candles",
  "channel_down",
  "channel_blocked",
  "channel_conflict",
  "bot_deaf",
  "sends_unknown",
  "rules_fault",
  "buys_held",
  "maintenance",
  "dead_letters",
  "storage",
  "certificate_ends",
  "certificate_urgent",
  "backup_failed",
  "backup_old",
  "calendar_refused",
  "calendar_over",
  "calendar_ends",
  "calendar_note",
] as const;
export type ProblemCode = (typeof PROBLEM_CODES)[number];

/** One sentence in both languages, which a person can act on. It names no secret and no file of the owner's own. */
export interface Sentence {
  readonly ko: string;
  readonly en: string;
}

export interface Problem extends Sentence {
  readonly code: ProblemCode;
  /** Which source, series or strategy, where there is more than one. */
  readonly subject?: string | undefined;
  /** `error`: something does not work; `warning`: it works less well; `note`: worth knowing, and no fault. */
  readonly severity: "error" | "warning" | "note";
  /** Wall clock; `undefined` when nobody knows. */
  readonly sinceMs?: number | undefined;
}

/** The same while a problem lasts, however its sentence changes. */
export function toProblemKey(
  { code, subject }: { readonly code: string; readonly subject?: string | undefined },
): string {
  return subject === undefined ? code : `${code} ${subject}`;
}
