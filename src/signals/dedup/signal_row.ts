/** One line of what is remembered, for eyes: dashboard and doctor. */
import type { SqlValue } from "../../sqlite/sql.ts";
import { CLOCK_TOLERANCE_MS } from "./claim_clock.ts";
import type { SignalAction } from "./signal_key.ts";

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
}

/** @param row the columns of `LIST` in their order; the tables are STRICT, so the types are certain. */
export function readSignalRow(
  row: readonly SqlValue[],
  { nowMs, longestLeaseMs }: { readonly nowMs: number; readonly longestLeaseMs: number },
): SignalRow {
  const [ticker, action, lastSent, confidence, claimId, claimConfidence, claimedAt, leaseUntil] = row;
  const open = leaseUntil !== null;
  const isHeld = Number(leaseUntil) > nowMs && Number(leaseUntil) <= nowMs + longestLeaseMs;
  return {
    ticker: String(ticker),
    action: action === "buy" ? "buy" : "sell",
    state: !open ? "sent" : isHeld ? "claimed" : "abandoned",
    ...(Math.max(Number(lastSent), Number(claimedAt)) > nowMs + CLOCK_TOLERANCE_MS
      ? { isInFuture: true }
      : {}),
    ...(lastSent === null ? {} : { lastSentMs: Number(lastSent) }),
    ...(confidence === null ? {} : { confidence: Number(confidence) }),
    ...(claimId === null ? {} : { claimId: String(claimId) }),
    ...(claimConfidence === null ? {} : { claimConfidence: Number(claimConfidence) }),
    ...(open ? { claimedAtMs: Number(claimedAt), leaseUntilMs: Number(leaseUntil) } : {}),
  };
}
