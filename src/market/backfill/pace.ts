/** How far a run is, by the lengths of time that it was to fetch and that are left. */
import type { Span } from "../../core/candle.ts";

/** @param facts.untilMs nothing behind it counts. */
export function paceOf(facts: {
  readonly missing: readonly Span[];
  readonly left: readonly Span[];
  readonly untilMs: number;
  readonly elapsedMs: number;
}): { readonly doneMs: number; readonly totalMs: number; readonly etaMs: number | undefined } {
  const { missing, left, untilMs, elapsedMs } = facts;
  const lengthMs = (spans: readonly Span[]) =>
    spans.reduce((sum, { fromMs, toMs }) => sum + Math.max(0, Math.min(toMs, untilMs) - fromMs), 0);
  const totalMs = lengthMs(missing);
  const leftMs = lengthMs(left);
  const doneMs = totalMs - leftMs;
  return { doneMs, totalMs, etaMs: doneMs > 0 ? Math.round(elapsedMs * leftMs / doneMs) : undefined };
}
