import { z } from "zod";
import type { Advice, Fill, SizeHint } from "../core/advice.ts";
import type { AdviceReason } from "../core/reasons/advice_reason.ts";
import { SavedParts } from "../indicators/indicator.ts";
import { Rsi } from "../indicators/rsi.ts";
import { checkExits, EXIT_FIELDS, SIZE_FIELDS, toExitPrices, toSizeHint } from "./order_params.ts";
import { heldAfter } from "./held.ts";
import type { State, Strategy, StrategyCandle, StrategyRun } from "./strategy.ts";

const ID = "rsi_reversal";
/** After so many periods less than 0.001 % of where a Wilder average began is left in it. */
const WILDER_PERIODS = 12;

const params = z.strictObject({
  period: z.int().min(2).max(10_000).default(14).describe("Bars of the RSI (Wilder)."),
  buy_below: z.number().min(0).max(100).default(30).describe("RSI, 0 to 100, below which it buys."),
  sell_above: z.number().min(0).max(100).default(70).describe("RSI, 0 to 100, above which it sells."),
  mode: z.enum(["level", "cross"]).default("level").describe(
    "level: acts while the RSI is beyond its limit; cross: only on the bar on which it goes beyond.",
  ),
  ...EXIT_FIELDS,
  allow_short: z.boolean().default(false).describe(
    "Whether an RSI above `sell_above` opens a short position.",
  ),
  ...SIZE_FIELDS,
});

type Params = z.infer<typeof params>;

export const rsiReversal: Strategy<Params> = {
  id: ID,
  title: "RSI reversal",
  description: "Buys when the RSI is low, sells (or goes short) when it is high.",
  params,
  needs: ({ period }, interval) => ({
    intervals: [interval],
    warmUpBars: period + 1,
    historyBars: WILDER_PERIODS * period,
  }),
  create: (params) => new RsiReversalRun(params),
};

class RsiReversalRun implements StrategyRun {
  readonly #params: Params;
  readonly #size: SizeHint | undefined;
  readonly #rsi: Rsi;
  /** RSI after the last candle; NaN before there is one, and until the price has moved. */
  #before = NaN;
  /** Units of base, below 0 for a short; `undefined` until the first fill, when nothing is known. */
  #held: number | undefined;

  constructor(params: Params) {
    const { period, buy_below, sell_above } = params;
    if (buy_below >= sell_above) {
      throw new RangeError(
        `Cannot create ${ID}: buy_below (${buy_below}) must lie under sell_above (${sell_above})`,
      );
    }
    checkExits(ID, params);
    this.#params = params;
    this.#size = toSizeHint(ID, params);
    this.#rsi = new Rsi(period);
  }

  onCandle({ candle: { close }, isClosed }: StrategyCandle): Advice | undefined {
    if (!isClosed) return undefined;
    const value = this.#rsi.add(close) ?? NaN;
    // What never moved has an RSI of 100 by convention, which is no reason to sell.
    const rsi = this.#rsi.isStill ? NaN : value;
    const before = this.#before;
    this.#before = rsi;
    if (Number.isNaN(before)) return undefined;
    const { buy_below, sell_above, mode, allow_short, period } = this.#params;
    const repeats = mode === "level";
    const said = { key: "rsi", bars: period, value: rsi } as const;
    if (rsi < buy_below && (repeats || before >= buy_below) && !((this.#held ?? 0) > 0)) {
      return this.#open("long", { close, reason: { ...said, relation: "below", limit: buy_below } });
    }
    if (!(rsi > sell_above) || (!repeats && before > sell_above)) return undefined;
    const reason = { ...said, relation: "above", limit: sell_above } as const;
    if (allow_short) return (this.#held ?? 0) < 0 ? undefined : this.#open("short", { close, reason });
    return this.#held === 0 ? undefined : { action: "sell", confidence: 0.5, reason };
  }

  #open(
    side: "long" | "short",
    { close, reason }: { readonly close: number; readonly reason: AdviceReason },
  ): Advice {
    return {
      action: side === "long" ? "buy" : "short",
      size: this.#size,
      ...toExitPrices(close, { side, shares: this.#params }),
      confidence: 0.5,
      reason,
    };
  }

  onFill(fill: Fill): void {
    this.#held = heldAfter(this.#held ?? 0, fill);
  }

  readouts(): Readonly<Record<string, number | undefined>> {
    return { rsi: this.#rsi.value };
  }

  save(): State {
    return {
      rsi: this.#rsi.save(),
      before: Number.isNaN(this.#before) ? [] : [this.#before],
      held: this.#held === undefined ? [] : [this.#held],
    };
  }

  restore(state: State): void {
    const parts = new SavedParts(ID, state);
    parts.restore("rsi", this.#rsi);
    this.#before = parts.numbers("before")[0] ?? NaN;
    this.#held = parts.numbers("held")[0];
  }
}
