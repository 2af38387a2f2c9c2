/** A remembered signal for programs. */
import { z } from "zod";
import { toKstIso } from "../../core/kst.ts";
import type { SignalRow } from "../../signals/signal_store.ts";

const time = z.string().nullable();

export const signalSchema = z.object({
  ticker: z.string(),
  action: z.enum(["buy", "sell"]),
  state: z.enum(["sent", "claimed", "abandoned"]),
  in_future: z.literal(true).optional(),
  confidence: z.number().nullable(),
  last_sent: time,
  claim_id: z.string().nullable(),
  claim_confidence: z.number().nullable(),
  claimed_at: time,
  lease_until: time,
  actor: z.object({ kind: z.string(), id: z.string() }).nullable(),
});

export type SignalJson = z.output<typeof signalSchema>;

/** The claim only while it is open: the id stays in the database afterwards, to know a second confirm. */
export function toSignalJson(row: SignalRow): SignalJson {
  const isOpen = row.leaseUntilMs !== undefined;
  return {
    ticker: row.ticker,
    action: row.action,
    state: row.state,
    ...(row.isInFuture === true ? { in_future: true as const } : {}),
    confidence: row.confidence ?? null,
    last_sent: toTime(row.lastSentMs),
    claim_id: isOpen ? row.claimId ?? null : null,
    claim_confidence: row.claimConfidence ?? null,
    claimed_at: toTime(row.claimedAtMs),
    lease_until: toTime(row.leaseUntilMs),
    actor: row.actor ?? null,
  };
}

export function toTime(atMs: number | undefined): string | null {
  return atMs === undefined ? null : toKstIso(atMs);
}
