import { checkNumber, checkPeriod } from "./checks.ts";
import { type JsonValue, type SavedParts, Streaming } from "./indicator.ts";
import { createWilder, moveMean, seedMean, type Smoothing } from "./smoothing.ts";

/**
 * Wilder's relative strength index of closes, 0 to 100: gains and losses smoothed by Wilder, each seeded with the
 * plain mean of its first `period` changes. Without losses it is 100, also when the price did not move at all
 * (Wilder's formula has no value there; 100 is what Stock.Indicators and TradingView show).
 *
 * @throws {RangeError} unless `period` is a whole number from 2 to 10,000.
 * @see https://en.wikipedia.org/wiki/Relative_strength_index
 */
export class Rsi extends Streaming<number, number> {
  readonly #gains: Smoothing;
  readonly #losses: Smoothing;
  /** Close of the last closed candle and of the open one. */
  #closed = 0;
  #now = 0;

  constructor(period: number) {
    checkPeriod(period, { of: "rsi", min: 2 });
    super(`rsi ${period}`, period + 1);
    this.#gains = createWilder(period);
    this.#losses = createWilder(period);
  }

  /** Whether the price never moved, so that the value is a convention and says nothing. */
  get isStill(): boolean {
    return (this.#gains.value ?? 0) === 0 && (this.#losses.value ?? 0) === 0;
  }

  protected override check(close: number): void {
    checkNumber(close, "close");
  }

  protected override put(close: number, isNew: boolean): void {
    if (isNew) this.#closed = this.#now;
    this.#now = close;
    if (this.bars === 1) return;
    const change = close - this.#closed;
    this.#gains.step(Math.max(change, 0), isNew);
    this.#losses.step(Math.max(-change, 0), isNew);
  }

  protected override read(): number {
    return toRsi(this.#gains.value ?? 0, this.#losses.value ?? 0);
  }

  protected override saveParts(): JsonValue {
    return {
      closed: this.#closed,
      now: this.#now,
      gains: this.#gains.save(),
      losses: this.#losses.save(),
    };
  }

  protected override restoreParts(parts: SavedParts): void {
    this.#closed = parts.number("closed");
    this.#now = parts.number("now");
    parts.restore("gains", this.#gains);
    parts.restore("losses", this.#losses);
  }
}

function toRsi(gain: number, loss: number): number {
  return loss === 0 ? 100 : 100 - 100 / (1 + gain / loss);
}

/**
 * The same operations in the same order as `Rsi`, hence equal to the last bit; a bare loop, because this one is run
 * over millions of candles.
 *
 * @returns one value a candle, NaN for the first `period`.
 * @throws {RangeError} as `Rsi`.
 */
export function rsiOf(close: Float64Array, period: number): Float64Array {
  checkPeriod(period, { of: "rsi", min: 2 });
  const values = new Float64Array(close.length).fill(NaN);
  const weight = 1 / period;
  let gain = 0;
  let loss = 0;
  for (let i = 0; i < close.length; i++) {
    const now = close[i] ?? NaN;
    checkNumber(now, "close");
    if (i === 0) continue;
    const change = now - (close[i - 1] ?? NaN);
    const up = Math.max(change, 0);
    const down = Math.max(-change, 0);
    gain = i > period ? moveMean(gain, up, weight) : gain + up;
    loss = i > period ? moveMean(loss, down, weight) : loss + down;
    if (i < period) continue;
    if (i === period) {
      gain = seedMean(gain, { count: period, value: up });
      loss = seedMean(loss, { count: period, value: down });
    }
    values[i] = toRsi(gain, loss);
  }
  return values;
}
