/** Fetches what is missing of a series, page by page, so that it may be killed at any time and run again. */
import { closeTimeOf, openTimeOf, type SeriesKey, type Span, toSeriesText } from "../../core/candle.ts";
import type { MarketHours } from "../../core/market/hours.ts";
import type { Clock } from "../../core/clock.ts";
import { UpstreamError } from "../../core/errors.ts";
import type { CandlePage, Exchange } from "../../exchanges/exchange.ts";
import {
  checkPage,
  closedUntilOf,
  cutPage,
  isPageFault,
  isRefusal,
  lastCloseOf,
  pageReach,
  sureAheadMs,
  withoutPart,
} from "./page.ts";
import type { CandleStore } from "../candle_store.ts";
import type { FindListing } from "./listing.ts";
import { paceOf } from "./pace.ts";
import { doubtedParts, MOST_BELIEVED_CANDLES, silentEndOf } from "./silence.ts";
import { ceilOpenTime, countCandles, spansToFetch } from "../read/holes.ts";

export type BackfillSource = Pick<Exchange, "id" | "fetchCandles" | "pageLimit">;

export interface BackfillProgress {
  /** Lengths of time, of what was missing at the start of the run. */
  readonly doneMs: number;
  readonly totalMs: number;
  readonly pages: number;
  /** Candles received. */
  readonly bars: number;
  /** By the pace so far; `undefined` while there is none. */
  readonly etaMs: number | undefined;
}

export interface BackfillOptions {
  readonly exchange: BackfillSource;
  readonly keeper: CandleStore;
  readonly series: SeriesKey;
  /** May reach into the future: the run ends with the last closed candle and takes the open one along. */
  readonly span: Span;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Asked when nothing came from before all that is stored: nothing is missing of a market before its listing. */
  readonly findListing?: FindListing | undefined;
  readonly onProgress: (progress: BackfillProgress) => void;
  /** Asked after each page; `true` ends the run early, to be gone on with later. */
  readonly shouldYield: () => boolean;
  /** Of the market; left out, it is always open. */
  readonly hours?: MarketHours | undefined;
}

export interface BackfillResult {
  /** Whether every part of the span until `untilMs` is fetched now. */
  readonly isDone: boolean;
  /** The end of the span, or of the last candle in it that has ended by our clock and by that of the exchange. */
  readonly untilMs: number;
  /** How far our clock is ahead of that of the exchange at least, below 0 when behind; `undefined` while it does not matter. */
  readonly skewMs: number | undefined;
  readonly pages: number;
  readonly fetchedBars: number;
  /** Candles that were not known before. */
  readonly addedBars: number;
  /** What was asked for in vain and is marked so. */
  readonly outages: readonly (Span & { readonly reason: string })[];
  /** The last failure; `undefined` when all went well. */
  readonly error: UpstreamError | undefined;
  /** Nothing failed: of all that is not fetched a later look has to decide whether there was a trade. */
  readonly isDoubted: boolean;
}

const SKEW_THAT_MATTERS_MS = 5_000;
const MOST_BAD_PAGES_IN_A_ROW = 3;
const NOTHING_CAME = "it answered without a bar; a later look decides whether there was none";

/**
 * Asks for every part of the span that is not fetched, latest first; outages are tried again. Each page is stored
 * together with the stretch that it covers, so nothing is asked for twice. A bad page is marked as an outage and
 * passed over; an exchange that does not answer ends the run. One that refuses the question as such, as for a market
 * that there is not, ends it too and leaves no mark.
 *
 * The clock of this machine may be wrong: nothing counts as ended or as without a trade that had not ended by the
 * clock of the exchange when it answered.
 *
 * @throws the signal's reason, or what the keeper throws; all pages before it are stored.
 */
export async function runBackfill(options: BackfillOptions): Promise<BackfillResult> {
  const { clock, series: { interval }, series, span, keeper, hours } = options;
  const beganMs = clock.monotonic();
  const toMs = Math.min(ceilOpenTime(interval, span.toMs), lastCloseOf(interval, clock.now()));
  const wanted = { fromMs: openTimeOf(interval, span.fromMs), toMs };
  // What others fetch meanwhile is asked for again and changes nothing: closed candles are frozen.
  const missing = toMs <= wanted.fromMs
    ? []
    : spansToFetch(await keeper.coverage(series, wanted), wanted, hours);
  return await new BackfillRun(options, { beganMs, untilMs: toMs, missing }).run();
}

class BackfillRun {
  readonly #options: BackfillOptions;
  /** What can be known ends here; falls when the exchange shows that it is not as late there. */
  #untilMs: number;
  #skewMs: number | undefined;
  readonly #beganMs: number;
  readonly #missing: readonly Span[];
  readonly #outages: (Span & { reason: string })[] = [];
  #pages = 0;
  #fetchedCandles = 0;
  #addedCandles = 0;
  #badInARow = 0;
  /** Which end of a stretch the exchange answers first; most go backwards from the end. */
  #goesForward = false;
  #lastBadPage: UpstreamError | undefined;
  #lastDoubt: UpstreamError | undefined;
  /** The first candle that the exchange has begins then, as far as it was asked. */
  #listedMs = -Infinity;

  constructor(
    options: BackfillOptions,
    plan: { readonly beganMs: number; readonly untilMs: number; readonly missing: readonly Span[] },
  ) {
    this.#options = options;
    this.#beganMs = plan.beganMs;
    this.#untilMs = plan.untilMs;
    this.#missing = plan.missing;
  }

  async run(): Promise<BackfillResult> {
    const left = this.#missing.map((part) => this.#withOpenCandle(part));
    for (let part = left.pop(); part !== undefined; part = left.pop()) {
      let rest = this.#afterListing(part);
      while (rest.fromMs < Math.min(rest.toMs, this.#untilMs)) {
        const step = await this.#step(rest);
        if ("error" in step) return this.#result(false, step.error);
        rest = this.#afterListing(step.rest);
        this.#noteProgress([...left, rest]);
        if (this.#options.shouldYield()) return this.#result(false, this.#lastBadPage ?? this.#lastDoubt);
      }
    }
    return this.#result(this.#outages.length === 0, this.#lastBadPage ?? this.#lastDoubt);
  }

  #afterListing({ fromMs, toMs }: Span): Span {
    return { fromMs: Math.max(fromMs, Math.min(this.#listedMs, toMs)), toMs };
  }

  /** The candle that is open now comes along with the latest part, so that a chart is not a candle behind. */
  #withOpenCandle(part: Span): Span {
    const { series: { interval }, span } = this.#options;
    const isLatest = part.toMs === this.#untilMs && span.toMs > part.toMs;
    return isLatest ? { ...part, toMs: closeTimeOf(interval, part.toMs) } : part;
  }

  /** Asks once. @returns what is left of the stretch, or the error that ends the run. */
  async #step(rest: Span): Promise<{ readonly rest: Span } | { readonly error: UpstreamError }> {
    const { exchange, series, series: { symbol, interval }, signal, clock } = this.#options;
    signal.throwIfAborted();
    const askedAtMs = clock.now();
    try {
      const page = await exchange.fetchCandles({ symbol, interval, span: rest, signal });
      checkPage(rest, page, toSeriesText(series));
      this.#noteSkew(page, askedAtMs);
      await this.#keep(page, closedUntilOf(page, { interval, askedAtMs }));
      this.#badInARow = 0;
      const left = withoutPart(rest, page.covered);
      if (left.fromMs < left.toMs) this.#goesForward = left.toMs === rest.toMs;
      return { rest: left };
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof UpstreamError)) throw error;
      if (isRefusal(error)) return { error };
      const lost = pageReach(rest, {
        interval,
        pageLimit: exchange.pageLimit,
        goesForward: this.#goesForward,
      });
      await this.#markOutage(lost, error);
      if (!isPageFault(error) || ++this.#badInARow >= MOST_BAD_PAGES_IN_A_ROW) return { error };
      this.#lastBadPage = error;
      return { rest: withoutPart(rest, lost) };
    }
  }

  async #keep(page: CandlePage, closedUntilMs: number): Promise<void> {
    const { candles, covered, refused = [] } = page;
    if (covered.toMs > closedUntilMs) this.#untilMs = Math.min(this.#untilMs, closedUntilMs);
    const closed = { fromMs: covered.fromMs, toMs: Math.min(covered.toMs, closedUntilMs) };
    const firstMs = Math.min(closed.toMs, candles[0]?.openTimeMs ?? Infinity);
    const listedMs = await this.#findListing({ fromMs: closed.fromMs, toMs: firstMs });
    const fetched = { ...closed, fromMs: Math.max(closed.fromMs, Math.min(listedMs, firstMs)) };
    const hasClosed = fetched.fromMs < fetched.toMs;
    const doubted = hasClosed ? await this.#findDoubted(page, fetched) : [];
    const unknown = { ...page, refused: [...refused, ...doubted] };
    for (const part of cutPage(unknown, hasClosed ? fetched : undefined)) {
      const counts = await this.#options.keeper.keep(this.#options.series, { ...part, closedUntilMs });
      this.#fetchedCandles += part.candles.length;
      this.#addedCandles += counts.added;
    }
    for (const part of refused) await this.#noteRefused(part);
    for (const part of doubted) await this.#doubt(part);
  }

  /** One bad row costs its own candle, which is asked for again. */
  async #noteRefused(part: Span): Promise<void> {
    const { exchange: { id }, series } = this.#options;
    const error = new UpstreamError("bad_shape", `${toSeriesText(series)}: rows came that cannot be used`);
    await this.#mark({ ...part, toMs: Math.min(part.toMs, this.#untilMs), reason: `${id}: ${error.kind}` });
    this.#lastBadPage = error;
  }

  /** @param silent at the beginning of a page. @returns when the market was listed, when that is after it began. */
  async #findListing(silent: Span): Promise<number> {
    const { keeper, series, findListing, signal, hours } = this.#options;
    const isShort = countCandles(series.interval, silent, hours) <= MOST_BELIEVED_CANDLES;
    if (findListing === undefined || silent.fromMs >= silent.toMs || isShort) return -Infinity;
    const { firstClosedMs = Infinity } = await keeper.readKnown(series, silent, { limit: 0 });
    // Something older is stored: the market was there.
    if (firstClosedMs < silent.fromMs) return -Infinity;
    const listedMs = await findListing(signal) ?? -Infinity;
    if (listedMs <= silent.fromMs) return -Infinity;
    await keeper.markUnlisted(series, listedMs);
    return this.#listedMs = listedMs;
  }

  /** Of what nothing came, though it was asked for: what is not believed yet. */
  async #findDoubted(page: CandlePage, fetched: Span): Promise<readonly Span[]> {
    const { keeper, series, clock, hours } = this.#options;
    const { interval } = series;
    const silent = silentEndOf(page, { fetched, interval });
    if (page.hasRows === undefined || countCandles(interval, silent, hours) <= MOST_BELIEVED_CANDLES) {
      return [];
    }
    const known = await keeper.readKnown(series, silent, { limit: 0 });
    const { firstClosedMs = Infinity, lastClosedMs = -Infinity, coverage } = known;
    const hasBefore = page.candles.length > 0 || firstClosedMs < silent.fromMs;
    return doubtedParts(silent, {
      ...{ interval, hours },
      nowMs: clock.now(),
      hasRows: page.hasRows,
      isBetweenCandles: hasBefore && lastClosedMs >= silent.toMs,
      coverage,
    });
  }

  async #doubt(silent: Span): Promise<void> {
    const { keeper, series, clock, exchange: { id } } = this.#options;
    const reason = `${id}: ${NOTHING_CAME}`;
    this.#lastDoubt = new UpstreamError("bad_shape", reason);
    const lookedAtMs = clock.now();
    await keeper.keep(series, { candles: [], closedUntilMs: silent.toMs, silent, lookedAtMs });
    this.#outages.push({ ...silent, reason });
  }

  async #markOutage({ fromMs, toMs }: Span, { kind }: UpstreamError): Promise<void> {
    await this.#mark({
      fromMs,
      toMs: Math.min(toMs, this.#untilMs),
      reason: `${this.#options.exchange.id}: ${kind}`,
    });
  }

  async #mark(outage: Span & { readonly reason: string }): Promise<void> {
    const { keeper, series } = this.#options;
    if (outage.fromMs >= outage.toMs) return;
    await keeper.markOutage(series, outage);
    this.#outages.push(outage);
  }

  /** Caches on the way make our clock look ahead, so the page with the least is the best witness. */
  #noteSkew({ answeredAtMs }: CandlePage, askedAtMs: number): void {
    if (answeredAtMs === undefined) return;
    const skewMs = sureAheadMs(answeredAtMs, { askedAtMs, nowMs: this.#options.clock.now() });
    if (Math.abs(skewMs) < Math.abs(this.#skewMs ?? Infinity)) this.#skewMs = skewMs;
  }

  #noteProgress(left: readonly Span[]): void {
    this.#pages++;
    const elapsedMs = this.#options.clock.monotonic() - this.#beganMs;
    const pace = paceOf({ missing: this.#missing, left, untilMs: this.#untilMs, elapsedMs });
    this.#options.onProgress({ ...pace, pages: this.#pages, bars: this.#fetchedCandles });
  }

  #result(isDone: boolean, error: UpstreamError | undefined): BackfillResult {
    return {
      isDone,
      untilMs: this.#untilMs,
      skewMs: Math.abs(this.#skewMs ?? 0) > SKEW_THAT_MATTERS_MS ? this.#skewMs : undefined,
      pages: this.#pages,
      fetchedBars: this.#fetchedCandles,
      addedBars: this.#addedCandles,
      outages: this.#outages,
      error,
      isDoubted: error !== undefined && error === this.#lastDoubt,
    };
  }
}
