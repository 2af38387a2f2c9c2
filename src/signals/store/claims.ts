/** Claims inside the transaction of a signal: the statements of the dedup, and taking back what reached nobody. */
import { toActorText } from "../../core/actor_text.ts";
import type { Database, SqlValue, Statement } from "../../sqlite/sql.ts";
import type { ClaimClock } from "../dedup/claim_clock.ts";
import { LONGEST_LEASE_MS } from "../dedup/signal_dedup.ts";
import { readSignalKey } from "../dedup/signal_key.ts";
import * as texts from "../dedup/statements.ts";

export interface PairSince {
  readonly owner: string;
  readonly ticker: string;
  readonly action: "buy" | "sell";
  /** What went out later than this is in the way. */
  readonly sinceMs: number;
}

/** Rules act by themselves, whatever they look at. */
const ACTOR = toActorText({ kind: "schedule", id: "rules" });
/** Longer than the longest deadline of a judge and the wait for the lock behind it. */
const LEASE_MS = 300_000;

export class PairClaims {
  readonly #claimClock: Pick<ClaimClock, "refuseBehind">;
  readonly #sql: Readonly<
    Record<
      | "isRecent"
      | "claim"
      | "confirm"
      | "releaseFirst"
      | "releaseLater"
      | "lastSent"
      | "unsendFirst"
      | "unsendLater",
      Statement
    >
  >;

  constructor({ db, claimClock }: { db: Database; claimClock: Pick<ClaimClock, "refuseBehind"> }) {
    this.#claimClock = claimClock;
    this.#sql = {
      isRecent: db.prepare(texts.IS_RECENT),
      claim: db.prepare(texts.CLAIM),
      confirm: db.prepare(texts.CONFIRM),
      releaseFirst: db.prepare(texts.RELEASE_FIRST),
      releaseLater: db.prepare(texts.RELEASE_LATER),
      lastSent: db.prepare(
        "SELECT last_sent FROM signal_dedup WHERE owner = ? AND ticker = ? AND action = ?",
      ),
      // It was confirmed and never reached anybody: as if it had not been.
      unsendFirst: db.prepare(
        "DELETE FROM signal_dedup WHERE owner = ? AND claim_id = ? AND lease_until IS NULL",
      ),
      unsendLater: db.prepare(
        "UPDATE signal_dedup SET last_sent = ?, claim_id = NULL, actor = ? WHERE owner = ? AND claim_id = ? AND lease_until IS NULL",
      ),
    };
  }

  isRecent(pair: PairSince, nowMs: number): boolean {
    const { ticker, action } = readSignalKey(pair.ticker, pair.action);
    const until = nowMs + LONGEST_LEASE_MS;
    return this.#sql.isRecent.rows(pair.owner, ticker, action, pair.sinceMs, nowMs, until).length > 0;
  }

  /**
   * @returns when the pair went out before; `lost` when it went out since, or somebody is sending it.
   * @throws {ClockBehindError}
   */
  take(
    pair: PairSince,
    { claimId, nowMs, score }: { claimId: string; nowMs: number; score: number | undefined },
  ): { readonly priorSentAt: SqlValue } | "lost" {
    if (this.isRecent(pair, nowMs)) return "lost";
    this.#claimClock.refuseBehind(nowMs);
    const { ticker, action } = readSignalKey(pair.ticker, pair.action);
    const priorSentAt = this.#sql.lastSent.rows(pair.owner, ticker, action)[0]?.[0] ?? null;
    const confidence = score === undefined ? null : score / 100;
    const lease = [nowMs, nowMs + LEASE_MS, ACTOR, pair.sinceMs, nowMs, nowMs + LONGEST_LEASE_MS];
    return this.#sql.claim.run(pair.owner, ticker, action, claimId, confidence, ...lease) === 1
      ? { priorSentAt }
      : "lost";
  }

  /** @returns false when it is not ours any more. */
  confirm(owner: string, claimId: string, nowMs: number): boolean {
    return this.#sql.confirm.run(nowMs, ACTOR, owner, claimId) === 1;
  }

  /** Unsent, or sent to nobody: the pair is as it was before. */
  giveBack(owner: string, { claimId, priorSentAt }: { claimId: string; priorSentAt: SqlValue }): void {
    if (this.#sql.releaseFirst.run(owner, claimId) + this.#sql.releaseLater.run(ACTOR, owner, claimId) > 0) {
      return;
    }
    if (priorSentAt === null) this.#sql.unsendFirst.run(owner, claimId);
    else this.#sql.unsendLater.run(priorSentAt, ACTOR, owner, claimId);
  }
}
