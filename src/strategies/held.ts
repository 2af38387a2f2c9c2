import type { Fill } from "../core/advice.ts";
import { toDecimal, toNumber } from "../core/decimal.ts";

/**
 * Units of base after a fill, below 0 for a short. Exact in decimals: 0.3 - 0.1 - 0.2 must be nothing, not a rest that
 * looks like a position.
 */
export function heldAfter(held: number, { action, units }: Pick<Fill, "action" | "units">): number {
  const isGain = action === "buy" || action === "cover";
  return sumOfUnits([held, isGain ? units : -units]);
}

/** Exact in decimals. */
export function sumOfUnits(parts: readonly number[]): number {
  return toNumber(parts.reduce((sum, part) => sum + toDecimal(part), 0n));
}
