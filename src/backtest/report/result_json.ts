/** A result as other programs read it: snake_case, the unit in the name, percent where it says `pct`. */
import type {
  BacktestResult,
  BacktestStatistics,
  BacktestTrade,
  DataNotes,
  GrossFigures,
  RecordedRules,
  TradeFigures,
} from "../run/backtest_result.ts";
import { type Figure, findNoneReasons } from "../run/none_reasons.ts";
import { DAY_MS, HOUR_MS, toKstIso } from "../../core/kst.ts";
import { pick } from "../../core/lang.ts";
import { priceKindOf } from "./price_words.ts";
import { toReasonText } from "../../core/reasons/reason_text.ts";
import type { UsualName } from "../../paper/account_rules.ts";

export function toResultJson(result: BacktestResult) {
  const { inputs, data, trades, statistics, refusals, waits = {}, warmUpBars, adviceCount } = result;
  const firstRows = new Map(data.map(({ symbol, firstRow }) => [symbol, firstRow]));
  return {
    format: 2,
    inputs: {
      strategy: inputs.strategyId,
      params: inputs.params,
      fills: inputs.modelId,
      exits: toExitsJson(inputs.exits),
      rules: { ...toRulesJson(inputs.rules), most_positions: inputs.rules.mostPositions },
      defaults: toUsualJson(inputs.usual),
      data: data.map(toDataJson),
      from: toKstIso(Math.min(...data.map(({ fromMs }) => fromMs))),
      to: toKstIso(Math.max(...data.map(({ toMs }) => toMs))),
      version: inputs.version,
    },
    statistics: toStatisticsJson(statistics),
    trades: trades.map((trade) => toTradeJson(trade, firstRows.get(trade.symbol) ?? 0)),
    refusals,
    waits,
    gaps: {
      count: data.reduce((sum, { gaps }) => sum + gaps, 0),
      missing_bars: data.reduce((sum, { missingBars }) => sum + missingBars, 0),
    },
    warm_up_bars: warmUpBars,
    advice_count: adviceCount,
  };
}

export type ResultJson = ReturnType<typeof toResultJson>;

export function toStatisticsJson(statistics: BacktestStatistics) {
  const s = statistics;
  return {
    bars: s.bars,
    start_equity: s.startEquity,
    end_equity: s.endEquity,
    peak_equity: s.peakEquity,
    return_pct: s.returnShare * 100,
    buy_and_hold_pct: toPct(s.buyAndHoldShare),
    cagr_pct: toPct(s.cagrShare),
    annual_return_pct: toPct(s.annualReturnShare),
    annual_volatility_pct: toPct(s.annualVolatilityShare),
    sharpe: s.sharpe ?? null,
    sortino: s.sortino ?? null,
    calmar: s.calmar ?? null,
    max_drawdown_pct: s.maxDrawdownShare * 100,
    max_drawdown_days: s.maxDrawdownMs / DAY_MS,
    exposure_pct: s.exposureShare * 100,
    fees: s.fees,
    tax: s.tax ?? 0,
    trades: s.trades,
    average_trade_hours: s.averageTradeMs === undefined ? null : s.averageTradeMs / HOUR_MS,
    ...toFiguresJson(s),
    ...toGrossJson(s.gross),
    periods_a_year: s.periodsAYear,
    null_reasons: toReasonsJson(statistics),
  };
}

/** After fees, tax and slippage. */
function toFiguresJson(figures: TradeFigures) {
  return {
    win_rate_pct: toPct(figures.winRateShare),
    profit_factor: figures.profitFactor ?? null,
    expectancy_pct: toPct(figures.expectancyShare),
    average_trade_pct: toPct(figures.averageTradeShare),
    best_trade_pct: toPct(figures.bestTradeShare),
    worst_trade_pct: toPct(figures.worstTradeShare),
    sqn: figures.sqn ?? null,
  };
}

/** Before fees and tax. */
function toGrossJson(figures: GrossFigures) {
  const gross = toFiguresJson(figures);
  return {
    gross_buy_and_hold_pct: toPct(figures.buyAndHoldShare),
    gross_win_rate_pct: gross.win_rate_pct,
    gross_profit_factor: gross.profit_factor,
    gross_expectancy_pct: gross.expectancy_pct,
    gross_average_trade_pct: gross.average_trade_pct,
    gross_best_trade_pct: gross.best_trade_pct,
    gross_worst_trade_pct: gross.worst_trade_pct,
    gross_sqn: gross.sqn,
  };
}

const FIGURE_NAMES = {
  buyAndHoldShare: "buy_and_hold_pct",
  cagrShare: "cagr_pct",
  annualReturnShare: "annual_return_pct",
  annualVolatilityShare: "annual_volatility_pct",
  sharpe: "sharpe",
  sortino: "sortino",
  calmar: "calmar",
  winRateShare: "win_rate_pct",
  profitFactor: "profit_factor",
  expectancyShare: "expectancy_pct",
  averageTradeShare: "average_trade_pct",
  bestTradeShare: "best_trade_pct",
  worstTradeShare: "worst_trade_pct",
  averageTradeMs: "average_trade_hours",
  sqn: "sqn",
} as const satisfies Partial<Record<Figure, string>>;

/** Why a figure is null, under its own name. */
function toReasonsJson(statistics: BacktestStatistics): Readonly<Record<string, string>> {
  const names: Partial<Record<Figure, string>> = FIGURE_NAMES;
  return Object.fromEntries(
    [...findNoneReasons(statistics)].map(([figure, reason]) => [names[figure] ?? figure, pick(reason, "en")]),
  );
}

function toPct(share: number | undefined): number | null {
  return share === undefined ? null : share * 100;
}

/** @param firstRow of the data at which the span began, so that bars are rows of the file. */
function toTradeJson(trade: BacktestTrade, firstRow: number) {
  return {
    symbol: trade.symbol,
    side: trade.side,
    size: trade.units,
    entry_bar: firstRow + trade.entryBar,
    exit_bar: firstRow + trade.exitBar,
    entry_time: toKstIso(trade.entryAtMs),
    exit_time: toKstIso(trade.exitAtMs),
    entry_price: trade.entryPrice,
    exit_price: trade.exitPrice,
    pnl: trade.pnl,
    return_pct: trade.returnShare * 100,
    fees: trade.fees,
    tax: trade.tax,
    entry_moment: trade.entryMoment ?? null,
    exit_moment: trade.exitMoment ?? null,
    gross_pnl: trade.grossPnl,
    gross_return_pct: trade.grossReturnShare * 100,
    reason: trade.exitReason,
    entry_reason: toReasonText(trade.entryReason, "en"),
  };
}

function toDataJson(notes: DataNotes) {
  return {
    symbol: notes.symbol,
    ...(notes.name === undefined ? {} : { name: notes.name }),
    exchange: notes.exchange,
    prices: priceKindOf(notes) ?? null,
    timeframe: notes.interval,
    source: notes.source,
    rows: notes.bars,
    first_row: notes.firstRow,
    hash: notes.hash,
    from: toKstIso(notes.fromMs),
    to: toKstIso(notes.toMs),
    gaps: notes.gaps,
    missing_bars: notes.missingBars,
    listed: notes.listedMs === undefined ? null : toKstIso(notes.listedMs),
    odd_bars: notes.oddBars,
    jumps: notes.jumps?.map(({ atMs, before, after }) => ({ at: toKstIso(atMs), before, after })) ?? [],
    base_changes:
      notes.baseChanges?.map(({ atMs, before, base }) => ({ at: toKstIso(atMs), before, base })) ?? [],
  };
}

/** Under the names that they have beside it. */
const USUAL_JSON: Readonly<Record<UsualName, string>> = {
  startCash: "start_cash",
  feeRate: "fee_rate",
  slippageShare: "slippage_share",
  lotSize: "lot_size",
  tickSize: "tick_size",
  minOrderValue: "min_order_value",
  allowShort: "allow_short",
  defaultSize: "default_size",
  fillModel: "fills",
  krx: "krx",
};

/** `null` where an earlier version kept none. */
export function toUsualJson(usual: readonly UsualName[] | undefined): readonly string[] | null {
  return usual?.map((name) => USUAL_JSON[name]) ?? null;
}

export function toRulesJson(rules: Omit<RecordedRules, "mostPositions">) {
  return {
    start_cash: rules.startCash,
    fee_rate: rules.feeRate,
    sell_fee_rate: rules.sellFeeRate ?? rules.feeRate,
    krx: rules.krx ?? null,
    slippage_share: rules.slippageShare,
    lot_size: rules.lotSize,
    tick_size: rules.tickSize ?? null,
    min_order_value: rules.minOrderValue,
    allow_short: rules.allowShort,
    default_size: rules.defaultSize,
  };
}

function toExitsJson(
  { stopLossShare, takeProfitShare, trailing, roi, useExitSignal }: BacktestResult["inputs"]["exits"],
) {
  return {
    stop_loss_share: stopLossShare ?? null,
    take_profit_share: takeProfitShare ?? null,
    trailing: trailing === undefined ? null : {
      distance_share: trailing.distanceShare ?? null,
      positive_share: trailing.positiveShare ?? null,
      offset_share: trailing.offsetShare,
      only_offset: trailing.onlyOffset,
    },
    roi: roi === undefined
      ? null
      : roi.map(({ afterMs, share }) => ({ after_minutes: afterMs / 60_000, share })),
    use_exit_signal: useExitSignal ?? true,
  };
}
