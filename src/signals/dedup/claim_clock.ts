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
const MARK = `
  INSERT INTO claim_clock (name, at) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET at = max(at, excluded.at)`;

export interface ClaimClockParts {
  readonly db: Database;
  readonly queue: WriteQueue;
  readonly clock: Clock;
  /** Latest times of rows that the program replaces as it runs. */
  readonly passing: readonly (() => number)[];
}

export class ClaimClock {
  readonly #parts: ClaimClockParts;
  readonly #sql: Readonly<Record<"lastSent" | "future" | "marks" | "mark", Statement>>;
  #state: ClaimClockState = { behindMs: undefined, future: undefined };

  constructor(parts: ClaimClockParts) {
    const { db } = parts;
    this.#parts = parts;
    this.#sql = {
      lastSent: db.prepare("SELECT max(last_sent) FROM signal_dedup"),
      future: db.prepare(FUTURE),
      marks: db.prepare("SELECT name, at FROM claim_clock"),
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
    const [row] = this.#sql.future.rows(Math.trunc(nowMs + CLOCK_TOLERANCE_MS));
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
    const newestMs = this.#newestPassing();
    if (newestMs > 0) await this.#parts.queue.run(() => this.#sql.mark.run("newest", newestMs));
  }

  /** @throws {ClockBehindError} while the clock lies before the newest row. */
  refuseBehind(nowMs: number): void {
    const newestMs = this.#findBehind(nowMs);
    if (newestMs !== undefined) throw new ClockBehindError(newestMs, nowMs);
  }

  /** A person says that the clock is right, and that all which is later now was dated by a wrong one. */
  async trust(): Promise<void> {
    const newestMs = Math.max(this.#newest(), this.#marks().newest);
    if (newestMs > 0) await this.#parts.queue.run(() => this.#sql.mark.run("trusted", newestMs));
    this.check();
  }

  #findBehind(nowMs: number): number | undefined {
    const newestMs = this.#newest();
    const { newest, trusted } = this.#marks();
    const latestMs = Math.max(newestMs, newest);
    return latestMs > nowMs + CLOCK_TOLERANCE_MS && latestMs > trusted ? latestMs : undefined;
  }

  #newest(): number {
    return Math.max(this.#newestPassing(), Number(this.#sql.lastSent.rows()[0]?.[0] ?? 0));
  }

  #newestPassing(): number {
    return Math.max(0, ...this.#parts.passing.map((latest) => latest()));
  }

  #marks(): { readonly newest: number; readonly trusted: number } {
    const marks = new Map(this.#sql.marks.rows().map(([name, at]) => [String(name), Number(at)]));
    return { newest: marks.get("newest") ?? 0, trusted: marks.get("trusted") ?? 0 };
  }
}
