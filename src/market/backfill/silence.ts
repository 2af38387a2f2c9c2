/**
 * What an answer is believed in whose newest candle lies long before the end of what was asked. The market may have been
 * quiet; or the answer came out of a cache, or from a server that is behind the others, and lacks what was traded.
 */
import { closeTimeOf, type CoveredSpan, type Interval, type Span } from "../../core/candle.ts";
import type { MarketHours } from "../../core/market/hours.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../../core/kst.ts";
import type { CandlePage } from "../../exchanges/exchange.ts";
import { countCandles } from "../read/holes.ts";
import { subtract } from "./page.ts";

/** A market may well be quiet for so long, and the last hour is compared with the exchange later anyway. */
export const MOST_BELIEVED_CANDLES = 10;

/** So long after the first look a second one is no answer of the same cache. */
export const SECOND_LOOK_MS = 10 * MINUTE_MS;
/** Where no candle lies behind the silence, or none before it, nothing else shows that the exchange was well. */
const LONE_SECOND_LOOK_MS = HOUR_MS;
/** No exchange is behind for longer, so that an old silence between two candles needs no second look. */
const MOST_BEHIND_MS = DAY_MS;

/** The end of `fetched` after all rows of the page; all of it when the page has none in it. */
export function silentEndOf({ candles, refused = [] }: CandlePage, facts: {
  readonly fetched: Span;
  readonly interval: Interval;
}): Span {
  const { fetched: { fromMs, toMs }, interval } = facts;
  const last = candles.at(-1);
  const rowsUntilMs = Math.max(
    last === undefined ? -Infinity : closeTimeOf(interval, last.openTimeMs),
    refused.at(-1)?.toMs ?? -Infinity,
  );
  return { fromMs: Math.min(toMs, Math.max(fromMs, rowsUntilMs)), toMs };
}

export interface SilenceFacts {
  readonly interval: Interval;
  /** A silence while the market is closed is none. */
  readonly hours?: MarketHours | undefined;
  readonly nowMs: number;
  /** Whether the answer held a candle at all. */
  readonly hasRows: boolean;
  /** Whether candles are known before it and after it. */
  readonly isBetweenCandles: boolean;
  /** What is known of it from earlier looks. */
  readonly coverage: readonly CoveredSpan[];
}

/** The parts of a silence that a later look has to decide. */
export function doubtedParts(silent: Span, facts: SilenceFacts): readonly Span[] {
  const { interval, hours, nowMs, hasRows, isBetweenCandles, coverage } = facts;
  const isShort = (parts: readonly Span[]) =>
    parts.reduce((sum, part) => sum + countCandles(interval, part, hours), 0) <= MOST_BELIEVED_CANDLES;
  if (isShort([silent])) return [];
  if (hasRows && isBetweenCandles && silent.toMs <= nowMs - MOST_BEHIND_MS) return [];
  const lookedBeforeMs = nowMs - (isBetweenCandles ? SECOND_LOOK_MS : LONE_SECOND_LOOK_MS);
  const rest = coverage
    .filter(({ kind, lookedAtMs = Infinity }) => kind === "silent" && lookedAtMs <= lookedBeforeMs)
    .reduce<readonly Span[]>(subtract, [silent]);
  return isShort(rest) ? [] : rest;
}
