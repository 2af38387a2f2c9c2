/**
 * The memory of what went out, so that nothing is sent twice and nothing is lost. `dedup/` keeps it in SQLite; whatever
 * else keeps it passes the same contract test.
 *
 * Senders use `claim` → send → `confirm` (or `release` when it was not sent). `isRecent` followed by `record` is there
 * for reading and for the simple case of one process: between the two, another process can send the same signal
 * (measured, 0.5 to 1 % of signals doubled with four processes).
 */
import type { Actor } from "../core/actor.ts";
import { toCommand } from "../core/command_text.ts";
import { toKstIso } from "../core/kst.ts";
import type { SignalAction } from "./dedup/signal_key.ts";

/** A ticker is trimmed, NFKC and upper case before use; at most 32 characters. An action is `buy` or `sell`, in any case. */
export interface SignalName {
  readonly ticker: string;
  readonly action: string;
}

export interface ClaimRequest extends SignalName {
  /** Any finite number; kept with the signal, decides nothing. */
  readonly confidence?: number | undefined;
  /** Exactly this long after the last signal the next is allowed. Default: as the store was opened, else 24. */
  readonly withinHours?: number | undefined;
  /** After this time without `confirm`, the signal may be claimed again. Default 300 000 ms. */
  readonly leaseMs?: number | undefined;
  /** Ends the waiting for the lock. */
  readonly signal?: AbortSignal | undefined;
  readonly actor: Actor;
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

/** What becomes of a claim, and who says so. */
export interface ClaimEnd {
  readonly claimId: string;
  readonly actor: Actor;
}

/** One line of what is remembered, for eyes: dashboard and doctor. */
export interface SignalRow {
  readonly ticker: string;
  readonly action: SignalAction;
  /** `abandoned`: claimed, never confirmed, and the lease is over; the next claim takes it up. */
  readonly state: "sent" | "claimed" | "abandoned";
  /** Sent or claimed later than now, by a clock that was ahead. */
  readonly isInFuture?: true;
  /** When it last went out, if it ever did. */
  readonly lastSentMs?: number;
  /** Of the signal that last went out. */
  readonly confidence?: number;
  readonly claimId?: string;
  /** Of the signal that the open claim is for. */
  readonly claimConfidence?: number;
  readonly claimedAtMs?: number;
  readonly leaseUntilMs?: number;
  /** Who changed it last; earlier versions did not write it down. */
  readonly actor?: Actor;
}

export interface DedupCounts {
  readonly claimsWon: number;
  readonly claimsLost: number;
}

export interface SignalStore {
  /**
   * Takes the right to send, in one transaction. Of any number of callers in any number of processes one gets the
   * claim; the others get `undefined`, as does everybody while the signal is recent.
   *
   * @throws {ClockBehindError} while the clock lies before the newest row of the memory; {RangeError} for a request that
   *   cannot be; the signal's reason and whatever the memory throws when it could not be stored. Then it is not won: do
   *   not send.
   */
  claim(owner: string, request: ClaimRequest): Promise<Claim | undefined>;

  /**
   * The signal went out, at the time of this call. Saying it twice is fine.
   *
   * @returns false when the claim is not ours any more: its lease ended and another took it over, or it was released.
   */
  confirm(owner: string, end: ClaimEnd): Promise<boolean>;

  /**
   * The signal did not go out: the pair is as it was before the claim, with the time of an earlier signal.
   *
   * @returns false when the claim is not open any more.
   */
  release(owner: string, end: ClaimEnd): Promise<boolean>;

  /**
   * Whether this signal went out less than `withinHours` ago, or somebody is sending it now. A time in the future counts
   * as recent: the clock was set back. Reads what is stored at once, without waiting for locks.
   *
   * @throws {RangeError} for a ticker, action or window that cannot be.
   */
  isRecent(
    owner: string,
    asked: SignalName & { readonly withinHours?: number | undefined },
  ): Promise<boolean>;

  /** Remembers that this signal went out now, whoever holds a claim. Stored for good when it resolves. */
  record(
    owner: string,
    sent: SignalName & { readonly confidence: number; readonly actor: Actor },
  ): Promise<void>;

  /**
   * As if the pair had never been sent or claimed: for a person who knows that its time is wrong.
   *
   * @returns false when nothing was remembered of it.
   */
  forget(owner: string, name: SignalName): Promise<boolean>;

  /** The latest first, by the time of the open claim or else of the signal. */
  list(owner: string, options: { readonly limit: number }): Promise<readonly SignalRow[]>;

  /** Since start, in this process; from memory. */
  counts(): DedupCounts;
}

/** Not claimed, so: do not send. */
export class ClockBehindError extends Error {
  override readonly name = "ClockBehindError";
  readonly newestMs: number;

  constructor(newestMs: number, nowMs: number) {
    super(
      `Cannot claim a signal: the clock says ${toKstIso(nowMs)}, and the database has rows of ${
        toKstIso(newestMs)
      }. What is sent now would be sent again later. Set the clock; if it is right, say so with ` +
        toCommand("signals", "trust-clock", "--yes"),
    );
    this.newestMs = newestMs;
  }
}
