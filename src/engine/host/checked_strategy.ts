/** A row of the table, as far as it can be used. */
import { type Interval, isInterval, type SeriesKey } from "../../core/candle.ts";
import { ALL_ALWAYS_OPEN, type MarketHours } from "../../core/market/hours.ts";
import { isSymbol } from "../../core/symbol.ts";
import type { ExitRules, FillModel } from "../../paper/fill_models/fill_model.ts";
import { type AccountRules, marketOf, type UsualName } from "../../paper/account_rules.ts";
import { BASE_INTERVAL } from "../session/candle_feed.ts";
import type { EngineOptions } from "../deps.ts";
import { readMoney } from "../money.ts";
import type { WantedStrategy } from "../strategy_store.ts";

/** A strategy that cannot go on before somebody does something. */
export class StrategyParkedError extends Error {
  override readonly name = "StrategyParkedError";
}

export interface CheckedStrategy {
  readonly row: WantedStrategy;
  readonly interval: Interval;
  /** The candles that everything is made of. */
  readonly series: SeriesKey;
  readonly hours: MarketHours;
  readonly model: FillModel;
  readonly exits: ExitRules;
  /** What of its money nobody said. */
  readonly usual: readonly UsualName[];
  /** @param mostPositions that the strategy asks for. */
  readonly rulesFor: (mostPositions: number) => AccountRules;
}

/** @throws {StrategyParkedError} with the sentence for its owner. */
export function checkStrategy(
  row: WantedStrategy,
  engine: Pick<EngineOptions, "fillModels" | "tickSizeOf" | "hoursOf" | "krxFees">,
): CheckedStrategy {
  const { exchange, symbol, timeframe } = row;
  if (!isInterval(timeframe)) throw new StrategyParkedError(`${timeframe} is no interval`);
  if (!isSymbol(symbol)) throw new StrategyParkedError(`${symbol} is no market like BTC/KRW`);
  const money = readMoneyOf(row, engine);
  const rulesOfMarket = marketOf(money.rules);
  const model = engine.fillModels.find(({ id }) => id === money.fillModel);
  if (model === undefined) {
    const ids = engine.fillModels.map(({ id }) => id).join(", ");
    throw new StrategyParkedError(`there is no fill model ${money.fillModel}: use one of ${ids}`);
  }
  const [of, at] = money.rules.tickSize === "upbit_krw" ? ["upbit", "BTC/KRW"] : [exchange, symbol];
  const tickSize = toTickSize(
    money.rules.tickSize,
    (price, atMs) =>
      rulesOfMarket === undefined ? engine.tickSizeOf(of, at, price) : rulesOfMarket.tickSizeAt(price, atMs),
  );
  return {
    row,
    interval: timeframe,
    series: { exchange, symbol, interval: BASE_INTERVAL },
    hours: (engine.hoursOf ?? ALL_ALWAYS_OPEN)(exchange),
    model,
    exits: money.exits,
    usual: money.usual,
    rulesFor: (mostPositions) => ({
      ...money.rules,
      tickSize,
      market: rulesOfMarket,
      mostPositions: money.rules.mostPositions ?? mostPositions,
    }),
  };
}

function readMoneyOf(row: WantedStrategy, { krxFees }: Pick<EngineOptions, "krxFees">) {
  try {
    const { exchange, symbol } = row;
    return readMoney(row.money, { exchange, symbol, krxFees });
  } catch (error) {
    throw new StrategyParkedError(error instanceof Error ? error.message : String(error));
  }
}

/** A step that is not known at some price; the smallest one that prices have rounds nothing. */
const FINEST_TICK = "0.00000001";

function toTickSize(
  wish: string,
  ofExchange: (price: number, atMs: number) => string | undefined,
): AccountRules["tickSize"] {
  if (wish === "none") return undefined;
  if (wish !== "exchange" && wish !== "upbit_krw") return wish;
  if (ofExchange(1, 0) === undefined) return undefined;
  return (price, atMs) => ofExchange(price, atMs) ?? FINEST_TICK;
}
