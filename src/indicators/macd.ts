import { checkNumber, checkPeriod } from "./checks.ts";
import { Ema, emaWeight } from "./ema.ts";
import { type JsonValue, type SavedParts, Streaming } from "./indicator.ts";
import { Smoothing } from "./smoothing.ts";

/** Periods in candles. */
export interface MacdPeriods {
  readonly fast: number;
  readonly slow: number;
  /** Of the average of the difference. */
  readonly signal: number;
}

/** In quote currency. */
export type MacdValue = Readonly<Record<(typeof MACD_KEYS)[number], number>>;

export const MACD_KEYS = ["macd", "signal", "histogram"] as const;

/**
 * Moving average convergence/divergence: the fast EMA of the closes minus the slow one, the EMA of that difference
 * (`signal`), and what lies between both (`histogram`). Every EMA is seeded with a plain mean. All three begin at the
 * same candle, the first with a signal.
 *
 * @throws {RangeError} unless the periods are whole numbers from 1 to 10,000 and `fast` is below `slow`.
 * @see https://en.wikipedia.org/wiki/MACD
 */
export class Macd extends Streaming<number, MacdValue> {
  readonly #fast: Ema;
  readonly #slow: Ema;
  readonly #signal: Smoothing;

  constructor({ fast, slow, signal }: MacdPeriods) {
    for (const [name, period] of Object.entries({ fast, slow, signal })) {
      checkPeriod(period, { of: "macd", name });
    }
    if (fast >= slow) {
      throw new RangeError(`Cannot create macd: fast must be below slow, received ${fast} and ${slow}`);
    }
    super(`macd ${fast} ${slow} ${signal}`, slow + signal - 1);
    this.#fast = new Ema(fast);
    this.#slow = new Ema(slow);
    this.#signal = new Smoothing("signal", { period: signal, weight: emaWeight(signal) });
  }

  protected override check(close: number): void {
    checkNumber(close, "close");
  }

  protected override put(close: number, isNew: boolean): void {
    this.#fast.step(close, isNew);
    this.#slow.step(close, isNew);
    const macd = this.#difference();
    if (macd !== undefined) this.#signal.step(macd, isNew);
  }

  protected override read(): MacdValue {
    const macd = this.#difference() ?? NaN;
    const signal = this.#signal.value ?? NaN;
    return { macd, signal, histogram: macd - signal };
  }

  #difference(): number | undefined {
    const fast = this.#fast.value;
    const slow = this.#slow.value;
    return fast === undefined || slow === undefined ? undefined : fast - slow;
  }

  protected override saveParts(): JsonValue {
    return { fast: this.#fast.save(), slow: this.#slow.save(), signal: this.#signal.save() };
  }

  protected override restoreParts(parts: SavedParts): void {
    parts.restore("fast", this.#fast);
    parts.restore("slow", this.#slow);
    parts.restore("signal", this.#signal);
  }
}
