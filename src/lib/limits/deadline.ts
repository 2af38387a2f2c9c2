import type { Clock } from "../../core/clock.ts";

export interface Deadline extends Disposable {
  readonly signal: AbortSignal;
}

/**
 * Aborts after `ms` of real time, unless it is disposed first. `AbortSignal.timeout` would keep a timer and its signal
 * alive for the whole time although the request ended long ago (measured: tens of megabytes at a high rate).
 *
 * @param clock of which the real side counts.
 */
export function startDeadline(ms: number, clock: Clock): Deadline {
  const expired = new AbortController();
  const cancelled = new AbortController();
  clock.real.sleep(ms, cancelled.signal)
    .then(() => expired.abort(new DOMException("The deadline has passed", "TimeoutError")), () => {});
  return { signal: expired.signal, [Symbol.dispose]: () => cancelled.abort() };
}
