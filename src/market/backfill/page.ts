/** What one page of an answer leaves of the stretch that was asked for. */
import { type Candle, closeTimeOf, type Interval, openTimeOf, type Span } from "../../core/candle.ts";
import { UpstreamError, type UpstreamErrorKind } from "../../core/errors.ts";
import type { CandlePage } from "../../exchanges/exchange.ts";

/** The exchange may still write the last trades of a candle. */
const SETTLE_MS = 1_000;
/** Where an exchange does not say what time it is there; our clock may be ahead of it. */
const BLIND_SETTLE_MS = 10_000;
const HEADER_TICK_MS = 1_000;

/**
 * Until when the candles of a page are final, which is an open time: by the exchange's clock and by ours, whichever is
 * behind. A candle that a later one of the same page follows has ended, whatever the exchange says about the time.
 *
 * @param askedAtMs by our clock, before the question was sent.
 */
export function closedUntilOf(
  { candles, answeredAtMs }: CandlePage,
  options: { readonly interval: Interval; readonly askedAtMs: number },
): number {
  const { interval, askedAtMs } = options;
  const toldMs = answeredAtMs === undefined ? askedAtMs - BLIND_SETTLE_MS : answeredAtMs - SETTLE_MS;
  const provenMs = candles.at(-1)?.openTimeMs ?? -Infinity;
  return openTimeOf(interval, Math.min(askedAtMs - SETTLE_MS, Math.max(toldMs, provenMs)));
}

/**
 * How far our clock is ahead at least, below 0 when behind: the answer was given between the question and now, within the
 * second of which the header tells the beginning.
 */
export function sureAheadMs(
  answeredAtMs: number,
  { askedAtMs, nowMs }: { readonly askedAtMs: number; readonly nowMs: number },
): number {
  const behindMs = Math.min(0, nowMs - answeredAtMs);
  return behindMs < 0 ? behindMs : Math.max(0, askedAtMs - answeredAtMs - HEADER_TICK_MS);
}

/** The last candle that can have ended by our clock alone; what is asked for need not reach further. */
export function lastCloseOf(interval: Interval, nowMs: number): number {
  return openTimeOf(interval, nowMs - SETTLE_MS);
}

/** A page after which the same question would be asked again. */
export class NoProgressError extends UpstreamError {}

const PAGE_FAULTS: ReadonlySet<UpstreamErrorKind> = new Set([
  "bad_shape",
  "bad_json",
  "bad_encoding",
  "body_too_large",
]);

/** An answer that spoils one page and says nothing about the next one. */
export function isPageFault(error: UpstreamError): boolean {
  return PAGE_FAULTS.has(error.kind) && !(error instanceof NoProgressError);
}

/** The exchange understood and will not: nothing is missing that it would have, and asking again does not help. */
export function isRefusal({ kind, retryable }: UpstreamError): boolean {
  return (kind === "http_4xx" || kind === "auth") && !retryable;
}

/**
 * @param asked what the page answers.
 * @throws {NoProgressError} when it does not cover one end of what was asked.
 * @throws {UpstreamError} when its candles lie outside of what it covers or out of order.
 */
export function checkPage(asked: Span, { candles, covered }: CandlePage, seriesText: string): void {
  const isInside = covered.fromMs >= asked.fromMs && covered.toMs <= asked.toMs;
  const touches = covered.fromMs === asked.fromMs || covered.toMs === asked.toMs;
  if (!isInside || !touches || !(covered.fromMs < covered.toMs)) {
    throw new NoProgressError("bad_shape", `Cannot go on with ${seriesText}: a page brought no progress`);
  }
  let beforeMs = -Infinity;
  for (const { openTimeMs } of candles) {
    if (openTimeMs <= beforeMs || openTimeMs < covered.fromMs || openTimeMs >= covered.toMs) {
      throw new UpstreamError(
        "bad_shape",
        `Cannot use a page of ${seriesText}: its bars are out of place`,
      );
    }
    beforeMs = openTimeMs;
  }
}

/** What one page can bring at most of a stretch: what lies beyond was not asked for in vain, but not at all. */
export function pageReach(
  rest: Span,
  options: { readonly interval: Interval; readonly pageLimit: number; readonly goesForward: boolean },
): Span {
  const { interval, pageLimit, goesForward } = options;
  let atMs = goesForward ? rest.fromMs : rest.toMs;
  for (let i = 0; i < pageLimit; i++) {
    atMs = goesForward ? closeTimeOf(interval, atMs) : openTimeOf(interval, atMs - 1);
  }
  return goesForward
    ? { fromMs: rest.fromMs, toMs: Math.min(atMs, rest.toMs) }
    : { fromMs: Math.max(atMs, rest.fromMs), toMs: rest.toMs };
}

/** @param part touches one end of `span`, so one stretch is left. */
export function withoutPart(span: Span, part: Span): Span {
  return part.toMs >= span.toMs
    ? { fromMs: span.fromMs, toMs: part.fromMs }
    : { fromMs: part.toMs, toMs: span.toMs };
}

/** What is left of ascending spans beside `hole`. */
export function subtract(spans: readonly Span[], hole: Span): readonly Span[] {
  return spans.flatMap(({ fromMs, toMs }) => [
    { fromMs, toMs: Math.min(toMs, hole.fromMs) },
    { fromMs: Math.max(fromMs, hole.toMs), toMs },
  ]).filter(({ fromMs, toMs }) => fromMs < toMs);
}

interface PagePart {
  readonly candles: readonly Candle[];
  readonly fetched: Span | undefined;
}

/** A page in the parts that its refused rows leave of what is `fetched` with it, and the candles outside of it. */
export function cutPage(
  { candles, refused = [] }: CandlePage,
  fetched: Span | undefined,
): readonly PagePart[] {
  const known = fetched === undefined ? [] : refused.reduce<readonly Span[]>(subtract, [fetched]);
  const isIn = ({ openTimeMs }: Candle, { fromMs, toMs }: Span) => openTimeMs >= fromMs && openTimeMs < toMs;
  const rest = candles.filter((candle) => !known.some((part) => isIn(candle, part)));
  return [
    ...known.map((part) => ({ candles: candles.filter((candle) => isIn(candle, part)), fetched: part })),
    ...(rest.length === 0 ? [] : [{ candles: rest, fetched: undefined }]),
  ];
}
