import assert from "node:assert/strict";
import type { BacktestResult } from "../../../src/backtest/run/backtest_result.ts";
import { toResultLines } from "../../../src/cli/backtest/result_text.ts";
import { cellWidth } from "../../../src/cli/kit/terminal.ts";
import { makeResult, makeStatistics, makeTrade } from "../../backtest/made_results.ts";

const textOf = (change: Partial<BacktestResult>) =>
  toResultLines(makeResult(change), { lang: "en" }).join("\n");

Deno.test("one bar of warm-up is one, and none is not spoken of", () => {
  assert.match(textOf({ warmUpBars: 1 }), /The first 1 bar is warm-up/);
  assert.match(textOf({ warmUpBars: 2 }), /The first 2 bars are warm-up/);
  assert.doesNotMatch(textOf({ warmUpBars: 0 }), /warm-up/);
});

Deno.test("nights and weekends are said to count only where no trading hours are known", () => {
  const [notes] = makeResult().data;
  assert.ok(notes !== undefined);
  const holed = { ...notes, gaps: 2, missingBars: 5 };
  const known = { ...holed, hasHours: true };
  assert.match(textOf({ data: [holed] }), /5 bars are missing in 2 places;.* Nights and weekends count\./);
  assert.match(textOf({ data: [known] }), /5 bars are missing in 2 places;/);
  assert.doesNotMatch(textOf({ data: [known] }), /[Nn]ights/);
  assert.match(
    textOf({ data: [known, holed] }),
    /Nights and weekends count as missing where no trading hours/,
  );
  assert.doesNotMatch(textOf({ data: [notes] }), /[Nn]ights/);
});

Deno.test("the money of the sums is told where all data are in one, and nobody guesses it where they are not", () => {
  const [notes] = makeResult().data;
  assert.ok(notes !== undefined);
  const of = (...symbols: string[]) => ({ data: symbols.map((symbol) => ({ ...notes, symbol })) });
  const inKorean = toResultLines(makeResult(of("005930/KRW", "000660/KRW")), { lang: "ko" });
  assert.ok(inKorean.includes("금액 단위: 원"), inKorean.join("\n"));
  assert.match(textOf(of("BTC/USDT")), /^amounts in USDT$/m);
  assert.doesNotMatch(textOf(of("BTC/USDT", "BTC/KRW")), /amounts in/);
  assert.doesNotMatch(textOf(of("mine")), /amounts in/);
});

Deno.test("orders that were not made are counted with their reason in words", () => {
  const refusals = { no_shorts: 1, position_open: 2, not_enough_money: 3, below_minimum: 4, not_a_size: 5 };
  const text = textOf({ refusals });
  assert.match(
    text,
    /Orders not made: 1 because short positions are not allowed, 2 because a position was open already, 3 for want of money, 4 because they were smaller than the smallest order, 5 because their size was no size\./,
  );
  for (const code of Object.keys(refusals)) assert.ok(!text.includes(code), code);
});

Deno.test("bars in which orders waited are counted with their reason in words", () => {
  const waits = { upper_limit: 2, lower_limit: 1, halted: 3 };
  assert.match(
    textOf({ waits }),
    /Bars in which orders waited: 2 at the upper limit, where nobody sells, 1 at the lower limit, where nobody buys, 3 in a halt\./,
  );
  assert.match(
    toResultLines(makeResult({ waits }), { lang: "ko" }).join("\n"),
    /주문이 기다린 봉: 상한가라 살 수 없음 2, 하한가라 팔 수 없음 1, 거래 정지 3\./,
  );
  assert.doesNotMatch(textOf({}), /waited/);
});

Deno.test("tax is told where some was paid, and rules of KRX with the costs", () => {
  const { inputs } = makeResult();
  const rules = { ...inputs.rules, feeRate: 0.00015, sellFeeRate: 0.0002, tickSize: "krx" };
  const told = (krx: "KOSPI" | "etf", tax: number) =>
    textOf({ inputs: { ...inputs, rules: { ...rules, krx } }, statistics: makeStatistics({ tax }) });
  assert.match(
    told("KOSPI", 1_442),
    /fee 0\.015% to buy and 0\.02% to sell, tax on sales at the rate of the day \(KOSPI\), .*tick by KRX's table of the day/,
  );
  assert.match(told("KOSPI", 1_442), /Tax +1,442[^]*gross \(before fees and tax\): /);
  assert.match(told("etf", 0), /no tax on sales \(etf\)/);
  assert.doesNotMatch(told("etf", 0), /Tax /);
});

Deno.test("a trade of minutes tells in which session late advice was filled, one of days does not", () => {
  const trades = [makeTrade({ entryMoment: "closing_auction", exitMoment: "next_session" })];
  const { data: [notes] } = makeResult();
  assert.ok(notes !== undefined);
  const minutes = textOf({ trades, data: [{ ...notes, interval: "1m" }] });
  assert.match(minutes, /\(closing auction\).*\(next session\)/);
  assert.doesNotMatch(textOf({ trades, data: [{ ...notes, interval: "1d" }] }), /\(next session\)/);
});

Deno.test("money that does not pay a lot is told with the price of one", () => {
  const moneyRefusal = { price: 11_500_000, lotCost: 11_500_000, freeCash: 10_000_000 };
  assert.match(
    textOf({ moneyRefusal }),
    /1 unit costs 11,500,000, there are 10,000,000; a smaller lot is set by --lot\./,
  );
  assert.doesNotMatch(textOf({ moneyRefusal: { ...moneyRefusal, lotCost: 1 } }), /--lot/);
});

Deno.test("a profit factor above 1 beside a loss is explained, and any other is not", () => {
  const textAt = (profitFactor: number | undefined, returnShare: number) =>
    textOf({ statistics: makeStatistics({ profitFactor, returnShare }) });
  assert.match(textAt(1.2, -0.19), /Money was lost although the profit factor is above 1: .* percent/);
  assert.match(textAt(0.9, 0.1), /Money was earned although the profit factor is below 1/);
  for (const [factor, share] of [[1.2, 0.1], [0.8, -0.1], [1, -0.1], [undefined, 0.1]] as const) {
    assert.doesNotMatch(textAt(factor, share), /although/);
  }
});

Deno.test("no control character of a name or a parameter reaches the terminal", () => {
  const { inputs } = makeResult();
  const text = textOf({ inputs: { ...inputs, params: { name: "\u009b31m\u202e" } } });
  assert.ok(text.includes("\\u009b31m\\u202e"), text);
});

Deno.test("figures of any size keep their columns narrow", () => {
  const huge = 4e20;
  const statistics = makeStatistics({
    sharpe: -huge,
    cagrShare: huge,
    annualVolatilityShare: huge,
    profitFactor: huge,
    peakEquity: huge,
    returnShare: -huge,
  });
  const lines = textOf({ statistics }).split("\n");
  assert.ok(lines.some((line) => line.includes("−4.0e+20")), lines.join("\n"));
  const table = lines.slice(3, 14);
  assert.ok(table.every((line) => line.length <= 90), table.join("\n"));
});

Deno.test("a result is told in Korean: figures, heads, exits and every note", () => {
  const trade = makeTrade({ exitReason: "stop_loss" });
  const text = toResultLines(makeResult({ trades: [trade], refusals: { not_enough_money: 3 } }), {
    lang: "ko",
  }).join(
    "\n",
  );
  assert.match(text, /방향 +수량 +진입 +가격 +청산 +가격 +순손익 +순수익률 +이유/);
  assert.match(text, /손절/);
  assert.match(text, /하지 않은 주문: 자금 부족 3\./);
  assert.doesNotMatch(text, /\b[a-z]{2,} [a-z]{2,} [a-z]{2,}\b/);
});

Deno.test("why the figures say nothing, what is missing, a listing and a split are told in Korean", () => {
  const { data: [notes], inputs } = makeResult();
  assert.ok(notes !== undefined);
  const told = (change: Partial<BacktestResult>) =>
    toResultLines(makeResult({ trades: [], ...change }), { lang: "ko" }).join("\n");
  const moneyRefusal = { price: 200, lotCost: 200, freeCash: 100 };
  const rules = { ...inputs.rules, startCash: 100 };
  assert.match(
    told({ moneyRefusal, inputs: { ...inputs, rules } }),
    /^시작 자금 100, .*아무것도 살 수 없었습니다/,
  );
  assert.match(
    told({ data: [{ ...notes, bars: 12 }], warmUpBars: 30 }),
    /^봉 12개는 너무 적음: 30개가 준비 구간/,
  );
  assert.match(
    told({ data: [{ ...notes, bars: 1 }], warmUpBars: 1 }),
    /^봉 1개는 너무 적음: 그 1개가 준비 구간/,
  );
  const holed = told({ data: [{ ...notes, gaps: 1, missingBars: 1 }] });
  assert.match(holed, /1곳에서 봉 1개가 빠져 있습니다; .* 밤과 주말도 셉니다\. .*거래가 없었습니다\./);
  const atMs = Date.UTC(2026, 0, 5);
  const split = told({
    data: [{ ...notes, symbol: "005930/KRW", listedMs: atMs, jumps: [{ atMs, before: 1_000, after: 200 }] }],
  });
  assert.match(split, /005930\/KRW은\(는\) 2026-01-05T09:00:00\+09:00에 상장했습니다/);
  assert.match(split, /2026-01-05에 가격이 1,000에서 200으로 바뀌어, .*, 약 5:1 \(이런 날 1일\)/);
  const apart = told({
    data: [{ ...notes, symbol: "A", fromMs: 0, toMs: 1 }, { ...notes, symbol: "B", fromMs: 2, toMs: 3 }],
  });
  assert.match(apart, /나란히 거래된 적이 없습니다/);
});

Deno.test("one bar that is missing is one", () => {
  const { data: [notes] } = makeResult();
  assert.ok(notes !== undefined);
  assert.match(
    textOf({ data: [{ ...notes, gaps: 1, missingBars: 1 }] }),
    /1 bar is missing in 1 place; it was left empty/,
  );
});

Deno.test("the trades fit a terminal, and a pipe gets each in one line", () => {
  const change = {
    trades: [makeTrade({ entryPrice: 123_456_789.25, exitPrice: 123_456_790.5, pnl: 1_234_567 })],
  };
  const narrow = toResultLines(makeResult(change), { lang: "ko", columns: 60 });
  const trades = narrow.slice(narrow.findIndex((line) => line.startsWith("방향")));
  assert.ok(trades.slice(0, 3).every((line) => cellWidth(line) <= 60), trades.join("\n"));
  const wide = toResultLines(makeResult(change), { lang: "ko" });
  assert.ok(wide.some((line) => line.startsWith("매수") && line.includes("1,234,567")), wide.join("\n"));
});
