import { RSI as SlowRsi } from "technicalindicators";
import { RSI as StreamRsi } from "trading-signals";
import { rsiOf } from "../../../src/indicators/rsi.ts";

const CLOSES = 1_000_000;
const PERIOD = 14;
const ROUNDS = 5;

export interface RsiTimes {
  readonly oursMs: number;
  readonly tradingSignalsMs: number;
  readonly technicalIndicatorsMs: number;
}

/**
 * RSI over a million closes, ours beside two libraries in one process: in turns, the best of five rounds each.
 *
 * @throws {Error} when the sides disagree at the last close, so that nobody is measured doing something else.
 */
export function measureRsi(): RsiTimes {
  const closes = walk();
  const list = [...closes];
  const sides = {
    oursMs: () => rsiOf(closes, PERIOD).at(-1),
    tradingSignalsMs: () => streamOver(closes),
    technicalIndicatorsMs: () => SlowRsi.calculate({ period: PERIOD, values: list }).at(-1),
  };
  const best = { oursMs: Infinity, tradingSignalsMs: Infinity, technicalIndicatorsMs: Infinity };
  for (let round = 0; round < ROUNDS; round++) {
    const lasts: number[] = [];
    for (const name of ["oursMs", "tradingSignalsMs", "technicalIndicatorsMs"] as const) {
      const startedMs = performance.now();
      lasts.push(sides[name]() ?? NaN);
      best[name] = Math.min(best[name], performance.now() - startedMs);
    }
    const [ours = NaN, ...others] = lasts;
    // technicalindicators rounds to two digits.
    if (!others.every((last) => Math.abs(last - ours) < 0.01)) {
      throw new Error(`The sides disagree about the RSI: ${lasts.join(", ")}`);
    }
  }
  return best;
}

function streamOver(closes: Float64Array): number {
  const rsi = new StreamRsi(PERIOD);
  const values = new Float64Array(closes.length);
  for (let i = 0; i < closes.length; i++) values[i] = rsi.update(closes[i] ?? NaN, false) ?? NaN;
  return values.at(-1) ?? NaN;
}

/** The same closes each time, in steps of whole won. */
function walk(): Float64Array {
  const closes = new Float64Array(CLOSES);
  let seed = 1;
  let price = 50_000_000;
  for (let i = 0; i < CLOSES; i++) {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    price += Math.round((seed / 2 ** 32 - 0.5) * 100_000);
    closes[i] = price;
  }
  return closes;
}
