import { readStoreData } from "../../../src/backtest/run/backtest_data.ts";
import type { BacktestData } from "../../../src/backtest/run/backtest_data.ts";
import { type BacktestRequest, runBacktest } from "../../../src/backtest/run/run_backtest.ts";
import { type CandleColumns, createColumns, type SeriesKey } from "../../../src/core/candle.ts";
import { createSystemClock } from "../../../src/core/clock.ts";
import { MINUTE_MS } from "../../../src/core/kst.ts";
import { nextOpen } from "../../../src/paper/fill_models/next_open.ts";
import { openSqliteCandleStore } from "../../../src/market/store/sqlite_candle_store.ts";
import { maCross } from "../../../src/strategies/ma_cross.ts";
import { interleave, median } from "../numbers.ts";
import { makeWorkDir } from "../paths.ts";

const CANDLES = 520_000;
const ROUNDS = 5;
const START_MS = Date.UTC(2020, 0);
const START_CASH = 100_000_000;
const FEE_RATE = 0.0005;
const FAST = 10;
const SLOW = 30;
const STOP = 0.01;
const TARGET = 0.02;
const SERIES: SeriesKey = { exchange: "upbit", symbol: "BTC/KRW", interval: "1m" };

export interface BacktestSpeeds {
  readonly ourBarsPerS: number;
  readonly bareBarsPerS: number;
}

/**
 * One-minute candles through `ma_cross` with stop and target, in memory, beside a bare loop written for this one case.
 * Medians.
 *
 * @throws {Error} when the two disagree on the number of trades.
 */
export async function measureBacktest(): Promise<BacktestSpeeds> {
  const columns = walk();
  const request = toRequest({ series: SERIES, columns, extra: {}, source: "bench", hash: "" });
  const ours = () => Promise.resolve(timed(() => runBacktest(request).trades.length));
  const bare = () => Promise.resolve(timed(() => crossBarely(columns)));
  const [ourTrades, bareTrades] = [runBacktest(request).trades.length, crossBarely(columns)];
  if (ourTrades !== bareTrades) throw new Error(`${ourTrades} trades, and ${bareTrades} by the bare loop`);
  const pair = await interleave(ROUNDS, { ours, bare });
  return { ourBarsPerS: median(pair.ours), bareBarsPerS: median(pair.bare) };
}

/** Milliseconds from a stored series of 520,000 candles to finished statistics, by SQLite. Median. */
export async function measureStoredBacktest(): Promise<{ readonly bars: number; readonly ms: number }> {
  await using dir = await makeWorkDir();
  await using shelf = await openSqliteCandleStore({ dir: dir.path, clock: createSystemClock() });
  await shelf.keepColumns(SERIES, walk(), { closedUntilMs: Infinity });
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const startMs = performance.now();
    const data = await readStoreData(shelf, { series: SERIES, span: { fromMs: 0, toMs: Infinity } });
    const { statistics } = runBacktest(toRequest(data));
    if (statistics.bars !== CANDLES) throw new Error(`The run saw ${statistics.bars} bars`);
    times.push(performance.now() - startMs);
  }
  return { bars: CANDLES, ms: median(times) };
}

function toRequest(data: BacktestData): BacktestRequest<ReturnType<typeof maCross.params.parse>> {
  return {
    data: [data],
    strategy: maCross,
    params: maCross.params.parse({ fast: FAST, slow: SLOW, stop_loss: STOP, take_profit: TARGET }),
    model: nextOpen,
    exits: {},
    version: "bench",
    rules: {
      startCash: START_CASH,
      feeRate: FEE_RATE,
      slippageShare: 0,
      lotSize: "0.00000001",
      tickSize: undefined,
      minOrderValue: 5_000,
      allowShort: false,
      mostPositions: 1,
      defaultSize: { kind: "share", share: 0.5 },
    },
  };
}

function timed(work: () => number): number {
  const startMs = performance.now();
  work();
  return CANDLES / ((performance.now() - startMs) / 1_000);
}

/** A random walk whose candles hold together; always the same one. */
function walk(): CandleColumns {
  const columns = createColumns(CANDLES);
  let seed = 42;
  const random = () => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return seed / 2 ** 32;
  };
  let price = 50_000_000;
  for (let i = 0; i < CANDLES; i++) {
    const close = price * (1 + (random() - 0.5) * 0.002);
    columns.openTimeMs[i] = START_MS + i * MINUTE_MS;
    columns.open[i] = price;
    columns.close[i] = close;
    columns.high[i] = Math.max(price, close) * (1 + random() * 0.000_3);
    columns.low[i] = Math.min(price, close) * (1 - random() * 0.000_3);
    columns.volume[i] = random();
    price = close;
  }
  return columns;
}

/** The same trades and the equity after each candle, with nothing that this one case does not need. */
function crossBarely({ open, high, low, close }: CandleColumns): number {
  const equity = new Float64Array(close.length);
  let cash = START_CASH;
  let trades = 0;
  let units = 0;
  let entry = 0;
  let stop = 0;
  let target = 0;
  let fastSum = 0;
  let slowSum = 0;
  let gap = NaN;
  let pending: "none" | "buy" | "sell" = "none";
  const sell = (price: number) => {
    cash += units * (price - entry) - units * price * FEE_RATE;
    units = 0;
    trades++;
  };
  for (let i = 0; i < close.length; i++) {
    const opened = open[i] as number;
    if (pending === "sell" && units > 0) sell(opened);
    if (pending === "buy" && units === 0) {
      units = Math.floor(cash * 0.5 / (opened * (1 + FEE_RATE)) * 1e8) / 1e8;
      entry = opened;
      cash -= units * entry * FEE_RATE;
    }
    pending = "none";
    if (units > 0) {
      if ((low[i] as number) <= stop) sell(Math.min(opened, stop));
      else if ((high[i] as number) >= target) sell(Math.max(opened, target));
      else if (i === close.length - 1) sell(opened);
    }
    const now = close[i] as number;
    fastSum += now - (i >= FAST ? close[i - FAST] as number : 0);
    slowSum += now - (i >= SLOW ? close[i - SLOW] as number : 0);
    if (i >= SLOW - 1) {
      const before = gap;
      gap = fastSum / FAST - slowSum / SLOW;
      if (before < 0 && gap > 0) {
        pending = "buy";
        if (units === 0) {
          stop = now * (1 - STOP);
          target = now * (1 + TARGET);
        }
      } else if (before > 0 && gap < 0) pending = "sell";
    }
    equity[i] = cash + units * (now - entry);
  }
  return trades;
}
