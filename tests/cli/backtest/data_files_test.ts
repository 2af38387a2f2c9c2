/** Files that people have, as data of a backtest. */
import assert from "node:assert/strict";
import { toXlsx } from "../../support/zip_file.ts";
import { makeWorkDir, runHere } from "./run_entry.ts";

const HEAD = ["time", "open", "high", "low", "close", "volume", "enter_long", "exit_long"];
/** An entry is said on the second day and an exit on the fifth; each is filled at the next opening. */
const ROWS = Array.from({ length: 8 }, (_, i) => {
  const price = 100 + 10 * i;
  return [`2024-01-0${i + 1}`, price, price + 5, price - 5, price + 1, 1, i === 1 ? 1 : 0, i === 4 ? 1 : 0];
});
const RUN = ["backtest", "run", "--strategy", "signal_table", "--cash", "1000000", "--json"];

async function tradesOf(path: string, ...more: readonly string[]) {
  const { out, err } = await runHere([...RUN, "--data", path, ...more]);
  const { trades } = JSON.parse(out);
  return {
    err,
    trades: trades.map((trade: Record<string, unknown>) => [trade.entry_price, trade.exit_price]),
  };
}

const toCsv = (rows: readonly (readonly unknown[])[]) =>
  [HEAD, ...rows].map((cells) => cells.join(",")).join("\n");

Deno.test("a backtest leaves bad rows out when it is told to, says how many, and no signal moves to another candle", async () => {
  await using work = await makeWorkDir();
  const good = await work.write("good.csv", toCsv(ROWS));
  const spoilt = [
    ...ROWS.slice(0, 2),
    ["2024-01-02", 1, 2, 1, 2, 1, 0, 1],
    ...ROWS.slice(2, 4),
    ["2034-01-04", "n/a", 1, 1, 1, 1, 0, 1],
    ["total", "", "", "", "", 8, 1, 1],
    ...ROWS.slice(4),
  ];
  const bad = await work.write("bad.csv", toCsv(spoilt));
  await assert.rejects(
    runHere([...RUN, "--data", bad]),
    /line 4, column "time".*line 7, column "open": "n\/a"/,
  );
  const expected = [[120, 150]];
  assert.deepEqual((await tradesOf(good)).trades, expected);
  const { trades, err } = await tradesOf(bad, "--skip-bad");
  assert.deepEqual(trades, expected);
  assert.match(err, /bad\.csv: 3 bad rows left out/);
});

Deno.test("a backtest reads a workbook with its further columns, and asks for the sheet when there are several", async () => {
  await using work = await makeWorkDir();
  const rows = [
    HEAD,
    ...ROWS.map(([day, ...rest]) => [{ date: Date.parse(String(day)) / 86_400_000 + 25_569 }, ...rest]),
  ];
  const sheet = { name: "신호", rows: rows as never };
  const one = `${work.path}/one.xlsx`;
  await Deno.writeFile(one, toXlsx([sheet]));
  assert.deepEqual((await tradesOf(one)).trades, [[120, 150]]);
  const two = `${work.path}/two.xlsx`;
  await Deno.writeFile(two, toXlsx([{ name: "메모", rows: [["x", 1]] }, sheet]));
  await assert.rejects(runHere([...RUN, "--data", two]), /it has 2 sheets with rows/);
  assert.deepEqual((await tradesOf(two, "--sheet", "신호")).trades, [[120, 150]]);
});
