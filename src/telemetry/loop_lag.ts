import type { Clock } from "../core/clock.ts";

const EVERY_MS = 500;

export interface LoopLag extends AsyncDisposable {
  /** The longest delay since the last call, in milliseconds, also one that is not over yet. */
  takeMaxMs(): number;
}

/**
 * Measures how late a timer fires, which is how long nothing else could run either.
 *
 * @param clock must tell real time: the demo's fast clock would make one millisecond look like a minute.
 */
export function startLoopLag(clock: Clock): LoopLag {
  const stopping = new AbortController();
  let longestMs = 0;
  let dueAtMs = clock.monotonic() + EVERY_MS;
  const lateMs = () => Math.max(0, clock.monotonic() - dueAtMs);
  const measure = async () => {
    while (!stopping.signal.aborted) {
      dueAtMs = clock.monotonic() + EVERY_MS;
      await clock.sleep(EVERY_MS, stopping.signal);
      longestMs = Math.max(longestMs, lateMs());
    }
  };
  // The sleep rejects when it is stopped, which is the one way out.
  const measuring = measure().catch(() => {});
  return {
    takeMaxMs() {
      // After a stall, the request may have its turn before the timer.
      const takenMs = Math.max(longestMs, lateMs());
      longestMs = 0;
      return takenMs;
    },
    async [Symbol.asyncDispose]() {
      stopping.abort();
      await measuring;
    },
  };
}
