import { EXIT } from "../core/errors.ts";

/** SIGBREAK is Ctrl-Break of Windows; each system refuses the names it does not know. */
const SIGNALS: readonly Deno.Signal[] = Deno.build.os === "windows"
  ? ["SIGINT", "SIGBREAK"]
  : ["SIGINT", "SIGTERM", "SIGHUP"];

/** Aborts at the first request to stop; the second one ends the process at once. */
export function listenForStop(): Disposable & { readonly signal: AbortSignal; readonly stop: () => void } {
  const stopping = new AbortController();
  const onSignal = () => {
    if (stopping.signal.aborted) Deno.exit(EXIT.interrupted);
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
