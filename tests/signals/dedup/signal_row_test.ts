import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { CLOCK_TOLERANCE_MS } from "../../../src/signals/dedup/claim_clock.ts";
import { readSignalRow } from "../../../src/signals/dedup/signal_row.ts";
import type { SqlValue } from "../../../src/sqlite/sql.ts";

const NOW_MS = 1_700_000_000_000;
const LEASE_MS = 60_000;

interface Columns {
  readonly lastSent?: number;
  readonly claimedAt?: number;
  readonly leaseUntil?: number;
}

const read = ({ lastSent, claimedAt, leaseUntil }: Columns) => {
  const row: readonly SqlValue[] = [
    ...["005930", "buy", lastSent ?? null, null, leaseUntil === undefined ? null : "claim", null],
    ...[claimedAt ?? null, leaseUntil ?? null, null],
  ];
  return readSignalRow(row, { nowMs: NOW_MS, longestLeaseMs: LEASE_MS });
};

Deno.test("a time is in the future when it lies more than the tolerance of clocks after now", () => {
  const isInFuture = (columns: Columns) => read(columns).isInFuture;
  const edgeMs = NOW_MS + CLOCK_TOLERANCE_MS;
  deepStrictEqual([isInFuture({ lastSent: edgeMs }), isInFuture({ lastSent: edgeMs + 1 })], [
    undefined,
    true,
  ]);
  const claim = { leaseUntil: edgeMs + 2 };
  deepStrictEqual([
    isInFuture({ ...claim, claimedAt: edgeMs }),
    isInFuture({ ...claim, claimedAt: edgeMs + 1 }),
  ], [undefined, true]);
});

Deno.test("a claim is held until its lease ends, and abandoned at that very millisecond or with a lease too long", () => {
  const stateAt = (leaseUntil: number) => read({ claimedAt: NOW_MS, leaseUntil }).state;
  deepStrictEqual(
    [NOW_MS - 1, NOW_MS, NOW_MS + 1, NOW_MS + LEASE_MS, NOW_MS + LEASE_MS + 1].map(stateAt),
    ["abandoned", "abandoned", "claimed", "claimed", "abandoned"],
  );
  strictEqual(read({ lastSent: NOW_MS }).state, "sent");
});

Deno.test("a signal that was only sent has no claim, and a claim of a pair that was never sent has no time of sending", () => {
  deepStrictEqual(read({ lastSent: NOW_MS }), {
    ticker: "005930",
    action: "buy",
    state: "sent",
    lastSentMs: NOW_MS,
  });
  deepStrictEqual(read({ claimedAt: NOW_MS, leaseUntil: NOW_MS + 1 }), {
    ticker: "005930",
    action: "buy",
    state: "claimed",
    claimId: "claim",
    claimedAtMs: NOW_MS,
    leaseUntilMs: NOW_MS + 1,
  });
});
