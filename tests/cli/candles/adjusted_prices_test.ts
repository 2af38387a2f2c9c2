import { deepStrictEqual, doesNotMatch, match, strictEqual } from "node:assert/strict";
import { openHome } from "./candle_home.ts";

const HEAD = "일자,종목코드,시가,고가,저가,종가,거래량";
const row = (day: string, price: number) => [day, "005930", price, price, price, price, 10].join(",");
const RAW = [HEAD, row("2025-11-26", 70_000), row("2025-11-27", 14_000)].join("\n");
const ADJUSTED = [HEAD, row("2025-11-26", 14_003), row("2025-11-27", 14_000)].join("\n");
const BY_HEADER = ADJUSTED.replace("시가,고가,저가,종가", "수정시가,수정고가,수정저가,수정종가");

const seriesOf = async (home: Awaited<ReturnType<typeof openHome>>) =>
  (await home.json("list")).series.map((
    { exchange, symbol, bars }: Record<string, unknown>,
  ) => [exchange, symbol, bars]);

const closesOf = async (home: Awaited<ReturnType<typeof openHome>>, ...market: string[]) =>
  (await home.json("export", ...market, "--interval", "1d")).map(({ close }: { close: number }) => close);

Deno.test("adjusted prices are kept beside the raw ones and never among them", async () => {
  await using home = await openHome({ "raw.csv": RAW, "adjusted.csv": ADJUSTED });
  strictEqual((await home.json("import", "raw.csv")).added, 2);
  const { exchange, added } = await home.json("import", "adjusted.csv", "--adjusted");
  deepStrictEqual([exchange, added], ["krx_adj", 2]);
  deepStrictEqual(await seriesOf(home), [["krx", "005930/KRW", 2], ["krx_adj", "005930/KRW", 2]]);
  deepStrictEqual(await closesOf(home, "krx:005930"), [70_000, 14_000]);
  deepStrictEqual(await closesOf(home, "krx:005930", "--adjusted"), [14_003, 14_000]);
  deepStrictEqual(await closesOf(home, "krx_adj:005930"), [14_003, 14_000]);
  match((await home.candles("list")).text, /krx_adj holds adjusted prices of Korean stocks/);
});

Deno.test("columns of adjusted prices are recognised, and those beside raw ones are taken when asked for", async () => {
  const both = [
    "일자,종목코드,시가,고가,저가,종가,거래량,수정시가,수정고가,수정저가,수정종가",
    "2025-11-26,005930,70000,70000,70000,70000,10,14000,14000,14000,14000",
    "2025-11-27,005930,14100,14100,14100,14100,10,14100,14100,14100,14100",
  ].join("\n");
  await using home = await openHome({ "header.csv": BY_HEADER, "both.csv": both });
  strictEqual((await home.json("import", "header.csv")).exchange, "krx_adj");
  strictEqual((await home.json("import", "both.csv")).exchange, "krx");
  deepStrictEqual(await closesOf(home, "krx:005930"), [70_000, 14_100]);
  strictEqual(
    (await home.json("import", "both.csv", "--adjusted", "--replace")).exchange,
    "krx_adj",
  );
  deepStrictEqual(await closesOf(home, "krx_adj:005930"), [14_000, 14_100]);
});

Deno.test("a file whose name says 수정주가 is one of adjusted prices, also of many stocks", async () => {
  const two = [HEAD, row("2025-11-26", 14_003), row("2025-11-26", 900).replace("005930", "000660")].join(
    "\n",
  );
  await using home = await openHome({ "전종목_수정주가.csv": two, "005930_수정주가.csv": ADJUSTED });
  await home.json("import", "전종목_수정주가.csv");
  await home.json("import", "005930_수정주가.csv");
  deepStrictEqual(await seriesOf(home), [["krx_adj", "000660/KRW", 1], ["krx_adj", "005930/KRW", 2]]);
});

Deno.test("an adjusted close beside raw prices makes no candle, and --adjusted is for stocks alone", async () => {
  const half = [
    `${HEAD},수정종가`,
    `${row("2025-11-26", 70_000)},14000`,
    `${row("2025-11-27", 14_000)},14000`,
  ];
  await using home = await openHome({ "half.csv": half.join("\n") });
  const refused = await home.candles("import", "half.csv", "--adjusted");
  strictEqual(refused.code, 2);
  match(refused.text, /only some of its prices are adjusted \("수정종가"\); adjusted candles need all four/);
  match(
    (await home.candles("gaps", "BTC/KRW", "--adjusted")).text,
    /--adjusted is for Korean stocks, like krx:005930; upbit:BTC\/KRW has no adjusted prices/,
  );
});

Deno.test("a backtest says on which prices it ran, and on raw ones over a split names the way out", async () => {
  await using home = await openHome({ "raw.csv": RAW, "adjusted.csv": ADJUSTED });
  await home.json("import", "raw.csv");
  await home.json("import", "adjusted.csv", "--adjusted");
  const args = [
    "backtest",
    "run",
    "--strategy",
    "buy_and_hold",
    "--market",
    "krx:005930",
    "--timeframe",
    "1d",
  ];
  const raw = await home.run(...args, "--html", "data/raw.html");
  match(raw.text, /005930\/KRW: run on raw prices/);
  match(
    raw.text,
    /from 70,000 to 14,000, about 5:1 .* run with --adjusted: .*candles import FILE\.csv --adjusted/,
  );
  match(
    await Deno.readTextFile(`${home.dir}/data/raw.html`),
    /70,000에서 14,000.*약 5:1|70,000 to 14,000, about 5:1/,
  );
  const adjusted = await home.run(...args, "--adjusted", "--html", "data/adjusted.html");
  match(
    adjusted.text,
    /run on adjusted prices \(krx_adj\).* price steps and the limits of a day \(±30 %\) were not applied/,
  );
  doesNotMatch(adjusted.text, /probably split/);
  match(await Deno.readTextFile(`${home.dir}/data/adjusted.html`), /krx_adj/);
  const { out } = await home.run(...args, "--adjusted", "--json");
  const { inputs } = JSON.parse(out.join("\n"));
  deepStrictEqual([inputs.data[0].exchange, inputs.data[0].prices], ["krx_adj", "adjusted"]);
  deepStrictEqual([inputs.rules.krx, inputs.rules.tick_size], ["KOSPI", null]);
});

Deno.test("the calendar of KRX holds for adjusted prices too: a weekend is no gap", async () => {
  const rows = ["2025-11-27", "2025-11-28", "2025-12-01"].map((day) => row(day, 14_000));
  await using home = await openHome({ "adjusted.csv": [HEAD, ...rows].join("\n") });
  await home.json("import", "adjusted.csv", "--adjusted", "--interval", "1d");
  const gaps = await home.json("gaps", "krx:005930", "--adjusted", "--interval", "1d");
  deepStrictEqual([gaps.exchange, gaps.expected, gaps.not_fetched], ["krx_adj", 3, 0]);
});
