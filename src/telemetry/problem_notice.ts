import type { Clock } from "../core/clock.ts";
import { HOUR_MS, MINUTE_MS } from "../core/kst.ts";
import { shownAt, type Stamp, stampOf } from "../core/stamp.ts";
import { nowOf } from "../core/stamp.ts";
import type { Events } from "./events.ts";

const LONGEST_RESEND_MS = 6 * HOUR_MS;
/** A problem that comes and goes brings bad news at most this often. */
const BAD_NEWS_GAP_MS = 10 * MINUTE_MS;
/** These have lines of their own when they appear and end, which say more. */
const REPORTED_ELSEWHERE: ReadonlySet<string> = new Set([
  "settings_missing",
  "clock_wrong",
  "clock_stepped",
  "source_auth",
  "source_failing",
  "source_shape",
  "source_last_failed",
  "breaker_open",
  "upstream_silent",
]);

export interface ReportedProblem {
  readonly code: string;
  readonly subject?: string | undefined;
  readonly severity: "error" | "warning" | "note";
  /** In English. */
  readonly en: string;
}

export interface ProblemNoticeOptions {
  readonly clock: Clock;
  readonly events: Pick<Events, "problemBegan" | "problemEnded" | "problemsLast">;
  /** How long after bad news the problems that last are told again; doubles up to six hours. Default 60 min. */
  readonly resendMs?: number;
}

interface Known {
  readonly since: Stamp;
  readonly problem: ReportedProblem;
  /** Monotonic, of its line; `undefined` when it has none yet. */
  readonly reportedAtMs: number | undefined;
}

/**
 * Tells a problem when it appears and when it ends, one line each, and what lasts again after 1, 2, 4, 6, 6 … hours.
 * One that comes and goes is told every ten minutes at most. Notes are not told.
 */
export class ProblemNotice {
  readonly #options: ProblemNoticeOptions;
  readonly #firstResendMs: number;
  /** Those of the last report. */
  readonly #known = new Map<string, Known>();
  /** Since when each is there, also between reports. */
  readonly #seen = new Map<string, Stamp>();
  /** When each was told last, also after its end. */
  readonly #reportedAtMs = new Map<string, number>();
  #newsAtMs = -Infinity;
  #resendMs: number;

  constructor(options: ProblemNoticeOptions) {
    this.#options = options;
    this.#firstResendMs = options.resendMs ?? HOUR_MS;
    this.#resendMs = this.#firstResendMs;
  }

  /** Since when a problem is known, by the clock of now; one that is asked about first is known from here on. */
  sinceMs(key: string): number | undefined {
    const { clock } = this.#options;
    return shownAt(this.#seen.getOrInsertComputed(key, () => stampOf(clock)), nowOf(clock));
  }

  /** Notes since when they are there, and tells nothing: of one that lasts a moment only nobody is told. */
  observe(problems: readonly ReportedProblem[], keyOf: (problem: ReportedProblem) => string): void {
    const now = new Set(problems.map(keyOf));
    for (const key of this.#seen.keys()) if (!now.has(key)) this.#seen.delete(key);
    for (const key of now) this.#seen.getOrInsertComputed(key, () => stampOf(this.#options.clock));
  }

  /** To be told as often as somebody likes, with all there are; it speaks when there is something to say. */
  report(problems: readonly ReportedProblem[], keyOf: (problem: ReportedProblem) => string): void {
    this.observe(problems, keyOf);
    const now = new Map(problems.map((problem) => [keyOf(problem), problem]));
    for (const [key, known] of this.#known) if (!now.has(key)) this.#end(key, known);
    for (const [key, problem] of now) this.#note(key, problem);
    this.#reportAgain(problems.filter(({ severity }) => severity !== "note"));
  }

  #note(key: string, problem: ReportedProblem): void {
    const { clock, events } = this.#options;
    const nowMs = clock.monotonic();
    const known = this.#known.get(key) ??
      { since: this.#seen.get(key) ?? stampOf(clock), problem, reportedAtMs: undefined };
    const isNew = problem.severity !== "note" && known.reportedAtMs === undefined &&
      nowMs - (this.#reportedAtMs.get(key) ?? -Infinity) >= BAD_NEWS_GAP_MS;
    this.#known.set(key, { ...known, problem, reportedAtMs: isNew ? nowMs : known.reportedAtMs });
    if (!isNew) return;
    this.#reportedAtMs.set(key, nowMs);
    this.#newsAtMs = nowMs;
    this.#resendMs = this.#firstResendMs;
    if (!REPORTED_ELSEWHERE.has(problem.code)) events.problemBegan(problem);
  }

  #end(key: string, { since, problem, reportedAtMs }: Known): void {
    this.#known.delete(key);
    if (reportedAtMs === undefined || REPORTED_ELSEWHERE.has(problem.code)) return;
    const lastedMs = this.#options.clock.monotonic() - (since.monotonicMs ?? reportedAtMs);
    this.#options.events.problemEnded({ ...problem, lastedMs });
  }

  #reportAgain(problems: readonly ReportedProblem[]): void {
    const nowMs = this.#options.clock.monotonic();
    if (problems.length === 0 || nowMs - this.#newsAtMs < this.#resendMs) return;
    this.#newsAtMs = nowMs;
    this.#resendMs = Math.min(this.#resendMs * 2, LONGEST_RESEND_MS);
    this.#options.events.problemsLast({ problems: problems.map(({ en }) => en) });
  }
}
