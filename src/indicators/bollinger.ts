import { checkFactor, checkNumber } from "./checks.ts";
import { type JsonValue, type SavedParts, Streaming } from "./indicator.ts";
import { Sma } from "./sma.ts";

export interface BollingerParams {
  /** Candles. */
  readonly period: number;
  /** Half the width of the band, in standard deviations. */
  readonly stddev: number;
}

/** In quote currency. */
export type BollingerValue = Readonly<Record<(typeof BOLLINGER_KEYS)[number], number>>;

export const BOLLINGER_KEYS = ["upper", "middle", "lower"] as const;

/**
 * Bollinger bands: the plain mean of the last `period` closes, and `stddev` population standard deviations above and
 * below it. The deviation is summed anew from the mean at each candle, so that it cannot drift or turn negative.
 *
 * @throws {RangeError} unless `period` is a whole number from 1 to 10,000 and `stddev` above 0 and at most 100.
 * @see https://en.wikipedia.org/wiki/Bollinger_Bands
 */
export class Bollinger extends Streaming<number, BollingerValue> {
  readonly #mean: Sma;
  readonly #stddev: number;

  constructor({ period, stddev }: BollingerParams) {
    checkFactor(stddev, { of: "bollinger", name: "stddev" });
    super(`bollinger ${period} ${stddev}`, period);
    this.#mean = new Sma(period, "bollinger");
    this.#stddev = stddev;
  }

  protected override check(close: number): void {
    checkNumber(close, "close");
  }

  protected override put(close: number, isNew: boolean): void {
    this.#mean.step(close, isNew);
  }

  protected override read(): BollingerValue {
    const middle = this.#mean.value ?? NaN;
    const reach = this.#stddev * this.#mean.deviation();
    return { upper: middle + reach, middle, lower: middle - reach };
  }

  protected override saveParts(): JsonValue {
    return { mean: this.#mean.save() };
  }

  protected override restoreParts(parts: SavedParts): void {
    parts.restore("mean", this.#mean);
  }
}
