/** What the commands say about candles that came from a file. */
import assert from "node:assert/strict";
import { daysOf, openHome } from "./candle_home.ts";

for (
  const [command, again] of [
    [["gaps"], "gaps file:K4/USD --interval 1d"],
    [["export"], "export file:K4/USD --interval 1d"],
    [["aggregate", "--interval", "1w"], "aggregate file:K4/USD --base 1d --interval 1w"],
  ] as const
) {
  Deno.test(`candles ${command[0]} of a market that is kept under another name gives the command for that`, async () => {
    await using home = await openHome({ "k4.csv": daysOf(0, 20) });
    await home.candles("import", "k4.csv", "--symbol", "K4/USD");
    const { code, text } = await home.candles(...command, "K4/USD");
    assert.equal(code, 2);
    assert.match(
      text,
      /There are no candles of upbit K4\/USD 1m; there are of file K4\/USD 1d: deno run \S+ candles/,
    );
    const words = text.slice(text.indexOf(`candles ${again}`)).trim().split(" ");
    assert.equal(words.join(" "), `candles ${again}`);
    assert.equal((await home.run(...words)).code, 0);
  });
}

Deno.test("an indicator or a backtest of a market says how to get at candles that are kept", async () => {
  await using home = await openHome({ "k4.csv": daysOf(0, 20) });
  await home.candles("import", "k4.csv", "--symbol", "K4/USD");
  const indicator = await home.run("indicator", "rsi", "file:K4/USD");
  assert.equal(indicator.code, 2);
  assert.match(indicator.text, /no such file, .*: deno run \S+ candles export file:K4\/USD > bars\.csv/);
  const backtest = await home.run("backtest", "run", "--strategy", "ma_cross", "--market", "K4/USD");
  assert.equal(backtest.code, 2);
  assert.match(backtest.text, /there are of file K4\/USD 1d: --market file:K4\/USD --timeframe 1d/);
});

Deno.test("candles aggregate says which unfinished bars it leaves out, and how to see them", async () => {
  await using home = await openHome({ "k4.csv": daysOf(0, 14) });
  const { code, out, err } = await home.candles("aggregate", "k4.csv", "--interval", "1w");
  assert.equal(code, 0);
  assert.equal(out.length, 2, "the first of January 2025 is a Wednesday");
  assert.match(
    err.join("\n"),
    /left out: 1 bar at the beginning, which began before 2025-01-01T09:00:00\+09:00; 1 bar at the end, from .* \(--with-open prints unfinished bars too\)/,
  );
  const all = await home.candles("aggregate", "k4.csv", "--interval", "1w", "--with-open");
  assert.equal(all.out.length, 4);
  assert.doesNotMatch(all.err.join("\n"), /left out/);
});

Deno.test("candles aggregate adds volumes without the noise of binary fractions", async () => {
  const days = daysOf(0, 14).replace(",15\n", ",0.1\n").replace(",16\n", ",0.2\n")
    .replace(/,(17|18|19|20|21)\n/g, ",0\n");
  await using home = await openHome({ "k4.csv": days });
  const { out } = await home.candles("aggregate", "k4.csv", "--interval", "1w");
  assert.equal(out[1]?.split(",").at(-1), "0.3");
});

Deno.test("candles gaps of an imported file names --complete for days on which nothing is traded", async () => {
  const days = daysOf(0, 20).split("\n").filter((_, i) => i % 7 !== 5).join("\n");
  await using home = await openHome({ "k4.csv": days });
  await home.candles("import", "k4.csv", "--symbol", "K4/USD");
  const { text } = await home.candles("gaps", "file:K4/USD", "--interval", "1d");
  assert.match(
    text,
    /weekends and holidays .* candles import FILE\.csv --complete --exchange file --symbol K4\/USD --interval 1d/,
  );
  const again = [
    "import",
    "k4.csv",
    "--complete",
    "--exchange",
    "file",
    "--symbol",
    "K4/USD",
    "--interval",
    "1d",
  ];
  await home.candles(...again);
  assert.equal((await home.json("gaps", "file:K4/USD", "--interval", "1d")).not_fetched, 0);
});
