/** The candles that are open now, for everybody who shows them. */
import { type Candle, type SeriesKey, toSeriesText } from "../../core/candle.ts";
import type { LiveCandle } from "./candle_event.ts";

export class OpenCandles {
  readonly #open = new Map<string, Candle>();

  noteOpen({ series, candle }: LiveCandle): void {
    this.#open.set(toSeriesText(series), candle);
  }

  /** A candle that closed is open no more. */
  noteClosed({ series, candle }: LiveCandle): void {
    const key = toSeriesText(series);
    if ((this.#open.get(key)?.openTimeMs ?? Infinity) <= candle.openTimeMs) this.#open.delete(key);
  }

  of(series: SeriesKey): Candle | undefined {
    return this.#open.get(toSeriesText(series));
  }
}
