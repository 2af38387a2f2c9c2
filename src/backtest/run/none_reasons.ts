/** Why a figure of a run is none: Korean, English. */
import type { BacktestStatistics } from "./backtest_result.ts";
import { defineTexts, type Twin } from "../../core/lang.ts";

export type Figure = Exclude<keyof BacktestStatistics, "gross">;

export const NONE_TEXTS = defineTexts({
  noTrade: ["거래가 없음", "there was no trade"],
  noLoss: ["손실로 끝난 거래가 없음", "no trade ended with a loss"],
  oneTrade: ["거래가 한 번뿐임", "there was one trade only"],
  sameTrades: ["모든 거래의 손익이 같음", "all trades earned the same"],
  lostWhole: ["전부를 잃은 거래가 있음", "a trade lost all that it cost"],
  ruined: ["자금이 남지 않음", "no money was left"],
  tooShort: [
    "30일 또는 수익률 10개보다 짧음",
    "the run is shorter than 30 days or 10 returns",
  ],
  noSpread: ["수익률의 흔들림이 없음", "the returns do not differ"],
  noFall: ["내려간 날이 없음", "no day lost"],
  noDrawdown: ["낙폭이 없음", "there was no drawdown"],
  earlier: [
    "이전 버전이 수수료를 빼기 전의 값(gross)만 남김",
    "an earlier version kept it before fees (gross) only",
  ],
  noPrice: ["가격이 없음", "there is no price"],
});

/** A reason for each figure that is `undefined`, and for no other. */
export function findNoneReasons(statistics: BacktestStatistics): ReadonlyMap<Figure, Twin> {
  const { trades, endEquity, annualReturnShare } = statistics;
  const isYear = annualReturnShare !== undefined;
  // There is one for each run with trades, but in what an earlier version kept.
  const isEarlier = trades > 0 && statistics.winRateShare === undefined;
  const ofTrades = (otherwise: Twin) =>
    trades === 0 ? NONE_TEXTS.noTrade : isEarlier ? NONE_TEXTS.earlier : otherwise;
  const ofYear = (otherwise: Twin) =>
    endEquity <= 0 ? NONE_TEXTS.ruined : isYear ? otherwise : NONE_TEXTS.tooShort;
  const reasons: readonly (readonly [Figure, Twin])[] = [
    [
      "buyAndHoldShare",
      statistics.gross.buyAndHoldShare === undefined ? NONE_TEXTS.noPrice : NONE_TEXTS.earlier,
    ],
    ["cagrShare", ofYear(NONE_TEXTS.tooShort)],
    ["annualReturnShare", ofYear(NONE_TEXTS.tooShort)],
    ["annualVolatilityShare", ofYear(NONE_TEXTS.noSpread)],
    ["sharpe", ofYear(NONE_TEXTS.noSpread)],
    ["sortino", ofYear(NONE_TEXTS.noFall)],
    ["calmar", ofYear(NONE_TEXTS.noDrawdown)],
    ["winRateShare", ofTrades(NONE_TEXTS.earlier)],
    ["profitFactor", ofTrades(NONE_TEXTS.noLoss)],
    ["expectancyShare", ofTrades(NONE_TEXTS.earlier)],
    ["averageTradeShare", ofTrades(NONE_TEXTS.lostWhole)],
    ["bestTradeShare", ofTrades(NONE_TEXTS.earlier)],
    ["worstTradeShare", ofTrades(NONE_TEXTS.earlier)],
    ["averageTradeMs", NONE_TEXTS.noTrade],
    ["sqn", ofTrades(trades === 1 ? NONE_TEXTS.oneTrade : NONE_TEXTS.sameTrades)],
  ];
  return new Map(reasons.filter(([figure]) => statistics[figure] === undefined));
}
