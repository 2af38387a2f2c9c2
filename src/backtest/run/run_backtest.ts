/** A strategy over past candles: the same objects and the same fills as paper trading. */
import { type Advice, findAdviceFault } from "../../core/advice.ts";
import type { Candle, CandleColumns, Interval, Span } from "../../core/candle.ts";
import { toErrorText } from "../../core/errors.ts";
import { toKstIso } from "../../core/kst.ts";
import { hoursOfTable } from "../../calendar/session_table.ts";
import { ALWAYS_OPEN, type MarketHours } from "../../core/market/hours.ts";
import type { ExitRules, FillModel } from "../../paper/fill_models/fill_model.ts";
import type { AccountRules, UsualName } from "../../paper/account_rules.ts";
import { type Needs, readStrategyRun, type Strategy, type StrategyRun } from "../../strategies/strategy.ts";
import type { BacktestData } from "./backtest_data.ts";
import type { BacktestInputs, BacktestResult, BacktestTrade } from "./backtest_result.ts";
import { describeData } from "./data_notes.ts";
import { mergeEquity } from "./merge_equity.ts";
import { computeStatistics } from "./statistics.ts";
import { runSymbol, type SymbolRun } from "./symbol_run.ts";

/** A strategy before its run. */
export interface Prepared<Params> {
  readonly strategy: Strategy<Params>;
  /** As its schema gives them. */
  readonly params: Params;
}

export interface BacktestRequest<Params> extends Prepared<Params> {
  /** One for each symbol, all of one interval. Each symbol gets an equal part of the money, for itself. */
  readonly data: readonly [BacktestData, ...BacktestData[]];
  /**
   * The same strategy for the symbols after the first, one each, so that none of them finds what another one left behind:
   * symbols are worked one after the other, so that would be the future. Left out, the first is for all.
   */
  readonly others?: readonly Prepared<Params>[] | undefined;
  readonly model: FillModel;
  readonly rules: AccountRules;
  /** What of rules and model nobody said, for the record. */
  readonly usual?: readonly UsualName[] | undefined;
  readonly exits: ExitRules;
  /** Candles that begin in it are used, and the warm-up begins with it; left out, all. */
  readonly span?: Span | undefined;
  /** Advice at candles that begin before does not count, also when the warm-up was over earlier. Epoch ms. */
  readonly silentUntilMs?: number | undefined;
  /** Of the program, for the record. */
  readonly version: string;
  readonly onAdvice?: (advice: Advice, at: { readonly symbol: string; readonly candle: Candle }) => void;
}

/** The candles of one symbol that are used. */
interface Cut {
  readonly data: BacktestData;
  readonly columns: CandleColumns;
  readonly extra: Readonly<Record<string, Float64Array>>;
  readonly firstRow: number;
}

/**
 * Works all candles in order of time. The accounts of several symbols do not touch each other, so they are worked one
 * after the other and put onto one clock afterwards. A missing candle stays missing: the next one is all that is seen.
 *
 * @throws {AdviceRefusedError} for advice that live trading would refuse.
 * @throws {RangeError} for data that do not fit together or have no candles in the span, intervals that cannot be made,
 *   params that the strategy refuses, and advice that is none.
 */
export function runBacktest<Params>(request: BacktestRequest<Params>): BacktestResult {
  const { data, strategy, params, rules } = request;
  const interval = checkData(data);
  const needs = strategy.needs(params, interval);
  if (needs.intervals[0] !== interval) {
    throw new RangeError(`Cannot run ${strategy.id} on ${interval} bars: it trades on ${needs.intervals[0]}`);
  }
  const cuts = data.map((one) => cut(one, request.span));
  const hours = data.map(hoursOf);
  const startCash = rules.startCash / data.length;
  const prepared = [request, ...request.others ?? []];
  const runs = cuts.map((part, i) =>
    runOne({ ...request, ...prepared[i] }, { ...part, needs, startCash, hours: hoursOf(part.data) })
  );
  const equity = mergeEquity(cuts.map(({ columns }, i) => ({
    atMs: columns.openTimeMs,
    equity: runs[i]?.equity ?? new Float64Array(0),
    before: startCash,
  })));
  const trades = tradesInOrder(runs);
  const moneyRefusal = runs.find((run) => run.moneyRefusal !== undefined)?.moneyRefusal;
  const candles = cuts.reduce((sum, { columns }) => sum + columns.openTimeMs.length, 0);
  return {
    inputs: toInputs(request),
    data: cuts.map(({ data: one, columns, firstRow }, i) =>
      describeData(columns, { ...one, firstRow, listedMs: one.listedMs, hours: hours[i] ?? ALWAYS_OPEN })
    ),
    trades,
    equity,
    statistics: computeStatistics({
      // Markets of one interval share a curve; with sessions are all of them, or it is coins that set the days.
      hours: hours.find((one) => one === ALWAYS_OPEN) ?? hours[0] ?? ALWAYS_OPEN,
      equity,
      interval,
      trades,
      startCash: rules.startCash,
      fees: sumOf(runs, ({ fees }) => fees),
      tax: sumOf(runs, ({ tax }) => tax),
      exposureShare: sumOf(runs, ({ exposedBars: exposedCandles }) => exposedCandles) / candles,
      buyAndHoldShare: buyAndHold(cuts, { needs, rules }),
      grossBuyAndHoldShare: buyAndHold(cuts, { needs, rules: { feeRate: 0, slippageShare: 0 } }),
    }),
    refusals: addCounts(runs.map(({ refusals }) => refusals)),
    waits: addCounts(runs.map(({ waits }) => waits)),
    adviceCount: sumOf(runs, ({ adviceCount }) => adviceCount),
    warmUpBars: needs.warmUpBars,
    ...(moneyRefusal === undefined ? {} : { moneyRefusal }),
  };
}

function runOne<Params>(
  request: BacktestRequest<Params>,
  { data, columns, extra, needs, startCash, hours }: Cut & {
    readonly needs: Needs;
    readonly startCash: number;
    readonly hours: MarketHours;
  },
): SymbolRun {
  const { strategy, params, model, rules, exits, onAdvice, silentUntilMs = 0 } = request;
  const { symbol, interval } = data.series;
  return runSymbol({
    symbol,
    columns,
    extra,
    interval,
    strategy: readRun(strategy.create(params, interval, hours)),
    otherIntervals: needs.intervals.slice(1),
    hours,
    bases: data.bases === undefined ? undefined : new Map(data.bases),
    warmUpBars: Math.max(needs.warmUpBars, rowAt(columns.openTimeMs, silentUntilMs)),
    model,
    rules: { ...rules, startCash },
    exits,
    onAdvice: (advice, candle) => {
      checkAdvice(advice, { strategy, candle });
      onAdvice?.(advice, { symbol, candle });
    },
  });
}

/** What a live start would refuse, a backtest refuses too. */
function readRun(made: unknown): StrategyRun {
  try {
    return readStrategyRun(made);
  } catch (error) {
    throw new RangeError(toErrorText(error));
  }
}

/** Of files nobody knows better, and coins are traded at any hour. */
function hoursOf({ sessions }: BacktestData): MarketHours {
  return sessions === undefined ? ALWAYS_OPEN : hoursOfTable(sessions);
}

/** A strategy said what nobody can act on. */
export class AdviceRefusedError extends RangeError {}

/** What live trading would refuse, a backtest refuses too. */
function checkAdvice(
  advice: unknown,
  { strategy, candle }: { readonly strategy: Pick<Strategy, "id">; readonly candle: Candle },
): void {
  const fault = findAdviceFault(advice);
  if (fault === undefined) return;
  const at = toKstIso(candle.openTimeMs);
  throw new AdviceRefusedError(
    `Cannot use the advice of ${strategy.id} at the bar of ${at}: ${fault.field} ${fault.what}`,
  );
}

function checkData(data: readonly [BacktestData, ...BacktestData[]]): Interval {
  const { interval } = data[0].series;
  const symbols = new Set<string>();
  for (const { series } of data) {
    if (series.interval !== interval) {
      throw new RangeError(`Cannot run on ${interval} and ${series.interval} bars at once`);
    }
    if (symbols.has(series.symbol)) throw new RangeError(`Cannot run: ${series.symbol} is there twice`);
    symbols.add(series.symbol);
  }
  return interval;
}

function cut(data: BacktestData, span: Span | undefined): Cut {
  const { openTimeMs } = data.columns;
  const firstRow = span === undefined ? 0 : rowAt(openTimeMs, span.fromMs);
  const end = span === undefined ? openTimeMs.length : rowAt(openTimeMs, span.toMs);
  if (end <= firstRow) {
    throw new RangeError(`Cannot run on ${data.series.symbol}: it has no bars${span ? " in the span" : ""}`);
  }
  const part = (column: Float64Array) => column.subarray(firstRow, end);
  const { open, high, low, close, volume } = data.columns;
  return {
    data,
    firstRow,
    columns: {
      openTimeMs: part(openTimeMs),
      open: part(open),
      high: part(high),
      low: part(low),
      close: part(close),
      volume: part(volume),
    },
    extra: Object.fromEntries(Object.entries(data.extra).map(([name, column]) => [name, part(column)])),
  };
}

/** The first row that is not before `atMs`. */
function rowAt(openTimeMs: Float64Array, atMs: number): number {
  let low = 0;
  let high = openTimeMs.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((openTimeMs[middle] as number) < atMs) low = middle + 1;
    else high = middle;
  }
  return low;
}

function tradesInOrder(runs: readonly SymbolRun[]): readonly BacktestTrade[] {
  const [only, second] = runs;
  if (only !== undefined && second === undefined) return only.trades;
  return runs.flatMap(({ trades }) => trades).toSorted((a, b) => a.exitAtMs - b.exitAtMs);
}

/** Quote currency; so much that no cut of the tax is seen in its share. */
const LARGE_VALUE = 1e12;

/** Bought and sold once with the costs of the run; tick and lot do not matter at this size. */
function buyAndHold(
  cuts: readonly Cut[],
  { needs: { warmUpBars: warmUpCandles }, rules: { feeRate, sellFeeRate = feeRate, slippageShare, market } }:
    {
      readonly needs: Needs;
      readonly rules: Pick<AccountRules, "feeRate" | "sellFeeRate" | "slippageShare" | "market">;
    },
): number | undefined {
  const shares = cuts.map(({ columns: { openTimeMs, close } }) => {
    const paid = (close[Math.max(0, warmUpCandles - 1)] ?? NaN) * (1 + slippageShare) * (1 + feeRate);
    const sale = { side: "sell", value: LARGE_VALUE, tradedAtMs: openTimeMs.at(-1) ?? NaN } as const;
    const taxShare = (market?.taxOn(sale) ?? 0) / LARGE_VALUE;
    const received = (close.at(-1) ?? NaN) * (1 - slippageShare) * (1 - sellFeeRate - taxShare);
    return received / paid - 1;
  });
  const mean = sumOf(shares, (share) => share) / shares.length;
  return Number.isFinite(mean) ? mean : undefined;
}

function addCounts(
  counts: readonly Readonly<Record<string, number>>[],
): Readonly<Record<string, number>> {
  const sums: Record<string, number> = {};
  for (const [reason, count] of counts.flatMap((one) => Object.entries(one))) {
    sums[reason] = (sums[reason] ?? 0) + count;
  }
  return sums;
}

function toInputs<Params>(request: BacktestRequest<Params>): BacktestInputs {
  const { strategy, params, model, rules, usual, exits, span, version } = request;
  const { tickSize, market: _code, ...numbers } = rules;
  return {
    strategyId: strategy.id,
    params,
    modelId: model.id,
    rules: { ...numbers, tickSize: typeof tickSize === "function" ? tickSize.name || "by price" : tickSize },
    ...(usual === undefined ? {} : { usual }),
    exits,
    span,
    version,
  };
}

function sumOf<T>(items: readonly T[], read: (item: T) => number): number {
  return items.reduce((sum, item) => sum + read(item), 0);
}
