/** The candles of one strategy's intervals: made of a market's 1-minute candles, those that come and those that are stored. */
import { closeTimeOf, type Span } from "../../core/candle.ts";
import type { Needs } from "../../strategies/strategy.ts";
import type { EngineOptions } from "../deps.ts";
import { type CheckedStrategy, StrategyParkedError } from "../host/checked_strategy.ts";
import { BASE_INTERVAL, CandleFeed, earliestOpen, type FeedCandle, spanStart } from "./candle_feed.ts";
import { type CandleHistory, type ReadCandles, readHistory, waitForHistory } from "./candle_history.ts";
import type { ArrivedCandle } from "./candle_source.ts";
import { findStart, type TimedCandle } from "./records.ts";

export interface StrategyFeedParts {
  readonly of: Pick<CheckedStrategy, "series" | "hours">;
  readonly engine: Pick<EngineOptions, "readCandles" | "createAggregator" | "realClock" | "holePatienceMs">;
  readonly intervals: Needs["intervals"];
}

/** Candles of before, and where the next ones begin. */
export interface EarlierCandles {
  readonly candles: readonly FeedCandle[];
  readonly nextMs: number;
}

/** A quiet market has fewer candles than minutes, so the stretch for the warm-up is doubled so often. */
const MOST_DOUBLINGS = 3;

export class StrategyFeed {
  readonly #parts: StrategyFeedParts;
  #feed: CandleFeed;

  /** @throws {StrategyParkedError} when candles of these intervals cannot be made. */
  constructor(parts: StrategyFeedParts) {
    this.#parts = parts;
    this.#feed = this.#createFeed(0);
  }

  /** Forgets what is under way: a longer candle is whole when it begins at or after this. */
  restart(completeFromMs: number): void {
    this.#feed = this.#createFeed(completeFromMs);
  }

  /** Brings the longer candles that are under way to where they were. */
  async resume(cursorMs: number): Promise<void> {
    const { intervals, engine, of } = this.#parts;
    const fromMs = earliestOpen(intervals, cursorMs);
    this.restart(fromMs);
    const read: ReadCandles = (span, limit) => engine.readCandles(of.series, span, limit);
    const { candles } = await readHistory(read, { fromMs, toMs: cursorMs });
    for (const candle of candles) this.#feed.add(candle);
    // Told before: the cursor lies where its session ended.
    this.#feed.closeUpTo(cursorMs);
  }

  /** When a session is over that needs no further candle to be; `Infinity` while nothing waits for such an end. */
  get quietEndMs(): number {
    return this.#feed.quietEndMs;
  }

  /** The sessions that are over have no more candles. @returns what ended with them. */
  closeQuiet(nowMs: number): readonly TimedCandle[] {
    const arrivedAtMs = this.#parts.engine.realClock.monotonic();
    return this.#closeQuietEnds(nowMs).map((one) => ({ ...one, baseEndMs: one.endMs, arrivedAtMs }));
  }

  /** The last so many candles of the first interval before now, and those of the others beside them. */
  async readBefore(
    nowMs: number,
    { candles: wanted, signal }: { readonly candles: number; readonly signal: AbortSignal },
  ): Promise<EarlierCandles> {
    const { intervals } = this.#parts;
    for (let bars = wanted + 1, doublings = 0;; bars *= 2, doublings++) {
      const fromMs = spanStart(intervals, { atMs: nowMs, bars, hours: this.#parts.of.hours });
      const history = await this.#waitFor({ fromMs, toMs: nowMs }, signal);
      const { candles, isKnown } = history;
      this.restart(isKnown ? fromMs : candles[0]?.openTimeMs ?? fromMs);
      const { candles: made, nextMs } = this.#takeHistory(history, nowMs);
      const start = findStart(made, { interval: intervals[0], bars: wanted });
      if (start === undefined && doublings < MOST_DOUBLINGS && isKnown && fromMs > 0) continue;
      return { candles: made.slice(start ?? 0), nextMs };
    }
  }

  /** What passed since, up to now. */
  async readSince(fromMs: number, nowMs: number, signal: AbortSignal): Promise<EarlierCandles> {
    return this.#takeHistory(await this.#waitFor({ fromMs, toMs: nowMs }, signal), fromMs);
  }

  /** Takes candles as they came. @returns those that ended with them. */
  add(candles: readonly ArrivedCandle[]): readonly TimedCandle[] {
    return candles.flatMap(({ candle, arrivedAtMs }) =>
      this.#feed.add(candle).map((bar) => ({
        ...bar,
        baseEndMs: closeTimeOf(BASE_INTERVAL, candle.openTimeMs),
        arrivedAtMs,
      }))
    );
  }

  /** @param emptyMs where the next candles begin when there are none. */
  #takeHistory({ candles, lookedUntilMs }: CandleHistory, emptyMs: number): EarlierCandles {
    const made = candles.flatMap((candle) => this.#feed.add(candle));
    const ended = this.#closeQuietEnds(lookedUntilMs);
    const last = candles.at(-1);
    const lastEndMs = last === undefined ? emptyMs : closeTimeOf(BASE_INTERVAL, last.openTimeMs);
    const nextMs = Math.max(lastEndMs, ...ended.map(({ endMs }) => endMs));
    return { candles: [...made, ...ended], nextMs };
  }

  /** One after the other: a quarter of an hour is over before the day that holds it. */
  #closeQuietEnds(untilMs: number): readonly FeedCandle[] {
    const ended: FeedCandle[] = [];
    for (let endMs = this.quietEndMs; endMs <= untilMs; endMs = this.quietEndMs) {
      const closed = this.#feed.closeUpTo(endMs);
      if (closed.length === 0) break;
      ended.push(...closed);
    }
    return ended;
  }

  #createFeed(completeFromMs: number): CandleFeed {
    const { intervals, engine: { createAggregator: create }, of: { hours } } = this.#parts;
    try {
      return new CandleFeed({ intervals, completeFromMs, create, hours });
    } catch (error) {
      throw new StrategyParkedError(error instanceof Error ? error.message : String(error));
    }
  }

  #waitFor(span: Span, signal: AbortSignal): Promise<CandleHistory> {
    const { engine: { readCandles, realClock, holePatienceMs }, of: { series } } = this.#parts;
    return waitForHistory(span, {
      read: (part, limit) => readCandles(series, part, limit),
      realClock,
      patienceMs: holePatienceMs,
      signal,
    });
  }
}
