import assert from "node:assert/strict";
import { startCandleChild } from "../../sqlite/child.ts";
import { daysOf, minutesOf, openHome } from "./candle_home.ts";

const SERIES = ["--symbol", "X/USD"];

Deno.test("candles import stores nothing of a file that contradicts what is stored, and says what can be done", async () => {
  await using home = await openHome({ "first.csv": daysOf(0, 20), "later.csv": daysOf(0, 24, 0.25) });
  await home.candles("import", "first.csv", ...SERIES);
  const { code, err } = await home.candles("import", "later.csv", ...SERIES);
  assert.equal(code, 1);
  const text = err.join("\n");
  assert.match(
    text,
    /file X\/USD 1d: 20 of 24 candles differ from the stored ones, 4 are new; nothing was stored/,
  );
  assert.match(text, /stored open 100, high 104, low 98, close 101, volume 10; in the file open 25, high 26/);
  assert.match(text, /times 0.25: adjusted for a split/);
  assert.match(text, /choose: --replace .*; --exchange NAME or --symbol makes another series/);
  assert.doesNotMatch(text, /--keep/, "that would be refused for its price jump");
  const [stored] = (await home.json("list")).series;
  assert.deepEqual([stored.bars, stored.last], [20, "2025-01-20T09:00:00+09:00"]);
  const told = await home.candles("import", "later.csv", ...SERIES, "--json");
  assert.equal(told.code, 1);
  const { added, differing, known, stored: isStored, problem } = JSON.parse(told.out.join("\n"));
  assert.deepEqual([added, differing, known, isStored, problem.kind], [0, 20, 20, false, "differs"]);
});

Deno.test("candles import offers --keep where it will work", async () => {
  await using home = await openHome({
    "first.csv": daysOf(0, 20),
    "corrected.csv": daysOf(0, 24).replace(",10\n", ",11\n"),
  });
  await home.candles("import", "first.csv", ...SERIES);
  const { err } = await home.candles("import", "corrected.csv", ...SERIES);
  assert.match(
    err.join("\n"),
    /choose: --keep keeps the stored ones and adds the 4 new ones; --replace puts the file in their place; --exchange/,
  );
  assert.doesNotMatch(err.join("\n"), /--force/);
});

Deno.test("candles import --keep adds what is new unless the price jumps there; --force stores it all the same", async () => {
  const corrected = daysOf(0, 24).replace(",10\n", ",11\n");
  await using home = await openHome({
    "first.csv": daysOf(0, 20),
    "later.csv": daysOf(0, 24, 0.25),
    "corrected.csv": corrected,
  });
  await home.candles("import", "first.csv", ...SERIES);
  const jump = await home.candles("import", "later.csv", ...SERIES, "--keep");
  assert.equal(jump.code, 1);
  assert.match(
    jump.err.join("\n"),
    /the price jumps down by a factor of 4, from 120 .* to 30 .*nothing was stored/,
  );
  assert.equal((await home.json("list")).series[0].bars, 20);
  const kept = await home.json("import", "corrected.csv", ...SERIES, "--keep");
  assert.deepEqual([kept.added, kept.differing, kept.known], [4, 1, 20]);
  assert.equal((await home.json("export", "file:X/USD", "--interval", "1d"))[0].volume, 10);
  const forced = await home.candles("import", "later.csv", ...SERIES, "--keep", "--force");
  assert.equal(forced.code, 0, forced.text);
});

Deno.test("a file that continues a series at another price is refused too", async () => {
  await using home = await openHome({ "first.csv": daysOf(0, 20), "next.csv": daysOf(20, 24, 0.5) });
  await home.candles("import", "first.csv", ...SERIES);
  const { code, err } = await home.candles("import", "next.csv", ...SERIES);
  assert.equal(code, 1);
  assert.match(err.join("\n"), /jumps down by a factor of 2, from 120/);
});

Deno.test("candles import --replace puts the file in the place of what is stored, after counting with --dry-run", async () => {
  await using home = await openHome({ "first.csv": daysOf(0, 20), "later.csv": daysOf(0, 24, 0.25) });
  await home.candles("import", "first.csv", ...SERIES);
  const counted = await home.json("import", "later.csv", ...SERIES, "--replace", "--dry-run");
  assert.deepEqual([counted.added, counted.replaced, counted.removed, counted.stored], [4, 20, 0, false]);
  assert.equal((await home.json("list")).series[0].bars, 20);
  const { code, text } = await home.candles("import", "later.csv", ...SERIES, "--replace");
  assert.equal(code, 0, text);
  assert.match(text, /file X\/USD 1d: 4 new candles of 24 rows, 20 replaced/);
  const candles = await home.json("export", "file:X/USD", "--interval", "1d");
  assert.deepEqual([candles.length, candles[0].open, candles[23].open], [24, 25, 30.75]);
  assert.equal((await home.candles("verify")).code, 0);
  const gaps = await home.json("gaps", "file:X/USD", "--interval", "1d");
  assert.deepEqual([gaps.present, gaps.not_fetched], [24, 0]);
});

Deno.test("a replacement takes away what the file lacks, and is refused where the price jumps at its ends", async () => {
  const holes = daysOf(0, 20).split("\n").filter((_, i) => i !== 5 && i !== 6).join("\n");
  await using home = await openHome({
    "first.csv": daysOf(0, 20),
    "holes.csv": holes,
    "middle.csv": daysOf(5, 10, 0.25),
  });
  await home.candles("import", "first.csv", ...SERIES);
  const { removed, replaced, known } = await home.json("import", "holes.csv", ...SERIES, "--replace");
  assert.deepEqual([removed, replaced, known], [2, 0, 18]);
  const gaps = await home.json("gaps", "file:X/USD", "--interval", "1d");
  assert.deepEqual([gaps.present, gaps.not_fetched], [18, 2]);
  const middle = await home.candles("import", "middle.csv", ...SERIES, "--replace");
  assert.equal(middle.code, 1);
  assert.match(middle.err.join("\n"), /jumps down .* Take a file that reaches further/s);
});

Deno.test("candles remove takes a stretch away, after counting with --dry-run", async () => {
  await using home = await openHome({ "first.csv": daysOf(0, 20) });
  await home.candles("import", "first.csv", ...SERIES, "--complete");
  const stretch = ["file:X/USD", "--interval", "1d", "--from", "2025-01-05", "--to", "2025-01-08"];
  const counted = await home.candles("remove", ...stretch, "--dry-run");
  assert.match(
    counted.text,
    /^file X\/USD 1d: 3 candles from 2025-01-05T09:00:00\+09:00 to .* would be removed$/,
  );
  assert.equal((await home.json("list")).series[0].bars, 20);
  const { removed, from, to, dry_run: isDry } = await home.json("remove", ...stretch);
  assert.deepEqual([removed, from, to, isDry], [
    3,
    "2025-01-05T09:00:00+09:00",
    "2025-01-08T09:00:00+09:00",
    false,
  ]);
  const gaps = await home.json("gaps", "file:X/USD", "--interval", "1d");
  assert.deepEqual([gaps.present, gaps.not_fetched, gaps.no_trade], [17, 3, 0]);
  assert.equal((await home.candles("verify")).text, "17 candles: all is well");
  assert.equal((await home.json("remove", "file:X/USD", "--interval", "1d", "--all")).removed, 17);
  assert.match((await home.candles("list")).text, /^no candles yet/);
});

Deno.test("candles remove asks for a stretch or the whole, and for an order of time", async () => {
  await using home = await openHome({ "first.csv": daysOf(0, 20) });
  await home.candles("import", "first.csv", ...SERIES);
  const series = ["remove", "file:X/USD", "--interval", "1d"];
  for (
    const [args, sentence] of [
      [[], /name the stretch with --from and --to, or say --all/],
      [["--from", "2025-01-08", "--to", "2025-01-05"], /--from must lie before --to/],
      [["--all", "--from", "2025-01-08"], /--all is without/],
      [["--from", "soon"], /Cannot read --from/],
    ] as const
  ) {
    const { code, err } = await home.candles(...series, ...args);
    assert.equal(code, 2);
    assert.match(err.join("\n"), sentence);
  }
});

Deno.test("longer bars that are kept are named when what they were made of changes, and can be replaced", async () => {
  const shifted = minutesOf("2025-03-04", 60).replace(",100,104,98,101,1\n", ",100,500,98,101,1\n");
  await using home = await openHome({
    "upbit_krw-btc_1m.csv": minutesOf("2025-03-04", 60),
    "upbit_krw-btc_1m_b.csv": shifted,
  });
  const aggregate = ["aggregate", "BTC/KRW", "--interval", "1h", "--store"];
  await home.candles("import", "upbit_krw-btc_1m.csv");
  await home.json(...aggregate);
  const { notes } = await home.json("import", "upbit_krw-btc_1m_b.csv", "--replace");
  assert.match(
    notes.join("\n"),
    /upbit BTC\/KRW 1h is kept too and stays as it is; .* --interval 1h --store --replace/,
  );
  const told = await home.json(...aggregate);
  assert.deepEqual([told.added, told.known, told.differing], [0, 1, 1]);
  const high = async () => (await home.json("export", "BTC/KRW", "--interval", "1h"))[0].high;
  assert.equal(await high(), 163);
  await home.json(...aggregate, "--replace");
  assert.equal(await high(), 500);
  const { differing } = await home.json(...aggregate);
  assert.equal(differing, 0);
});

Deno.test("times without a zone are Korean in a file of a Korean market, and the command says so", async () => {
  const csv = `${minutesOf("2025-03-04", 60)}\n`;
  await using home = await openHome({ "upbit_krw-btc_1m.csv": csv, "plain.csv": csv });
  const { out } = await home.candles("import", "upbit_krw-btc_1m.csv");
  assert.match(out.join("\n"), /its times have no zone and were read as Korean time .* --timezone UTC/);
  assert.equal((await home.json("list")).series[0].first, "2025-03-04T09:00:00+09:00");
  const other = await home.json("import", "plain.csv", ...SERIES);
  assert.deepEqual([other.timezone, other.timezone_assumed], ["UTC", true]);
  const said = await home.json("import", "plain.csv", "--symbol", "Y/USD", "--timezone", "Asia/Seoul");
  assert.deepEqual([said.timezone, said.timezone_assumed, said.notes], ["Asia/Seoul", false, []]);
  const bad = await home.candles("import", "plain.csv", ...SERIES, "--timezone", "Mars");
  assert.deepEqual([bad.code, bad.out], [2, []]);
  assert.match(bad.err.join("\n"), /Cannot read --timezone "Mars": it must be like Asia\/Seoul/);
  const made = await home.candles("aggregate", "upbit_krw-btc_1m.csv", "--interval", "1h");
  assert.match(made.out[1] ?? "", /^2025-03-04T00:00:00Z,/);
  assert.match(made.err.join("\n"), /read as Korean time/);
});

Deno.test("candles that are stored already at other times are not stored again, nine hours off", async () => {
  await using home = await openHome({ "upbit_krw-btc_1m.csv": minutesOf("2025-03-04", 60) });
  await home.candles("import", "upbit_krw-btc_1m.csv", "--timezone", "UTC");
  const { code, err } = await home.candles("import", "upbit_krw-btc_1m.csv");
  assert.equal(code, 1);
  const text = err.join("\n");
  assert.match(text, /the candles of the file are stored already, 9 h later; nothing was stored/);
  const remove = /candles (remove .*? --to \S+?);/.exec(text)?.[1]?.split(" ") ?? [];
  assert.equal((await home.json(...remove)).removed, 60);
  assert.equal((await home.candles("import", "upbit_krw-btc_1m.csv")).code, 0);
  assert.equal((await home.json("list")).series[0].first, "2025-03-04T09:00:00+09:00");
});

Deno.test("a backtest says which zone it took, and no signal moves behind a name in quotes", async () => {
  const head = 'time,open,high,low,close,volume,"BB (20, 2)",exit_long,enter_long,x';
  const rows = Array.from({ length: 10 }, (_, i) => `2024-01-${String(i + 1).padStart(2, "0")} 00:00`);
  const csv = [head, ...rows.map((day, i) => `${day},100,101,99,100,1,5,0,${i === 2 ? 1 : 0},1`)].join("\n");
  await using home = await openHome({ "signals.csv": csv });
  const { code, out, err, text } = await home.run(
    "backtest",
    "run",
    "--strategy",
    "signal_table",
    "--data",
    "signals.csv",
    "--json",
  );
  assert.equal(code, 0, text);
  assert.match(err.join("\n"), /^signals.csv: its times have no zone and were read as UTC/);
  const { trades } = JSON.parse(out.join("\n"));
  assert.deepEqual(trades.length, 1);
  assert.match(JSON.stringify(trades[0]), /2024-01-04T09:00:00\+09:00/);
});

Deno.test("a candle that was going on when its file was written stays open, and the finished one replaces it", async () => {
  const half = daysOf(0, 5).replace(/,14$/, ",3");
  await using home = await openHome({ "first.csv": half, "later.csv": daysOf(0, 6) });
  const noon = new Date("2025-01-05T12:00:00Z");
  await Deno.utime(`${home.dir}/first.csv`, noon, noon);
  await home.candles("import", "first.csv", ...SERIES, "--complete");
  assert.equal((await home.json("export", "file:X/USD", "--interval", "1d")).length, 4);
  const counted = await home.json("import", "later.csv", ...SERIES, "--replace", "--dry-run");
  assert.deepEqual([counted.added, counted.replaced, counted.removed, counted.known], [1, 1, 0, 4]);
  const later = await home.json("import", "later.csv", ...SERIES);
  assert.deepEqual([later.added, later.replaced, later.known, later.differing], [1, 1, 4, 0]);
  assert.equal((await home.json("export", "file:X/USD", "--interval", "1d"))[4].volume, 14);
});

Deno.test("a series that another process stores bars of is removed from and replaced in meanwhile", async () => {
  const changed = minutesOf("2025-03-04", 60).replaceAll(/,(\d+)$/gm, ",7$1");
  await using home = await openHome({
    "upbit_krw-btc_1m.csv": minutesOf("2025-03-04", 60),
    "upbit_krw-btc_1m_b.csv": changed,
  });
  await using child = startCandleChild("live", `${home.dir}/data`);
  await child.next();
  assert.equal((await home.json("import", "upbit_krw-btc_1m.csv")).added, 60);
  const stretch = ["--from", "2025-03-04T09:10", "--to", "2025-03-04T09:20"];
  assert.equal((await home.json("remove", "upbit:BTC/KRW", ...stretch)).removed, 10);
  const { replaced, added } = await home.json("import", "upbit_krw-btc_1m_b.csv", "--replace");
  assert.deepEqual([replaced, added], [50, 10]);
  assert.deepEqual(await home.json("verify"), { well: true, findings: [], price_breaks: [] });
  assert.match(await child.next() ?? "", /^kept /);
  child.kill();
});
