import { deepStrictEqual, ok as assertTrue, strictEqual } from "node:assert/strict";
import { readCsvData } from "../../src/backtest/run/backtest_data.ts";
import type { BacktestResult } from "../../src/backtest/run/backtest_result.ts";
import { runBacktest } from "../../src/backtest/run/run_backtest.ts";
import { MINUTE_MS } from "../../src/core/kst.ts";
import { freqtrade } from "../../src/paper/fill_models/freqtrade.ts";
import { exitRulesOfFreqtrade } from "../../src/paper/fill_models/freqtrade_params.ts";
import type { AccountRules } from "../../src/paper/account_rules.ts";
import { maCross } from "../../src/strategies/ma_cross.ts";
import { signalTable } from "../../src/strategies/signal_table.ts";
import type { Strategy } from "../../src/strategies/strategy.ts";
import { RULES } from "../paper/paper_parts.ts";
import { readOutside, urlOfOutside } from "../support/outside_data.ts";
import { crossing, toRequest } from "./backtest_parts.ts";

/** Published results of two other programs: the same trades must come out, to the last digit where they print it. */

interface EngineCase {
  readonly name: string;
  readonly data: string;
  readonly cash: number;
  readonly commission: number;
  readonly params: { readonly fast?: number; readonly slow?: number; readonly units?: number };
  readonly trades: readonly Readonly<Record<string, unknown>>[];
  readonly summary: Readonly<Record<string, number>>;
}

interface TableCase {
  readonly id: string;
  readonly name: string;
  readonly core: boolean;
  readonly candles: readonly Readonly<Record<string, number>>[];
  readonly params: Readonly<Record<string, unknown>>;
  readonly expected: {
    readonly profit_ratio_sum_rounded_3dp: number;
    readonly trades: readonly {
      readonly exit_reason: string;
      readonly open_index: number;
      readonly close_index: number;
    }[];
  };
}

const engine = readOutside("backtest/engine_oracle.json");
const engineCases: readonly EngineCase[] = engine === undefined ? [] : JSON.parse(engine).cases;
const tables = readOutside("backtest/freqtrade_cases.json");
const tableCases: readonly TableCase[] = tables === undefined ? [] : JSON.parse(tables).cases;

for (const one of engineCases) {
  const { fast = 10, slow = 30, units } = one.params;
  const withShorts = units === undefined;
  const params = { fast, slow, allow_short: withShorts };
  const sides: readonly (readonly [string, Strategy<unknown>, unknown])[] = [
    ["crossing averages by hand", crossing({ fast, slow, withShorts }), {}],
    ["ma_cross", maCross as Strategy<unknown>, maCross.params.parse(params)],
  ];
  for (const [by, strategy, given] of sides) {
    Deno.test(`${one.name}: trade for trade as published, by ${by}`, async () => {
      const result = await runEngineCase(one, { strategy, params: given });
      deepStrictEqual(
        result.trades.map((trade) => ({
          side: trade.side,
          size: trade.units,
          entry_bar: trade.entryBar,
          exit_bar: trade.exitBar,
          entry_price: trade.entryPrice,
          exit_price: trade.exitPrice,
          pnl: trade.grossPnl,
          return_pct: trade.grossReturnShare * 100,
        })),
        one.trades,
      );
      const figures = toFigures(result);
      for (const [name, expected] of Object.entries(one.summary)) isClose(figures[name], expected, name);
    });
  }
}

Deno.test({
  name: "figures that backtesting.py publishes with its own tests are the same",
  ignore: engine === undefined,
  async fn() {
    const [first] = engineCases;
    assertTrue(first !== undefined);
    const strategy = crossing({ fast: 10, slow: 30, withShorts: true });
    const figures = toFigures(await runEngineCase(first, { strategy, params: {} }));
    const published: Record<string, number> = JSON.parse(engine ?? "").published_in_peer_test_suite.values;
    for (const [name, expected] of Object.entries(published)) isClose(figures[name], expected, name);
  },
});

for (const one of tableCases.filter(({ core }) => core)) {
  Deno.test(`${one.id}: the trades of the published table`, async () => {
    const csv = toCsv(one.candles);
    const open = () => Promise.resolve(new Blob([csv]).stream());
    const data = await readCsvData(open, {
      exchange: "file",
      symbol: "A/B",
      source: one.id,
      withExtra: true,
      keepOdd: true,
    });
    const { trades } = runBacktest(toRequest({
      data: [data],
      strategy: signalTable as Strategy<unknown>,
      params: signalTable.params.parse({}),
      model: freqtrade,
      exits: exitRulesOfFreqtrade(one.params),
      rules: { ...RULES, startCash: 1e6 },
    }));
    deepStrictEqual(
      trades.map((
        { exitReason, entryBar: entryCandle, exitBar: exitCandle },
      ) => [REASONS[exitReason], entryCandle, exitCandle]),
      one.expected.trades.map((trade) => [trade.exit_reason, trade.open_index, trade.close_index]),
    );
    const sum = trades.reduce((total, { returnShare }) => total + returnShare, 0);
    strictEqual(Math.round(sum * 1_000) / 1_000, one.expected.profit_ratio_sum_rounded_3dp);
  });
}

const REASONS: Readonly<Record<string, string>> = {
  signal: "exit_signal",
  stop_loss: "stop_loss",
  trailing_stop: "trailing_stop_loss",
  roi: "roi",
  end: "force_exit",
};

Deno.test({
  name: "a week of real minutes runs through, and its money adds up",
  ignore: engine === undefined,
  async fn() {
    const result = await runFile("market/binance_btcusdt_1m_2021-02-19_1week.csv.gz", {
      strategy: crossing({ fast: 10, slow: 30, withShorts: true }),
      params: {},
      exits: { stopLossShare: 0.005, takeProfitShare: 0.01 },
      rules: { ...RULES, startCash: 100_000, feeRate: 0.0005, lotSize: "0.00001" },
    });
    const { statistics, trades, data: [notes] } = result;
    strictEqual(notes?.interval, "1m");
    strictEqual(notes.bars, 10_080);
    strictEqual(statistics.periodsAYear, 365);
    assertTrue(trades.length > 100);
    const net = trades.reduce((sum, { pnl }) => sum + pnl, 0);
    isClose(statistics.endEquity, 100_000 + net, "end");
    assertTrue(
      trades.every(({ entryAtMs, entryBar: entryCandle }) =>
        entryAtMs === notes.fromMs + entryCandle * MINUTE_MS
      ),
    );
  },
});

async function runEngineCase(
  one: EngineCase,
  { strategy, params }: { strategy: Strategy<unknown>; params: unknown },
): Promise<BacktestResult> {
  const { units } = one.params;
  return await runFile(one.data.replace(/^open\//, ""), {
    strategy,
    params,
    exits: {},
    rules: {
      ...RULES,
      startCash: one.cash,
      feeRate: one.commission,
      allowShort: units === undefined,
      defaultSize: units === undefined ? { kind: "share", share: 1 - 2 ** -52 } : { kind: "units", units },
    },
  });
}

async function runFile(
  path: string,
  how: {
    strategy: Strategy<unknown>;
    params: unknown;
    exits: { stopLossShare?: number; takeProfitShare?: number };
    rules: AccountRules;
  },
): Promise<BacktestResult> {
  const open = async () => (await Deno.open(urlOfOutside(path))).readable;
  const data = await readCsvData(open, { exchange: "file", symbol: "A/B", source: path, withExtra: false });
  return runBacktest(toRequest({ data: [data], ...how }));
}

function toFigures({ statistics }: BacktestResult): Record<string, number | undefined> {
  const percent = (share: number | undefined) => share === undefined ? undefined : share * 100;
  return {
    "# Trades": statistics.trades,
    "Return [%]": percent(statistics.returnShare),
    "Equity Final [$]": statistics.endEquity,
    "Max. Drawdown [%]": percent(statistics.maxDrawdownShare),
    "Win Rate [%]": percent(statistics.gross.winRateShare),
    "Profit Factor": statistics.gross.profitFactor,
    "Exposure Time [%]": percent(statistics.exposureShare),
    "Best Trade [%]": percent(statistics.gross.bestTradeShare),
    "Worst Trade [%]": percent(statistics.gross.worstTradeShare),
    "Sharpe Ratio": statistics.sharpe,
    "SQN": statistics.gross.sqn,
  };
}

function isClose(actual: number | undefined, expected: number, what: string): void {
  const far = Math.abs((actual ?? NaN) - expected) / Math.max(1, Math.abs(expected));
  assertTrue(far < 1e-12, `${what} is ${actual} and not ${expected}`);
}

function toCsv(candles: readonly Readonly<Record<string, number>>[]): string {
  const names = ["ts", "o", "h", "l", "c", "v", "enter_long", "exit_long", "enter_short", "exit_short"];
  return [names.join(","), ...candles.map((row) => names.map((name) => row[name]).join(","))].join("\n");
}
