import { deepStrictEqual, doesNotMatch, match, strictEqual } from "node:assert/strict";
import { openHome } from "./candle_home.ts";

const HEAD = "일자,종목코드,시가,고가,저가,종가,대비,거래량";
const row = (day: string, price: number, change: number) =>
  [day, "005930", price, price, price, price, change, 10].join(",");
const SPLIT = [
  ...[row("2025-11-25", 69_800, 100), row("2025-11-26", 70_000, 200), row("2025-11-27", 14_100, 100)],
];
const RUN = ["backtest", "run", "--strategy", "buy_and_hold", "--market", "krx:005930", "--timeframe", "1d"];

Deno.test("a split that the base price tells is no jump, in gaps, in verify and in a later import", async () => {
  await using home = await openHome({
    "first.csv": [HEAD, ...SPLIT.slice(0, 2)].join("\n"),
    "second.csv": [HEAD, SPLIT[2]].join("\n"),
  });
  await home.json("import", "first.csv");
  strictEqual((await home.json("import", "second.csv", "--interval", "1d")).added, 1);
  const gaps = await home.json("gaps", "krx:005930", "--interval", "1d");
  deepStrictEqual([gaps.jumps, gaps.base_changes], [[], [
    { at: "2025-11-27T09:00:00+09:00", before: 70_000, base: 14_000 },
  ]]);
  const verified = await home.candles("verify");
  strictEqual(verified.code, 0);
  match(
    verified.text,
    /krx 005930\/KRW 1d: on 2025-11-27 the base price was set to 14,000 after a close of 70,000 .*about 5:1/,
  );
  match((await home.run(...RUN)).text, /was probably split on 2025-11-27/);
  await home.candles(
    "remove",
    "krx:005930",
    "--interval",
    "1d",
    "--from",
    "2025-11-27",
    "--to",
    "2025-11-28",
  );
  deepStrictEqual((await home.json("gaps", "krx:005930", "--interval", "1d")).base_changes, []);
});

Deno.test("candles verify tells a jump that no base price explains, and calls nothing wrong for it", async () => {
  const rows = [row("2025-11-26", 70_000, 0), row("2025-11-27", 14_000, 0)];
  await using home = await openHome({ "any.csv": [HEAD, ...rows].join("\n").replaceAll(",대비", ",메모") });
  await home.json("import", "any.csv");
  const { code, text } = await home.candles("verify");
  strictEqual(code, 0);
  match(
    text,
    /krx 005930\/KRW 1d: on 2025-11-27 the price goes from 70,000 to 14,000, .*no base price explains it.*about 5:1/,
  );
  const { well, price_breaks: [first] } = await home.json("verify");
  deepStrictEqual([well, first.jumps.length, first.series.exchange], [true, 1, "krx"]);
});

Deno.test("rows of closed days are told, and left out with --skip-bad", async () => {
  // Saturday.
  const rows = [row("2025-11-28", 70_000, 0), row("2025-11-29", 70_000, 0), row("2025-12-01", 70_000, 0)];
  await using home = await openHome({ "any.csv": [HEAD, ...rows].join("\n") });
  const told = await home.candles("import", "any.csv", "--interval", "1d", "--dry-run");
  match(told.text, /rows of days on which the market was closed: 1 \(2025-11-29\); stored all the same/);
  const { added, notes } = await home.json("import", "any.csv", "--interval", "1d", "--skip-bad");
  strictEqual(added, 2);
  match(notes.join(), /closed: 1 \(2025-11-29\); left out/);
});

Deno.test("two days apart by holidays alone are days, and two with a session between are not", async () => {
  // 2025-10-03 to 2025-10-09 the market was closed; 2025-11-24 was a Monday.
  const pair = (...days: string[]) => [HEAD, ...days.map((day) => row(day, 70_000, 0))].join("\n");
  await using home = await openHome({
    "holidays.csv": pair("2025-10-02", "2025-10-10"),
    "weekdays.csv": pair("2025-11-24", "2025-11-28"),
  });
  const { interval, added } = await home.json("import", "holidays.csv");
  deepStrictEqual([interval, added], ["1d", 2]);
  const refused = await home.candles("import", "weekdays.csv");
  strictEqual(refused.code, 2);
  match(refused.text, /its candles are 4 d(ays)? apart, and such candles are not supported/);
});

Deno.test("one stock is called one", async () => {
  await using home = await openHome({ "any.csv": `${HEAD.replace("일자,", "")}\n005930,70,70,70,70,0,10` });
  const { text } = await home.candles("import", "any.csv", "--date", "2025-11-27");
  match(text, /1 stock: 1 new candle,/);
  doesNotMatch(text, /1 stocks/);
});
