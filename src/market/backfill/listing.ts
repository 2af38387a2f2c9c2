/**
 * When the first candle of a market began, by what its exchange answers: its longest candles have it in a page or two, and
 * shorter ones inside of the oldest of them say when exactly. Before that nothing is missing, and nothing was quiet.
 */
import {
  closeTimeOf,
  type CoveredSpan,
  type Interval,
  intervalLengthMs,
  INTERVALS,
  openTimeOf,
  type SeriesKey,
  type Span,
  toSeriesText,
} from "../../core/candle.ts";
import type { Clock } from "../../core/clock.ts";
import { UpstreamError } from "../../core/errors.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../../core/kst.ts";
import type { Exchange } from "../../exchanges/exchange.ts";
import type { CandleStore, KnownCandles } from "../candle_store.ts";
import { countCandles } from "../read/holes.ts";
import { checkPage, withoutPart } from "./page.ts";

export type ListingSource = Pick<Exchange, "id" | "fetchCandles" | "pageLimit" | "intervals">;

/** The first block of the oldest coin: nothing was traded before. */
const EARLIEST_MS = Date.UTC(2009, 0, 3);
const MOST_PAGES = 40;
/** A market that was not listed today may be tomorrow, and one that answered nothing may do better soon. */
const LOOK_AGAIN_AFTER_MS = HOUR_MS;
const TRY_AGAIN_AFTER_MS = 10 * MINUTE_MS;
/** Exchanges take candles away and bring older ones, but hardly ever. */
const KNOWN_FOR_MS = 7 * DAY_MS;
/** Shorter silences need no explanation. */
const LEAST_SILENCE = 10;

export interface ListingQuestion {
  readonly series: SeriesKey;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/**
 * @returns the open time of the first candle of the series; `undefined` when the exchange has none, or would have to be
 *   asked for too many pages.
 * @throws {UpstreamError} or the signal's reason.
 */
export async function fetchListingMs(
  source: ListingSource,
  { series, clock, signal }: ListingQuestion,
): Promise<number | undefined> {
  const { interval: wanted } = series;
  const nowMs = clock.now();
  let span: Span = { fromMs: EARLIEST_MS, toMs: nowMs };
  let firstMs: number | undefined;
  for (const interval of planSteps(source, { wanted, span })) {
    const fromMs = openTimeOf(interval, span.fromMs);
    const found = await fetchFirst(source, {
      ...{ series: { ...series, interval }, clock, signal },
      span: { fromMs, toMs: Math.min(span.toMs, nowMs) },
    });
    if (found === undefined && firstMs !== undefined) {
      throw new UpstreamError("bad_shape", `Cannot find the first bar of ${toSeriesText(series)}`);
    }
    if (found === undefined) return undefined;
    firstMs = found;
    span = { fromMs: found, toMs: closeTimeOf(interval, found) };
  }
  return firstMs === undefined ? undefined : openTimeOf(wanted, firstMs);
}

/** From the longest candles to those wanted, each fine enough to fit into a few pages of what is left. */
function planSteps(
  { intervals, pageLimit }: ListingSource,
  { wanted, span }: { readonly wanted: Interval; readonly span: Span },
): readonly Interval[] {
  const lengthOf = (interval: Interval) => intervalLengthMs(interval) ?? 31 * DAY_MS;
  const served = INTERVALS.filter((interval) =>
    interval !== "1y" && intervals.includes(interval) && lengthOf(interval) >= lengthOf(wanted)
  ).toReversed();
  const steps: Interval[] = [];
  let leftMs = span.toMs - span.fromMs;
  const [longest] = served;
  if (longest === undefined || leftMs / lengthOf(longest) > MOST_PAGES * pageLimit) return [];
  for (let next: Interval | undefined = longest; next !== undefined;) {
    steps.push(next);
    if (next === wanted) return steps;
    leftMs = lengthOf(next);
    const finer = served.filter((interval) => lengthOf(interval) < leftMs);
    next = finer.findLast((interval) => leftMs / lengthOf(interval) <= 2 * pageLimit) ?? finer[0];
  }
  return [];
}

async function fetchFirst(
  source: ListingSource,
  { series, span, signal }: ListingQuestion & { readonly span: Span },
): Promise<number | undefined> {
  const { symbol, interval } = series;
  let rest = span;
  let firstMs: number | undefined;
  for (let pages = 0; rest.fromMs < rest.toMs; pages++) {
    signal.throwIfAborted();
    if (pages === MOST_PAGES) {
      throw new UpstreamError("bad_shape", `${toSeriesText(series)} took more than ${MOST_PAGES} pages`);
    }
    const page = await source.fetchCandles({ symbol, interval, span: rest, signal });
    checkPage(rest, page, toSeriesText(series));
    const first = page.candles[0];
    if (first !== undefined) firstMs = Math.min(firstMs ?? Infinity, first.openTimeMs);
    // From the oldest on: the first one that comes is the one.
    if (first !== undefined && page.covered.fromMs === rest.fromMs) return firstMs;
    rest = withoutPart(rest, page.covered);
  }
  return firstMs;
}

/** What was learnt, for everybody who asks; of several at once one asks the exchange. */
export class Listings {
  readonly #clock: Clock;
  readonly #known = new Map<string, { readonly untilMs: number; readonly answer: Promise<Learnt> }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** @returns as `fetchListingMs`, and also `undefined` when it could not be learnt. @throws the signal's reason. */
  async find(
    source: ListingSource,
    { series, signal }: Omit<ListingQuestion, "clock">,
  ): Promise<number | undefined> {
    const key = toSeriesText(series);
    const known = this.#known.get(key);
    const nowMs = this.#clock.monotonic();
    if (known !== undefined && known.untilMs > nowMs) return (await known.answer).firstMs;
    const answer = this.#learn(source, { series, signal });
    this.#known.set(key, { untilMs: nowMs + TRY_AGAIN_AFTER_MS, answer });
    const { firstMs, goodForMs } = await answer;
    if (goodForMs === 0) this.#known.delete(key);
    else this.#known.set(key, { untilMs: nowMs + goodForMs, answer });
    signal.throwIfAborted();
    return firstMs;
  }

  async #learn(source: ListingSource, question: Omit<ListingQuestion, "clock">): Promise<Learnt> {
    try {
      const firstMs = await fetchListingMs(source, { ...question, clock: this.#clock });
      return { firstMs, goodForMs: firstMs === undefined ? LOOK_AGAIN_AFTER_MS : KNOWN_FOR_MS };
    } catch (error) {
      if (question.signal.aborted) return { firstMs: undefined, goodForMs: 0 };
      if (!(error instanceof UpstreamError)) throw error;
      return { firstMs: undefined, goodForMs: TRY_AGAIN_AFTER_MS };
    }
  }
}

interface Learnt {
  readonly firstMs: number | undefined;
  readonly goodForMs: number;
}

/** Asks when the first candle of a series began. */
export type FindListing = (signal: AbortSignal) => Promise<number | undefined>;

/**
 * What counts as without a trade although no candle of the series is stored before it: it may be from before the listing.
 */
export function findQuietBeginning(
  { interval }: SeriesKey,
  known: { readonly coverage: readonly CoveredSpan[]; readonly firstClosedMs: number | undefined },
): Span | undefined {
  const endMs = known.firstClosedMs ?? Infinity;
  const first = known.coverage.find(({ kind }) => kind === "fetched");
  if (first === undefined) return undefined;
  const span = { fromMs: first.fromMs, toMs: Math.min(first.toMs, endMs) };
  return span.fromMs < span.toMs && countCandles(interval, span) > LEAST_SILENCE ? span : undefined;
}

/** Takes back what was once believed of the time before a listing. @returns whether something was. */
export async function healBeginning(
  series: SeriesKey,
  { keeper, known, find, signal }: {
    readonly keeper: Pick<CandleStore, "markUnlisted">;
    /** Of all of the series. */
    readonly known: Pick<KnownCandles, "coverage" | "firstClosedMs">;
    readonly find: FindListing;
    readonly signal: AbortSignal;
  },
): Promise<boolean> {
  const quiet = findQuietBeginning(series, known);
  if (quiet === undefined) return false;
  const listedMs = await find(signal);
  if (listedMs === undefined || listedMs <= quiet.fromMs) return false;
  await keeper.markUnlisted(series, listedMs);
  return true;
}
