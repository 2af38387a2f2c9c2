/** Why a figure of a run is none: Korean, English. */
import type { BacktestStatistics } from "./backtest_result.ts";
import type { Words } from "../report/words.ts";

export type Figure = Exclude<keyof BacktestStatistics, "gross">;

const NO_TRADE: Words = ["거래가 없음", "there was no trade"];
const NO_LOSS: Words = ["손실로 끝난 거래가 없음", "no trade ended with a loss"];
const ONE_TRADE: Words = ["거래가 한 번뿐임", "there was one trade only"];
const SAME_TRADES: Words = ["모든 거래의 손익이 같음", "all trades earned the same"];
const LOST_WHOLE: Words = ["전부를 잃은 거래가 있음", "a trade lost all that it cost"];
const RUINED: Words = ["자금이 남지 않음", "no money was left"];
const TOO_SHORT: Words = [
  "30일 또는 수익률 10개보다 짧음",
  "the run is shorter than 30 days or 10 returns",
];
const NO_SPREAD: Words = ["수익률의 흔들림이 없음", "the returns do not differ"];
const NO_FALL: Words = ["내려간 날이 없음", "no day lost"];
const NO_DRAWDOWN: Words = ["낙폭이 없음", "there was no drawdown"];
const EARLIER: Words = [
  "이전 버전이 수수료를 빼기 전의 값(gross)만 남김",
  "an earlier version kept it before fees (gross) only",
];
const NO_PRICE: Words = ["가격이 없음", "there is no price"];

/** A reason for each figure that is `undefined`, and for no other. */
export function findNoneReasons(statistics: BacktestStatistics): ReadonlyMap<Figure, Words> {
  const { trades, endEquity, annualReturnShare } = statistics;
  const isYear = annualReturnShare !== undefined;
  // There is one for each run with trades, but in what an earlier version kept.
  const isEarlier = trades > 0 && statistics.winRateShare === undefined;
  const ofTrades = (otherwise: Words) => trades === 0 ? NO_TRADE : isEarlier ? EARLIER : otherwise;
  const ofYear = (otherwise: Words) => endEquity <= 0 ? RUINED : isYear ? otherwise : TOO_SHORT;
  const reasons: readonly (readonly [Figure, Words])[] = [
    ["buyAndHoldShare", statistics.gross.buyAndHoldShare === undefined ? NO_PRICE : EARLIER],
    ["cagrShare", ofYear(TOO_SHORT)],
    ["annualReturnShare", ofYear(TOO_SHORT)],
    ["annualVolatilityShare", ofYear(NO_SPREAD)],
    ["sharpe", ofYear(NO_SPREAD)],
    ["sortino", ofYear(NO_FALL)],
    ["calmar", ofYear(NO_DRAWDOWN)],
    ["winRateShare", ofTrades(EARLIER)],
    ["profitFactor", ofTrades(NO_LOSS)],
    ["expectancyShare", ofTrades(EARLIER)],
    ["averageTradeShare", ofTrades(LOST_WHOLE)],
    ["bestTradeShare", ofTrades(EARLIER)],
    ["worstTradeShare", ofTrades(EARLIER)],
    ["averageTradeMs", NO_TRADE],
    ["sqn", ofTrades(trades === 1 ? ONE_TRADE : SAME_TRADES)],
  ];
  return new Map(reasons.filter(([figure]) => statistics[figure] === undefined));
}
