/** A line of what is remembered, from its columns. */
import { readActorText } from "../../core/actor_text.ts";
import type { SqlValue } from "../../sqlite/sql.ts";
import { CLOCK_TOLERANCE_MS } from "./claim_clock.ts";
import type { SignalRow } from "../signal_store.ts";

/** @param row the columns of `LIST` in their order; the tables are STRICT, so the types are certain. */
export function readSignalRow(
  row: readonly SqlValue[],
  { nowMs, longestLeaseMs }: { readonly nowMs: number; readonly longestLeaseMs: number },
): SignalRow {
  const [ticker, action, lastSent, confidence, claimId, claimConfidence, claimedAt, leaseUntil, actorText] =
    row;
  const actor = readActorText(typeof actorText === "string" ? actorText : null);
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
    ...(actor === undefined ? {} : { actor }),
  };
}
