/** The texts of a report. */
import type { ExitReason } from "../../core/advice.ts";
import { defineTexts, type Twin } from "../../core/lang.ts";
import type { BacktestStatistics, GrossFigures } from "../run/backtest_result.ts";

export const REPORT_WORDS = defineTexts({
  title: ["백테스트 보고서", "Backtest report"],
  equity: ["자산 곡선", "Equity"],
  equityNote: [
    "봉이 끝날 때마다의 현금과 포지션 평가액입니다. 옅은 띠는 한 칸에 든 최저·최고입니다.",
    "Cash and open positions at the end of every bar. The pale band is the lowest and highest within a column.",
  ],
  drawdown: ["낙폭", "Drawdown"],
  drawdownNote: ["직전 최고점에서 얼마나 내려왔는지입니다.", "How far below the highest point before."],
  price: ["가격과 매매", "Price and trades"],
  priceNote: [
    "▲ 매수 진입, ▼ 공매도 진입, ○ 청산. 이은 선이 빨가면 이익, 파라면 손실입니다. 거래가 많으면 선만 그립니다.",
    "▲ long entry, ▼ short entry, ○ exit. The line between them is red for a profit, blue for a loss; of many trades only the lines are drawn.",
  ],
  months: ["월별 수익률", "Monthly returns"],
  monthsNote: [
    "한국 시간 달력 기준, 전달 말 자산 대비 퍼센트입니다.",
    "By the calendar of Korea, in percent of the equity at the end of the month before.",
  ],
  year: ["연도", "Year"],
  total: ["합계", "Year total"],
  statistics: ["통계", "Statistics"],
  trades: ["거래", "Trades"],
  noTrades: ["거래가 없습니다.", "There were no trades."],
  inputs: ["입력", "Inputs"],
  again: [
    "이 값으로 다시 돌리면 같은 결과가 나옵니다.",
    "The same inputs give the same result again.",
  ],
  honest: [
    "과거 시세로 한 모의 거래이며, 앞으로의 수익을 약속하지 않습니다.",
    "A simulation on past prices; it promises nothing about the future.",
  ],
  strategy: ["전략", "Strategy"],
  params: ["전략 설정", "Parameters"],
  fills: ["체결 규칙", "Fill rules"],
  exits: ["청산 규칙", "Exit rules"],
  account: ["계좌 규칙", "Account rules"],
  defaults: ["기본값을 쓴 규칙", "Rules left at their defaults"],
  none: ["없음", "none"],
  version: ["프로그램 버전", "Program version"],
  data: ["데이터", "Data"],
  source: ["출처", "Source"],
  hash: ["데이터 해시 (SHA-256)", "Data hash (SHA-256)"],
  bars: ["봉", "bars"],
  span: ["기간", "Span"],
  gaps: ["빠진 곳", "Gaps"],
  warmUp: ["준비 구간", "Warm-up"],
  refusals: ["거절된 주문", "Orders refused"],
  number: ["번호", "No."],
  symbol: ["종목", "Symbol"],
  side: ["방향", "Side"],
  units: ["수량", "Units"],
  entry: ["진입", "Entry"],
  exit: ["청산", "Exit"],
  entryPrice: ["진입가", "Entry price"],
  exitPrice: ["청산가", "Exit price"],
  pnl: ["순손익", "Net P&L"],
  returns: ["순수익률", "Net return"],
  grossPnl: ["손익, gross (수수료 전)", "P&L, gross (before fees)"],
  grossReturn: ["수익률, gross (수수료 전)", "Return, gross (before fees)"],
  gross: ["gross (수수료 전)", "gross (before fees)"],
  grossTaxed: ["gross (수수료·세금 전)", "gross (before fees and tax)"],
  grossMeaning: [
    "수수료를 빼기 전; 슬리피지는 체결가에 들어 있음",
    "Before fees; slippage is in the prices",
  ],
  grossHoldMeaning: ["같은 기간의 가격 변화", "The change of the price over the same bars"],
  grossNote: [
    "이전 버전이 저장한 결과입니다. 거래별 수치와 보유만 했을 때의 수익률은 수수료를 빼기 전(gross)의 값이며, 그대로 둡니다.",
    "Saved by an earlier version: the figures of trades, and of buy and hold, are before fees (gross) and are left so.",
  ],
  fees: ["수수료", "Fees"],
  tax: ["세금", "Tax"],
  waits: ["기다린 주문", "Orders that waited"],
  why: ["이유", "Reason"],
  long: ["매수", "long"],
  short: ["공매도", "short"],
  tileReturn: ["수익률", "Return"],
  tileHeld: ["보유만 했다면", "Buy and hold"],
  tileDrawdown: ["최대 낙폭", "Largest drawdown"],
  tileSharpe: ["샤프 비율", "Sharpe"],
  tileWinRate: ["승률", "Win rate"],
  tileEnd: ["마지막 자산", "End equity"],
  month: ["{month}월", "{month}"],
});

export const EXIT_WORDS = defineTexts({
  signal: ["전략 신호", "signal"],
  stop_loss: ["손절", "stop-loss"],
  take_profit: ["익절", "take-profit"],
  trailing_stop: ["추적 손절", "trailing stop"],
  roi: ["시간별 목표", "ROI table"],
  reverse: ["반대 진입", "reverse"],
  end: ["데이터 끝", "end of data"],
  out_of_money: ["자금 소진", "out of money"],
}) satisfies Readonly<Record<ExitReason, Twin>>;

/** A `share` can be a gain or a loss and gets its sign, a `part` of a whole does not. */
export type Unit = "share" | "part" | "money" | "count" | "ratio" | "time";

type StatisticWords = readonly [
  key: Exclude<keyof BacktestStatistics, "gross">,
  unit: Unit,
  name: Twin,
  meaning: Twin,
];

/** Every statistic: how to show it, what it is called, and what it means in one line. */
export const STATISTIC_WORDS: readonly StatisticWords[] = [
  ["returnShare", "share", ["수익률", "Return"], [
    "시작 자금 대비 마지막 자산",
    "End equity against start money",
  ]],
  ["buyAndHoldShare", "share", ["보유만 했다면", "Buy and hold"], [
    "같은 비용으로 같은 기간 사서 그대로 들고 있었을 때",
    "Buying once and holding over the same bars, with the same costs",
  ]],
  ["cagrShare", "share", ["연평균 성장률", "CAGR"], [
    "해마다 이만큼 자라면 같은 결과",
    "Constant growth a year with the same end",
  ]],
  ["annualVolatilityShare", "part", ["연 변동성", "Volatility a year"], [
    "하루 수익률의 흔들림을 1년으로",
    "Spread of daily returns, scaled to a year",
  ]],
  ["maxDrawdownShare", "share", ["최대 낙폭", "Largest drawdown"], [
    "최고점에서 가장 깊이 내려온 폭",
    "Deepest fall from a highest point",
  ]],
  ["maxDrawdownMs", "time", ["최장 낙폭 기간", "Longest drawdown"], [
    "최고점을 되찾기까지 가장 오래 걸린 시간",
    "Longest time until a highest point was reached again",
  ]],
  ["sharpe", "ratio", ["샤프 비율", "Sharpe"], [
    "연 수익률 ÷ 연 변동성; 높을수록 고르게 벌었음",
    "Return a year by volatility; higher is steadier",
  ]],
  ["sortino", "ratio", ["소르티노 비율", "Sortino"], [
    "내려간 날의 흔들림만으로 나눈 값",
    "As Sharpe, counting only losing days",
  ]],
  ["calmar", "ratio", ["칼마 비율", "Calmar"], [
    "연 수익률 ÷ 최대 낙폭",
    "Return a year by largest drawdown",
  ]],
  ["trades", "count", ["거래 수", "Trades"], ["끝난 왕복 거래", "Finished round trips"]],
  ["winRateShare", "part", ["승률", "Win rate"], [
    "비용을 빼고도 이익인 거래의 비율",
    "Trades that earned more than their costs",
  ]],
  ["profitFactor", "ratio", ["손익비", "Profit factor"], [
    "이익 거래 수익률의 합 ÷ 손실 거래 수익률의 합",
    "Sum of the returns that won by sum of those that lost",
  ]],
  ["expectancyShare", "share", ["거래당 기댓값", "Expectancy"], [
    "비용을 뺀 거래 수익률의 평균",
    "Mean return of a trade after costs",
  ]],
  ["bestTradeShare", "share", ["가장 좋은 거래", "Best trade"], [
    "거래 한 번의 최대 수익률",
    "Highest return of one",
  ]],
  ["worstTradeShare", "share", ["가장 나쁜 거래", "Worst trade"], [
    "거래 한 번의 최저 수익률",
    "Lowest return of one",
  ]],
  ["averageTradeMs", "time", ["평균 보유 기간", "Mean time held"], [
    "진입부터 청산까지",
    "From entry to exit",
  ]],
  ["exposureShare", "part", ["시장 노출", "Exposure"], [
    "포지션이 있던 봉의 비율",
    "Bars in which a position was open",
  ]],
  ["sqn", "ratio", ["SQN", "SQN"], [
    "√거래 수 × 평균 손익 ÷ 손익의 흔들림",
    "√trades × mean gain by its spread",
  ]],
  ["fees", "money", ["수수료 합계", "Fees"], ["진입과 청산에 낸 수수료", "Paid at entries and exits"]],
  ["tax", "money", ["세금 합계", "Tax"], [
    "수수료와 따로, 팔 때 낸 세금",
    "Paid on sales, apart from the fees",
  ]],
  ["startEquity", "money", ["시작 자금", "Start money"], ["처음의 현금", "Cash at the beginning"]],
  ["endEquity", "money", ["마지막 자산", "End equity"], ["모두 청산한 뒤", "After everything was closed"]],
  ["peakEquity", "money", ["최고 자산", "Highest equity"], ["가장 많았을 때", "At its highest point"]],
];

/** Tax is a row where some was paid. */
export function statisticWordsOf({ tax = 0 }: Pick<BacktestStatistics, "tax">): typeof STATISTIC_WORDS {
  return tax === 0 ? STATISTIC_WORDS.filter(([key]) => key !== "tax") : STATISTIC_WORDS;
}

/** Figures that a report also tells before fees. */
export const GROSS_FIGURES = [
  "buyAndHoldShare",
  "winRateShare",
  "profitFactor",
  "expectancyShare",
  "bestTradeShare",
  "worstTradeShare",
  "sqn",
] as const satisfies readonly (keyof GrossFigures)[];

/** What a figure before costs is called. */
export function grossWordOf({ tax = 0 }: Pick<BacktestStatistics, "tax">): Twin {
  return tax === 0 ? REPORT_WORDS.gross : REPORT_WORDS.grossTaxed;
}
