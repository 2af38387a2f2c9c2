/**
 * What went out in the last 24 hours, so that nothing is sent twice and nothing is lost.
 *
 * Senders use `claim` → send → `confirm` (or `release` when it was not sent). `isRecent` followed by `record`
 * is there for reading and for the simple case of one process: between the two, another process can send the
 * same signal (measured, 0.5 to 1 % of signals doubled with four processes).
 */
import type { Clock } from "../../core/clock.ts";
import { DAY_MS, HOUR_MS } from "../../core/kst.ts";
import type { ClaimClock } from "./claim_clock.ts";
import { readSignalKey, type SignalAction } from "./signal_key.ts";
import { readSignalRow, type SignalRow } from "./signal_row.ts";
import * as texts from "./statements.ts";
import type { Database, Statement } from "../../sqlite/sql.ts";
import type { WriteQueue } from "../../sqlite/write_queue.ts";

/**
 * Longer than the 120 s a `confirm` may wait for the lock plus the time of sending: a lease that ends while
 * its `confirm` is still waiting would let another process send the same signal.
 */
const DEFAULT_LEASE_MS = 300_000;
const DEFAULT_WITHIN_HOURS = 24;
/** A lease that ends later than this was dated by a clock that was ahead, and has ended. */
export const LONGEST_LEASE_MS = DAY_MS;
const LONGEST_WINDOW_MS = 366 * DAY_MS;

export interface ClaimRequest {
  /** Trimmed, NFKC and upper case before use; at most 32 characters. */
  readonly ticker: string;
  /** `buy` or `sell`, in any case. */
  readonly action: string;
  /** Any finite number; kept with the signal, decides nothing. */
  readonly confidence?: number | undefined;
  /** Exactly this long after the last signal the next is allowed. Default: as the store was opened, else 24. */
  readonly withinHours?: number | undefined;
  /** After this time without `confirm`, the signal may be claimed again. Default 300 000 ms. */
  readonly leaseMs?: number | undefined;
  /** Ends the waiting for the lock. */
  readonly signal?: AbortSignal | undefined;
}

/** The right to send one signal, held by exactly one caller over all processes. */
export interface Claim {
  /** Unique for ever; give it to the receiver as idempotency key. */
  readonly id: string;
  readonly ticker: string;
  readonly action: SignalAction;
  readonly claimedAtMs: number;
  readonly leaseUntilMs: number;
}

export interface DedupCounts {
  readonly claimsWon: number;
  readonly claimsLost: number;
}

export interface SignalDedupParts {
  /** The window of calls that name none. Default 24. */
  readonly withinHours?: number | undefined;
  readonly db: Database;
  readonly queue: WriteQueue;
  readonly clock: Clock;
  /** Refuses claims of a clock that cannot be right. */
  readonly claimClock: Pick<ClaimClock, "refuseBehind">;
}

export class SignalDedup {
  readonly #queue: WriteQueue;
  readonly #clock: Clock;
  readonly #claimClock: SignalDedupParts["claimClock"];
  readonly #withinHours: number;
  readonly #sql: Readonly<Record<keyof typeof texts, Statement>>;
  #claimsWon = 0;
  #claimsLost = 0;

  constructor(parts: SignalDedupParts) {
    this.#queue = parts.queue;
    this.#clock = parts.clock;
    this.#claimClock = parts.claimClock;
    this.#withinHours = parts.withinHours ?? DEFAULT_WITHIN_HOURS;
    const prepare = (name: keyof typeof texts) => parts.db.prepare(texts[name]);
    this.#sql = {
      CLAIM: prepare("CLAIM"),
      CONFIRM: prepare("CONFIRM"),
      WAS_CONFIRMED: prepare("WAS_CONFIRMED"),
      RELEASE_FIRST: prepare("RELEASE_FIRST"),
      RELEASE_LATER: prepare("RELEASE_LATER"),
      RECORD: prepare("RECORD"),
      IS_RECENT: prepare("IS_RECENT"),
      LIST: prepare("LIST"),
      FORGET: prepare("FORGET"),
    };
  }

  /**
   * Whether this signal went out less than `withinHours` ago, or somebody is sending it now. A time in the
   * future counts as recent: the clock was set back. Reads what is stored at once, without waiting for locks.
   *
   * @throws {RangeError} for a ticker, action or window that cannot be. {SqlError} when it cannot be read.
   */
  isRecent(ticker: string, action: string, withinHours = this.#withinHours): boolean {
    const key = readSignalKey(ticker, action);
    const nowMs = this.#nowMs();
    const sinceMs = nowMs - readWindowMs(withinHours);
    return this.#sql.IS_RECENT.rows(
      ...[key.ticker, key.action, sinceMs, nowMs, nowMs + LONGEST_LEASE_MS],
    ).length > 0;
  }

  /** Remembers that this signal went out now, whoever holds a claim. Stored for good when it resolves. */
  async record(ticker: string, action: string, confidence: number): Promise<void> {
    const key = readSignalKey(ticker, action);
    const level = readConfidence(confidence);
    const sentAtMs = this.#nowMs();
    await this.#queue.run(() => this.#sql.RECORD.run(key.ticker, key.action, sentAtMs, level));
  }

  /**
   * Takes the right to send, in one statement. Of any number of callers in any number of processes one gets
   * the claim; the others get `undefined`, as does everybody while the signal is recent.
   *
   * @throws {ClockBehindError} while the clock lies before the newest row of the database; {RangeError} for a request
   *   that cannot be; {StoreBusyError}, {StoreClosedError}, {SqlError} or the
   *   signal's reason when it could not be stored. Then it is not won: do not send.
   */
  async claim(request: ClaimRequest): Promise<Claim | undefined> {
    const { ticker, action } = readSignalKey(request.ticker, request.action);
    const confidence = request.confidence === undefined ? null : readConfidence(request.confidence);
    const windowMs = readWindowMs(request.withinHours ?? this.#withinHours);
    const leaseMs = readLeaseMs(request.leaseMs ?? DEFAULT_LEASE_MS);
    const id = crypto.randomUUID();
    let nowMs = 0;
    const changes = await this.#queue.run(() => {
      // Asked at each try: after a long wait for the lock, the lease begins when it is taken.
      nowMs = this.#nowMs();
      const sinceMs = nowMs - windowMs;
      if (this.#sql.IS_RECENT.rows(ticker, action, sinceMs, nowMs, nowMs + LONGEST_LEASE_MS).length > 0) {
        return 0;
      }
      this.#claimClock.refuseBehind(nowMs);
      return this.#sql.CLAIM.run(
        ticker,
        action,
        id,
        confidence,
        nowMs,
        nowMs + leaseMs,
        sinceMs,
        nowMs,
        nowMs + LONGEST_LEASE_MS,
      );
    }, request.signal);
    if (changes === 0) {
      this.#claimsLost++;
      return undefined;
    }
    this.#claimsWon++;
    return { id, ticker, action, claimedAtMs: nowMs, leaseUntilMs: nowMs + leaseMs };
  }

  /**
   * The signal went out, at the time of this call. Saying it twice is fine.
   *
   * @returns false when the claim is not ours any more: its lease ended and another took it over, or it was
   *   released.
   */
  async confirm(claimId: string): Promise<boolean> {
    const sentAtMs = this.#nowMs();
    const changes = await this.#queue.run(() => this.#sql.CONFIRM.run(sentAtMs, claimId));
    return changes === 1 || this.#sql.WAS_CONFIRMED.rows(claimId).length === 1;
  }

  /**
   * The signal did not go out: the pair is as it was before the claim, with the time of an earlier signal.
   *
   * @returns false when the claim is not open any more.
   */
  async release(claimId: string): Promise<boolean> {
    const first = await this.#queue.run(() => this.#sql.RELEASE_FIRST.run(claimId));
    if (first === 1) return true;
    return (await this.#queue.run(() => this.#sql.RELEASE_LATER.run(claimId))) === 1;
  }

  /**
   * As if the pair had never been sent or claimed: for a person who knows that its time is wrong.
   *
   * @returns false when nothing was remembered of it.
   */
  async forget(ticker: string, action: string): Promise<boolean> {
    const key = readSignalKey(ticker, action);
    return (await this.#queue.run(() => this.#sql.FORGET.run(key.ticker, key.action))) === 1;
  }

  /** The latest first, by the time of the open claim or else of the signal. */
  list(options: { limit: number }): SignalRow[] {
    const nowMs = this.#nowMs();
    return this.#sql.LIST.rows(options.limit).map((row) =>
      readSignalRow(row, { nowMs, longestLeaseMs: LONGEST_LEASE_MS })
    );
  }

  /** Since start, in this process. */
  counts(): DedupCounts {
    return { claimsWon: this.#claimsWon, claimsLost: this.#claimsLost };
  }

  /** Whole, whatever the clock: an INTEGER column of a STRICT table refuses a fraction. */
  #nowMs(): number {
    return Math.trunc(this.#clock.now());
  }
}

function readConfidence(confidence: number): number {
  if (Number.isFinite(confidence)) return confidence;
  throw new RangeError(`Cannot use the confidence: it must be a finite number, received ${confidence}`);
}

function readWindowMs(withinHours: number): number {
  const ms = Math.round(withinHours * HOUR_MS);
  if (ms >= 0 && ms <= LONGEST_WINDOW_MS) return ms;
  throw new RangeError(`Cannot use withinHours: it must be from 0 to 8784, received ${withinHours}`);
}

function readLeaseMs(leaseMs: number): number {
  if (Number.isInteger(leaseMs) && leaseMs >= 1 && leaseMs <= LONGEST_LEASE_MS) return leaseMs;
  throw new RangeError(
    `Cannot use leaseMs: it must be a whole number from 1 to ${LONGEST_LEASE_MS}, received ${leaseMs}`,
  );
}
