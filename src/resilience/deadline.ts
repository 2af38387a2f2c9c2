import { createSystemClock } from "../core/clock.ts";

export interface Deadline extends Disposable {
  readonly signal: AbortSignal;
}

/**
 * Aborts after `ms` of real time, unless it is disposed first. `AbortSignal.timeout` would keep a timer and its signal
 * alive for the whole time although the request ended long ago (measured: tens of megabytes at a high rate).
 */
export function startDeadline(ms: number): Deadline {
  const expired = new AbortController();
  const cancelled = new AbortController();
  createSystemClock().sleep(ms, cancelled.signal)
    .then(() => expired.abort(new DOMException("The deadline has passed", "TimeoutError")), () => {});
  return { signal: expired.signal, [Symbol.dispose]: () => cancelled.abort() };
}
