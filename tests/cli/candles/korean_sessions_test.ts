import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import { createMarketCalendar, DEFAULT_DAY_FRAME } from "../../../src/calendar/session.ts";
import { MINUTE_MS, toKstIso } from "../../../src/core/kst.ts";
import { dayOf, HOLIDAYS_TEXT, readText } from "../../calendar/sample_calendars.ts";
import { createHome, runProgram } from "../../support/program.ts";

const calendar = createMarketCalendar(readText(HOLIDAYS_TEXT), DEFAULT_DAY_FRAME);

/** Every minute that a week of KRX can have, as a perfect export would hold it. */
function toCsv(from: string, to: string): string {
  const rows: string[] = ["time,open,high,low,close,volume"];
  let price = 70_000;
  for (let day = dayOf(from); day < dayOf(to); day++) {
    const session = calendar.sessionOn(day);
    if (session === undefined) continue;
    const add = (atMs: number) => {
      const next = price + ((rows.length * 7) % 11 - 5) * 100;
      rows.push([toKstIso(atMs), price, Math.max(price, next), Math.min(price, next), next, 100].join(","));
      price = next;
    };
    for (let atMs = session.openMs; atMs < session.closeMs - 10 * MINUTE_MS; atMs += MINUTE_MS) add(atMs);
    add(session.closeMs);
  }
  return rows.join("\n");
}

Deno.test("of a perfect week of a Korean stock nothing is missing, in gaps and in a backtest", async () => {
  await using home = await createHome();
  await Deno.writeTextFile(`${home.dir}/week.csv`, toCsv("2026-11-09", "2026-11-16"));
  const run = async (...args: string[]) => {
    const { code, out, text } = await runProgram(args, { dir: home.dir });
    strictEqual(code, 0, text);
    return JSON.parse(out.join("\n"));
  };
  const series = ["--exchange", "krx", "--symbol", "005930/KRW", "--interval", "1m"];
  strictEqual((await run("candles", "import", "week.csv", ...series, "--complete", "--json")).added, 1905);
  const gaps = await run("candles", "gaps", "krx:005930/KRW", "--json");
  deepStrictEqual([gaps.expected, gaps.present, gaps.no_trade, gaps.not_fetched], [1905, 1905, 0, 0]);
  deepStrictEqual(gaps.gaps, []);
  const args = [
    "backtest",
    "run",
    "--strategy",
    "ma_cross",
    "--market",
    "krx:005930/KRW",
    "--timeframe",
    "1m",
  ];
  const result = await run(...args, "--json");
  deepStrictEqual([result.gaps.missing_bars, result.gaps.count], [0, 0]);
  const { text } = await runProgram(args, { dir: home.dir });
  match(text, /No bar is missing\./);
});

Deno.test("a stock's file of no known exchange is told to count as open at any hour, and can be counted by sessions", async () => {
  await using home = await createHome();
  await Deno.writeTextFile(`${home.dir}/week.csv`, toCsv("2026-11-09", "2026-11-17"));
  const run = (...args: string[]) => runProgram(args, { dir: home.dir });
  await run(
    "candles",
    "import",
    "week.csv",
    "--exchange",
    "file",
    "--symbol",
    "MINE/KRW",
    "--interval",
    "1m",
  );
  const gaps = ["candles", "gaps", "file:MINE/KRW"];
  match((await run(...gaps)).text, /of no known exchange, so it counts as open at any hour.*--hours krx/);
  const bySessions = await run(...gaps, "--hours", "krx", "--json");
  const { expected, present, not_fetched: notFetched } = JSON.parse(bySessions.out.join("\n"));
  deepStrictEqual([expected, present, notFetched], [2286, 2286, 0]);
  const wrong = await run(...gaps, "--hours", "nyse");
  strictEqual(wrong.code, 2);
  match(wrong.text, /--hours.*krx/);
});

Deno.test("days and weeks of a Korean stock are whole with their last session, kept, exported and traded", async () => {
  await using home = await createHome();
  await Deno.writeTextFile(`${home.dir}/krx_005930_1m.csv`, toCsv("2026-11-16", "2026-12-01"));
  const call = async (...args: string[]) => {
    const { code, out, text } = await runProgram(args, { dir: home.dir });
    strictEqual(code, 0, text);
    return out.join("\n");
  };
  const run = async (...args: string[]) => JSON.parse(await call(...args, "--json"));
  const market = "krx:005930/KRW";
  const series = ["--exchange", "krx", "--symbol", "005930/KRW", "--interval", "1m"];
  await call("candles", "import", "krx_005930_1m.csv", ...series);
  const aggregate = (interval: string, ...more: string[]) =>
    ["candles", "aggregate", market, "--interval", interval, ...more] as const;
  const days = await run(...aggregate("1d"));
  deepStrictEqual(days.map(({ open_time }: { open_time: string }) => open_time.slice(5, 10)), [
    ...["11-16", "11-17", "11-18", "11-19", "11-20"],
    ...["11-23", "11-24", "11-25", "11-26", "11-27", "11-30"],
  ]);
  deepStrictEqual(days.map(({ volume }: { volume: number }) => volume), Array(11).fill(38_100));
  deepStrictEqual(await run("candles", "aggregate", "krx_005930_1m.csv", "--interval", "1d"), days);
  const kept = await run(...aggregate("1d", "--store"));
  deepStrictEqual([kept.added, kept.partial], [11, 0]);
  const weeks = await run(...aggregate("1w", "--store"));
  // The last week has but its Monday.
  deepStrictEqual([weeks.added, weeks.partial], [2, 0]);
  deepStrictEqual(await run("candles", "export", market, "--interval", "1d"), days);
  const gaps = await run("candles", "gaps", market, "--interval", "1d");
  deepStrictEqual([gaps.expected, gaps.present, gaps.gaps], [11, 11, []]);
  const traded = ["backtest", "run", "--strategy", "buy_and_hold", "--market", market, "--timeframe", "1d"];
  const result = await run(...traded);
  deepStrictEqual([result.gaps.missing_bars, result.gaps.count], [0, 0]);
});
