/** Stored candles of a stretch, page by page. */
import { type Candle, closeTimeOf, type Span } from "../../core/candle.ts";
import type { Clock } from "../../core/clock.ts";
import { BASE_INTERVAL } from "./candle_feed.ts";
import type { CandlesFound } from "./candle_source.ts";

export type ReadCandles = (span: Span, limit: number) => Promise<CandlesFound>;

export interface CandleHistory {
  readonly candles: readonly Candle[];
  /** Up to here somebody looked, and no candle is missing that had come by then. */
  readonly lookedUntilMs: number;
  /** False when a part of the stretch was never told by the exchange. */
  readonly isKnown: boolean;
}

const PAGE_CANDLES = 5_000;
const LOOK_AGAIN_MS = 500;

export async function readHistory(read: ReadCandles, { fromMs, toMs }: Span): Promise<CandlesFound> {
  const all: Candle[] = [];
  let knownUntilMs = fromMs;
  let lookedUntilMs = fromMs;
  for (let nextMs = fromMs; nextMs < toMs;) {
    const page = await read({ fromMs: nextMs, toMs }, PAGE_CANDLES);
    all.push(...page.candles);
    if (knownUntilMs >= nextMs) knownUntilMs = page.knownUntilMs;
    if (lookedUntilMs >= nextMs) lookedUntilMs = page.lookedUntilMs ?? page.knownUntilMs;
    const last = page.candles.at(-1);
    if (last === undefined || page.candles.length < PAGE_CANDLES) break;
    nextMs = closeTimeOf(BASE_INTERVAL, last.openTimeMs);
  }
  return { candles: all, knownUntilMs, lookedUntilMs };
}

/**
 * Waits, within patience, until a stretch has no hole before its last candle: after a start, its history may just be
 * being fetched.
 */
export async function waitForHistory(
  span: Span,
  options: {
    readonly read: ReadCandles;
    readonly realClock: Clock;
    readonly patienceMs: number;
    readonly signal: AbortSignal;
  },
): Promise<CandleHistory> {
  const { read, realClock, patienceMs, signal } = options;
  const sinceMs = realClock.monotonic();
  for (;;) {
    const { candles, knownUntilMs, lookedUntilMs = knownUntilMs } = await readHistory(read, span);
    const isKnown = span.fromMs >= span.toMs || knownUntilMs > (candles.at(-1)?.openTimeMs ?? span.fromMs);
    if (isKnown || realClock.monotonic() - sinceMs >= patienceMs) return { candles, isKnown, lookedUntilMs };
    await realClock.sleep(LOOK_AGAIN_MS, signal);
  }
}
