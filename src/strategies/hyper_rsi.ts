import type { Advice, Fill, SizeHint } from "../core/advice.ts";
import type { Interval } from "../core/candle.ts";
import type { KeyedReason } from "../core/reasons/advice_reason.ts";
import { Atr } from "../indicators/atr.ts";
import { type Indicator, SavedParts } from "../indicators/indicator.ts";
import { Rsi } from "../indicators/rsi.ts";
import { TrendState, type TrendValue } from "../indicators/trend_state.ts";
import { VolumeAverage } from "../indicators/volume_average.ts";
import { heldAfter } from "./held.ts";
import { checkParams, type HyperRsiParams, hyperRsiParams, lengthOf } from "./hyper_rsi_params.ts";
import { toSizeHint } from "./order_params.ts";
import type { State, Strategy, StrategyCandle, StrategyRun } from "./strategy.ts";

const ID = "hyper_rsi";
const VOLUME_CANDLES = 20;
/** After so many periods less than 0.001 % of where a Wilder average began is left in it. */
const WILDER_PERIODS = 12;

export const hyperRsi: Strategy<HyperRsiParams> = {
  id: ID,
  title: "RSI with the trend",
  description:
    "Buys when the RSI comes back from a low while the trends of longer bars point up; leaves at a high RSI, when a " +
    "trend turns, at a stop or at a target.",
  params: hyperRsiParams,
  needs(params, interval) {
    const { trend_intervals, rsi_period, atr_period } = params;
    const trendCandles = new TrendState({ rsi: params.trend_rsi, slope: params.trend_slope }).warmUpBars;
    const candleMs = lengthOf(interval);
    // One more, because the first longer candle may have begun before the first candle.
    const behind = (candles: number) =>
      trend_intervals.map((longer) => Math.ceil((candles + 1) * lengthOf(longer) / candleMs));
    const own = Math.max(rsi_period, atr_period, VOLUME_CANDLES) + 1;
    const warmUpCandles = Math.max(own, ...behind(trendCandles));
    return {
      intervals: [interval, ...trend_intervals],
      warmUpBars: warmUpCandles,
      historyBars: Math.max(
        warmUpCandles,
        WILDER_PERIODS * Math.max(rsi_period, atr_period),
        ...behind(WILDER_PERIODS * params.trend_rsi),
      ),
    };
  },
  create: (params, interval) => new HyperRsiRun(params, interval),
};

class HyperRsiRun implements StrategyRun {
  readonly #params: HyperRsiParams;
  readonly #interval: Interval;
  readonly #size: SizeHint | undefined;
  readonly #warmUpCandles: number;
  readonly #rsi: Rsi;
  readonly #atr: Atr;
  readonly #volume = new VolumeAverage(VOLUME_CANDLES);
  readonly #trends: ReadonlyMap<Interval, TrendState>;
  #candles = 0;
  /** RSI after the last candle; NaN before there is one, and until the price has moved. */
  #before = NaN;
  /** Units of base, below 0 for a short. */
  #held = 0;

  constructor(params: HyperRsiParams, interval: Interval) {
    checkParams(params, interval);
    this.#params = params;
    this.#interval = interval;
    this.#size = toSizeHint(ID, params);
    this.#warmUpCandles = hyperRsi.needs(params, interval).warmUpBars;
    this.#rsi = new Rsi(params.rsi_period);
    this.#atr = new Atr(params.atr_period);
    const ofTrend = { rsi: params.trend_rsi, slope: params.trend_slope };
    this.#trends = new Map(params.trend_intervals.map((longer) => [longer, new TrendState(ofTrend)]));
  }

  onCandle({ interval, candle, isClosed }: StrategyCandle): Advice | undefined {
    if (!isClosed) return undefined;
    if (interval !== this.#interval) {
      this.#trends.get(interval)?.add(candle.close);
      return undefined;
    }
    this.#candles++;
    const average = this.#volume.value;
    this.#volume.add(candle.volume);
    const range = this.#atr.add(candle);
    const value = this.#rsi.add(candle.close) ?? NaN;
    // What never moved has an RSI of 100 by convention, which is no reason to sell.
    const rsi = this.#rsi.isStill ? NaN : value;
    const before = this.#before;
    this.#before = rsi;
    const trends = this.#readTrends();
    if (this.#candles <= this.#warmUpCandles || range === undefined || trends === undefined) return undefined;
    const leave = this.#leave(rsi, trends);
    if (leave !== undefined) return leave;
    if (this.#held !== 0 || candle.volume < this.#params.least_volume * (average ?? 0)) return undefined;
    return this.#enter({ rsi, before, range, close: candle.close, trends });
  }

  #readTrends(): readonly TrendValue[] | undefined {
    const values: TrendValue[] = [];
    for (const { value } of this.#trends.values()) {
      if (value === undefined) return undefined;
      values.push(value);
    }
    return values;
  }

  #leave(rsi: number, trends: readonly TrendValue[]): Advice | undefined {
    if (this.#held === 0) return undefined;
    const isLong = this.#held > 0;
    const { sell_above, buy_below } = this.#params;
    const action = isLong ? "sell" : "cover";
    if (isLong ? rsi > sell_above : rsi < buy_below) {
      const reason: KeyedReason = isLong
        ? { key: "rsi", value: rsi, relation: "above", limit: sell_above }
        : { key: "rsi", value: rsi, relation: "below", limit: buy_below };
      return { action, confidence: 0.6, reason };
    }
    const turned = trends.findIndex(({ state }) => state === (isLong ? "down" : "up"));
    const interval = this.#params.trend_intervals[turned];
    if (interval === undefined) return undefined;
    return { action, confidence: 0.7, reason: { key: "trend", interval, state: isLong ? "down" : "up" } };
  }

  #enter({ rsi, before, range, close, trends }: {
    readonly rsi: number;
    readonly before: number;
    readonly range: number;
    readonly close: number;
    readonly trends: readonly TrendValue[];
  }): Advice | undefined {
    const { buy_below, sell_above, allow_short, stop_atr, target_atr, trend_intervals } = this.#params;
    const isLong = before < buy_below && rsi >= buy_below;
    const isShort = allow_short && before > sell_above && rsi <= sell_above;
    const away = isLong ? 1 : -1;
    if (!(isLong || isShort) || !this.#agrees(trends, away)) return undefined;
    const stopPrice = close - away * stop_atr * range;
    const takeProfitPrice = close + away * target_atr * range;
    // A range so wide that one of them would be no price: nothing that can be traded.
    if (stopPrice <= 0 || takeProfitPrice <= 0) return undefined;
    const strength = trends.reduce((sum, trend) => sum + trend.strength, 0) / trends.length;
    return {
      action: isLong ? "buy" : "short",
      size: this.#size,
      stopPrice,
      takeProfitPrice,
      confidence: Math.min(1, Math.max(0, 0.5 + away * strength / 4)),
      reason: {
        key: "rsi",
        value: rsi,
        relation: isLong ? "back_above" : "back_below",
        limit: isLong ? buy_below : sell_above,
        trends: trend_intervals.map((interval, i) => ({ interval, state: trends[i]?.state ?? "sideways" })),
      },
    };
  }

  #agrees(trends: readonly TrendValue[], away: 1 | -1): boolean {
    const wish = away === 1 ? "up" : "down";
    const contrary = away === 1 ? "down" : "up";
    return this.#params.trend === "with"
      ? trends.every(({ state }) => state === wish)
      : trends.every(({ state }) => state !== contrary);
  }

  onFill(fill: Fill): void {
    this.#held = heldAfter(this.#held, fill);
  }

  readouts(): Readonly<Record<string, number | undefined>> {
    const strengths = [...this.#trends].map(([longer, { value }]) => [`trend ${longer}`, value?.strength]);
    return { rsi: this.#rsi.value, ...Object.fromEntries(strengths) };
  }

  #parts(): readonly (readonly [string, Indicator<never, unknown>])[] {
    return [["rsi", this.#rsi], ["atr", this.#atr], ["volume", this.#volume], ...this.#trends];
  }

  save(): State {
    return {
      ...Object.fromEntries(this.#parts().map(([name, part]) => [name, part.save()])),
      bars: this.#candles,
      before: Number.isNaN(this.#before) ? [] : [this.#before],
      held: this.#held,
    };
  }

  restore(state: State): void {
    const saved = new SavedParts(ID, state);
    for (const [name, part] of this.#parts()) saved.restore(name, part);
    this.#candles = saved.number("bars");
    this.#before = saved.numbers("before")[0] ?? NaN;
    this.#held = saved.number("held");
  }
}
