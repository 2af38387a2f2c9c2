import { Atr, type PriceCandle } from "./atr.ts";
import { checkFactor, checkPeriod, checkPrices } from "./checks.ts";
import { type JsonValue, type SavedParts, Streaming } from "./indicator.ts";

export interface SupertrendParams {
  /** Candles of the average true range. */
  readonly period: number;
  /** Distance of the bands from the middle of a candle, in average true ranges. */
  readonly multiplier: number;
}

// A type, because an interface would not fit the values of the catalog, which are open for any name.
export type SupertrendValue = {
  /** The band in force, in quote currency. */
  readonly supertrend: number;
  /** 1: the close is above it, the trend is up; -1: down. */
  readonly direction: 1 | -1;
};

export const SUPERTREND_KEYS = ["supertrend", "direction"] as const;

/** Bands after a candle. */
interface Bands {
  readonly upper: number;
  readonly lower: number;
  readonly direction: 1 | -1;
  readonly close: number;
}

const NO_BANDS: Bands = { upper: 0, lower: 0, direction: 1, close: 0 };

/**
 * Supertrend: bands of `multiplier` average true ranges (Wilder) around (high + low) / 2. The lower one only rises
 * and the upper one only falls, until the close before has crossed it. While the trend is up the lower band holds, and
 * a close at or below it turns the trend; down likewise with the upper. The first candle with a range starts up when its
 * close is at or above its middle, as in Stock.Indicators.
 *
 * @throws {RangeError} unless `period` is a whole number from 1 to 10,000 and `multiplier` above 0 and at most 100.
 * @see https://www.tradingview.com/support/solutions/43000634738-supertrend/
 */
export class Supertrend extends Streaming<PriceCandle, SupertrendValue> {
  readonly #atr: Atr;
  readonly #multiplier: number;
  #closed = NO_BANDS;
  #now = NO_BANDS;

  constructor({ period, multiplier }: SupertrendParams) {
    checkPeriod(period, { of: "supertrend" });
    checkFactor(multiplier, { of: "supertrend", name: "multiplier" });
    super(`supertrend ${period} ${multiplier}`, period + 1);
    this.#atr = new Atr(period);
    this.#multiplier = multiplier;
  }

  protected override check(candle: PriceCandle): void {
    checkPrices(candle);
  }

  protected override put(candle: PriceCandle, isNew: boolean): void {
    const range = this.#atr.step(candle, isNew);
    if (range === undefined) return;
    if (isNew) this.#closed = this.#now;
    const middle = (candle.high + candle.low) / 2;
    const reach = this.#multiplier * range;
    const isFirst = this.bars === this.warmUpBars;
    const before = isFirst ? startAt(candle, { middle, reach }) : this.#closed;
    const { upper, lower } = toBands(before, { upper: middle + reach, lower: middle - reach });
    const turned = before.direction === 1 ? candle.close <= lower : candle.close > upper;
    const direction = turned ? (before.direction === 1 ? -1 : 1) : before.direction;
    this.#now = { upper, lower, direction, close: candle.close };
  }

  protected override read(): SupertrendValue {
    const { upper, lower, direction } = this.#now;
    return { supertrend: direction === 1 ? lower : upper, direction };
  }

  protected override saveParts(): JsonValue {
    return { atr: this.#atr.save(), closed: toList(this.#closed), now: toList(this.#now) };
  }

  protected override restoreParts(parts: SavedParts): void {
    parts.restore("atr", this.#atr);
    this.#closed = fromList(parts.numbers("closed"));
    this.#now = fromList(parts.numbers("now"));
  }
}

function startAt({ close }: PriceCandle, { middle, reach }: { middle: number; reach: number }): Bands {
  return { upper: middle + reach, lower: middle - reach, direction: close >= middle ? 1 : -1, close };
}

function toBands(before: Bands, fresh: { upper: number; lower: number }): { upper: number; lower: number } {
  return {
    upper: fresh.upper < before.upper || before.close > before.upper ? fresh.upper : before.upper,
    lower: fresh.lower > before.lower || before.close < before.lower ? fresh.lower : before.lower,
  };
}

function toList({ upper, lower, direction, close }: Bands): readonly number[] {
  return [upper, lower, direction, close];
}

function fromList([upper = 0, lower = 0, direction = 1, close = 0]: readonly number[]): Bands {
  return { upper, lower, direction: direction === -1 ? -1 : 1, close };
}
