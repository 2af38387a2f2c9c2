/** Rows of what strategies did. */
import type { Advice } from "../../core/advice.ts";
import type { SqlValue } from "../../sqlite/sql.ts";

/** One piece of advice; `number` counts up by strategy, without holes. */
export interface AdviceRow extends Advice {
  readonly number: number;
  /** When the bar that brought it began. */
  readonly barTimeMs: number;
  readonly decidedAtMs: number;
  /** From the bar's arrival to the advice, in real time. */
  readonly latencyMs: number;
  /** The bar was over long before: it was made up for after a pause, and nobody should act on it. */
  readonly isLate: boolean;
}

/** A round trip on paper; `number` counts up by strategy, without holes. */
export interface TradeRow {
  readonly number: number;
  readonly side: "long" | "short";
  readonly units: number;
  readonly entryAtMs: number;
  readonly exitAtMs: number;
  readonly entryPrice: number;
  readonly exitPrice: number;
  readonly grossPnl: number;
  readonly fees: number;
  readonly exitReason: string;
  readonly entryReason: string;
}

export interface EquityRow {
  readonly atMs: number;
  /** Quote currency. */
  readonly equity: number;
}

/** @param row in the order of the columns; the tables are STRICT, so the types are certain. */
export function toAdviceRow(row: readonly SqlValue[]): AdviceRow {
  const [number, barTime, action, size, stop, target, confidence, reason, decidedAt, latency, isLate] = row;
  return {
    number: Number(number),
    barTimeMs: Number(barTime),
    action: String(action) as Advice["action"],
    ...(size === null ? {} : { size: JSON.parse(String(size)) }),
    ...(stop === null ? {} : { stopPrice: Number(stop) }),
    ...(target === null ? {} : { takeProfitPrice: Number(target) }),
    confidence: Number(confidence),
    reason: String(reason),
    decidedAtMs: Number(decidedAt),
    latencyMs: Number(latency),
    isLate: isLate === 1,
  };
}

export function toTradeRow(row: readonly SqlValue[]): TradeRow {
  const [number, side, units, entryAt, exitAt, entryPrice, exitPrice, pnl, fees, exitReason, entryReason] =
    row;
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
    entryReason: String(entryReason),
  };
}
