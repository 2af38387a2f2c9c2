import type { EquityCurve } from "./backtest_result.ts";

/** The money of one symbol. */
export interface EquityPart extends EquityCurve {
  /** Before its first candle. */
  readonly before: number;
}

/** One curve over the clocks of all parts: at each time the sum of what each of them had last. */
export function mergeEquity(parts: readonly EquityPart[]): EquityCurve {
  const [only, second] = parts;
  if (only !== undefined && second === undefined) return { atMs: only.atMs, equity: only.equity };
  const atMs = Float64Array.from(new Set(parts.flatMap((part) => [...part.atMs]))).sort();
  const equity = new Float64Array(atMs.length);
  for (const part of parts) {
    let next = 0;
    let now = part.before;
    for (let i = 0; i < atMs.length; i++) {
      if (part.atMs[next] === atMs[i]) now = part.equity[next++] as number;
      equity[i] = (equity[i] as number) + now;
    }
  }
  return { atMs, equity };
}
