/** The latest claims and sends, as the dashboard lists them. */
import { OWNER } from "../../core/actor.ts";
import type { SignalRow, SignalStore } from "../../signals/signal_store.ts";
import type { SignalView } from "../../web/view.ts";

const SHOWN_SIGNALS = 20;

/** Newest first; at most 20. @throws {StoreError} when they cannot be read. */
export async function readRecentSignals(signals: SignalStore): Promise<readonly SignalView[]> {
  return (await signals.list(OWNER, { limit: SHOWN_SIGNALS })).map(toSignalView);
}

function toSignalView({ ticker, action, state, lastSentMs, claimedAtMs, confidence }: SignalRow): SignalView {
  return { ticker, action, state, lastSentMs, claimedAtMs, confidence };
}
