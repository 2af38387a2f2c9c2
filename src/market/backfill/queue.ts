/** All backfills of the program: one at a time for a series, a few series at once, repairs before history. */
import { type SeriesKey, type Span, toSeriesText } from "../../core/candle.ts";
import type { KnownHoursOf } from "../../core/market/hours.ts";
import type { Clock } from "../../core/clock.ts";
import { type BackfillProgress, type BackfillResult, type BackfillSource, runBackfill } from "./backfill.ts";
import type { CandleStore } from "../candle_store.ts";

/** `repair`: a live series has a gap, somebody waits. `history`: deep, and in no hurry. */
export type BackfillPriority = "repair" | "history";

export interface BackfillRequest {
  readonly series: SeriesKey;
  readonly span: Span;
  readonly priority: BackfillPriority;
}

/** How a wish ended; never a rejection. */
export type BackfillOutcome =
  | BackfillResult & { readonly kind: "ran" }
  /** The store or the program failed, or the desk does not know the exchange. */
  | { readonly kind: "failed"; readonly error: unknown }
  /** The desk was closed first; what was fetched is stored. */
  | { readonly kind: "closed" };

export interface BackfillQueueOptions {
  /** `undefined` when there is no such exchange. */
  readonly exchangeOf: (id: string) => BackfillSource | undefined;
  readonly keeper: CandleStore;
  readonly clock: Clock;
  /** Series that are fetched at the same time. */
  readonly parallel: number;
  /** Asked as `BackfillOptions.findListing`. */
  readonly findListing?:
    | ((series: SeriesKey, signal: AbortSignal) => Promise<number | undefined>)
    | undefined;
  /** Left out, every market is always open: nights are not asked for. */
  readonly hoursOf?: KnownHoursOf | undefined;
  /** After every wish that ended, whatever the end. */
  readonly onEnd: (wish: BackfillRequest, outcome: BackfillOutcome) => void;
}

export interface BackfillStatus {
  readonly running: readonly (BackfillRequest & { readonly progress: BackfillProgress | undefined })[];
  /** In the order in which they come to their turn. */
  readonly queued: readonly BackfillRequest[];
}

interface Job {
  wish: BackfillRequest;
  progress: BackfillProgress | undefined;
  readonly ended: PromiseWithResolvers<BackfillOutcome>;
  /** Sums of runs that made room for a repair. */
  earlier: BackfillResult | undefined;
}

const MOST_QUEUED = 1_000;

export class BackfillQueue implements AsyncDisposable {
  readonly #options: BackfillQueueOptions;
  readonly #closing = new AbortController();
  #queued: Job[] = [];
  /** By text of the series: no series twice. */
  readonly #running = new Map<string, Job>();
  readonly #runs = new Set<Promise<void>>();

  constructor(options: BackfillQueueOptions) {
    this.#options = options;
  }

  /**
   * Asks for what is missing of a span. A wish that touches a waiting one of the same series and priority becomes
   * one with it.
   */
  ask(series: SeriesKey, options: { span: Span; priority: BackfillPriority }): Promise<BackfillOutcome> {
    const { span, priority } = options;
    if (this.#closing.signal.aborted) return Promise.resolve({ kind: "closed" });
    const same = this.#queued.find(({ wish }) =>
      toSeriesText(wish.series) === toSeriesText(series) && wish.priority === priority &&
      wish.span.fromMs <= span.toMs && wish.span.toMs >= span.fromMs
    );
    if (same !== undefined) {
      same.wish = { ...same.wish, span: unite(same.wish.span, span) };
      return same.ended.promise;
    }
    if (this.#queued.length >= MOST_QUEUED) {
      const error = new RangeError(`Cannot queue another backfill: ${MOST_QUEUED} are waiting`);
      return Promise.resolve({ kind: "failed", error });
    }
    const ended = Promise.withResolvers<BackfillOutcome>();
    this.#enqueue({ wish: { series, span, priority }, progress: undefined, ended, earlier: undefined });
    this.#startNext();
    return ended.promise;
  }

  status(): BackfillStatus {
    return {
      running: [...this.#running.values()].map(({ wish, progress }) => ({ ...wish, progress })),
      queued: this.#queued.map(({ wish }) => wish),
    };
  }

  /** Waits until nothing runs and nothing waits. */
  async settle(): Promise<void> {
    while (this.#runs.size > 0) await Promise.all(this.#runs);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort(new DOMException("The backfill desk is closing", "AbortError"));
    for (const job of this.#queued.splice(0)) this.#end(job, { kind: "closed" });
    await this.settle();
  }

  /** Repairs in order of arrival, then history; a run that made room is the next one of its kind. */
  #enqueue(job: Job, options: { isFirst: boolean } = { isFirst: false }): void {
    const repairs = this.#queued.filter(({ wish }) => wish.priority === "repair");
    const history = this.#queued.filter(({ wish }) => wish.priority === "history");
    const line = job.wish.priority === "repair" ? repairs : history;
    if (options.isFirst) line.unshift(job);
    else line.push(job);
    this.#queued = [...repairs, ...history];
  }

  #startNext(): void {
    while (this.#running.size < this.#options.parallel) {
      const job = this.#queued.find(({ wish }) => !this.#running.has(toSeriesText(wish.series)));
      if (job === undefined) return;
      this.#queued = this.#queued.filter((other) => other !== job);
      const key = toSeriesText(job.wish.series);
      this.#running.set(key, job);
      const run = this.#run(job).finally(() => {
        this.#runs.delete(run);
        this.#running.delete(key);
        this.#startNext();
      });
      this.#runs.add(run);
    }
  }

  async #run(job: Job): Promise<void> {
    const { exchangeOf, keeper, clock, findListing, hoursOf } = this.#options;
    const { series, span } = job.wish;
    const { signal } = this.#closing;
    let hasYielded = false;
    try {
      const exchange = exchangeOf(series.exchange);
      if (exchange === undefined) throw new RangeError(`Cannot backfill: no exchange "${series.exchange}"`);
      const result = await runBackfill({
        exchange,
        keeper,
        series,
        span,
        clock,
        signal,
        findListing: findListing && ((until) => findListing(series, until)),
        onProgress: (progress) => job.progress = progress,
        shouldYield: () => hasYielded = this.#mustMakeRoom(job),
        hours: hoursOf?.(series.exchange),
      });
      const sum = job.earlier === undefined ? result : addResults(job.earlier, result);
      if (!hasYielded || result.isDone) return this.#end(job, { kind: "ran", ...sum });
      job.earlier = sum;
      this.#enqueue(job, { isFirst: true });
    } catch (error) {
      this.#end(job, signal.aborted ? { kind: "closed" } : { kind: "failed", error });
    }
  }

  /** History makes room between two pages when a repair waits for its series, or for a free place. */
  #mustMakeRoom({ wish }: Job): boolean {
    if (wish.priority === "repair") return false;
    const key = toSeriesText(wish.series);
    const repairs = this.#queued.filter((job) => job.wish.priority === "repair");
    if (repairs.some((job) => toSeriesText(job.wish.series) === key)) return true;
    const isFull = this.#running.size >= this.#options.parallel;
    return isFull && repairs.some((job) => !this.#running.has(toSeriesText(job.wish.series)));
  }

  #end(job: Job, outcome: BackfillOutcome): void {
    job.ended.resolve(outcome);
    this.#options.onEnd(job.wish, outcome);
  }
}

function unite(a: Span, b: Span): Span {
  return { fromMs: Math.min(a.fromMs, b.fromMs), toMs: Math.max(a.toMs, b.toMs) };
}

function addResults(earlier: BackfillResult, last: BackfillResult): BackfillResult {
  return {
    ...last,
    skewMs: last.skewMs ?? earlier.skewMs,
    pages: earlier.pages + last.pages,
    fetchedBars: earlier.fetchedBars + last.fetchedBars,
    addedBars: earlier.addedBars + last.addedBars,
  };
}
