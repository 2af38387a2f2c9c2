/**
 * The only door to time. Everything that waits or asks for the hour gets a `Clock`, so a test or the
 * demo can hand in its own; nothing else in the house calls `Date.now` or `setTimeout`.
 */
export interface Clock {
  /** Wall clock, epoch milliseconds UTC. It may jump: people and NTP set it. */
  now(): number;
  /** Milliseconds since some fixed point, never going back. For durations, budgets and limits. */
  monotonic(): number;
  /** Resolves after `ms`; rejects with the signal's reason as soon as `signal` aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** For what happens in the world outside (answers, connections, locks), however fast this clock runs; often itself. */
  readonly real: Clock;
}

/** Timers hold 31 bits; a longer delay would fire at once (measured), so it is a mistake, not a wait. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** It keeps the runtime's time as it found it, for processes in which that is taken from everybody else later. */
export function createSystemClock(): Clock {
  const { Date: date, performance: stopwatch } = globalThis;
  const clock: Clock = {
    now: () => date.now(),
    monotonic: () => stopwatch.now(),
    sleep: createSleep(),
    get real() {
      return clock;
    },
  };
  return clock;
}

/** Dates by `clock` and waits in real time: other programs hold their locks so, however fast the demo's clock runs. */
export function createStoreClock(clock: Clock): Clock {
  return { ...clock.real, now: () => clock.now() };
}

/** A clock that starts at `startMs` and runs `speed` times as fast as the real one. */
export function createSimulatedClock(options: { startMs: number; speed: number }): Clock {
  const { startMs, speed } = options;
  if (!Number.isFinite(startMs)) throw new RangeError(`Cannot create a clock: startMs is ${startMs}`);
  if (!Number.isFinite(speed) || speed <= 0) {
    throw new RangeError(`Cannot create a clock: speed must be a number above 0, received ${speed}`);
  }
  const beganMs = performance.now();
  const elapsedMs = () => (performance.now() - beganMs) * speed;
  const sleepReal = createSleep();
  return {
    now: () => Math.floor(startMs + elapsedMs()),
    monotonic: elapsedMs,
    sleep: (ms, signal) => sleepReal(ms / speed, signal),
    real: createSystemClock(),
  };
}

function createSleep(): Clock["sleep"] {
  const timers: Timers = { set: globalThis.setTimeout, clear: globalThis.clearTimeout };
  return (ms, signal) => sleepWith(timers, ms, signal);
}

interface Timers {
  readonly set: typeof setTimeout;
  readonly clear: typeof clearTimeout;
}

function sleepWith({ set, clear }: Timers, ms: number, signal?: AbortSignal): Promise<void> {
  if (!Number.isFinite(ms) || ms > LONGEST_TIMER_MS) {
    return Promise.reject(
      new RangeError(`Cannot sleep for ${ms} ms: the longest timer is ${LONGEST_TIMER_MS} ms`),
    );
  }
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const onAbort = () => {
      clear(timer);
      reject(signal?.reason);
    };
    // Rounded up: a timer with a fraction may fire before its time (measured 65 of 100 times).
    const timer = set(() => {
      signal?.removeEventListener("abort", onAbort);
      resolve();
    }, Math.max(0, Math.ceil(ms)));
    signal?.addEventListener("abort", onAbort, { once: true });
  });
}
