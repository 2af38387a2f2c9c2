/** What went out in the last 24 hours, in SQLite. */
import { toActorText } from "../../core/actor_text.ts";
import type { Clock } from "../../core/clock.ts";
import { DAY_MS, HOUR_MS } from "../../core/kst.ts";
import { type ClaimClock, toLatestMs } from "./claim_clock.ts";
import type {
  Claim,
  ClaimEnd,
  ClaimRequest,
  DedupCounts,
  SignalName,
  SignalRow,
  SignalStore,
} from "../signal_store.ts";
import { readSignalKey } from "./signal_key.ts";
import { readSignalRow } from "./signal_row.ts";
import * as texts from "./statements.ts";
import { answer, type Database, type Statement } from "../../sqlite/sql.ts";
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

export interface SignalDedupParts {
  /** The window of calls that name none. Default 24. */
  readonly withinHours?: number | undefined;
  readonly db: Database;
  readonly queue: WriteQueue;
  readonly clock: Clock;
  /** Refuses claims of a clock that cannot be right. */
  readonly claimClock: Pick<ClaimClock, "condition" | "refuseBehind">;
}

type StatementName = Exclude<keyof typeof texts, "toClaimWhile">;

export class SignalDedup implements SignalStore {
  readonly #queue: WriteQueue;
  readonly #clock: Clock;
  readonly #claimClock: SignalDedupParts["claimClock"];
  readonly #withinHours: number;
  readonly #sql: Readonly<Record<StatementName, Statement>>;
  #claimsWon = 0;
  #claimsLost = 0;

  constructor(parts: SignalDedupParts) {
    this.#queue = parts.queue;
    this.#clock = parts.clock;
    this.#claimClock = parts.claimClock;
    this.#withinHours = parts.withinHours ?? DEFAULT_WITHIN_HOURS;
    const prepare = (name: StatementName) => parts.db.prepare(texts[name]);
    this.#sql = {
      CLAIM: parts.db.prepare(texts.toClaimWhile(parts.claimClock.condition)),
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

  isRecent(owner: string, asked: Parameters<SignalStore["isRecent"]>[1]): Promise<boolean> {
    return answer(() => {
      const { ticker, action } = readSignalKey(asked.ticker, asked.action);
      const nowMs = this.#nowMs();
      const sinceMs = nowMs - readWindowMs(asked.withinHours ?? this.#withinHours);
      const latestMs = nowMs + LONGEST_LEASE_MS;
      return this.#sql.IS_RECENT.rows(owner, ticker, action, sinceMs, nowMs, latestMs).length > 0;
    });
  }

  async record(owner: string, sent: Parameters<SignalStore["record"]>[1]): Promise<void> {
    const { ticker, action } = readSignalKey(sent.ticker, sent.action);
    const confidence = readConfidence(sent.confidence);
    const values = [owner, ticker, action, this.#nowMs(), confidence, toActorText(sent.actor)];
    await this.#queue.run(() => this.#sql.RECORD.run(...values));
  }

  async claim(owner: string, request: ClaimRequest): Promise<Claim | undefined> {
    const { ticker, action } = readSignalKey(request.ticker, request.action);
    const confidence = request.confidence === undefined ? null : readConfidence(request.confidence);
    const windowMs = readWindowMs(request.withinHours ?? this.#withinHours);
    const leaseMs = readLeaseMs(request.leaseMs ?? DEFAULT_LEASE_MS);
    const actor = toActorText(request.actor);
    const id = crypto.randomUUID();
    let nowMs = 0;
    const changes = await this.#queue.run(() => {
      // Asked at each try: after a long wait for the lock, the lease begins when it is taken.
      nowMs = this.#nowMs();
      const sinceMs = nowMs - windowMs;
      const latestMs = nowMs + LONGEST_LEASE_MS;
      const changes = this.#sql.CLAIM.run(
        ...[owner, ticker, action, id, confidence],
        ...[nowMs, nowMs + leaseMs, actor, toLatestMs(nowMs)],
        ...[sinceMs, nowMs, latestMs],
      );
      // All in one statement; why nothing was written is asked only then.
      const isLost = changes === 0 &&
        this.#sql.IS_RECENT.rows(owner, ticker, action, sinceMs, nowMs, latestMs).length > 0;
      if (changes === 0 && !isLost) this.#claimClock.refuseBehind(nowMs);
      return changes;
    }, request.signal);
    if (changes === 0) {
      this.#claimsLost++;
      return undefined;
    }
    this.#claimsWon++;
    return { id, ticker, action, claimedAtMs: nowMs, leaseUntilMs: nowMs + leaseMs };
  }

  async confirm(owner: string, { claimId, actor }: ClaimEnd): Promise<boolean> {
    const values = [this.#nowMs(), toActorText(actor), owner, claimId];
    const changes = await this.#queue.run(() => this.#sql.CONFIRM.run(...values));
    return changes === 1 || this.#sql.WAS_CONFIRMED.rows(owner, claimId).length === 1;
  }

  async release(owner: string, { claimId, actor }: ClaimEnd): Promise<boolean> {
    const first = await this.#queue.run(() => this.#sql.RELEASE_FIRST.run(owner, claimId));
    if (first === 1) return true;
    const by = toActorText(actor);
    return (await this.#queue.run(() => this.#sql.RELEASE_LATER.run(by, owner, claimId))) === 1;
  }

  async forget(owner: string, name: SignalName): Promise<boolean> {
    const { ticker, action } = readSignalKey(name.ticker, name.action);
    return (await this.#queue.run(() => this.#sql.FORGET.run(owner, ticker, action))) === 1;
  }

  list(owner: string, { limit }: { readonly limit: number }): Promise<readonly SignalRow[]> {
    return answer(() => {
      const nowMs = this.#nowMs();
      return this.#sql.LIST.rows(owner, limit).map((row) =>
        readSignalRow(row, { nowMs, longestLeaseMs: LONGEST_LEASE_MS })
      );
    });
  }

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
