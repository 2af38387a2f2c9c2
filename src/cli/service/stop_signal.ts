import { realClock } from "../../app/runtime.ts";
import type { Clock } from "../../core/clock.ts";
import { EXIT } from "../../core/errors.ts";

/** SIGBREAK is Ctrl-Break of Windows; each system refuses the names it does not know. */
const SIGNALS: readonly Deno.Signal[] = Deno.build.os === "windows"
  ? ["SIGINT", "SIGBREAK"]
  : ["SIGINT", "SIGTERM", "SIGHUP"];

/**
 * A terminal sends one press of Ctrl-C to each process in it, and `deno task` and npx pass theirs on: it arrives here
 * two or three times within some milliseconds.
 */
const ONE_PRESS_MS = 500;

/**
 * Tells what a request to stop means: the first one stops in good order; one that comes when that press is over means
 * that nobody wants to wait. Only the first press counts the time, so that a key held down comes through.
 */
export function createStopReader(clock: Pick<Clock, "monotonic">): () => "stop" | "repeat" | "leave" {
  let pressedMs: number | undefined;
  return () => {
    const nowMs = clock.monotonic();
    pressedMs ??= nowMs;
    if (nowMs === pressedMs) return "stop";
    return nowMs - pressedMs < ONE_PRESS_MS ? "repeat" : "leave";
  };
}

/** Aborts at the first request to stop; the second one ends the process at once. */
export function listenForStop(): Disposable & { readonly signal: AbortSignal; readonly stop: () => void } {
  const stopping = new AbortController();
  const read = createStopReader(realClock);
  const onSignal = () => {
    if (read() === "leave") Deno.exit(EXIT.interrupted);
    stopping.abort();
  };
  for (const name of SIGNALS) Deno.addSignalListener(name, onSignal);
  return {
    signal: stopping.signal,
    stop: () => stopping.abort(),
    [Symbol.dispose]: () => SIGNALS.forEach((name) => Deno.removeSignalListener(name, onSignal)),
  };
}

export function waitForStop(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
