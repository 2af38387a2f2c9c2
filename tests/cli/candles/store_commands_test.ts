import assert from "node:assert/strict";
import { createHome, runProgram } from "../../support/program.ts";

const MINUTE = 60_000;
const FIRST_MS = Date.parse("2026-03-10T09:00:00+09:00");
const HEAD = "open_time,open,high,low,close,volume";

/** Three hours of minutes; `left` are not in the file. */
function toCsv(left: readonly number[] = []): string {
  const rows = Array.from(
    { length: 180 },
    (_, i) => `${FIRST_MS + i * MINUTE},${100 + i},${105 + i},${95 + i},${101 + i},0.5`,
  );
  return [HEAD, ...rows.filter((_, i) => !left.includes(i))].join("\n");
}

async function openHome(files: Readonly<Record<string, string | Uint8Array>> = {}) {
  const home = await createHome();
  for (const [name, content] of Object.entries(files)) {
    if (typeof content === "string") await Deno.writeTextFile(`${home.dir}/${name}`, content);
    else await Deno.writeFile(`${home.dir}/${name}`, content);
  }
  return {
    candles: (...args: string[]) => runProgram(["candles", ...args], { dir: home.dir }),
    json: async (...args: string[]) => {
      const { code, out, text } = await runProgram(["candles", ...args, "--json"], { dir: home.dir });
      assert.equal(code, 0, text);
      return JSON.parse(out.join("\n"));
    },
    pipe: (input: string, ...args: string[]) => runProgram(["candles", ...args], { dir: home.dir, input }),
    dir: home.dir,
    [Symbol.asyncDispose]: () => home[Symbol.asyncDispose](),
  };
}

async function zip(text: string): Promise<Uint8Array> {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

Deno.test("candles import takes a packed file by its name, and the second time adds nothing", async () => {
  await using home = await openHome({ "upbit_krw-btc_1m.csv.gz": await zip(toCsv()) });
  const first = await home.candles("import", "upbit_krw-btc_1m.csv.gz");
  assert.equal(first.code, 0, first.text);
  assert.match(first.out.join(""), /^upbit BTC\/KRW 1m: 180 new candles of 180 rows, /);
  const { took_s: tookS, ...second } = await home.json("import", "upbit_krw-btc_1m.csv.gz");
  assert.equal(typeof tookS, "number");
  assert.deepEqual(second, {
    exchange: "upbit",
    symbol: "BTC/KRW",
    interval: "1m",
    rows: 180,
    added: 0,
    in_future: 0,
    replaced: 0,
    removed: 0,
    known: 180,
    differing: 0,
    duplicates: 0,
    halted: 0,
    bad: 0,
    left_out: 0,
    timezone: null,
    timezone_assumed: false,
    stored: true,
    problem: null,
    notes: [],
  });
});

Deno.test("what candles export writes, candles import knows already", async () => {
  await using home = await openHome({ "upbit_krw-btc_1m.csv": toCsv() });
  await home.candles("import", "upbit_krw-btc_1m.csv");
  for (const form of ["iso", "ms"]) {
    const { out } = await home.candles("export", "BTC/KRW", "--time", form);
    assert.equal(out.length, 181);
    const again = await home.pipe(
      `${out.join("\n")}\n`,
      "import",
      "-",
      "--symbol",
      "BTC/KRW",
      "--exchange",
      "upbit",
      "--json",
    );
    assert.deepEqual([again.code, JSON.parse(again.out.join("\n")).added], [0, 0], again.text);
  }
  const candles = await home.json("export", "BTC/KRW", "--to", "2026-03-10T09:02");
  assert.deepEqual(candles, [
    { open_time: "2026-03-10T09:00:00+09:00", open: 100, high: 105, low: 95, close: 101, volume: 0.5 },
    { open_time: "2026-03-10T09:01:00+09:00", open: 101, high: 106, low: 96, close: 102, volume: 0.5 },
  ]);
});

Deno.test("gaps of an imported file are unknown, or quiet when the file is said to be complete", async () => {
  await using home = await openHome({ "krx_x.csv": toCsv([10, 11, 90]) });
  const file = ["import", "krx_x.csv", "--symbol", "BTC/KRW"];
  await home.candles(...file);
  const unknown = await home.json("gaps", "krx:BTC/KRW");
  assert.deepEqual([unknown.present, unknown.no_trade, unknown.not_fetched], [177, 0, 3]);
  assert.deepEqual(unknown.gaps[0], {
    kind: "not_fetched",
    from: "2026-03-10T09:10:00+09:00",
    to: "2026-03-10T09:12:00+09:00",
    bars: 2,
    reason: "not fetched yet",
  });
  const shown = await home.candles("gaps", "krx:BTC/KRW");
  assert.doesNotMatch(shown.text, /repair with/, "nobody can be asked for what only a file had");
  await home.candles(...file, "--complete");
  const quiet = await home.json("gaps", "krx:BTC/KRW");
  assert.deepEqual([quiet.present, quiet.no_trade, quiet.not_fetched], [177, 3, 0]);
});

Deno.test("a bar that was open when its file was made may still be replaced", async () => {
  const nowMs = Date.now();
  const day = Math.floor(nowMs / 86_400_000) * 86_400_000;
  const rows = (close: number) =>
    [HEAD, `${day - 86_400_000},1,9,1,2,3`, `${day},2,9,1,${close},4`].join("\n");
  await using home = await openHome({ "upbit_btckrw_1d.csv": rows(5), "upbit_btckrw_1d_later.csv": rows(6) });
  await home.candles("import", "upbit_btckrw_1d.csv");
  assert.equal((await home.json("export", "BTC/KRW", "--interval", "1d")).length, 1);
  const later = await home.json("import", "upbit_btckrw_1d_later.csv");
  assert.deepEqual([later.added, later.replaced, later.known], [0, 1, 1]);
});

const SHARES = [
  "date,code,open,high,low,close,volume",
  "2022-01-03,000020,10,11,9,10,100",
  "2022-01-03,005930,20,22,19,21,200",
  "2022-01-04,000020,10,12,9,11,100",
  "2022-01-04,005930,21,23,20,22,300",
].join("\n");

Deno.test("a file of many shares takes all of them, or one that is chosen and then names the market", async () => {
  await using home = await openHome({ "krx_all_1d.csv": SHARES });
  const { code, err } = await home.candles("import", "krx_all_1d.csv", "--symbol", "005930/KRW");
  assert.equal(code, 2);
  assert.match(err.join("\n"), /choose one market with --only, for example --only code=000020/);
  const all = await home.json("import", "krx_all_1d.csv", "--dry-run");
  assert.deepEqual([all.added, all.stocks.length], [4, 2]);
  const { exchange, symbol, added, left_out: leftOut } = await home.json(
    "import",
    "krx_all_1d.csv",
    "--only",
    "code=005930",
  );
  assert.deepEqual([exchange, symbol, added, leftOut], ["krx", "005930/KRW", 2, 2]);
});

const BAD_FILES: readonly (readonly [string, readonly string[], RegExp])[] = [
  ["a file that is not there", ["none.csv"], /Cannot read none\.csv: there is no such file/],
  ["a folder", ["data"], /Cannot read data: it is a folder/],
  ["an empty file", ["empty.csv"], /empty\.csv: .* it is empty/],
  ["a binary file", ["noise.csv"], /not text in UTF-8/],
  ["a packed file that is cut off", ["cut.csv.gz"], /damaged or cut off/],
  ["a file without a name of a market", ["empty.csv", "--symbol", ""], /BTC\/KRW/],
  ["a choice that is none", ["empty.csv", "--only", "code"], /column=text/],
];

for (const [name, args, expected] of BAD_FILES) {
  Deno.test(`candles import refuses ${name} with code 2 and one sentence`, async () => {
    const packed = await zip(toCsv());
    await using home = await openHome({
      "empty.csv": "",
      "noise.csv": Uint8Array.from({ length: 5_000 }, (_, i) => (i * 7_919 + 200) % 256),
      "cut.csv.gz": packed.subarray(0, packed.length - 20),
    });
    const symbol = args.includes("--symbol") ? [] : ["--symbol", "BTC/KRW"];
    const { code, out, err } = await home.candles("import", ...args, ...symbol);
    assert.equal(code, 2, err.join("\n"));
    assert.deepEqual(out, []);
    assert.equal(err.length, 1, err.join("\n"));
    assert.match(err[0] ?? "", expected);
  });
}

Deno.test("candles aggregate makes the same bars of the store and of a file", async () => {
  await using home = await openHome({ "upbit_krw-btc_1m.csv": toCsv() });
  await home.candles("import", "upbit_krw-btc_1m.csv");
  const ofFile = await home.json("aggregate", "upbit_krw-btc_1m.csv", "--interval", "1h");
  assert.deepEqual(ofFile, await home.json("aggregate", "BTC/KRW", "--interval", "1h"));
  assert.deepEqual(ofFile[1], {
    open_time: "2026-03-10T10:00:00+09:00",
    open: 160,
    high: 224,
    low: 155,
    close: 220,
    volume: 30,
  });
  assert.equal(ofFile.length, 3);
});

Deno.test("candles aggregate --store leaves out bars that lack minutes until they are known", async () => {
  await using home = await openHome({ "upbit_krw-btc_1m.csv": toCsv([70, 71]) });
  const aggregate = ["aggregate", "BTC/KRW", "--interval", "1h", "--store"];
  await home.candles("import", "upbit_krw-btc_1m.csv");
  const printed = await home.candles("aggregate", "BTC/KRW", "--interval", "1h");
  assert.equal(printed.out.length, 4);
  assert.match(printed.err.join("\n"), /^1 of these bars lack some of 1m that were never fetched: see gaps$/);
  assert.deepEqual(await home.json(...aggregate), {
    exchange: "upbit",
    symbol: "BTC/KRW",
    interval: "1h",
    added: 2,
    known: 0,
    differing: 0,
    partial: 1,
  });
  const gaps = await home.json("gaps", "BTC/KRW", "--interval", "1h");
  assert.deepEqual([gaps.present, gaps.no_trade, gaps.not_fetched], [2, 0, 1]);
  await home.candles("import", "upbit_krw-btc_1m.csv", "--complete");
  const { added, known, partial } = await home.json(...aggregate);
  assert.deepEqual([added, known, partial], [1, 2, 0]);
});

const BAD_WISHES: readonly (readonly [string, readonly string[], RegExp])[] = [
  [
    "open bars to be kept",
    ["BTC/KRW", "--interval", "1h", "--store", "--with-open"],
    /--with-open gives unfinished bars/,
  ],
  [
    "a file to be kept",
    ["upbit_krw-btc_1m.csv", "--interval", "1h", "--store"],
    /--store is for markets of the store/,
  ],
  [
    "a stretch of a file",
    ["upbit_krw-btc_1m.csv", "--interval", "1h", "--from", "2026-03-10"],
    /--from is for markets/,
  ],
  [
    "shorter bars of longer ones",
    ["BTC/KRW", "--base", "1d", "--interval", "1h"],
    /Cannot make bars of 1h out of bars of 1d/,
  ],
];

for (const [name, args, expected] of BAD_WISHES) {
  Deno.test(`candles aggregate refuses ${name}`, async () => {
    await using home = await openHome({ "upbit_krw-btc_1m.csv": toCsv() });
    const { code, err } = await home.candles("aggregate", ...args);
    assert.equal(code, 2);
    assert.match(err.join("\n"), expected);
  });
}

Deno.test("candles list, verify and prune tell what they did, as text and as JSON", async () => {
  await using home = await openHome({ "upbit_krw-btc_1m.csv": toCsv() });
  assert.match(
    (await home.candles("list")).text,
    /^no candles yet; for example: deno run \S+ candles fetch BTC\/KRW$/,
  );
  await home.candles("import", "upbit_krw-btc_1m.csv");
  const { path, size_bytes: sizeBytes, series } = await home.json("list");
  assert.match(path, /candles\.db$/);
  assert.ok(sizeBytes > 4_096);
  assert.deepEqual(series, [{
    exchange: "upbit",
    symbol: "BTC/KRW",
    interval: "1m",
    bars: 180,
    first: "2026-03-10T09:00:00+09:00",
    last: "2026-03-10T11:59:00+09:00",
  }]);
  assert.equal((await home.candles("verify")).text, "180 candles: all is well");
  assert.deepEqual(await home.json("verify"), { well: true, findings: [], price_breaks: [] });
  assert.deepEqual(await home.json("prune", "BTC/KRW", "--before", "2026-03-10T10:00"), {
    exchange: "upbit",
    symbol: "BTC/KRW",
    interval: "1m",
    before: "2026-03-10T10:00:00+09:00",
    removed: 60,
  });
  assert.equal(
    (await home.candles("prune", "--before", "2026-03-10T10:30")).text,
    "all series: 30 candles from before 2026-03-10T10:30:00+09:00 removed",
  );
  const future = await home.candles("prune", "--before", "2090-01-01");
  assert.deepEqual([future.code, future.text], [2, "error: --before lies in the future"]);
});

for (
  const command of [["export"], ["gaps"], ["aggregate", "--interval", "1h"], [
    "prune",
    "--before",
    "2026-01-01",
  ]]
) {
  Deno.test(`candles ${command[0]} of a series that is not there says where to look`, async () => {
    await using home = await openHome();
    const { code, text } = await home.candles(...command, "ETH/KRW");
    assert.equal(code, 2);
    assert.match(
      text,
      /There are no candles of upbit ETH\/KRW 1m; `deno run \S+ candles list` shows what there is/,
    );
  });
}

Deno.test("the help of each command tells the shape of its JSON", async () => {
  await using home = await openHome();
  for (
    const command of ["fetch", "import", "export", "aggregate", "gaps", "list", "verify", "remove", "prune"]
  ) {
    const { code, text } = await home.candles(command, "--help");
    assert.equal(code, 0);
    assert.match(text, /--json[\s\S]*With --json: /, command);
  }
});
