import type { Clock } from "../core/clock.ts";
import { toErrorText } from "../core/errors.ts";
import type { Log } from "../core/log.ts";
import { type DueSignal, signalsDueBetween } from "./demo_signals.ts";

const SIGNAL_CHECK_MS = 15_000;

/** The part of the dedup store that a sender needs. */
export interface DemoDedup {
  claim(
    request: { ticker: string; action: string; confidence: number },
  ): Promise<{ readonly id: string } | undefined>;
  confirm(claimId: string): Promise<boolean>;
}

/** Passes scripted signals through the real dedup store: claim, "send" (this log line), confirm. */
export async function playSignals(
  ledger: DemoDedup,
  { clock, log, signal }: { clock: Clock; log: Log; signal: AbortSignal },
): Promise<void> {
  let seenMs = clock.now();
  while (!signal.aborted) {
    await clock.sleep(SIGNAL_CHECK_MS, signal).catch(() => {});
    const nowMs = clock.now();
    for (const due of signalsDueBetween(seenMs, nowMs)) await playSignal(ledger, log, due);
    seenMs = nowMs;
  }
}

async function playSignal(
  ledger: DemoDedup,
  log: Log,
  { ticker, name, action, confidence }: DueSignal,
): Promise<void> {
  const text = `signal ${action} ${ticker} ${name} ${confidence.toFixed(2)}`;
  try {
    const claim = await ledger.claim({ ticker, action, confidence });
    if (claim === undefined) {
      return log.write(
        "info",
        "demo_signal_suppressed",
        `${text} suppressed: it went out in the last 24 h`,
      );
    }
    log.write("info", "demo_signal_sent", `${text} sent (demo)`);
    await ledger.confirm(claim.id);
  } catch (error) {
    log.write("warning", "demo_signal_failed", `${text} not sent: ${toErrorText(error)}`);
  }
}
