/** Closes the candles of all series of a collector when their time has come. */
import { closeTimeOf, openTimeOf, type Span } from "../../core/candle.ts";
import type { Clock } from "../../core/clock.ts";
import { toErrorText } from "../../core/errors.ts";
import type { Exchange } from "../../exchanges/exchange.ts";
import { TimeSlice } from "../../lib/time_slice.ts";
import type { BackfillRequest } from "../backfill/queue.ts";
import { pageReach } from "../backfill/page.ts";
import { type Closing, commitClosedCandles, type SettlerOptions } from "./commit_closed.ts";
import { pollClosedCandles } from "./close_poll.ts";
import type { ExchangeTime } from "./exchange_time.ts";
import { GRACE_MS, type LiveSeries } from "./series.ts";
import type { RequestGate } from "./request_gate.ts";

/** Timers follow the monotonic clock: after a suspend or a step of the clock a long sleep would end too late. */
const LONGEST_SLEEP_MS = 30_000;
/** All candles of a minute end together; other work of the program gets its turn between them. */
const SLICE_MS = 10;
/** Candles that are stored together: some 2 ms of work, a third of what one by one costs. */
const GROUP = 50;
const TRY_AGAIN_AFTER_MS = 5_000;

export interface CloseLoopOptions extends Omit<SettlerOptions, "exchangeNow"> {
  readonly exchange: Exchange;
  readonly clock: Clock;
  readonly time: ExchangeTime;
  readonly gate: RequestGate;
  readonly all: () => Iterable<LiveSeries>;
  /** Whether the stream has brought all of the candles before `untilMs`. */
  readonly isComplete: (series: LiveSeries, untilMs: number) => boolean;
  readonly onOpen: (series: LiveSeries) => void;
  readonly askBackfill: (wish: BackfillRequest) => void;
}

export class CloseLoop {
  readonly #options: CloseLoopOptions;
  readonly #settle: SettlerOptions;
  readonly #polls = new Set<Promise<void>>();
  #wake: AbortController | undefined;
  #isAwake = false;
  #running: Promise<void> | undefined;

  constructor(options: CloseLoopOptions) {
    this.#options = options;
    this.#settle = { ...options, exchangeNow: () => options.time.now() };
  }

  start(): void {
    this.#running = this.#run();
  }

  /** Something has changed that may make a candle due earlier. */
  wake(): void {
    this.#isAwake = true;
    this.#wake?.abort();
  }

  /** Resolves when nothing of it runs any more; for after the signal has aborted. */
  async ended(): Promise<void> {
    this.wake();
    await this.#running;
    await Promise.all(this.#polls);
  }

  async #run(): Promise<void> {
    const { signal } = this.#options;
    while (!signal.aborted) {
      this.#isAwake = false;
      await this.#closeDue();
      await this.#sleepUntilDue();
    }
  }

  async #sleepUntilDue(): Promise<void> {
    const { clock, time, all, signal } = this.#options;
    if (this.#isAwake || signal.aborted) return;
    let waitMs = LONGEST_SLEEP_MS;
    for (const series of all()) {
      if (series.isBusy) continue;
      const retryInMs = series.notBeforeMs - clock.monotonic();
      waitMs = Math.min(waitMs, Math.max(series.dueAtMs - time.now(), retryInMs));
    }
    this.#wake = new AbortController();
    await clock.sleep(Math.max(0, waitMs), this.#wake.signal).catch(() => {});
    this.#wake = undefined;
  }

  async #closeDue(): Promise<void> {
    const { clock, time, all, signal, isComplete } = this.#options;
    const untilOf = (series: LiveSeries) => openTimeOf(series.key.interval, time.now() - GRACE_MS);
    const due = [...all()].filter((series) =>
      !series.isBusy && clock.monotonic() >= series.notBeforeMs && untilOf(series) > series.closedUntilMs
    );
    for (const series of due) {
      if (!isComplete(series, untilOf(series))) this.#startPoll(series, untilOf(series));
    }
    const slice = new TimeSlice(clock, SLICE_MS, { ended: signal });
    slice.enter();
    for (let at = 0; at < due.length && !signal.aborted; at += GROUP) {
      await slice.pauseWhenOver();
      const group = due.slice(at, at + GROUP).filter((series) =>
        !series.isBusy && !series.isGone && isComplete(series, untilOf(series))
      );
      await this.#closeFromStream(group.map((series) => this.#toClosing(series, untilOf(series))));
    }
  }

  /** One group after the other: the first is told before the last is stored, and nobody else waits for all. */
  async #closeFromStream(closings: readonly Closing[]): Promise<void> {
    if (closings.length === 0) return;
    for (const { series } of closings) series.isBusy = true;
    try {
      await commitClosedCandles(closings, this.#settle);
    } catch (error) {
      for (const { series } of closings) this.#noteFailure(series, error);
    }
    for (const { series } of closings) series.isBusy = false;
  }

  /** A later candle of the stream proves the silence before it; without one it may be the stream that lost something. */
  #toClosing(series: LiveSeries, untilMs: number): Closing {
    const { closedUntilMs, key } = series;
    const candles = series.framesIn({ fromMs: closedUntilMs, toMs: untilMs });
    const last = candles.at(-1);
    if (last !== undefined && series.silence.by === "poll") {
      // An answer without a candle is not proven by what a stream brings later.
      const span = { fromMs: series.leaveUntil(closedUntilMs), toMs: closedUntilMs };
      this.#options.askBackfill({ series: key, span, priority: "repair" });
    }
    const provenUntilMs = last === undefined
      ? series.silence.fromMs
      : closeTimeOf(key.interval, last.openTimeMs);
    return { series, ended: { candles, untilMs, provenUntilMs, from: "stream" } };
  }

  #startPoll(series: LiveSeries, untilMs: number): void {
    series.isBusy = true;
    const poll = this.#poll(series, untilMs).catch((error) => this.#noteFailure(series, error)).finally(
      () => {
        this.#polls.delete(poll);
        series.isBusy = false;
        this.wake();
      },
    );
    this.#polls.add(poll);
  }

  async #poll(series: LiveSeries, untilMs: number): Promise<void> {
    const { time, signal, isComplete, onOpen } = this.#options;
    this.#leaveOldToBackfill(series, untilMs);
    const polled = await pollClosedCandles(series, {
      ...this.#options,
      exchangeNow: () => time.now(),
      isTimeMeasured: () => time.isMeasured,
      untilMs,
    });
    if (signal.aborted || series.isGone) return;
    if (polled.kind === "failed" && isComplete(series, untilMs)) {
      return void await commitClosedCandles([this.#toClosing(series, untilMs)], this.#settle);
    }
    if (polled.kind === "failed") return await this.#noteOutage(series, { untilMs, reason: polled.reason });
    const { closed: candles, provenUntilMs } = polled;
    const ended = { candles, untilMs, provenUntilMs, from: "poll" } as const;
    const [isStored] = await commitClosedCandles([{ series, ended }], this.#settle);
    if (!isStored || series.isGone || signal.aborted || polled.open === undefined) return;
    // A frame that is there already is younger than the answer.
    if (series.openCandle !== undefined) return;
    if (series.take(polled.open) === "taken") onOpen(series);
  }

  /** After a long sleep of the machine: one page is asked for here, the rest is history. */
  #leaveOldToBackfill(series: LiveSeries, untilMs: number): void {
    const { exchange, askBackfill } = this.#options;
    const { interval } = series.key;
    const whole = { fromMs: series.closedUntilMs, toMs: untilMs };
    const near = pageReach(whole, { interval, pageLimit: exchange.pageLimit - 1, goesForward: false });
    if (near.fromMs <= whole.fromMs) return;
    const span = { fromMs: series.leaveUntil(near.fromMs), toMs: near.fromMs };
    askBackfill({ series: series.key, span, priority: "repair" });
  }

  async #noteOutage(series: LiveSeries, facts: { untilMs: number; reason: string }): Promise<void> {
    const { keeper, onEvent, askBackfill } = this.#options;
    const { reason } = facts;
    const span: Span = { fromMs: series.closedUntilMs, toMs: facts.untilMs };
    series.counts.outages++;
    series.trouble = reason;
    const unknownFromMs = series.leaveUntil(span.toMs);
    onEvent({ kind: "outage", series: series.key, span, reason });
    try {
      await keeper.markOutage(series.key, { ...span, reason });
    } catch (error) {
      onEvent({ kind: "close_failed", series: series.key, error });
    }
    askBackfill({
      series: series.key,
      span: { fromMs: unknownFromMs, toMs: span.toMs },
      priority: "repair",
    });
  }

  /** A mistake of a plug or of ours must not end the loop, nor make it spin. */
  #noteFailure(series: LiveSeries, error: unknown): void {
    const { clock, signal, onEvent } = this.#options;
    if (signal.aborted || series.isGone) return;
    series.notBeforeMs = clock.monotonic() + TRY_AGAIN_AFTER_MS;
    series.trouble = toErrorText(error);
    onEvent({ kind: "close_failed", series: series.key, error });
  }
}
