import { z } from "zod";
import type { Advice, SizeHint } from "../core/advice.ts";
import { Ema } from "../indicators/ema.ts";
import { type Indicator, SavedParts } from "../indicators/indicator.ts";
import { NEAR_SHARE, Sma } from "../indicators/sma.ts";
import { checkExits, EXIT_FIELDS, SIZE_FIELDS, toExitPrices, toSizeHint } from "./order_params.ts";
import type { State, Strategy, StrategyCandle, StrategyRun } from "./strategy.ts";

const ID = "ma_cross";
/** After so many periods less than 0.005 % of where an exponential average began is left in it. */
const EMA_PERIODS = 5;

const params = z.strictObject({
  fast: z.int().min(1).max(10_000).default(10).describe("Bars of the fast average; fewer than `slow`."),
  slow: z.int().min(2).max(10_000).default(30).describe("Bars of the slow average."),
  kind: z.enum(["sma", "ema"]).default("sma").describe(
    "Plain (sma) or exponential (ema) averages of closes; plain ones are compared exactly.",
  ),
  ...EXIT_FIELDS,
  allow_short: z.boolean().default(false).describe("Whether a cross downwards opens a short position."),
  ...SIZE_FIELDS,
});

type Params = z.infer<typeof params>;

export const maCross: Strategy<Params> = {
  id: ID,
  title: "Crossing averages",
  description:
    "Buys when the fast average of closes rises above the slow one, sells (or goes short) when it falls below.",
  params,
  needs: ({ slow, kind }, interval) => ({
    intervals: [interval],
    warmUpBars: slow,
    ...(kind === "ema" ? { historyBars: EMA_PERIODS * slow } : {}),
  }),
  create: (params) => new MaCrossRun(params),
};

class MaCrossRun implements StrategyRun {
  readonly #params: Params;
  readonly #size: SizeHint | undefined;
  readonly #fast: Indicator<number, number>;
  readonly #slow: Indicator<number, number>;
  /** Fast minus slow after the last candle; NaN before both are there, which no comparison finds. */
  #gap = NaN;

  constructor(params: Params) {
    const { fast, slow, kind } = params;
    if (fast >= slow) {
      throw new RangeError(`Cannot create ${ID}: fast (${fast}) must be below slow (${slow})`);
    }
    checkExits(ID, params);
    this.#params = params;
    this.#size = toSizeHint(ID, params);
    this.#fast = kind === "sma" ? new Sma(fast) : new Ema(fast);
    this.#slow = kind === "sma" ? new Sma(slow) : new Ema(slow);
  }

  onCandle({ candle: { close }, isClosed }: StrategyCandle): Advice | undefined {
    if (!isClosed) return undefined;
    const fast = this.#fast.add(close);
    const slow = this.#slow.add(close);
    if (fast === undefined || slow === undefined) return undefined;
    const before = this.#gap;
    const rounded = fast - slow;
    const gap = Math.abs(rounded) > NEAR_SHARE * Math.abs(slow) ? rounded : this.#settle(rounded);
    this.#gap = gap;
    if (before < 0 && gap > 0) return this.#advise("long", close);
    if (before > 0 && gap < 0) return this.#advise("short", close);
    return undefined;
  }

  /** Averages that meet are told apart by their sums: a rounding must neither make nor hide a cross. */
  #settle(gap: number): number {
    return this.#fast instanceof Sma && this.#slow instanceof Sma ? this.#fast.compareTo(this.#slow) : gap;
  }

  #advise(side: "long" | "short", close: number): Advice {
    const { allow_short, kind, fast, slow } = this.#params;
    const relation = side === "long" ? "above" : "below";
    const reason = { key: "averages", kind, fast, slow, relation, close } as const;
    if (side === "short" && !allow_short) return { action: "sell", confidence: 0.5, reason };
    const { stopPrice, takeProfitPrice } = toExitPrices(close, { side, shares: this.#params });
    return {
      action: side === "long" ? "buy" : "short",
      size: this.#size,
      stopPrice,
      takeProfitPrice,
      confidence: 0.5,
      reason,
    };
  }

  readouts(): Readonly<Record<string, number | undefined>> {
    return { fast: this.#fast.value, slow: this.#slow.value };
  }

  save(): State {
    return {
      fast: this.#fast.save(),
      slow: this.#slow.save(),
      gap: Number.isNaN(this.#gap) ? [] : [this.#gap],
    };
  }

  restore(state: State): void {
    const parts = new SavedParts(ID, state);
    parts.restore("fast", this.#fast);
    parts.restore("slow", this.#slow);
    // Earlier versions kept what rounding made of averages that met.
    const gap = parts.numbers("gap")[0] ?? NaN;
    this.#gap = Math.abs(gap) <= NEAR_SHARE * Math.abs(this.#slow.value ?? NaN) ? this.#settle(gap) : gap;
  }
}
