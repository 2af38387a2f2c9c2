import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { CommanderError } from "commander";
import { EXIT, UserError } from "../../../src/core/errors.ts";
import { readOutside, urlOfOutside } from "../../support/outside_data.ts";
import { makeCsv, makeWorkDir, runHere, type WorkDir } from "./run_entry.ts";

interface OracleTrade {
  readonly side: string;
  readonly size: number;
  readonly entry_bar: number;
  readonly exit_bar: number;
  readonly entry_price: number;
  readonly exit_price: number;
  readonly pnl: number;
  readonly return_pct: number;
}

const ORACLE = readOutside("backtest/engine_oracle.json");
const FREQTRADE = readOutside("backtest/freqtrade_cases.json");
const marketPath = (name: string) => fileURLToPath(urlOfOutside(`market/${name}`));

const oracleRuns: readonly (readonly [number, readonly string[]])[] = [
  [0, ["--params", '{"fast":10,"slow":30,"allow_short":true}', "--cash", "10000", "--allow-short"]],
  [1, ["--params", '{"fast":10,"slow":30}', "--cash", "10000000", "--units", "10"]],
  // Published without the costs and steps of its exchange.
  [2, ["--params", '{"fast":5,"slow":20,"units":100}', "--cash", "100000000", "--krx", "none"]],
];

for (const [number, args] of oracleRuns) {
  Deno.test({
    name: `backtest run makes every trade of published case ${number}`,
    ignore: ORACLE === undefined,
    fn: async () => {
      const { name, trades, data, summary } = JSON.parse(ORACLE ?? "").cases[number];
      const file = marketPath(data.split("/").at(-1));
      const { out } = await runHere([
        "backtest",
        "run",
        "--strategy",
        "ma_cross",
        "--data",
        file,
        ...args,
        "--json",
      ]);
      const result = JSON.parse(out);
      const made = result.trades.map((
        { side, size, entry_bar, exit_bar, entry_price, exit_price, pnl, return_pct }: OracleTrade,
      ) => ({
        side,
        size,
        entry_bar,
        exit_bar,
        entry_price,
        exit_price,
        pnl: pnl.toFixed(4),
        return_pct: return_pct.toFixed(6),
      }));
      const expected = trades.map((trade: OracleTrade) => ({
        ...trade,
        pnl: trade.pnl.toFixed(4),
        return_pct: trade.return_pct.toFixed(6),
      }));
      assert.deepEqual(made, expected, name);
      assert.equal(result.statistics.return_pct.toFixed(6), summary["Return [%]"].toFixed(6));
      assert.equal(result.statistics.max_drawdown_pct.toFixed(6), summary["Max. Drawdown [%]"].toFixed(6));
      assert.equal(result.statistics.exposure_pct.toFixed(6), summary["Exposure Time [%]"].toFixed(6));
    },
  });
}

interface FreqtradeCase {
  readonly id: string;
  readonly candles: readonly Readonly<Record<string, number>>[];
  readonly params: unknown;
  readonly expected: {
    readonly profit_ratio_sum_rounded_3dp: number;
    readonly trades: readonly {
      readonly exit_reason: string;
      readonly open_index: number;
      readonly close_index: number;
    }[];
  };
}

const REASONS: Readonly<Record<string, string>> = {
  exit_signal: "signal",
  trailing_stop_loss: "trailing_stop",
  force_exit: "end",
};

const freqtradeCases: readonly FreqtradeCase[] = FREQTRADE === undefined ? [] : JSON.parse(FREQTRADE).cases;

for (const { id, candles, params, expected } of freqtradeCases) {
  Deno.test(`backtest run fills ${id} as freqtrade does`, async () => {
    await using dir = await makeWorkDir();
    const rows = candles.map((row) => Object.values(row).join(","));
    const names = "ts,open,high,low,close,volume,enter_long,exit_long,enter_short,exit_short";
    const file = await dir.write("case.csv", [names, ...rows].join("\n"));
    const args = ["--strategy", "signal_table", "--data", file, "--freqtrade-params", JSON.stringify(params)];
    const { out } = await runHere(["backtest", "run", ...args, "--json"]);
    const { trades } = JSON.parse(out);
    assert.deepEqual(
      trades.map((trade: Record<string, unknown>) => [trade.entry_bar, trade.exit_bar, trade.reason]),
      expected.trades.map(({ open_index, close_index, exit_reason }) => [
        open_index,
        close_index,
        REASONS[exit_reason] ?? exit_reason,
      ]),
    );
    const profit = trades.reduce((sum: number, { return_pct }: OracleTrade) => sum + return_pct / 100, 0);
    assert.equal(profit.toFixed(3), expected.profit_ratio_sum_rounded_3dp.toFixed(3));
  });
}

const runOn = async (csv: string, args: readonly string[]) => {
  await using dir = await makeWorkDir();
  const file = await dir.write("made.csv", csv);
  return await runHere(["backtest", "run", "--strategy", "ma_cross", "--data", file, ...args]);
};

Deno.test("backtest run --json says what it ran on, so that it can be run again", async () => {
  const csv = makeCsv(200);
  const { inputs, warm_up_bars, gaps } = JSON.parse((await runOn(csv, ["--json"])).out);
  assert.equal(inputs.strategy, "ma_cross");
  assert.deepEqual(inputs.params, { fast: 10, slow: 30, kind: "sma", allow_short: false });
  assert.deepEqual([inputs.data[0].rows, inputs.data[0].source, inputs.data[0].timeframe], [
    200,
    "made.csv",
    "1d",
  ]);
  assert.match(inputs.data[0].hash, /^[0-9a-f]{64}$/);
  assert.match(inputs.version, /^\d+\.\d+\.\d+/);
  assert.deepEqual([inputs.rules.lot_size, inputs.rules.fee_rate, inputs.rules.start_cash], ["1", 0, 10_000]);
  assert.deepEqual([warm_up_bars, gaps], [30, { count: 0, missing_bars: 0 }]);
  assert.deepEqual((await runOn(csv, ["--json"])).out, (await runOn(csv, ["--json"])).out);
});

Deno.test("backtest run counts the bars of trades by the rows of the file, also within --from and --to", async () => {
  const csv = makeCsv(300);
  const { trades } = JSON.parse(
    (await runOn(csv, ["--json", "--from", "2020-04-10", "--to", "2020-09-01"])).out,
  );
  assert.ok(trades.length > 0);
  const rows = csv.split("\n").slice(1);
  for (const { entry_bar, entry_time, entry_price } of trades) {
    const [time = "", open] = rows[entry_bar]?.split(",") ?? [];
    assert.equal(Date.parse(entry_time), Date.parse(time));
    assert.equal(entry_price, Number(open));
  }
});

Deno.test("backtest run puts short bars together with --timeframe", async () => {
  const { inputs, statistics } = JSON.parse((await runOn(makeCsv(300), ["--json", "--timeframe", "1w"])).out);
  assert.deepEqual([inputs.data[0].timeframe, inputs.data[0].source], [
    "1w",
    "made.csv (1w bars made of 1d)",
  ]);
  assert.equal(statistics.bars, 42);
});

Deno.test("backtest run takes fees, slippage, ticks and sizes from its options", async () => {
  const args = [
    "--fee",
    "0.001",
    "--slippage",
    "0.01",
    "--tick",
    "0.5",
    "--lot",
    "0.1",
    "--value",
    "1000",
    "--json",
  ];
  const { trades, statistics } = JSON.parse((await runOn(makeCsv(300), args)).out);
  assert.ok(trades.length > 1 && statistics.fees > 0);
  for (const { entry_price, size } of trades) {
    assert.equal(entry_price % 0.5, 0);
    assert.equal(Math.round(size * 10), Number((size * 10).toFixed(6)));
    assert.ok(entry_price * size <= 1_000);
  }
});

Deno.test("backtest run works several files on one clock", async () => {
  await using dir = await makeWorkDir();
  const files = [await dir.write("AAA.csv", makeCsv(200)), await dir.write("BBB.csv", makeCsv(260))];
  const data = files.flatMap((file) => ["--data", file]);
  const { out } = await runHere(["backtest", "run", "--strategy", "ma_cross", ...data, "--json"]);
  const { inputs, trades } = JSON.parse(out);
  assert.deepEqual(inputs.data.map(({ symbol }: { symbol: string }) => symbol), ["AAA", "BBB"]);
  assert.deepEqual(new Set(trades.map(({ symbol }: { symbol: string }) => symbol)), new Set(["AAA", "BBB"]));
});

Deno.test("backtest run without --json shows figures, the last trades and a sentence on warm-up and gaps", async () => {
  const { out } = await runOn(makeCsv(300).replace(/2020-03-0[1-5].*\n/g, ""), []);
  assert.match(out, /Return +[+−][\d.,]+%.*Profit factor/);
  assert.match(out, /side +units +entry/);
  assert.match(
    out,
    /The first 30 bars are warm-up, without orders\. 5 bars are missing in 1 place; they were left empty, nothing was invented\. Nights and weekends count\./,
  );
});

const linesOf = (args: readonly string[]) => runOn(makeCsv(300), args).then(({ out }) => out.split("\n"));

Deno.test("backtest run says the costs under its header, and that there were none", async () => {
  const [, free] = await linesOf([]);
  assert.equal(
    free,
    "costs: fee 0%, slippage 0%, no tick, lot 1, no smallest order, start money 10,000 – costs are NOT included",
  );
  const [, paid] = await linesOf(["--fee", "0.0005", "--lot", "0.01", "--min-order", "5000"]);
  assert.equal(
    paid,
    "costs: fee 0.05%, slippage 0%, no tick, lot 0.01, smallest order 5,000, start money 10,000 – all figures but gross ones are after these costs",
  );
});

Deno.test("the report speaks the language of the system, where that is one of ours and nobody asked for another", async () => {
  const langOf = async (...args: readonly string[]) =>
    /<html lang="(\w+)">/.exec((await runOn(makeCsv(300), ["--html", "-", ...args])).out)?.[1];
  const told: (string | undefined)[] = [];
  try {
    for (const locale of ["en_US.UTF-8", "ko_KR.UTF-8", "de_DE.UTF-8"]) {
      Deno.env.set("LANG", locale);
      told.push(await langOf());
    }
    Deno.env.set("LANG", "en_US.UTF-8");
    told.push(await langOf("--lang", "ko"));
  } finally {
    Deno.env.delete("LANG");
  }
  assert.deepEqual(told, ["en", "ko", "ko", "ko"]);
});

Deno.test("the report says the costs at its top, in its language", async () => {
  const english = (await runOn(makeCsv(300), ["--html", "-", "--lang", "en"])).out;
  assert.match(english, /<header>[^]*costs: fee 0%[^]*costs are NOT included[^]*<\/header>/);
  const korean = (await runOn(makeCsv(300), ["--html", "-"])).out;
  assert.match(korean, /<header>[^]*수수료 0%[^]*거래 비용이 포함되지 않았습니다[^]*<\/header>/);
});

const fileRules: readonly (readonly [string, Readonly<Record<string, unknown>>])[] = [
  ["upbit_krw-btc_1d.csv", {
    fee_rate: 0.0005,
    slippage_share: 0.0005,
    start_cash: 10_000_000,
    lot_size: "0.00000001",
    min_order_value: 5_000,
    tick_size: "upbitKrw",
  }],
  ["binance_btcusdt_1d.csv", {
    fee_rate: 0,
    slippage_share: 0,
    lot_size: "0.00000001",
    min_order_value: 0,
    tick_size: null,
  }],
  ["krx_005930_1d.csv", {
    ...{ fee_rate: 0.000140527, sell_fee_rate: 0.000140527, krx: "KOSPI" },
    ...{ lot_size: "1", min_order_value: 0, tick_size: "krx" },
  }],
  ["GOOG.csv", { fee_rate: 0, lot_size: "1", min_order_value: 0, tick_size: null }],
];

for (const [name, expected] of fileRules) {
  Deno.test(`backtest run trades ${name} by the rules that its name speaks of`, async () => {
    await using dir = await makeWorkDir();
    const file = await dir.write(name, makeCsv(200));
    const args = ["backtest", "run", "--strategy", "ma_cross", "--data", file, "--json"];
    const { inputs: { rules }, trades } = JSON.parse((await runHere(args)).out);
    for (const [rule, value] of Object.entries(expected)) assert.equal(rules[rule], value, rule);
    assert.ok(trades.length > 0);
  });
}

/** Two days of two minutes and a closing auction, as a table of signals. */
const STOCK_MINUTES = [
  "time,open,high,low,close,volume,enter_long,exit_long",
  ...[
    "2026-03-05 15:18,71300,71400,71200,71300,100,0,0",
    "2026-03-05 15:19,71300,71400,71200,71300,100,1,0",
    "2026-03-05 15:30,71400,71400,71400,71400,900,0,1",
    "2026-03-06 09:00,72000,72100,71900,72000,500,0,0",
    "2026-03-06 09:01,72000,72100,71900,72000,100,0,0",
  ],
].join("\n");

Deno.test("a backtest of a Korean stock pays fee and tax apart, and tells where late advice was filled", async () => {
  await using dir = await makeWorkDir();
  const file = await dir.write("krx_005930_1m.csv", STOCK_MINUTES);
  const run = async (...args: readonly string[]) =>
    (await runHere([
      ...[
        "backtest",
        "run",
        "--strategy",
        "signal_table",
        "--data",
        file,
        "--units",
        "10",
        "--slippage",
        "0",
      ],
      ...args,
    ])).out;
  const { trades: [trade], statistics, inputs, waits } = JSON.parse(await run("--json"));
  // 714,000 x 0.0140527 % = 100.3; 720,000 x 0.0140527 % = 101.2; 720,000 x 0.2 % = 1,440.
  assert.deepEqual([trade.fees, trade.tax, trade.gross_pnl, trade.pnl], [201, 1_440, 6_000, 4_359]);
  assert.deepEqual([trade.entry_moment, trade.exit_moment], ["closing_auction", "next_session"]);
  assert.deepEqual([statistics.fees, statistics.tax, inputs.rules.krx, waits], [201, 1_440, "KOSPI", {}]);
  assert.ok(inputs.defaults.includes("krx"));
  const fund = JSON.parse(await run("--json", "--krx", "ETF", "--sell-fee", "0.001"));
  const [{ fees, tax }] = fund.trades;
  assert.deepEqual([fees, tax, fund.inputs.rules.krx, fund.inputs.defaults.includes("krx")], [
    104 + 720,
    0,
    "etf",
    false,
  ]);
  const html = await run("--html", "-", "--lang", "ko");
  assert.match(html, /<th[^>]*>세금<\/th>[^]*\(종가 단일가\)[^]*\(다음 거래일\)[^]*1,440/);
  const none = JSON.parse(await run("--json", "--krx", "none"));
  assert.deepEqual([none.trades[0].fees, none.trades[0].tax, none.inputs.rules.krx], [0, 0, "none"]);
});

Deno.test("the fees of the owner's broker are those of a backtest of a Korean stock", async () => {
  await using dir = await makeWorkDir();
  const file = await dir.write("krx_005930_1m.csv", STOCK_MINUTES);
  const args = ["backtest", "run", "--strategy", "signal_table", "--data", file, "--json"];
  const feesOf = async (...more: readonly string[]) => {
    const { inputs: { rules } } = JSON.parse((await runHere([...args, ...more])).out);
    return [rules.fee_rate, rules.sell_fee_rate];
  };
  Deno.env.set("SIGNAL_V2_KRX_BUY_FEE_PCT", "0.01");
  Deno.env.set("SIGNAL_V2_KRX_SELL_FEE_PCT", "0.02");
  try {
    assert.deepEqual(await feesOf(), [0.0001, 0.0002]);
    assert.deepEqual(await feesOf("--fee", "0.0003"), [0.0003, 0.0003]);
  } finally {
    Deno.env.delete("SIGNAL_V2_KRX_BUY_FEE_PCT");
    Deno.env.delete("SIGNAL_V2_KRX_SELL_FEE_PCT");
  }
});

Deno.test("a kind of security that KRX does not know is refused, with those that there are", async () => {
  await using dir = await makeWorkDir();
  const file = await dir.write("krx_005930_1m.csv", STOCK_MINUTES);
  const args = ["backtest", "run", "--strategy", "signal_table", "--data", file, "--krx", "NYSE"];
  await assert.rejects(
    runHere(args),
    /--krx must be one of KOSPI, KOSDAQ, KONEX, etf, etn, none, received "NYSE"/,
  );
});

const inColumns = (names: string) => makeCsv(60).replace("time,open,high,low,close,volume", names);
const WON_FILES: readonly (readonly [string, string, string, number])[] = [
  ["columns in Korean", "prices.csv", inColumns("일자,시가,고가,저가,종가,거래량"), 10_000_000],
  [
    "the columns of pyupbit",
    "prices.csv",
    inColumns(",open,high,low,close,volume,value").replaceAll(/(\d)$/gm, "$1,5"),
    10_000_000,
  ],
  ["a time in Korea", "prices.csv", inColumns("time (kst),open,high,low,close,volume"), 10_000_000],
  ["the code of a newer stock", "0001A0.csv", makeCsv(60), 10_000_000],
  ["nothing Korean about it", "GOOG.csv", makeCsv(60), 10_000],
];
for (const [what, name, csv, cash] of WON_FILES) {
  Deno.test(`backtest run begins with the money of the file's currency: ${what}`, async () => {
    await using dir = await makeWorkDir();
    const file = await dir.write(name, csv);
    const args = ["backtest", "run", "--strategy", "buy_and_hold", "--data", file, "--json"];
    const { inputs: { rules } } = JSON.parse((await runHere(args)).out);
    // A code of a stock tells of costs too.
    const fee = name === "0001A0.csv" ? 0.000140527 : 0;
    assert.deepEqual([rules.start_cash, rules.lot_size, rules.fee_rate], [cash, "1", fee]);
  });
}

Deno.test("backtest run says first that nothing could be bought, or that the bars are too few", async () => {
  const poor = await runOn(makeCsv(300), ["--cash", "50"]);
  assert.match(
    poor.out,
    /^start money 50, and 1 unit costs [\d.]+: nothing could be bought; set more with --cash/,
  );
  const short = await runOn(makeCsv(12), []);
  assert.match(short.out, /^12 bars are too few: 30 are warm-up, in which nothing is ordered\.\n\n/);
  assert.doesNotMatch(short.out, /The first 30 bars|\b0 ms\b/);
  assert.match(short.out, /Longest drawdown +–/);
  assert.match((await runOn(makeCsv(300), [])).out, /^ma_cross/);
});

Deno.test("backtest run says what a lot costs when there is less money", async () => {
  const { out } = await runOn(makeCsv(300), ["--cash", "50"]);
  assert.match(
    out,
    /Orders not made: \d+ for want of money\. 1 unit costs [\d.]+, there are 50; a smaller lot is set by --lot\./,
  );
});

Deno.test("backtest run says nothing of a warm-up of no bar, and one bar is one", async () => {
  const noteOf = async (csv: string, strategy: string) =>
    (await runOn(csv, ["--strategy", strategy, "--params", strategy === "dca" ? '{"value":100}' : "{}"])).out;
  assert.doesNotMatch(await noteOf(makeCsv(60), "buy_and_hold"), /The first 0|warm-up/);
  const holed = makeCsv(60).replace(/2020-01-15.*\n/, "");
  assert.match(await noteOf(holed, "buy_and_hold"), /1 bar is missing in 1 place/);
});

Deno.test("backtest run keeps its figures narrow, whatever they are", async () => {
  const closes = Array.from({ length: 200 }, (_, i) => 1e-6 * 1.6 ** i);
  const rows = closes.map((close, i) =>
    [new Date(Date.UTC(2020, 0, 1 + i)).toISOString(), close, close, close, close, 1].join(",")
  );
  const csv = ["time,open,high,low,close,volume", ...rows].join("\n");
  const { out } = await runOn(csv, ["--strategy", "buy_and_hold"]);
  const figures = out.split("\n").slice(3, 14);
  assert.match(figures.join("\n"), /Return +\+[\d.]+e\+\d+%/);
  assert.ok(figures.every((line) => line.length <= 90), figures.join("\n"));
});

/** `--data` for each file. */
async function writeAll(dir: WorkDir, files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const args: string[] = [];
  for (const [name, csv] of Object.entries(files)) args.push("--data", await dir.write(name, csv));
  return args;
}

Deno.test("backtest run refuses data of several currencies unless --mixed is given", async () => {
  await using dir = await makeWorkDir();
  const csv = makeCsv(100);
  const data = await writeAll(dir, { "upbit_krw-btc_1d.csv": csv, "binance_btcusdt_1d.csv": csv });
  const args = ["backtest", "run", "--strategy", "ma_cross", "--json", ...data];
  await assert.rejects(runHere(args), {
    name: "UserError",
    message: /different currencies \(BTC\/KRW: KRW, BTC\/USDT: USDT\).*--mixed/,
  });
  assert.equal(JSON.parse((await runHere([...args, "--mixed"])).out).inputs.data.length, 2);
});

Deno.test("backtest run notes data that were never there at the same time", async () => {
  await using dir = await makeWorkDir();
  const csv = makeCsv(100);
  const data = await writeAll(dir, { "AAA.csv": csv, "BBB.csv": csv.replaceAll(/^2020/gm, "2024") });
  const { out } = await runHere(["backtest", "run", "--strategy", "ma_cross", ...data]);
  assert.match(out, /AAA ends before BBB begins: they were never traded side by side\./);
});

Deno.test("backtest run names the option that says how long the bar of a one-row file is", async () => {
  await assert.rejects(runOn(makeCsv(1), []), /made\.csv: .*--timeframe 1d/);
});

Deno.test("backtest run --html - prints the report alone", async () => {
  const { out } = await runOn(makeCsv(300), ["--html", "-", "--lang", "en"]);
  assert.match(out, /^<!DOCTYPE html>\n<html lang="en">[^]*<\/html>$/);
});

const refusals: readonly (readonly [string, readonly string[], RegExp])[] = [
  ["a misspelt strategy", ["--strategy", "ma_cros"], /no strategy "ma_cros": did you mean ma_cross\?/],
  ["an unknown strategy", ["--strategy", "nope"], /no strategy "nope": use one of ma_cross, .* or a file/],
  ["an unknown parameter", ["--params", '{"fats":5}'], /Cannot use these parameters for ma_cross: .*fats/],
  [
    "a parameter that is not there, with those that are",
    ["--params", '{"fastt":5}'],
    /ma_cross: there is no parameter fastt; there are fast, slow, /,
  ],
  ["a parameter out of its range", ["--params", '{"fast":0}'], /ma_cross: fast must be at least 1$/m],
  [
    "parameters that contradict each other",
    ["--params", '{"fast":50}'],
    /fast \(50\) must be below slow \(30\)/,
  ],
  ["parameters that are no JSON", ["--params", "fast=5"], /--params must be JSON/],
  ["a fee that is no number", ["--fee", "5%"], /--fee must be a number from 0 to 0.5, received "5%"/],
  ["a fee above all reason", ["--fee", "0.6"], /--fee must be a number from 0 to 0.5/],
  ["no money", ["--cash", "0"], /--cash must be a number above 0/],
  ["two sizes", ["--units", "1", "--share", "1"], /exclude each other/],
  ["a step of 0", ["--lot", "0"], /--lot must be a decimal number above 0/],
  [
    "unknown rules of fills",
    ["--fills", "magic"],
    /--fills must be next_open or freqtrade, received "magic"/,
  ],
  [
    "a trailing stop of another form",
    ["--trailing", '{"a":1}'],
    /--trailing must be JSON .*there is no parameter a; there are distance/,
  ],
  [
    "what freqtrade can do and this cannot",
    ["--freqtrade-params", '{"leverage":5}'],
    /--freqtrade-params .*leverage must be 1: nothing else is simulated/,
  ],
  [
    "a name that freqtrade does not have",
    ["--freqtrade-params", '{"stop_los":-0.001}'],
    /--freqtrade-params .*stop_los is not known; did you mean stop_loss\?/,
  ],
  [
    "settings of freqtrade that are no JSON",
    ["--freqtrade-params", "stop_loss"],
    /--freqtrade-params must be JSON/,
  ],
  ["a trailing stop without a distance", ["--trailing", "{}"], /the trailing stop has no distance/],
  [
    "the same of freqtrade",
    ["--freqtrade-params", '{"trailing_stop":true}'],
    /the trailing stop has no distance, neither its own nor that of a stop-loss/,
  ],
  ["a table of targets without minutes", ["--roi", '{"soon":1}'], /--roi must be JSON/],
  [
    "an end before the beginning",
    ["--from", "2021-01-02", "--to", "2021-01-01"],
    /--from must lie before --to/,
  ],
  ["a span without bars", ["--from", "2031-01-01"], /no bars in the span/],
  ["an interval that there is not", ["--timeframe", "7m"], /Cannot read the interval "7m"/],
  ["files and markets at once", ["--market", "upbit:BTC/KRW"], /one of the two/],
  [
    "a page where no folder is",
    ["--html", "/no/such/folder/a.html"],
    /Cannot write \/no\/such\/folder\/a.html/,
  ],
  ["two results on one standard output", ["--html", "-", "--json"], /both want standard output/],
];

for (const [what, args, part] of refusals) {
  Deno.test(`backtest run refuses ${what}`, async () => {
    const error = await runOn(makeCsv(60), args).then(() => undefined, (thrown: unknown) => thrown);
    assert.ok(error instanceof UserError || error instanceof CommanderError, `thrown: ${error}`);
    assert.match(error.message, part);
    assert.equal(error.exitCode, EXIT.config);
  });
}

Deno.test("backtest run refuses a bad file, and one that is not there, with the file's name", async () => {
  await assert.rejects(
    runOn("time,open,high,low,close,volume\n2020-01-01,1,2,x,1,1\n", []),
    /made\.csv: .*x.*not a number/,
  );
  await assert.rejects(
    runHere(["backtest", "run", "--strategy", "ma_cross", "--data", "/no/such.csv"]),
    /Cannot read \/no\/such\.csv: there is no such file/,
  );
});

Deno.test("backtest check-lookahead finds nothing in a shipped strategy and ends with 0", async () => {
  await using dir = await makeWorkDir();
  const file = await dir.write("made.csv", makeCsv(250));
  for (const strategy of ["ma_cross", "rsi_reversal", "buy_and_hold"]) {
    const args = [
      "backtest",
      "check-lookahead",
      "--strategy",
      strategy,
      "--data",
      file,
      "--cuts",
      "5",
      "--json",
    ];
    const { out, code } = await runHere(args);
    assert.deepEqual([code, JSON.parse(out).well], [0, true], strategy);
  }
});

/** Buys at 50, sells 0.2% higher, again and again. */
function makeScalps(trades: number): string {
  const rows = Array.from({ length: trades * 3 }, (_, i) => {
    const time = new Date(Date.UTC(2024, 0, 1 + i)).toISOString();
    const [open, close] = [[50, 50], [50, 50.1], [50.1, 50]][i % 3] ?? [];
    return [time, open, 50.2, 49.9, close, 1, i % 3 === 0 ? 1 : 0, i % 3 === 1 ? 1 : 0].join(",");
  });
  return ["time,open,high,low,close,volume,enter_long,exit_long", ...rows].join("\n");
}

const runScalps = async (...args: readonly string[]) => {
  await using dir = await makeWorkDir();
  const file = await dir.write("made.csv", makeScalps(12));
  return (await runHere(["backtest", "run", "--strategy", "signal_table", "--data", file, ...args])).out;
};

Deno.test("trades whose gain the fee eats are lost ones in every figure, and gross ones under that name only", async () => {
  const { statistics: s, trades } = JSON.parse(await runScalps("--fee", "0.002", "--json"));
  assert.deepEqual([s.trades, s.win_rate_pct, s.profit_factor], [12, 0, 0]);
  assert.ok(s.return_pct < 0 && s.expectancy_pct < 0 && s.best_trade_pct < 0 && s.sqn < 0);
  assert.deepEqual([s.gross_win_rate_pct, s.gross_profit_factor], [100, null]);
  assert.ok(s.gross_expectancy_pct > 0 && s.gross_sqn > 0);
  const sum = trades.reduce((all: number, { pnl }: OracleTrade) => all + pnl, 0);
  assert.ok(Math.abs(s.end_equity - s.start_equity - sum) < 1e-6);
  for (const { pnl, gross_pnl, fees, return_pct, gross_return_pct } of trades) {
    assert.ok(pnl < 0 && return_pct < 0 && gross_pnl > 0 && gross_return_pct > 0);
    assert.ok(Math.abs(gross_pnl - fees - pnl) < 1e-9);
  }
  assert.equal(s.null_reasons.profit_factor, undefined, "0 is a figure");
  const text = await runScalps("--fee", "0.002");
  assert.match(
    text,
    /Win rate +0\.00%[^]*gross \(before fees\): buy and hold 0\.00%, win rate 100\.00%, profit factor –/,
  );
  assert.match(text, /net P&L +net return/);
});

Deno.test("slippage alone eats the gain too", async () => {
  const { statistics: s } = JSON.parse(await runScalps("--slippage", "0.002", "--json"));
  assert.deepEqual([s.win_rate_pct, s.gross_win_rate_pct, s.fees], [0, 0, 0]);
});

Deno.test("without fees each net figure is the gross one, and a factor without a loss is null with its reason", async () => {
  const { statistics: s } = JSON.parse(await runScalps("--json"));
  for (const name of Object.keys(s).filter((key) => key.startsWith("gross_"))) {
    assert.equal(s[name.slice("gross_".length)], s[name], name);
  }
  assert.equal(s.profit_factor, null);
  assert.equal(s.null_reasons.profit_factor, "no trade ended with a loss");
  const text = await runScalps();
  assert.match(text, /There is no profit factor: no trade ended with a loss\./);
  assert.doesNotMatch(text, /gross/);
});

Deno.test("holding is measured with the costs of the run", async () => {
  const heldPct = async (...args: readonly string[]) =>
    JSON.parse(await runScalps("--json", ...args)).statistics.buy_and_hold_pct;
  assert.equal(await heldPct(), 0);
  const paid = ((0.999 * 0.998) / (1.001 * 1.002) - 1) * 100;
  assert.ok(Math.abs(await heldPct("--fee", "0.002", "--slippage", "0.001") - paid) < 1e-9);
});

Deno.test("backtest run refuses a signal that it does not understand, and bars of two lengths, also with --timeframe", async () => {
  await using dir = await makeWorkDir();
  const odd = await dir.write("odd.csv", makeScalps(4).replace(/,1,0$/m, ",매수,0"));
  const table = ["backtest", "run", "--strategy", "signal_table"];
  await assert.rejects(
    runHere([...table, "--data", odd]),
    /odd\.csv: Cannot use the candle file: line 2, column "enter_long": "매수" is not understood/,
  );
  const days = makeScalps(12).split("\n");
  const hours = days.slice(1, 30).map((line, i) =>
    line.replace(/^[^,]*/, new Date(Date.UTC(2023, 0, 1, i)).toISOString())
  );
  const mixed = await dir.write("mixed.csv", [days[0], ...hours, ...days.slice(1)].join("\n"));
  for (const more of [[], ["--timeframe", "1h"]]) {
    await assert.rejects(
      runHere([...table, "--data", mixed, ...more]),
      /line 2: the rows from here to line 30 are 1 h apart, most others 1 d/,
    );
  }
});
