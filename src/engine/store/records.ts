/** Rows of what strategies did, from their columns. */
import type { Advice } from "../../core/advice.ts";
import { readStoredReason } from "../../core/reasons/advice_reason.ts";
import type { SqlValue } from "../../sqlite/sql.ts";
import type { SavedAdvice, SavedTrade } from "../strategy_store.ts";

/** @param row in the order of the columns; the tables are STRICT, so the types are certain. */
export function toSavedAdvice(row: readonly SqlValue[]): SavedAdvice {
  const [number, candleTime, action, size, stop, target, confidence, reason, decidedAt, latency, isLate] =
    row;
  return {
    number: Number(number),
    barTimeMs: Number(candleTime),
    action: String(action) as Advice["action"],
    ...(size === null ? {} : { size: JSON.parse(String(size)) }),
    ...(stop === null ? {} : { stopPrice: Number(stop) }),
    ...(target === null ? {} : { takeProfitPrice: Number(target) }),
    confidence: Number(confidence),
    reason: readStoredReason(String(reason)),
    decidedAtMs: Number(decidedAt),
    latencyMs: Number(latency),
    isLate: isLate === 1,
  };
}

export function toSavedTrade(row: readonly SqlValue[]): SavedTrade {
  const [
    number,
    side,
    units,
    entryAt,
    exitAt,
    entryPrice,
    exitPrice,
    pnl,
    fees,
    exitReason,
    entryReason,
    tax,
  ] = row;
  return {
    number: Number(number),
    side: side === "short" ? "short" : "long",
    units: Number(units),
    entryAtMs: Number(entryAt),
    exitAtMs: Number(exitAt),
    entryPrice: Number(entryPrice),
    exitPrice: Number(exitPrice),
    grossPnl: Number(pnl),
    fees: Number(fees),
    exitReason: String(exitReason),
    entryReason: readStoredReason(String(entryReason)),
    tax: Number(tax),
  };
}
