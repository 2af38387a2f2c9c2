/** Candles for the tests of strategies, and a driver with the product's own paper account. */
import type { Advice, Fill } from "../../src/core/advice.ts";
import { type Candle, closeTimeOf, type Interval, openTimeOf } from "../../src/core/candle.ts";
import { toReasonText } from "../../src/core/reasons/reason_text.ts";
import { nextOpen } from "../../src/paper/fill_models/next_open.ts";
import { PaperTrader } from "../../src/paper/paper_trader.ts";
import type { State, Strategy, StrategyCandle, StrategyRun } from "../../src/strategies/strategy.ts";

/** A Monday, 09:00 in Korea. */
export const START_MS = Date.parse("2024-01-01T09:00:00+09:00");

/** Whole numbers of 32 bits, the same each time. */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** A random walk with gaps: about one candle in twenty is missing, as minutes without trades are. */
export function walkCandles(
  length: number,
  options: { seed: number; interval?: Interval },
): readonly Candle[] {
  const { seed, interval = "1m" } = options;
  const random = createRandom(seed);
  const candles: Candle[] = [];
  let openTimeMs = openTimeOf(interval, START_MS);
  let price = 50_000;
  while (candles.length < length) {
    const open = price;
    price = Math.max(1_000, price * (1 + (random() - 0.5) * 0.01));
    const reach = random() * 50;
    candles.push({
      openTimeMs,
      open,
      high: Math.max(open, price) + reach,
      low: Math.min(open, price) - reach,
      close: price,
      volume: random() * 10,
    });
    openTimeMs = closeTimeOf(interval, openTimeMs);
    if (random() < 0.05) openTimeMs = closeTimeOf(interval, openTimeMs);
  }
  return candles;
}

/** One candle a close, flat, one after the other. */
export function flatCandles(
  closes: readonly number[],
  options: { interval?: Interval; startMs?: number } = {},
) {
  const { interval = "1m", startMs = START_MS } = options;
  let openTimeMs = startMs;
  return closes.map((close): Candle => {
    const candle = { openTimeMs, open: close, high: close, low: close, close, volume: 1 };
    openTimeMs = closeTimeOf(interval, openTimeMs);
    return candle;
  });
}

export function closedCandle(
  candle: Candle,
  options: { interval?: Interval; columns?: StrategyCandle["columns"] } = {},
): StrategyCandle {
  return { interval: options.interval ?? "1m", candle, isClosed: true, columns: options.columns };
}

/** What a run says to flat closes, one entry a close; nothing is ever filled. */
export function sayTo(run: StrategyRun, closes: readonly number[]): readonly (Advice | undefined)[] {
  return flatCandles(closes).map((candle) => run.onCandle(closedCandle(candle)));
}

/** The candles and the whole candles of longer intervals made of them, in the order in which they end. */
export function candlesOf(
  candles: readonly Candle[],
  { interval, longer }: { interval: Interval; longer: readonly Interval[] },
): readonly StrategyCandle[] {
  const bars: StrategyCandle[] = [];
  const open = new Map<Interval, Candle>();
  for (const candle of candles) {
    for (const long of longer) {
      const made = open.get(long);
      const openTimeMs = openTimeOf(long, candle.openTimeMs);
      if (made !== undefined && made.openTimeMs !== openTimeMs) {
        bars.push(closedCandle(made, { interval: long }));
      }
      open.set(
        long,
        made === undefined || made.openTimeMs !== openTimeMs ? { ...candle, openTimeMs } : {
          ...made,
          high: Math.max(made.high, candle.high),
          low: Math.min(made.low, candle.low),
          close: candle.close,
          volume: made.volume + candle.volume,
        },
      );
    }
    bars.push(closedCandle(candle, { interval }));
  }
  return bars;
}

/** A case of a strategy: parameters that make it talk soon and often. */
export interface Case {
  readonly params: Readonly<Record<string, unknown>>;
  readonly interval: Interval;
}

export interface Said {
  /** Number of the candle among those that were fed. */
  readonly at: number;
  readonly advice: Advice;
}

/** A strategy on a paper account that fills what it says; the object inside can be exchanged, as a restart does. */
export class Stage {
  readonly said: Said[] = [];
  readonly fills: Fill[] = [];
  readonly #strategy: Strategy;
  readonly #case: Case;
  readonly #trader: PaperTrader;
  #run: StrategyRun;
  #at = -1;

  constructor(strategy: Strategy, of: Case) {
    this.#strategy = strategy;
    this.#case = of;
    this.#run = this.#create();
    const { mostPositions = 1 } = strategy.needs(strategy.params.parse(of.params), of.interval);
    this.#trader = new PaperTrader({
      adviser: {
        onCandle: (candle) => {
          const advice = this.#run.onCandle(candle);
          if (advice !== undefined) this.said.push({ at: this.#at, advice });
          return advice;
        },
        onFill: (fill) => {
          this.fills.push(fill);
          this.#run.onFill?.(fill);
        },
      },
      model: nextOpen,
      rules: {
        startCash: 1_000_000,
        feeRate: 0.0005,
        slippageShare: 0,
        lotSize: "0.00000001",
        tickSize: undefined,
        minOrderValue: 0,
        allowShort: true,
        mostPositions,
        defaultSize: { kind: "share", share: 1 },
      },
      exits: {},
      interval: of.interval,
      warmUpBars: 0,
    });
  }

  feed(candle: StrategyCandle): void {
    this.#at++;
    if (candle.interval !== this.#case.interval) this.#trader.onOtherCandle(candle);
    else this.#trader.onCandle(candle.candle, { isLast: false, columns: candle.columns });
  }

  /** A look at the open candle, which the account does not see. */
  look(candle: StrategyCandle): Advice | undefined {
    return this.#run.onCandle({ ...candle, isClosed: false });
  }

  save(): State {
    return this.#run.save();
  }

  /** Goes on with a fresh object and the saved state, by way of JSON text. */
  restart(): void {
    const state = JSON.parse(JSON.stringify(this.#run.save())) as State;
    this.#run = this.#create();
    this.#run.restore(state);
  }

  #create(): StrategyRun {
    return this.#strategy.create(this.#strategy.params.parse(this.#case.params), this.#case.interval);
  }
}

/** The reason of advice in English words; nothing of no advice. */
export function wordsOf(advice: Advice | undefined): string {
  return advice === undefined ? "" : toReasonText(advice.reason, "en");
}
