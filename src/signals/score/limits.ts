/** How old evidence may be. Up to `softMs` it counts in full, from `hardMs` on it is none. */
import { MINUTE_MS } from "../../core/kst.ts";
import type { EvidenceOrigin, EvidencePiece } from "./evidence.ts";

export interface AgeLimits {
  readonly softMs: number;
  readonly hardMs: number;
}

export const EVIDENCE_LIMITS: Readonly<Record<EvidenceOrigin, AgeLimits>> = {
  // A poll a minute, which may be missed once.
  price_poll: { softMs: 75_000, hardMs: 150_000 },
  price_stream: { softMs: 3_000, hardMs: 10_000 },
  portfolio: { softMs: 90_000, hardMs: 180_000 },
  screener: { softMs: 120_000, hardMs: 300_000 },
  news: { softMs: 20 * MINUTE_MS, hardMs: 60 * MINUTE_MS },
  // Of a 1-minute candle, from its close; rules on longer ones say so in the piece.
  candles: { softMs: MINUTE_MS + 5_000, hardMs: 2 * MINUTE_MS },
  advice: { softMs: 30_000, hardMs: 5 * MINUTE_MS },
  inbound: { softMs: MINUTE_MS, hardMs: 5 * MINUTE_MS },
};

/** Clocks of two machines differ a little; what claims to be from later than this has an age that nobody knows. */
export const AHEAD_MS = 5_000;

export function limitsOf({ origin, softMs, hardMs }: EvidencePiece): AgeLimits {
  const usual = EVIDENCE_LIMITS[origin];
  return { softMs: softMs ?? usual.softMs, hardMs: hardMs ?? usual.hardMs };
}

/**
 * From the older of its arrival and its own time: an answer of this second that tells of this morning is of this morning.
 *
 * @returns `undefined` when nobody knows.
 */
export function evidenceAgeMs(piece: EvidencePiece, atMs: number): number | undefined {
  const { fetchedAtMs, dataAtMs } = piece;
  if (fetchedAtMs === undefined || fetchedAtMs > atMs + AHEAD_MS) return undefined;
  if (dataAtMs !== undefined && dataAtMs > atMs + AHEAD_MS) return undefined;
  return Math.max(0, atMs - Math.min(fetchedAtMs, dataAtMs ?? fetchedAtMs));
}

/** 1 up to the soft limit, 0 from the hard one on, a straight line between. */
export function freshnessOf(piece: EvidencePiece, atMs: number): number {
  const ageMs = evidenceAgeMs(piece, atMs);
  if (ageMs === undefined) return 0;
  const { softMs, hardMs } = limitsOf(piece);
  if (ageMs <= softMs) return 1;
  return ageMs >= hardMs ? 0 : (hardMs - ageMs) / (hardMs - softMs);
}
