/** Whether the clock may be believed for claims: what it dates too early would be sent again when it is set right. */
import type { Clock } from "../../core/clock.ts";
import { MINUTE_MS } from "../../core/kst.ts";
import type { Database, Statement } from "../../sqlite/sql.ts";
import type { WriteQueue } from "../../sqlite/write_queue.ts";
import { ClockBehindError } from "../signal_store.ts";

/** A clock that is synchronised steps back by less; more is a fault. */
export const CLOCK_TOLERANCE_MS = MINUTE_MS;

export interface FutureSignals {
  readonly count: number;
  /** The latest one. */
  readonly ticker: string;
  readonly action: string;
  readonly lastSentMs: number;
}

export interface ClaimClockState {
  /** The latest time in the database, while the clock has not reached it: nothing is claimed. */
  readonly behindMs: number | undefined;
  /** Signals that were sent later than now, by a clock that was ahead. */
  readonly future: FutureSignals | undefined;
}

const FUTURE = `
  SELECT ticker, action, last_sent, count(*) OVER () FROM signal_dedup WHERE last_sent > ?
  ORDER BY last_sent DESC LIMIT 1`;
const LAST_SENT = "(SELECT max(last_sent) FROM signal_dedup WHERE last_sent IS NOT NULL)";
const markOf = (name: "newest" | "trusted") => `(SELECT at FROM claim_clock WHERE name = '${name}')`;
const MARK = `
  INSERT INTO claim_clock (name, at) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET at = max(at, excluded.at)`;

export interface ClaimClockParts {
  readonly db: Database;
  readonly queue: WriteQueue;
  readonly clock: Clock;
  /** Queries for the latest time of rows that the program replaces as it runs: one value each, NULL without rows. */
  readonly passing: readonly string[];
}

export class ClaimClock {
  /** In SQL, for the statement that claims: the clock may be believed. Parameter: as `toLatestMs` gives it. */
  readonly condition: string;
  readonly #parts: ClaimClockParts;
  readonly #sql: Readonly<Record<"times" | "future" | "mark", Statement>>;
  #state: ClaimClockState = { behindMs: undefined, future: undefined };

  constructor(parts: ClaimClockParts) {
    const { db, passing } = parts;
    this.#parts = parts;
    const latest = passing.map((query) => `coalesce((${query}), 0)`).join(", ");
    this.condition = `
      max(0, ${latest}, coalesce(${LAST_SENT}, 0), coalesce(${markOf("newest")}, 0)) <=
        max(?, coalesce(${markOf("trusted")}, 0))`;
    this.#sql = {
      // One statement: it is asked before every claim of a rule.
      times: db.prepare(
        `SELECT max(0, ${latest}), ${LAST_SENT}, ${markOf("newest")}, ${markOf("trusted")}`,
      ),
      future: db.prepare(FUTURE),
      mark: db.prepare(MARK),
    };
  }

  /** As `check` found it last; from memory. */
  get state(): ClaimClockState {
    return this.#state;
  }

  /** Looks at the database and the clock. */
  check(): ClaimClockState {
    const nowMs = this.#parts.clock.now();
    const [row] = this.#sql.future.rows(toLatestMs(nowMs));
    const [ticker, action, lastSent, count] = row ?? [];
    this.#state = {
      behindMs: this.#findBehind(nowMs),
      future: row === undefined ? undefined : {
        count: Number(count),
        ticker: String(ticker),
        action: String(action),
        lastSentMs: Number(lastSent),
      },
    };
    return this.#state;
  }

  /** Call before the program writes: afterwards rows of a later time are gone, and the next start would not know. */
  async begin(): Promise<void> {
    if (this.check().behindMs === undefined) return;
    const { passingMs } = this.#readTimes();
    if (passingMs > 0) await this.#parts.queue.run(() => this.#sql.mark.run("newest", passingMs));
  }

  /** @throws {ClockBehindError} while the clock lies before the newest row. */
  refuseBehind(nowMs: number): void {
    const newestMs = this.#findBehind(nowMs);
    if (newestMs !== undefined) throw new ClockBehindError(newestMs, nowMs);
  }

  /** A person says that the clock is right, and that all which is later now was dated by a wrong one. */
  async trust(): Promise<void> {
    const { newestMs } = this.#readTimes();
    if (newestMs > 0) await this.#parts.queue.run(() => this.#sql.mark.run("trusted", newestMs));
    this.check();
  }

  #findBehind(nowMs: number): number | undefined {
    const { newestMs, trustedMs } = this.#readTimes();
    return newestMs > toLatestMs(nowMs) && newestMs > trustedMs ? newestMs : undefined;
  }

  /** Latest times: of rows that are replaced, of all that is known, and of what a person trusts; 0 without any. */
  #readTimes(): { readonly passingMs: number; readonly newestMs: number; readonly trustedMs: number } {
    const [passing, lastSent, newest, trusted] = this.#sql.times.rows()[0] ?? [];
    const passingMs = Number(passing ?? 0);
    return {
      passingMs,
      newestMs: Math.max(passingMs, Number(lastSent ?? 0), Number(newest ?? 0)),
      trustedMs: Number(trusted ?? 0),
    };
  }
}

/** The latest time that a row may have while the clock shows `nowMs`. */
export function toLatestMs(nowMs: number): number {
  return Math.trunc(nowMs + CLOCK_TOLERANCE_MS);
}
