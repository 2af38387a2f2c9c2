/** Keeps the past of the watched series complete: at the start, after silences, and again when an attempt failed. */
import { type SeriesKey, toSeriesText } from "../../core/candle.ts";
import type { KnownHoursOf } from "../../core/market/hours.ts";
import type { Clock } from "../../core/clock.ts";
import { DAY_MS, MINUTE_MS } from "../../core/kst.ts";
import type { Exchange } from "../../exchanges/exchange.ts";
import { healBeginning, Listings } from "./listing.ts";
import { type BackfillOutcome, BackfillQueue, type BackfillRequest } from "./queue.ts";
import { SECOND_LOOK_MS } from "./silence.ts";
import { planStartSpan } from "../read/holes.ts";
import type { CandleStore } from "../candle_store.ts";
import type { MarketEvents } from "../../telemetry/market_events.ts";

export interface BackfillSchedulerDeps {
  readonly exchangeOf: (id: string) => Exchange | undefined;
  readonly shelf: CandleStore;
  readonly clock: Clock;
  readonly events: MarketEvents;
  /** How far back everything is to be there. */
  readonly depthMs: number;
  /** After each attempt. */
  readonly onChange: () => void;
  /** Left out, every market is always open. */
  readonly hoursOf?: KnownHoursOf | undefined;
}

/** Series that are fetched at the same time; the limits of an exchange are shared anyway. */
const PARALLEL = 2;
const FIRST_WAIT_MS = MINUTE_MS;
const LONGEST_WAIT_MS = 30 * MINUTE_MS;

interface Retry {
  readonly series: SeriesKey;
  /** Monotonic. */
  readonly atMs: number;
  readonly waitMs: number;
}

/** The wall clock was set, or slewed so far that what was measured holds no more. */
const STEP_MS = 3_000;

export class BackfillScheduler implements AsyncDisposable {
  readonly #parts: BackfillSchedulerDeps;
  readonly #desk: BackfillQueue;
  readonly #listings: Listings;
  readonly #closing = new AbortController();
  /** By text of the series. */
  readonly #retries = new Map<string, Retry>();
  /** By text of the series: those of which is being read what is missing. */
  readonly #filling = new Map<string, Promise<void>>();
  /** Exchanges whose failure was told and that have not answered since. */
  readonly #told = new Set<string>();
  /** By exchange; 0 when the last answers agreed. With how our two clocks stood to each other then. */
  readonly #skews = new Map<string, { readonly skewMs: number; readonly offsetMs: number }>();

  constructor(parts: BackfillSchedulerDeps) {
    this.#parts = parts;
    const { exchangeOf, shelf: keeper, clock, hoursOf } = parts;
    this.#listings = new Listings(clock);
    this.#desk = new BackfillQueue({
      exchangeOf,
      keeper,
      clock,
      parallel: PARALLEL,
      hoursOf,
      findListing: (series, signal) => this.#findListing(series, signal),
      onEnd: (wish, outcome) => this.#onEnd(wish, outcome),
    });
  }

  /** Asks for all that is missing of a series until now. Never fails: what cannot be read is tried again later. */
  fill(series: SeriesKey): void {
    const key = toSeriesText(series);
    // One that is still reading finds what a second one would.
    if (this.#filling.has(key)) return;
    this.#filling.set(key, this.#fill(series).finally(() => this.#filling.delete(key)));
  }

  repair({ series, span, priority }: BackfillRequest): void {
    void this.#desk.ask(series, { span, priority });
  }

  /** Tries again what failed and has waited long enough. */
  onWake(): void {
    const nowMs = this.#parts.clock.monotonic();
    this.#retry(({ atMs }) => atMs <= nowMs);
  }

  /** An exchange that speaks again need not be waited for. */
  onUp(exchange: string): void {
    this.#retry(({ series }) => series.exchange === exchange);
  }

  /**
   * Exchange minus ours, by the `Date` of its last pages; 0 for a difference that does not matter, `undefined` until pages
   * have come, and again when our clock was set since.
   */
  skewOf(exchange: string): number | undefined {
    const known = this.#skews.get(exchange);
    return known !== undefined && Math.abs(this.#offsetMs() - known.offsetMs) <= STEP_MS
      ? known.skewMs
      : undefined;
  }

  #offsetMs(): number {
    const { clock } = this.#parts;
    return clock.now() - clock.monotonic();
  }

  /** How far the running backfill of a series is; `undefined` when none is asked for. */
  progressOf(
    series: SeriesKey,
  ): { readonly doneShare: number; readonly etaMs: number | undefined } | undefined {
    const { running, queued } = this.#desk.status();
    const key = toSeriesText(series);
    const isOf = (other: { readonly series: SeriesKey }) => toSeriesText(other.series) === key;
    const progress = running.find(isOf)?.progress;
    if (progress !== undefined && progress.totalMs > 0) {
      return { doneShare: progress.doneMs / progress.totalMs, etaMs: progress.etaMs };
    }
    const isAsked = this.#filling.has(key) || queued.some(isOf) || running.some(isOf);
    return isAsked ? { doneShare: 0, etaMs: undefined } : undefined;
  }

  async #findListing(series: SeriesKey, signal: AbortSignal): Promise<number | undefined> {
    const exchange = this.#parts.exchangeOf(series.exchange);
    return exchange && await this.#listings.find(exchange, { series, signal });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort(new DOMException("The backfill scheduler is closing", "AbortError"));
    await this.#desk[Symbol.asyncDispose]();
    await Promise.all(this.#filling.values());
  }

  async #fill(series: SeriesKey): Promise<void> {
    const { shelf, clock, depthMs, events, hoursOf } = this.#parts;
    const key = toSeriesText(series);
    const before = this.#retries.get(key);
    const nowMs = clock.now();
    try {
      const { signal } = this.#closing;
      const read = () => shelf.readKnown(series, { fromMs: 0, toMs: nowMs }, { limit: 0 });
      const find = (until: AbortSignal) => this.#findListing(series, until);
      let known = await read();
      if (await healBeginning(series, { keeper: shelf, known, find, signal })) {
        this.#parts.onChange();
        known = await read();
      }
      const { exchange, interval } = series;
      const daysBack = depthMs / DAY_MS;
      const span = planStartSpan({ ...known, nowMs, daysBack, interval, hours: hoursOf?.(exchange) });
      if (span !== undefined) void this.#desk.ask(series, { span, priority: "history" });
      // Another attempt may have failed while this one read: its turn is still to come.
      else if (this.#retries.get(key) === before) this.#retries.delete(key);
    } catch (error) {
      if (this.#closing.signal.aborted) return;
      this.#waitLonger(series);
      events.receiverFailed({ name: "backfill", error });
    }
  }

  #retry(isDue: (retry: Retry) => boolean): void {
    for (const [key, retry] of this.#retries) {
      if (!isDue(retry)) continue;
      // Stays in the list with its wait, so that another failure waits longer; the end of the attempt decides.
      this.#retries.set(key, { ...retry, atMs: Infinity });
      this.fill(retry.series);
    }
  }

  #onEnd({ series, span, priority }: BackfillRequest, outcome: BackfillOutcome): void {
    const { events, onChange } = this.#parts;
    if (outcome.kind === "closed") return;
    onChange();
    const isDone = outcome.kind === "ran" && outcome.isDone;
    const isDoubted = outcome.kind === "ran" && outcome.isDoubted;
    if (!isDone) this.#waitLonger(series, isDoubted ? SECOND_LOOK_MS : FIRST_WAIT_MS);
    else if (priority === "history") this.#retries.delete(toSeriesText(series));
    if (outcome.kind === "failed") {
      return events.receiverFailed({ name: "backfill", error: outcome.error });
    }
    const { addedBars: added, error, pages, skewMs } = outcome;
    if (pages > 0) {
      this.#skews.set(series.exchange, {
        skewMs: skewMs === undefined ? 0 : -skewMs,
        offsetMs: this.#offsetMs(),
      });
    }
    const isRepeat = this.#told.has(series.exchange);
    if (isDone) this.#told.delete(series.exchange);
    else if (!isDoubted) this.#told.add(series.exchange);
    if (pages === 0 && isDone) return;
    // What is still to come was not fetched, whatever was wished for.
    const toMs = Math.min(span.toMs, outcome.untilMs);
    const told = { fromMs: Math.min(span.fromMs, toMs), toMs };
    events.backfillEnded({ series, span: told, added, isDone, isDoubted, reason: error?.message, isRepeat });
  }

  #waitLonger(series: SeriesKey, firstWaitMs = FIRST_WAIT_MS): void {
    const key = toSeriesText(series);
    const before = this.#retries.get(key)?.waitMs ?? 0;
    const waitMs = Math.min(Math.max(firstWaitMs, 2 * before), LONGEST_WAIT_MS);
    this.#retries.set(key, { series, waitMs, atMs: this.#parts.clock.monotonic() + waitMs });
  }
}
