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

const named = (market: string) =>
  daysOf(0, 5).split("\n").map((line, i) => `${line},${i === 0 ? "symbol" : market}`).join("\n");
for (
  const [text, symbol] of [
    ["BTCUSDT", "ETH/USDT"],
    ["KRW-BTC", "ETH/KRW"],
    ["BTC/USD", "BTC/KRW"],
    ["005930", "000660/KRW"],
  ] as const
) {
  Deno.test(`a file that says ${text} is not stored as ${symbol}, unless by force`, async () => {
    await using home = await openHome({ "some.csv": named(text) });
    const { code, text: said } = await home.candles("import", "some.csv", "--symbol", symbol);
    assert.equal(code, 2);
    assert.match(said, new RegExp(`column "symbol" says "${text}", and --symbol says ${symbol}; .*--force`));
    assert.deepEqual((await home.json("list")).series, []);
    assert.equal((await home.candles("import", "some.csv", "--symbol", symbol, "--force")).code, 0);
  });
}

Deno.test("a file whose column names the market that is asked for, or none at all, is taken", async () => {
  await using home = await openHome({ "a.csv": named("BTCUSDT"), "b.csv": named("my data") });
  assert.equal((await home.candles("import", "a.csv", "--symbol", "BTC/USDT")).code, 0);
  assert.equal((await home.candles("import", "b.csv", "--symbol", "ETH/USDT")).code, 0);
});

Deno.test("rows of one market are not stored under the name of another", async () => {
  await using home = await openHome({ "many.csv": named("005930").replaceAll("symbol", "code") });
  const { code, text } = await home.candles(
    ...["import", "many.csv", "--only", "code=005930", "--symbol", "000660/KRW"],
  );
  assert.equal(code, 2);
  assert.match(text, /column "code" says "005930", and --symbol says 000660\/KRW/);
});

Deno.test("candles of the future that were stored by force are told of by list and export", async () => {
  const days = Math.ceil((Date.now() - Date.parse("2025-01-01T00:00:00Z")) / 86_400_000) + 3;
  await using home = await openHome({ "k4.csv": daysOf(days - 10, days) });
  const forced = await home.candles("import", "k4.csv", "--symbol", "K4/USD", "--force");
  assert.equal(forced.code, 0);
  assert.match(
    forced.text,
    /: 7 new candles of 10 rows, 3 still to come by this machine's clock, stored by --force/,
  );
  const list = await home.candles("list");
  assert.match(
    list.text,
    /file:K4\/USD 1d has candles that are still to come, .*candles remove file:K4\/USD --interval 1d --from 20/,
  );
  assert.equal((await home.json("list")).series[0].in_future, true);
  const exported = await home.candles("export", "file:K4/USD", "--interval", "1d");
  assert.match(exported.err.join("\n"), /has candles that are still to come/);
  assert.doesNotMatch(exported.out.join("\n"), /still to come/);
});
