import { checkNumber, checkPeriod } from "./checks.ts";
import { type JsonValue, type SavedParts, Streaming } from "./indicator.ts";
import { Rsi } from "./rsi.ts";
import { NEAR_SHARE, Sma } from "./sma.ts";
import { SlidingWindow } from "./window.ts";

/** Candles of the moving averages, shortest first. */
export const TREND_PERIODS = [9, 21, 50, 100, 200] as const;
/** Which of them tells the slope. */
const SLOPE_INDEX = 2;

export interface TrendParams {
  /** Candles of the RSI. */
  readonly rsi: number;
  /** Over how many candles the slope of the 50-candle average is taken. */
  readonly slope: number;
}

// A type, because an interface would not fit the values of the catalog, which are open for any name.
export type TrendValue = {
  readonly state: "up" | "down" | "sideways";
  /** 2 and -2: everything points one way; 1 and -1: most of it; 0: sideways. */
  readonly strength: -2 | -1 | 0 | 1 | 2;
};

/**
 * In which direction a price has been going; a description of the past and no forecast.
 *
 * Of the plain means of 9, 21, 50, 100 and 200 closes, each shorter one above the next longer counts +1 and below it
 * -1 (`order`, -4 to 4). `slope` is the sign of the 50-candle mean minus what it was `slope` candles before.
 * - 2 (up): order 4, slope up and RSI above 50; 1 (up): order at least 2 and slope up.
 * - -2 and -1 (down): the mirror image. 0: everything else.
 *
 * @throws {RangeError} unless `rsi` is a whole number from 2 and `slope` from 1, both to 10,000.
 */
export class TrendState extends Streaming<number, TrendValue> {
  readonly #means = TREND_PERIODS.map((period) => new Sma(period));
  readonly #rsi: Rsi;
  /** The 50-candle means of the last `slope` + 1 candles. */
  readonly #slopeMeans: SlidingWindow;

  constructor({ rsi, slope }: TrendParams) {
    checkPeriod(rsi, { of: "trend_state", name: "rsi", min: 2 });
    checkPeriod(slope, { of: "trend_state", name: "slope" });
    super(
      `trend_state ${rsi} ${slope}`,
      Math.max(...TREND_PERIODS, TREND_PERIODS[SLOPE_INDEX] + slope, rsi + 1),
    );
    this.#rsi = new Rsi(rsi);
    this.#slopeMeans = new SlidingWindow(slope + 1);
  }

  protected override check(close: number): void {
    checkNumber(close, "close");
  }

  protected override put(close: number, isNew: boolean): void {
    for (const mean of this.#means) mean.step(close, isNew);
    this.#rsi.step(close, isNew);
    const mean = this.#means[SLOPE_INDEX]?.value;
    if (mean === undefined) return;
    if (isNew) this.#slopeMeans.add(mean);
    else this.#slopeMeans.replaceNewest(mean);
  }

  protected override read(): TrendValue {
    const means = this.#means;
    let order = 0;
    for (let i = 1; i < means.length; i++) {
      order += Math.sign(means[i - 1]?.compareTo(means[i] as Sma) ?? NaN);
    }
    const sloping = means[SLOPE_INDEX];
    // Of two exact sums of so many closes, other sums are other doubles.
    const slope = signOf(
      sloping?.value ?? NaN,
      this.#slopeMeans.oldest,
      sloping?.isExact === true ? 0 : NEAR_SHARE,
    );
    const rsi = signOf(this.#rsi.value ?? NaN, 50, NEAR_SHARE);
    if (order >= 2 && slope === 1) return { state: "up", strength: order === 4 && rsi === 1 ? 2 : 1 };
    if (order <= -2 && slope === -1) {
      return { state: "down", strength: order === -4 && rsi === -1 ? -2 : -1 };
    }
    return { state: "sideways", strength: 0 };
  }

  protected override saveParts(): JsonValue {
    return {
      ...Object.fromEntries(this.#means.map((mean, i) => [`mean${i}`, mean.save()])),
      rsi: this.#rsi.save(),
      slopeMeans: this.#slopeMeans.save(),
    };
  }

  protected override restoreParts(parts: SavedParts): void {
    this.#means.forEach((mean, i) => parts.restore(`mean${i}`, mean));
    parts.restore("rsi", this.#rsi);
    this.#slopeMeans.restore(parts.numbers("slopeMeans"));
  }
}

/** @param nearShare so near, as a share of their size, two numbers are equal: rounding must not look like a trend. */
function signOf(a: number, b: number, nearShare: number): -1 | 0 | 1 {
  if (Math.abs(a - b) <= nearShare * Math.max(Math.abs(a), Math.abs(b))) return 0;
  return a > b ? 1 : -1;
}
