import assert from "node:assert/strict";
import fc from "fast-check";
import { niceSteps } from "../../../src/backtest/report/chart.ts";
import {
  MOST_CHART_COLUMNS,
  type ReportData,
  toEquityColumns,
  toMonthReturns,
  toReportData,
} from "../../../src/backtest/report/report_data.ts";
import { escapeMarkup, html } from "../../../src/backtest/report/markup.ts";
import { toAmount, toPart, toPercent } from "../../../src/backtest/report/numbers.ts";
import { renderReport } from "../../../src/backtest/report/report.ts";
import { readStoredReport } from "../../../src/backtest/run/stored_figures.ts";
import type { BacktestTrade } from "../../../src/backtest/run/backtest_result.ts";
import { makeColumns, makeResult, makeStatistics, makeTrade, START_MS } from "../made_results.ts";

const throughJson = (report: ReportData): ReportData => JSON.parse(JSON.stringify(report));
const page = (change: Parameters<typeof makeResult>[0] = {}, lang: "ko" | "en" = "en") =>
  renderReport(throughJson(toReportData(makeResult(change), [makeColumns(100)])), lang);

Deno.test("a report names strategy, market, figures, hash and version", () => {
  const text = page();
  for (const part of ["ma_cross", "BTC/KRW", "+20.00%", "ab".repeat(32), "0.0.0", "It rose.", "12,000"]) {
    assert.ok(text.includes(part), part);
  }
});

Deno.test("a report speaks Korean or English", () => {
  assert.match(page({}, "ko"), /<html lang="ko">[^]*최대 낙폭[^]*월별 수익률/);
  assert.match(page({}, "en"), /<html lang="en">[^]*Largest drawdown[^]*Monthly returns/);
});

Deno.test("a report needs nothing from outside and has no script", () => {
  const text = page();
  assert.match(text, /Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"/);
  assert.doesNotMatch(text, /<script|https?:|src=|<link|@import|url\(|style="| on\w+=/i);
});

Deno.test("a report escapes what a file's name, a strategy and its parameters say", () => {
  const bad = `<script>alert(1)</script>"'&\u202e`;
  const result = makeResult();
  const text = page({
    inputs: { ...result.inputs, strategyId: bad, params: { bad } },
    data: result.data.map((notes) => ({ ...notes, symbol: bad, source: bad, exchange: bad })),
    trades: [makeTrade({ symbol: bad, entryReason: bad })],
    refusals: { [bad]: 1 },
  });
  assert.doesNotMatch(text, /<script|\u202e/);
  assert.ok(text.includes("&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;"));
});

Deno.test("no text gets markup into a page", () => {
  fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => {
    assert.doesNotMatch(html`<p title="${text}">${text}</p>`.text.slice(10, -4), /<(?!\/p)|>.*>|\p{Cc}/u);
    assert.doesNotMatch(escapeMarkup(text), /[<>"']/);
  }));
});

Deno.test("a report without a trade and without bars says so and draws nothing", () => {
  const none = new Float64Array(0);
  const text = page({ trades: [], equity: { atMs: none, equity: none } });
  assert.match(text, /There were no trades\./);
  assert.doesNotMatch(text, /<svg|NaN|Infinity/);
});

Deno.test("a report says that bars are missing and that nothing was invented", () => {
  const [notes] = makeResult().data;
  assert.ok(notes !== undefined);
  assert.match(page({ data: [{ ...notes, gaps: 3, missingBars: 1_234 }] }), /3, 1,234 bars; left empty/);
});

Deno.test("a report of many trades shows the last thousand and says how many there were", () => {
  const trades = Array.from({ length: 1_500 }, (_, i) => makeTrade({ entryReason: `trade ${i} ends` }));
  const text = page({ trades });
  assert.match(text, /The last 1,000 of 1,500/);
  assert.ok(text.includes("trade 500 ends") && !text.includes("trade 499 ends"));
});

Deno.test("the columns of an equity curve lose no extreme and no drawdown", () => {
  fc.assert(fc.property(
    fc.array(fc.double({ min: 1, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 2_500 }),
    (values) => {
      const equity = Float64Array.from(values);
      const columns = toEquityColumns({ atMs: equity.map((_, i) => i), equity });
      assert.ok(columns.length <= MOST_CHART_COLUMNS);
      assert.equal(Math.max(...columns.map(({ high }) => high)), Math.max(...values));
      assert.equal(Math.min(...columns.map(({ low }) => low)), Math.min(...values));
      assert.equal(columns.at(-1)?.last, values.at(-1));
      let peak = 0;
      const deepest = Math.min(...values.map((value) => value / (peak = Math.max(peak, value)) - 1));
      assert.equal(Math.min(...columns.map(({ drawdownShare }) => drawdownShare)), deepest);
    },
  ));
});

Deno.test("monthly returns multiply to the whole return and change at midnight in Korea", () => {
  // 2024-01-31 23:00 and 2024-02-01 00:00 in Korea.
  const atMs = Float64Array.of(START_MS, Date.UTC(2024, 0, 31, 14), Date.UTC(2024, 0, 31, 15));
  const months = toMonthReturns({ atMs, equity: Float64Array.of(100, 110, 121) }, 100);
  assert.deepEqual(months.map(({ year, month }) => [year, month]), [[2024, 1], [2024, 2]]);
  assert.deepEqual(months.map(({ returnShare }) => returnShare.toFixed(6)), ["0.100000", "0.100000"]);
});

Deno.test("long data is drawn in at most 800 candles that keep open, high, low and close", () => {
  const columns = makeColumns(5_000);
  const [chart] = toReportData(makeResult(), [columns]).charts;
  assert.equal(chart?.columns.length, MOST_CHART_COLUMNS);
  assert.equal(chart?.columns[0]?.open, 100);
  assert.equal(chart?.columns.at(-1)?.close, 5_100);
  assert.equal(Math.max(...chart?.columns.map(({ high }) => high) ?? []), 5_102);
  assert.equal(Math.min(...chart?.columns.map(({ low }) => low) ?? []), 98);
});

Deno.test("niceSteps() gives round numbers inside, whatever the range", () => {
  assert.deepEqual(niceSteps(0, 100, 5), [0, 20, 40, 60, 80, 100]);
  assert.deepEqual(niceSteps(-0.4, 0, 4), [-0.4, -0.3, -0.2, -0.1, 0].map((n) => n + 0));
  assert.deepEqual(niceSteps(5, 5, 4), []);
  fc.assert(fc.property(
    fc.double({ min: 1e-6, max: 1e9, noNaN: true }),
    fc.double({ min: 1.01, max: 1e3, noNaN: true }),
    (low, factor) => {
      const steps = niceSteps(low, low * factor, 6);
      assert.ok(steps.length <= 8, `${steps.length}`);
      assert.ok(steps.every((step) => step >= low * 0.999999 && step <= low * factor * 1.000001));
    },
  ));
});

const numbers: readonly (readonly [string, string])[] = [
  [toPercent(0.1234), "+12.34%"],
  [toPercent(-0.5), "\u221250.00%"],
  [toPercent(-0.000001), "0.00%"],
  [toPercent(undefined), "–"],
  [toPercent(NaN), "–"],
  [toPart(0.47, 1), "47.0%"],
  [toAmount(51_422.989), "51,422.99"],
  [toAmount(145_000_000.4), "145,000,000"],
  [toAmount(0.00012345), "0.00012345"],
  [toAmount(-2_785.44), "\u22122,785.44"],
  [toAmount(0), "0"],
];

Deno.test("numbers are shown with a sign where they are a gain and with the digits that count", () => {
  assert.deepEqual(numbers.map(([text]) => text), numbers.map(([, expected]) => expected));
});

Deno.test("a report tells figures of trades after fees, and before them under the name gross", () => {
  const { inputs } = makeResult();
  const text = page({
    inputs: { ...inputs, rules: { ...inputs.rules, feeRate: 0.001 } },
    statistics: makeStatistics({ winRateShare: 0 }),
  });
  assert.match(text, /<dt>Win rate<\/dt>\s*<dd class="">0\.0%/);
  assert.match(text, />Win rate<\/th>\s*<td class="n">0\.00%/);
  assert.match(text, />Win rate, gross \(before fees\)<\/th>\s*<td class="n">100\.00%/);
  assert.match(text, /Net P&amp;L[^]*<td class="n up">9\.8</);
});

Deno.test("a report of a run without costs does not say each figure twice", () => {
  assert.doesNotMatch(page({ statistics: makeStatistics({ fees: 0 }) }), /gross/);
});

Deno.test("a report says why a figure is none", () => {
  assert.match(
    page(),
    />Profit factor<\/th>\s*<td class="n">–<\/td>\s*<td class="muted">no trade ended with a loss</,
  );
  assert.match(page({}, "ko"), /손실로 끝난 거래가 없음/);
});

Deno.test("a report names fee, slippage, tick and start money", () => {
  const { inputs } = makeResult();
  const rules = { ...inputs.rules, feeRate: 0.0005, slippageShare: 0.001, tickSize: "0.5" };
  assert.match(
    page({ inputs: { ...inputs, rules } }),
    /costs: fee 0\.05%, slippage 0\.1%, tick 0\.5, lot 1, .*start money 10,000 – all figures but gross ones are after these costs/,
  );
  assert.match(
    page({ inputs: { ...inputs, rules: { ...rules, tickSize: "upbitKrw" } } }, "ko"),
    /수수료 0\.05%, 슬리피지 0\.1%, 업비트 원화 호가 단위, .*시작 자금 10,000 – gross로 적은 것 말고는 모두 이 비용을 뺀 수치입니다/,
  );
});

Deno.test("a report explains a profit factor above 1 beside a loss", () => {
  const statistics = makeStatistics({ profitFactor: 1.2, returnShare: -0.1 });
  assert.match(page({ statistics }), /Money was lost although the profit factor is above 1/);
  assert.match(page({ statistics }, "ko"), /돈은 잃었는데 손익비는 1보다 큽니다/);
});

/** As versions before format 2 kept it: figures before fees under plain names. */
function makeEarlierReport(): unknown {
  const { isGross: _isGross, statistics: { gross: _gross, ...statistics }, ...report } = toReportData(
    makeResult({ statistics: makeStatistics({ winRateShare: 0.75, fees: 12 }) }),
    [makeColumns(100)],
  );
  const toEarlier = ({ pnl: _pnl, grossReturnShare: _share, ...trade }: Partial<BacktestTrade>) => trade;
  return JSON.parse(JSON.stringify({
    ...report,
    format: 1,
    statistics,
    trades: [toEarlier(makeTrade({ grossPnl: 10, returnShare: 0.25 }))],
    charts: report.charts.map((chart) => ({ ...chart, trades: [toEarlier(makeTrade({ grossPnl: -10 }))] })),
  }));
}

Deno.test("a report that an earlier version kept opens, and calls its figures what they are: before fees", () => {
  const report = readStoredReport(makeEarlierReport());
  assert.ok(report !== undefined);
  const text = renderReport(report, "en");
  assert.match(text, /Saved by an earlier version: the figures of trades, .* are before fees \(gross\)/);
  assert.match(text, /Win rate, gross \(before fees\)<\/dt>\s*<dd class="">75\.0%/);
  assert.match(text, /Buy and hold, gross \(before fees\)/);
  assert.match(
    text,
    /P&amp;L, gross \(before fees\)[^]*<td class="n up">10<[^]*<td class="n up">\+25\.00%</,
  );
  assert.match(text, /class="trade loss"/);
  assert.doesNotMatch(text, /after these costs|>Win rate<|>Profit factor<|Net P&amp;L/);
  assert.match(renderReport(report, "ko"), /이전 버전이 저장한 결과입니다/);
});

Deno.test("a report of this version is read as it was kept, one of a later version not at all", () => {
  const report = throughJson(toReportData(makeResult(), [makeColumns(100)]));
  assert.deepEqual(readStoredReport(report), report);
  for (const stored of [undefined, null, "report", {}, { format: 3 }]) {
    assert.equal(readStoredReport(stored), undefined);
  }
});
