import type { Clock } from "../core/clock.ts";
import { toErrorText } from "../core/errors.ts";
import type { Log } from "../core/log.ts";
import { type DueSignal, signalsDueBetween } from "./demo_signals.ts";
import { toFixedText } from "../core/words/numbers.ts";

const SIGNAL_CHECK_MS = 15_000;

/** The door of the program, by which other programs send signals. */
export interface DemoDoor {
  /** @returns `held_back` when the same signal went out before. */
  send(signal: DueSignal): Promise<"sent" | "held_back">;
}

/** Brings scripted signals to the door at their time; from there they go the way of every signal. */
export async function playSignals(
  door: DemoDoor,
  { clock, log, signal }: { clock: Clock; log: Log; signal: AbortSignal },
): Promise<void> {
  let seenMs = clock.now();
  while (!signal.aborted) {
    await clock.sleep(SIGNAL_CHECK_MS, signal).catch(() => {});
    const nowMs = clock.now();
    for (const due of signalsDueBetween(seenMs, nowMs)) await playSignal(door, log, due);
    seenMs = nowMs;
  }
}

async function playSignal(door: DemoDoor, log: Log, due: DueSignal): Promise<void> {
  const { ticker, name, action, confidence } = due;
  const text = `signal ${action} ${ticker} ${name} ${toFixedText(confidence, 2)}`;
  try {
    if (await door.send(due) === "held_back") {
      return log.write(
        "info",
        "demo_signal_suppressed",
        `${text} suppressed: it went out in the last 24 h`,
      );
    }
    log.write("info", "demo_signal_sent", `${text} sent (demo)`);
  } catch (error) {
    log.write("warning", "demo_signal_failed", `${text} not sent: ${toErrorText(error)}`);
  }
}
