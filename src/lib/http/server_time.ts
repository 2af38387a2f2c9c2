/** How far our clock is from that of whoever answered, by the `Date` of the answer. */
import { isPlausibleNow } from "../../core/kst.ts";

export interface ServerTime {
  /** Ours minus theirs: above 0 we are ahead. */
  readonly skewMs: number;
  /** So much of it may be the way that the answer took, or the second that the header cuts off. */
  readonly doubtMs: number;
}

/** The header tells whole seconds, cut off. */
const HALF_TICK_MS = 500;

/**
 * @param times when the request went out and when the head of the answer was there, both by our wall clock.
 * @returns `undefined` without a usable `Date`. A cache on the way hands out an old one and says how old it is.
 */
export function readServerTime(
  headers: Headers,
  { sentAtMs, receivedAtMs }: { readonly sentAtMs: number; readonly receivedAtMs: number },
): ServerTime | undefined {
  const writtenAtMs = Date.parse(headers.get("date") ?? "");
  if (!isPlausibleNow(writtenAtMs)) return undefined;
  const age = headers.get("age")?.trim() ?? "";
  const toldAtMs = writtenAtMs + (/^\d{1,9}$/.test(age) ? Number(age) * 1_000 : 0);
  const tookMs = Math.max(0, receivedAtMs - sentAtMs);
  return {
    skewMs: Math.round(sentAtMs + tookMs / 2 - (toldAtMs + HALF_TICK_MS)),
    doubtMs: tookMs / 2 + HALF_TICK_MS,
  };
}

/** What the way of the answer may have taken is not counted against a clock. */
export function sureSkewMs({ skewMs, doubtMs }: ServerTime): number {
  return Math.max(0, Math.abs(skewMs) - doubtMs);
}
