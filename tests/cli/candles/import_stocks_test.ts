import { deepStrictEqual, doesNotMatch, match, strictEqual } from "node:assert/strict";
import { openHome } from "./candle_home.ts";

const HEAD = "종목코드,종목명,시장구분,종가,대비,시가,고가,저가,거래량";
const SAMSUNG = '"005930","삼성전자","KOSPI","71,300","800","70,500","71,500","70,400","12,345,678"';
const NEW = '"0009K0","가나다","KOSDAQ","41200","-100","41000","41500","40900","345678"';
const HALTED = '"000660","라마바","KOSPI","198,000","0","0","0","0","0"';
const OUTSIDE = '"215090","사아자","KOSDAQ","1505","0","0","0","0","1911"';

const dayOf = (...rows: string[]) => [HEAD, ...rows].join("\n");
const FILE = "data_5303_20251128.csv";

Deno.test("a file of all stocks of a day makes a series of each, and the same file adds nothing", async () => {
  await using home = await openHome({ [FILE]: dayOf(SAMSUNG, NEW, HALTED, OUTSIDE) });
  const first = await home.json("import", FILE, "--date", "2025-11-27");
  deepStrictEqual([first.added, first.known, first.halted, first.left_out], [2, 0, 2, []]);
  deepStrictEqual(
    first.stocks.map(({ symbol, name, added }: Record<string, unknown>) => [symbol, name, added]),
    [["005930/KRW", "삼성전자", 1], ["0009K0/KRW", "가나다", 1], ["000660/KRW", "라마바", 0], [
      "215090/KRW",
      "사아자",
      0,
    ]],
  );
  const again = await home.json("import", FILE, "--date", "2025-11-27");
  deepStrictEqual([again.added, again.known], [0, 2]);
  const [candle] = await home.json("export", "krx:005930", "--interval", "1d");
  deepStrictEqual(candle, {
    open_time: "2025-11-27T09:00:00+09:00",
    ...{ open: 70_500, high: 71_500, low: 70_400, close: 71_300, volume: 12_345_678 },
  });
});

Deno.test("a file without dates is asked for its day, and a day without trading is none", async () => {
  await using home = await openHome({ [FILE]: dayOf(SAMSUNG, NEW) });
  const asked = await home.candles("import", FILE);
  strictEqual(asked.code, 2);
  match(
    asked.text,
    /nothing in it says of which day it is; say it with --date, for example --date 2025-11-28 if/,
  );
  const closed = await home.candles("import", FILE, "--date", "2025-11-29");
  match(closed.text, /On 2025-11-29 the market was closed, so the file is of another day/);
  strictEqual(closed.code, 2);
  deepStrictEqual((await home.json("list")).series, []);
});

Deno.test("one bad row refuses the whole file with its own line, and --skip-bad leaves it out", async () => {
  await using home = await openHome({ [FILE]: dayOf(SAMSUNG, NEW.replace("41500", "많음")) });
  const bad = await home.candles("import", FILE, "--date", "2025-11-27");
  match(bad.text, /line 3, column "고가": "많음" is not a number/);
  deepStrictEqual((await home.json("list")).series, []);
  const skipped = await home.json("import", FILE, "--date", "2025-11-27", "--skip-bad");
  deepStrictEqual([skipped.added, skipped.stocks.length], [1, 2]);
});

Deno.test("a stock that contradicts what is stored is left out and told, the others are stored", async () => {
  const split = SAMSUNG.replace("70,500", "14,100").replace("71,500", "14,300").replace("70,400", "14,080")
    .replace("71,300", "14,260").replace('"800"', '"-57,040"');
  await using home = await openHome({
    "first.csv": dayOf(SAMSUNG, NEW),
    "second.csv": dayOf(split, NEW),
  });
  await home.json("import", "first.csv", "--date", "2025-11-27");
  const { code, text, out } = await home.candles("import", "second.csv", "--date", "2025-11-28");
  strictEqual(code, 1);
  match(text, /1 stock contradicts what is stored, and was left out:/);
  match(text, /krx 005930\/KRW 1d: between stored and new candles the price jumps down by a factor of 5\.06/);
  match(out.join("\n"), /2 stocks: 1 new candle,/);
  deepStrictEqual(
    (await home.json("list")).series.map(({ symbol, bars }: Record<string, unknown>) => [symbol, bars]),
    [["0009K0/KRW", 2], ["005930/KRW", 1]],
  );
});

Deno.test("a file of one stock that names its code needs no name of a market", async () => {
  const rows = [
    "2025-11-26,005930,70000,71000,69000,70500,10",
    "2025-11-27,005930,70500,71500,70400,71300,20",
  ];
  await using home = await openHome({
    "any.csv": ["일자,종목코드,시가,고가,저가,종가,거래량", ...rows].join("\n"),
  });
  const { exchange, symbol, added } = await home.json("import", "any.csv");
  deepStrictEqual([exchange, symbol, added], ["krx", "005930/KRW", 2]);
});

Deno.test("candles gaps names a day on which a stock was probably split", async () => {
  const row = (day: string, price: number) => [day, "005930", price, price, price, price, 10].join(",");
  const rows = [row("2025-11-26", 70_000), row("2025-11-27", 14_000)];
  await using home = await openHome({
    "any.csv": ["일자,종목코드,시가,고가,저가,종가,거래량", ...rows].join("\n"),
  });
  await home.json("import", "any.csv");
  const { jumps } = await home.json("gaps", "krx:005930", "--interval", "1d");
  deepStrictEqual(jumps, [{ at: "2025-11-27T09:00:00+09:00", before: 70_000, after: 14_000 }]);
  match(
    (await home.candles("gaps", "005930", "--interval", "1d")).text,
    /on 2025-11-27 the price goes from 70,000 to 14,000, further than a day allows .* probably a split/,
  );
  const run = [
    "backtest",
    "run",
    "--strategy",
    "buy_and_hold",
    "--market",
    "krx:005930",
    "--timeframe",
    "1d",
  ];
  const { text } = await home.run(...run);
  match(
    text,
    /005930\/KRW was probably split on 2025-11-27, where its price goes from 70,000 to 14,000, about 5:1 \(days like/,
  );
});

Deno.test("a hole in a file of a Korean stock is no weekend, for these are known", async () => {
  const row = (day: string) => [day, "005930", 70_000, 70_000, 70_000, 70_000, 10].join(",");
  // Monday is missing.
  const rows = [row("2026-11-19"), row("2026-11-20"), row("2026-11-24")];
  await using home = await openHome({
    "any.csv": ["일자,종목코드,시가,고가,저가,종가,거래량", ...rows].join("\n"),
  });
  await home.json("import", "any.csv");
  const { text } = await home.candles("gaps", "krx:005930", "--interval", "1d");
  match(text, /3 of 4 bars are there.*1 not fetched.*\nif the file has every bar .* --complete: /s);
  doesNotMatch(text, /weekend/);
});

Deno.test("names of a file are kept with its candles, and the name of the newest day wins", async () => {
  await using home = await openHome({
    "new.csv": dayOf(SAMSUNG, NEW),
    "old.csv": dayOf(SAMSUNG.replace("삼성전자", "삼성전자공업"), NEW),
  });
  await home.json("import", "new.csv", "--date", "2025-11-27");
  const namesOf = async () =>
    (await home.json("list")).series.map(({ symbol, name }: Record<string, unknown>) => [symbol, name]);
  deepStrictEqual(await namesOf(), [["0009K0/KRW", "가나다"], ["005930/KRW", "삼성전자"]]);
  await home.json("import", "old.csv", "--date", "2025-11-26", "--force");
  deepStrictEqual(await namesOf(), [["0009K0/KRW", "가나다"], ["005930/KRW", "삼성전자"]]);
  match((await home.candles("list")).text, /symbol +name +interval[^]*005930\/KRW +삼성전자 +1d/);
});

Deno.test("a file of one stock tells its name too, and what is told of an import names it", async () => {
  const head = "일자,종목코드,종목명,시가,고가,저가,종가,거래량";
  const row = (day: string) => `${day},005930,삼성\u202e전자,70000,71000,69000,70500,10`;
  const later = ["2025-11-26,70000,71000,69000,70500,10", "2025-11-27,70500,71500,70400,71300,20"];
  await using home = await openHome({
    "named.csv": [head, row("2025-11-25"), row("2025-11-26")].join("\n"),
    "krx_005930_1d.csv": ["time,open,high,low,close,volume", ...later].join("\n"),
  });
  strictEqual((await home.json("import", "named.csv")).name, "삼성전자");
  match(
    (await home.candles("import", "krx_005930_1d.csv")).text,
    /삼성전자 \(krx 005930\/KRW 1d\): 1 new candle/,
  );
});

Deno.test("a backtest of a stock calls it by its name in its lines and its page", async () => {
  const head = "일자,종목코드,종목명,시가,고가,저가,종가,거래량";
  const row = (day: string) => `${day},005930,삼성<i>전자,70000,71000,69000,70500,10`;
  await using home = await openHome({ "named.csv": [head, row("2025-11-25"), row("2025-11-26")].join("\n") });
  await home.json("import", "named.csv");
  const run = [
    "backtest",
    "run",
    "--strategy",
    "buy_and_hold",
    "--market",
    "krx:005930",
    "--timeframe",
    "1d",
  ];
  match((await home.run(...run)).text, /삼성<i>전자 \(005930\) 1d \(store\)/);
  const { text } = await home.run(...run, "--html", "-");
  match(text, /<h1>buy_and_hold · 삼성&lt;i&gt;전자 \(005930\)<\/h1>/);
  doesNotMatch(text, /삼성<i>/);
});

Deno.test("a share that is written by its name is answered with its code, and a part of a name with all that have it", async () => {
  await using home = await openHome({
    [FILE]: dayOf(SAMSUNG, NEW.replace("가나다", "삼성전자우").replace("0009K0", "005935")),
  });
  await home.json("import", FILE, "--date", "2025-11-27");
  const exact = await home.candles("gaps", "삼성 전자", "--interval", "1d");
  strictEqual(exact.code, 2);
  match(exact.text, /did you mean krx:005930 \(삼성전자\)\?/);
  match(
    (await home.candles("remove", "krx:삼성", "--all")).text,
    /did you mean krx:005930 \(삼성전자\), krx:005935 \(삼성전자우\)\?/,
  );
  doesNotMatch((await home.candles("gaps", "하이닉스")).text, /did you mean/);
});
