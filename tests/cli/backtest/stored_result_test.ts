import assert from "node:assert/strict";
import { toResultJson } from "../../../src/backtest/report/result_json.ts";
import { createBacktestShelf } from "../../../src/backtest/saved_backtests.ts";
import { readStoredResult } from "../../../src/backtest/report/stored_result.ts";
import { makeResult, makeStatistics } from "../../backtest/made_results.ts";

const EARLIER = {
  inputs: { strategy: "ma_cross" },
  statistics: { return_pct: -2, buy_and_hold_pct: 3, win_rate_pct: 100, profit_factor: null, sqn: 1.5 },
  trades: [{ side: "long", pnl: 989, return_pct: 0.1, fees: 19.8 }],
};

Deno.test("a result of an earlier version shows its figures before fees under gross names, and no net ones", () => {
  const { statistics, trades } = readStoredResult(EARLIER) as typeof EARLIER & {
    readonly statistics: { readonly null_reasons: Readonly<Record<string, string>> };
  };
  const { null_reasons, ...figures } = statistics;
  assert.deepEqual(figures, {
    return_pct: -2,
    buy_and_hold_pct: null,
    gross_buy_and_hold_pct: 3,
    win_rate_pct: null,
    gross_win_rate_pct: 100,
    profit_factor: null,
    gross_profit_factor: null,
    sqn: null,
    gross_sqn: 1.5,
  });
  assert.match(null_reasons["win_rate_pct"] ?? "", /earlier version.*before fees/);
  assert.deepEqual(trades, [
    { side: "long", pnl: null, gross_pnl: 989, return_pct: null, gross_return_pct: 0.1, fees: 19.8 },
  ]);
});

Deno.test("a result of this version is shown as it was kept", () => {
  const kept = JSON.parse(JSON.stringify(toResultJson(makeResult())));
  assert.equal(readStoredResult(kept), kept);
});

Deno.test("a line of the list that an earlier version kept says gross where it is", async () => {
  const line = { strategy: "s", market: "m", timeframe: "1d", bars: 1, from: "a", to: "b" };
  const rows = [
    { id: 1, atMs: 0, actor: undefined, entry: { ...line, win_rate_pct: 100 } },
    { id: 2, atMs: 0, actor: undefined, entry: { ...line, win_rate_pct: 40, format: 2 } },
  ];
  const shelf = createBacktestShelf({
    list: () => Promise.resolve(rows),
    report: () => Promise.resolve(undefined),
  });
  assert.deepEqual(
    (await shelf.list()).map((entry) => [entry.win_rate_pct, entry["gross_win_rate_pct"]]),
    [[undefined, 100], [40, undefined]],
  );
});

Deno.test("each null among the statistics of a result has its reason under the same name", () => {
  const { statistics } = toResultJson(makeResult({
    statistics: makeStatistics({ calmar: undefined, trades: 0, winRateShare: undefined }),
  }));
  const { null_reasons, ...figures } = statistics;
  const none = Object.entries(figures).filter(([name, value]) =>
    value === null && !name.startsWith("gross_")
  );
  assert.deepEqual(Object.keys(null_reasons).toSorted(), none.map(([name]) => name).toSorted());
  assert.equal(null_reasons["win_rate_pct"], "there was no trade");
});
