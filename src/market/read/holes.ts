/** Where a series has no candles, and why: pure arithmetic over open times and what is known to have been asked. */
import {
  closeTimeOf,
  type CoveredSpan,
  type Interval,
  intervalLengthMs,
  openTimeOf,
  type Span,
} from "../../core/candle.ts";
import { DAY_MS } from "../../core/kst.ts";
import { ALWAYS_OPEN, type MarketHours, overUntil } from "../../core/market/hours.ts";

export interface FoundHole extends Span {
  /**
   * `no_trade`: asked, and nothing was traded. `outage`: asked in vain. `not_fetched`: nobody has asked yet, or nothing
   * came that proves anything. `not_listed`: the exchange did not have the market yet; nothing is missing.
   */
  readonly kind: "no_trade" | "not_fetched" | "outage" | "not_listed";
  /** Why, in words. */
  readonly reason: string;
  /** How many candles are missing. */
  readonly bars: number;
}

/** Candles counted by what is known of them; `present` to `outage` add up to `expected`. */
export interface Completeness {
  readonly expected: number;
  readonly present: number;
  readonly noTrade: number;
  readonly notFetched: number;
  readonly outage: number;
  /** Before the listing: neither expected nor missing. */
  readonly notListed: number;
}

export interface HoleQuestion {
  /** Ascending and without overlaps, as the keeper tells it. */
  readonly coverage: readonly CoveredSpan[];
  /** Only intervals that lie in it as a whole are looked at. */
  readonly span: Span;
  readonly interval: Interval;
  /** Of the candles that are there: ascending, each the beginning of an interval. */
  readonly openTimes: ArrayLike<number>;
  /** Of the market: where no candle can exist, none is missing. Left out, it is always open. */
  readonly hours?: MarketHours | undefined;
}

type Segment = Omit<FoundHole, "bars">;

const SILENT = "no bar came; a later look decides whether there was none";

/** Whether something is missing: not of a quiet stretch, nor before the listing. */
export function isLost({ kind }: Pick<FoundHole, "kind">): boolean {
  return kind !== "no_trade" && kind !== "not_listed";
}

/** The first open time that is not before `atMs`. */
export function ceilOpenTime(interval: Interval, atMs: number): number {
  return ALWAYS_OPEN.nextOpenTime(interval, atMs);
}

/** How many candles can begin in a span whose both ends are open times. */
export function countCandles(interval: Interval, span: Span, hours: MarketHours = ALWAYS_OPEN): number {
  return hours.countCandles(interval, span);
}

/** The parts of `span` that are to be fetched, ascending: never asked for, asked in vain, or silent without a proof. */
export function spansToFetch(
  coverage: readonly CoveredSpan[],
  span: Span,
  hours: MarketHours = ALWAYS_OPEN,
): readonly Span[] {
  const missing: Span[] = [];
  let cursorMs = span.fromMs;
  for (const { kind, fromMs, toMs } of coverage) {
    if (kind !== "fetched" && kind !== "not_listed") continue;
    const untilMs = Math.min(fromMs, span.toMs);
    if (untilMs > cursorMs) missing.push({ fromMs: cursorMs, toMs: untilMs });
    cursorMs = Math.max(cursorMs, toMs);
  }
  if (cursorMs < span.toMs) missing.push({ fromMs: cursorMs, toMs: span.toMs });
  return missing.flatMap((one) => withoutNights(one, hours));
}

/** From the first instant to the last at which something can be traded; a night between two sessions stays in it. */
export function withoutNights(span: Span, hours: MarketHours): readonly Span[] {
  const open = hours.openSpans(span);
  const [first, last] = [open[0], open.at(-1)];
  return first === undefined || last === undefined ? [] : [{ fromMs: first.fromMs, toMs: last.toMs }];
}

/**
 * What to fetch when the program starts: from the last stored candle until now, and whatever is missing in the last
 * `daysBack` days. `undefined` when nothing is.
 *
 * @param facts `coverage` of at least that stretch.
 */
export function planStartSpan(facts: {
  /** Open time of the last closed candle that is stored. */
  readonly lastClosedMs: number | undefined;
  readonly coverage: readonly CoveredSpan[];
  readonly nowMs: number;
  readonly daysBack: number;
  readonly interval: Interval;
  readonly hours?: MarketHours | undefined;
}): Span | undefined {
  const { lastClosedMs, coverage, nowMs, daysBack, interval, hours } = facts;
  const historyMs = openTimeOf(interval, Math.max(0, nowMs - daysBack * DAY_MS));
  const resumeMs = lastClosedMs === undefined ? Infinity : closeTimeOf(interval, lastClosedMs);
  const span = { fromMs: Math.min(historyMs, resumeMs), toMs: openTimeOf(interval, nowMs) };
  const fromMs = spansToFetch(coverage, span, hours)[0]?.fromMs;
  return fromMs === undefined ? undefined : { fromMs, toMs: closeTimeOf(interval, span.toMs) };
}

/** Runs of missing candles in order, each with one reason, and the sums. */
export function findHoles(question: HoleQuestion): {
  readonly holes: readonly FoundHole[];
  readonly completeness: Completeness;
} {
  const { interval, openTimes, hours = ALWAYS_OPEN } = question;
  const holes: FoundHole[] = [];
  const missing = { no_trade: 0, not_fetched: 0, outage: 0, not_listed: 0 };
  const addHole = (segment: Segment, fromMs: number, toMs: number) => {
    if (fromMs >= toMs) return;
    const count = countCandles(interval, { fromMs, toMs }, hours);
    if (count === 0) return;
    const beginMs = hours.nextOpenTime(interval, fromMs);
    holes.push({ kind: segment.kind, reason: segment.reason, fromMs: beginMs, toMs, bars: count });
    missing[segment.kind] += count;
  };
  // Looked up once: there may be millions of candles.
  const lengthMs = intervalLengthMs(interval);
  let i = 0;
  let present = 0;
  for (const segment of toSegments(question)) {
    let cursorMs = segment.fromMs;
    for (; i < openTimes.length; i++) {
      const openTimeMs = openTimes[i] ?? NaN;
      if (openTimeMs >= segment.toMs) break;
      if (openTimeMs < cursorMs) continue;
      if (openTimeMs > cursorMs) addHole(segment, cursorMs, openTimeMs);
      cursorMs = lengthMs === undefined ? closeTimeOf(interval, openTimeMs) : openTimeMs + lengthMs;
      present++;
    }
    addHole(segment, cursorMs, segment.toMs);
  }
  const { no_trade: noTrade, not_fetched: notFetched, outage, not_listed: notListed } = missing;
  const expected = present + noTrade + notFetched + outage;
  return { holes, completeness: { expected, present, noTrade, notFetched, outage, notListed } };
}

/**
 * Cuts the span into stretches of one kind, at open times. An interval counts as fetched only when all of it is:
 * half an answer about a minute cannot say that nothing was traded in it.
 */
function toSegments({ coverage, span, interval, hours = ALWAYS_OPEN }: HoleQuestion): readonly Segment[] {
  // Before the first and after the last session of a candle there is nothing of it to be known.
  const firstWhole = (atMs: number) => {
    const openTimeMs = openTimeOf(interval, atMs);
    const isWhole = atMs === openTimeMs || hours.openSpans({ fromMs: openTimeMs, toMs: atMs }).length === 0;
    return isWhole ? openTimeMs : closeTimeOf(interval, openTimeMs);
  };
  const endMs = overUntil(interval, span.toMs, hours);
  let cursorMs = firstWhole(span.fromMs);
  const segments: Segment[] = [];
  const add = (segment: Segment) => {
    const fromMs = Math.max(segment.fromMs, cursorMs);
    const toMs = Math.min(segment.toMs, endMs);
    if (fromMs >= toMs) return;
    if (fromMs > cursorMs) segments.push(notFetched(cursorMs, fromMs));
    segments.push({ ...segment, fromMs, toMs });
    cursorMs = toMs;
  };
  for (const { kind, reason, fromMs, toMs } of joinOverNights(coverage, hours)) {
    const whole = { fromMs: firstWhole(fromMs), toMs: overUntil(interval, toMs, hours) };
    const touched = { fromMs: openTimeOf(interval, fromMs), toMs: ceilOpenTime(interval, toMs) };
    if (kind === "fetched") add({ kind: "no_trade", reason: "no trade", ...whole });
    else if (kind === "not_listed") add({ kind, reason: "not listed yet", ...whole });
    else if (kind === "silent") add({ kind: "not_fetched", reason: SILENT, ...touched });
    else add({ kind: "outage", reason: reason ?? "the exchange did not answer", ...touched });
  }
  if (cursorMs < endMs) segments.push(notFetched(cursorMs, endMs));
  return segments;
}

/** What was fetched session by session is known as a whole. */
function joinOverNights(
  coverage: readonly CoveredSpan[],
  hours: MarketHours,
): readonly CoveredSpan[] {
  const joined: CoveredSpan[] = [];
  for (const span of coverage) {
    const last = joined.at(-1);
    const isMore = last?.kind === "fetched" && span.kind === "fetched" &&
      hours.openSpans({ fromMs: last.toMs, toMs: span.fromMs }).length === 0;
    if (last !== undefined && isMore) joined[joined.length - 1] = { ...last, toMs: span.toMs };
    else joined.push(span);
  }
  return joined;
}

function notFetched(fromMs: number, toMs: number): Segment {
  return { kind: "not_fetched", reason: "not fetched yet", fromMs, toMs };
}
