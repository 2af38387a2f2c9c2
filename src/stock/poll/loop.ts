import {
  countTicks,
  countTicksByWindow,
  nextTickAfter,
  type OpenPollWindow,
  planAt,
  type PollSteps,
} from "../../calendar/poll_plan.ts";
import type { MarketCalendar } from "../../calendar/session.ts";
import type { Clock } from "../../core/clock.ts";
import { isPlausibleNow } from "../../core/kst.ts";
import type { Events } from "../../telemetry/events.ts";
import type { PollWish } from "../stock_view.ts";

/** Timers follow the monotonic clock: after a suspend or a clock step a long sleep would end too late. */
const LONGEST_SLEEP_MS = 30_000;
/** A tick that runs within this is that tick; later it is a catch-up for one that was missed. */
const ON_TIME_MS = 5_000;
/** A wall clock that goes back further than this is another clock: the ticks that it had shown do not bind us. */
const BACK_STEP_MS = 3_000;

const MOST_STRETCHES = 100;

/** One cycle, and whether it takes the place of a tick; a tick's identity is its planned time. */
export interface Poll {
  readonly plannedAtMs: number;
  /** False for one that was asked for, made at the start, or made to catch up. */
  readonly isTick: boolean;
  /** Of the person who asked for it. */
  readonly wish?: PollWish | undefined;
}

export interface PollLoopOptions {
  readonly clock: Clock;
  /** Asked at every wake, so that a reloaded calendar counts at once. */
  readonly calendar: () => MarketCalendar;
  readonly steps: PollSteps;
  readonly runCycle: (poll: Poll, signal: AbortSignal) => Promise<void>;
  /** The plan is followed from this instant on: at the start, and after a clock was set back or put right. */
  readonly onArmed?: ((atMs: number) => void) | undefined;
  /** Runs at every wake, before the decision: the calendar looks for a changed file here. */
  readonly onWake: () => Promise<void>;
  readonly events: Events;
}

export interface PollLoopStatus {
  /** Planned time of the last tick that ran, epoch ms. */
  readonly lastTickAtMs: number | undefined;
  /** Monotonic real time of the last wake: the sign of life, also while the demo's clock runs fast. */
  readonly lastWakeMs: number;
  readonly polls: number;
  /** Ticks that did not run at their time; those that a clock was ahead of are taken back with it. */
  readonly missed: number;
  readonly isPolling: boolean;
  /** The tick that is being polled at this moment. */
  readonly tick: Poll | undefined;
}

/**
 * Runs a cycle at each tick of the calendar's grid, one at a time.
 *
 * The next tick is the first one strictly after `#after`, the later of the last tick and the moment the
 * loop armed itself; missed ticks merge into one catch-up; no tick of one clock runs twice. A clock that goes back is
 * another clock, and the loop arms itself anew.
 */
export class PollLoop implements AsyncDisposable {
  readonly #options: PollLoopOptions;
  readonly #stopping = new AbortController();
  #running: Promise<void> = Promise.resolve();
  #afterMs = 0;
  #asked: PollWish | undefined;
  /** Monotonic: a clock that is set back again and again must not keep the next poll away for ever. */
  #pollByMs = Infinity;
  #hasStepped = false;
  /** Stretches whose ticks were counted as missed, the latest ones: a clock that is set back takes them back. */
  #missedIn: readonly { readonly fromMs: number; readonly toMs: number }[] = [];
  #wake = new AbortController();
  #phase: "new" | "clock is wrong" | "running" = "new";
  #status: PollLoopStatus;

  constructor(options: PollLoopOptions) {
    this.#options = options;
    this.#status = {
      lastTickAtMs: undefined,
      lastWakeMs: this.#options.clock.real.monotonic(),
      polls: 0,
      missed: 0,
      isPolling: false,
      tick: undefined,
    };
  }

  get status(): PollLoopStatus {
    return this.#status;
  }

  start(): void {
    this.#running = this.#run();
  }

  /**
   * Asks for a cycle right away, also while the market is closed. It takes no tick's place.
   * @returns false when one is running or asked for already.
   */
  pollNow(wish: PollWish = {}): boolean {
    if (this.#status.isPolling || this.#asked !== undefined) return false;
    this.#asked = wish;
    this.#wake.abort();
    return true;
  }

  /** The clock was set: it is looked at now, instead of at the end of the sleep. */
  onClockStep(): void {
    this.#hasStepped = true;
    this.#wake.abort();
  }

  /** The first tick after `nowMs` that this loop will run; `undefined` while the clock cannot be right. */
  nextTickAtMs(nowMs: number): number | undefined {
    if (!isPlausibleNow(nowMs)) return undefined;
    const { calendar, steps } = this.#options;
    const afterMs = this.#isBehind(nowMs) ? nowMs : Math.max(nowMs, this.#afterMs);
    return nextTickAfter(calendar(), steps, afterMs).atMs;
  }

  /** Ends the sleep or the cycle in progress and waits until the loop has let go. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopping.abort(new DOMException("The poll loop is stopping", "AbortError"));
    this.#wake.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { clock, events } = this.#options;
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      let sleepMs = LONGEST_SLEEP_MS;
      try {
        await this.#options.onWake();
        sleepMs = await this.#step();
      } catch (error) {
        if (signal.aborted) return;
        // Whatever went wrong, the loop goes on: a dead loop would look like a quiet market.
        events.loopThrew({ error });
        this.#afterMs = Math.max(this.#afterMs, clock.now());
      }
      // Made anew before the flags are read, so that a request between the two is not slept over.
      if (this.#wake.signal.aborted) this.#wake = new AbortController();
      if (this.#asked !== undefined || signal.aborted) continue;
      await clock.sleep(sleepMs, this.#wake.signal).catch(() => {});
    }
  }

  /** Starting inside a window polls at once. */
  async #begin(nowMs: number): Promise<void> {
    this.#phase = "running";
    this.#arm(nowMs);
    if (this.#planAt(nowMs).window !== "closed") await this.#poll({ plannedAtMs: nowMs, isTick: false });
  }

  #arm(nowMs: number): void {
    this.#afterMs = nowMs;
    this.#forgetMissedAfter(nowMs);
    this.#options.onArmed?.(nowMs);
  }

  /** Whether the clock shows a time that lies well before what was planned by it. */
  #isBehind(nowMs: number): boolean {
    return nowMs < this.#afterMs - BACK_STEP_MS;
  }

  /** Looks at the clock once, polls when a tick is due, and says how long to sleep. */
  async #step(): Promise<number> {
    const { clock, calendar, steps, events } = this.#options;
    let nowMs = clock.now();
    this.#status = { ...this.#status, lastWakeMs: this.#options.clock.real.monotonic() };
    if (!isPlausibleNow(nowMs)) {
      if (this.#phase !== "clock is wrong") events.clockImplausible({ nowMs });
      this.#phase = "clock is wrong";
      return LONGEST_SLEEP_MS;
    }
    if (this.#asked !== undefined) {
      const wish = this.#asked;
      this.#asked = undefined;
      await this.#poll({ plannedAtMs: nowMs, isTick: false, wish });
      return 0;
    }
    if (this.#phase !== "running") {
      await this.#begin(nowMs);
      nowMs = clock.now();
    }
    // Polling goes on at the next tick of the new clock.
    if (this.#isBehind(nowMs)) this.#arm(nowMs);
    const { window } = this.#planAt(nowMs);
    const due = nextTickAfter(calendar(), steps, this.#afterMs);
    const waitMs = due.atMs - nowMs;
    if (this.#hasStepped && waitMs > 0) {
      const latestMs = clock.monotonic() + waitMs + steps[`${due.window}Ms`];
      this.#pollByMs = Math.min(this.#pollByMs, latestMs);
      this.#hasStepped = false;
    }
    const leftMs = window === "closed" ? Infinity : this.#pollByMs - clock.monotonic();
    if (waitMs > 0 && leftMs > 0) return Math.min(waitMs, leftMs, LONGEST_SLEEP_MS);
    // The newest tick is the one that is run when its time is just now; older ones are missed.
    const newest = nextTickAfter(calendar(), steps, nowMs - ON_TIME_MS);
    const isTick = newest.atMs <= nowMs && newest.atMs > this.#afterMs && window !== "closed";
    this.#countMissed(this.#afterMs, nowMs, isTick ? newest.window : undefined);
    this.#afterMs = Math.max(this.#afterMs, nowMs);
    if (window !== "closed") await this.#poll({ plannedAtMs: isTick ? newest.atMs : nowMs, isTick });
    return 0;
  }

  async #poll(poll: Poll): Promise<void> {
    const { runCycle } = this.#options;
    this.#pollByMs = Infinity;
    this.#status = { ...this.#status, lastTickAtMs: poll.plannedAtMs, isPolling: true };
    if (poll.isTick) this.#status = { ...this.#status, tick: poll };
    try {
      await runCycle(poll, this.#stopping.signal);
    } finally {
      this.#status = {
        ...this.#status,
        polls: this.#status.polls + 1,
        isPolling: false,
        tick: undefined,
        lastWakeMs: this.#options.clock.real.monotonic(),
      };
    }
  }

  /** @param onTime the window of the tick that is about to run at its time; it was not missed. */
  #countMissed(fromMs: number, toMs: number, onTime: OpenPollWindow | undefined): void {
    const { calendar, steps, events } = this.#options;
    const byWindow = { ...countTicksByWindow(calendar(), steps, fromMs, toMs) };
    if (onTime !== undefined) byWindow[onTime]--;
    const ticks = byWindow.pre + byWindow.market + byWindow.post;
    if (ticks <= 0) return;
    this.#status = { ...this.#status, missed: this.#status.missed + ticks };
    const untilMs = onTime === undefined ? toMs : toMs - ON_TIME_MS;
    this.#missedIn = [...this.#missedIn, { fromMs, toMs: untilMs }].slice(-MOST_STRETCHES);
    events.ticksMissed({ ticks, byWindow });
  }

  /** Ticks that are still to come by the clock of now were not missed. */
  #forgetMissedAfter(nowMs: number): void {
    const { calendar, steps } = this.#options;
    let ticks = 0;
    for (const { fromMs, toMs } of this.#missedIn) {
      ticks += countTicks(calendar(), steps, Math.max(fromMs, nowMs), toMs);
    }
    this.#missedIn = this.#missedIn.filter(({ fromMs }) => fromMs < nowMs)
      .map(({ fromMs, toMs }) => ({ fromMs, toMs: Math.min(toMs, nowMs) }));
    this.#status = { ...this.#status, missed: Math.max(0, this.#status.missed - ticks) };
  }

  #planAt(nowMs: number) {
    return planAt(this.#options.calendar(), this.#options.steps, nowMs);
  }
}
