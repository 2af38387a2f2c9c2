import type { Candle, CoveredSpan, SeriesKey, Span } from "../../src/core/candle.ts";
import type { KnownCandles, ReadOptions, SeriesFacts } from "../../src/market/candle_store.ts";
import { MemoryCandleStore } from "./memory_candle_store.ts";

/** Answers are of the moment in which they are asked for, and arrive when the test lets them, as over a slow network. */
export class HeldCandleStore extends MemoryCandleStore {
  /** What was asked, in order. */
  readonly asked: string[] = [];
  #gate = Promise.resolve();

  /** @returns what lets all answers through again. */
  hold(): () => void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#gate = promise;
    return resolve;
  }

  override coverage(series: SeriesKey, span: Span): Promise<readonly CoveredSpan[]> {
    return this.#answer("coverage", super.coverage(series, span));
  }

  override read(series: SeriesKey, span: Span, options?: ReadOptions): Promise<readonly Candle[]> {
    return this.#answer("read", super.read(series, span, options));
  }

  override readKnown(series: SeriesKey, span: Span, options?: ReadOptions): Promise<KnownCandles> {
    return this.#answer("readKnown", super.readKnown(series, span, options));
  }

  override lastClosed(series: SeriesKey): Promise<Candle | undefined> {
    return this.#answer("lastClosed", super.lastClosed(series));
  }

  override list(): Promise<readonly SeriesFacts[]> {
    return this.#answer("list", super.list());
  }

  async #answer<T>(what: string, answer: Promise<T>): Promise<T> {
    this.asked.push(what);
    const gate = this.#gate;
    const value = await answer;
    await gate;
    return value;
  }
}
