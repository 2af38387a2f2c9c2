import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { Command } from "commander";
import { addIndicatorCommand } from "../../../src/cli/indicator/indicator.ts";
import { EXIT, UserError } from "../../../src/core/errors.ts";
import { rsiOf } from "../../../src/indicators/rsi.ts";
import { walk } from "../../indicators/samples.ts";

const CLOSES = [10, 11, 10, 12, 13, 12.5];
const RSI = ["rsi", "--params", '{"period":2}'];

/** The command in this process, with `text` in a file that ends the arguments. */
async function run(
  args: readonly string[],
  text?: string | Uint8Array<ArrayBuffer>,
): Promise<readonly string[]> {
  const out: string[] = [];
  const terminal = {
    out: (line: string) => void out.push(line),
    err: () => {},
    isTerminal: false,
    hasColor: false,
  };
  const program = new Command().exitOverride();
  addIndicatorCommand(program, terminal);
  await using file = await makeFile(text);
  await program.parseAsync(["indicator", ...args, ...(text === undefined ? [] : [file.path])], {
    from: "user",
  });
  return out.join("\n").split("\n");
}

async function makeFile(text: string | Uint8Array<ArrayBuffer> = "") {
  const path = await Deno.makeTempFile({ prefix: "indicator-" });
  await Deno.writeFile(path, typeof text === "string" ? new TextEncoder().encode(text) : text);
  return { path, [Symbol.asyncDispose]: () => Deno.remove(path) };
}

async function runJson(args: readonly string[], text: string | Uint8Array<ArrayBuffer>): Promise<unknown[]> {
  return JSON.parse((await run([...args, "--json"], text)).join("\n"));
}

async function refusalOf(args: readonly string[], text?: string | Uint8Array<ArrayBuffer>): Promise<string> {
  const error = await run(args, text).then(() => undefined, (thrown: unknown) => thrown);
  assert.ok(error instanceof UserError, `not refused as a mistake of the caller: ${error}`);
  assert.equal(error.exitCode, EXIT.config);
  return error.message;
}

const expected = [...rsiOf(Float64Array.from(CLOSES), 2)].map((value) => Number.isNaN(value) ? null : value);
const lines = (rows: readonly string[]) => `${rows.join("\n")}\n`;
const candles = CLOSES.map((close, i) => `${close},${close + 1},${close - 1},${close},${i}`);

const inputs: readonly { name: string; text: string }[] = [
  { name: "a header and one column", text: lines(["close", ...CLOSES.map(String)]) },
  { name: "one column without a header", text: lines(CLOSES.map(String)) },
  { name: "one column and no final line break", text: CLOSES.join("\n") },
  { name: "five columns without a header", text: lines(candles) },
  {
    name: "six columns without a header",
    text: lines(candles.map((candle, i) => `${1_700_000_000 + 60 * i},${candle}`)),
  },
  {
    name: "columns by name in another order",
    text: lines(["Volume,CLOSE,note", ...CLOSES.map((c) => `1,${c},x`)]),
  },
  {
    name: "a byte order mark, quotes, Windows line ends and empty lines",
    text: `\ufeff"Close"\r\n\r\n${CLOSES.join("\r\n")}\r\n\r\n`,
  },
  {
    name: "semicolons and decimal commas",
    text: lines([
      "Date;Close",
      ...CLOSES.map((c, i) => `2024-01-0${i + 1};${c.toFixed(2).replace(".", ",")}`),
    ]),
  },
  {
    name: "a name in quotes with the delimiter in it",
    text: lines([`"BB (20, 2)",close`, ...CLOSES.map((c) => `7,${c}`)]),
  },
  { name: "row numbers without a name", text: lines([",close", ...CLOSES.map((c, i) => `${i},${c}`)]) },
  { name: "Korean names", text: lines(["날짜,종가", ...CLOSES.map((c, i) => `2024-01-0${i + 1},${c}`)]) },
  { name: "line ends of old machines", text: `close\r${CLOSES.join("\r")}` },
  { name: "a JSON array", text: JSON.stringify(CLOSES) },
  {
    name: "numbers with signs, exponents and bare points",
    text: lines(["+10", "1.1e1", "10.", "12.0", "130e-1", "12.50"]),
  },
];

for (const { name, text } of inputs) {
  Deno.test(`indicator reads ${name}`, async () => assert.deepEqual(await runJson(RSI, text), expected));
}

Deno.test("indicator --json prints one element a line inside one array, in full precision", async () => {
  const out = await run([...RSI, "--json"], CLOSES.join("\n"));
  assert.deepEqual(out, [
    "[",
    ...expected.map((value, i) => `${JSON.stringify(value)}${i === expected.length - 1 ? "" : ","}`),
    "]",
  ]);
});

Deno.test("indicator --json keeps every bar of an input longer than one write", async () => {
  const close = walk(25_001, { seed: 8 });
  const values = await runJson(["rsi"], JSON.stringify([...close]));
  assert.deepEqual(values, [...rsiOf(close, 14)].map((value) => Number.isNaN(value) ? null : value));
});

Deno.test("indicator reads gzip, whatever the name of the file", async () => {
  const plain = new Blob([CLOSES.join("\n")]).stream();
  const packed = new Uint8Array(
    await new Response(plain.pipeThrough(new CompressionStream("gzip"))).arrayBuffer(),
  );
  assert.deepEqual(await runJson(RSI, packed), expected);
});

Deno.test("indicator reads gzip of several members to its end", async () => {
  const lines = CLOSES.map((close) => `${close}\n`);
  const members = [lines.slice(0, 3), lines.slice(3)].map((part) =>
    new Response(new Blob(part).stream().pipeThrough(new CompressionStream("gzip"))).bytes()
  );
  const packed = await new Blob(await Promise.all(members)).bytes();
  assert.deepEqual(await runJson(RSI, packed), expected);
});

Deno.test("indicator reads standard input when no file or - is given", async () => {
  const module = (path: string) => JSON.stringify(new URL(`../../../${path}`, import.meta.url).href);
  const code = `import { Command } from "commander";
    import { addIndicatorCommand } from ${module("src/cli/indicator/indicator.ts")};
    import { systemTerminal } from ${module("src/cli/kit/terminal.ts")};
    const program = new Command();
    addIndicatorCommand(program, systemTerminal());
    await program.parseAsync(Deno.args, { from: "user" });`;
  const config = fileURLToPath(new URL("../../../deno.json", import.meta.url));
  for (const file of [[], ["-"]]) {
    const child = new Deno.Command(Deno.execPath(), {
      args: ["eval", "--config", config, code, "indicator", ...RSI, ...file, "--json"],
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const input = child.stdin.getWriter();
    await input.write(new TextEncoder().encode(CLOSES.join("\n")));
    await input.close();
    const { stdout, stderr } = await child.output();
    const text = new TextDecoder().decode(stdout);
    assert.notEqual(text, "", new TextDecoder().decode(stderr));
    assert.deepEqual(JSON.parse(text), expected);
  }
});

Deno.test("indicator prints indicators of several outputs as objects", async () => {
  const text = lines(walkRows(220));
  const cases: readonly [string, readonly string[]][] = [
    ["MACD", ["macd", "signal", "histogram"]],
    ["BBANDS", ["upper", "middle", "lower"]],
    ["SUPERTREND", ["supertrend", "direction"]],
    ["TREND", ["state", "strength"]],
  ];
  for (const [name, keys] of cases) {
    const values = await runJson([name], text);
    assert.equal(values.length, 220);
    assert.equal(values[0], null);
    assert.deepEqual(Object.keys(values.at(-1) as object), keys, name);
  }
  for (const name of ["ATR", "ADX", "VMA", "SMA", "EMA"]) {
    assert.equal(typeof (await runJson([name], text)).at(-1), "number", name);
  }
});

function walkRows(length: number): readonly string[] {
  const close = walk(length, { seed: 4 });
  return ["high,low,close,volume", ...Array.from(close, (value) => `${value + 5},${value - 5},${value},3`)];
}

Deno.test("indicator takes the names of fixed conventions when they are stated rightly", async () => {
  const text = lines(walkRows(40));
  const cases: readonly [string, object][] = [
    ["EMA", { period: 20, seed: "sma" }],
    ["ATR", { period: 14, smoothing: "wilder", first_tr: "from bar 1 (needs previous close)" }],
    ["RSI", { period: 14, smoothing: "wilder" }],
    ["BBANDS", { period: 20, multiplier: 2 }],
  ];
  for (const [name, params] of cases) {
    assert.equal((await runJson([name, "--params", JSON.stringify(params)], text)).length, 40, name);
  }
});

const badParams: readonly [string, string, RegExp][] = [
  ["rsi", '{"periods":14}', /has no parameter periods, only period, smoothing, seed/],
  ["sma", '{"seed":"sma"}', /has no parameter seed, only period/],
  ["ema", '{"seed":"first"}', /seed can only be stated as sma/],
  ["atr", '{"first_tr":1}', /first_tr can only be stated as any text/],
  ["rsi", '{"__proto__":1}', /has no parameter __proto__/],
  ["rsi", '{"constructor":1}', /has no parameter constructor/],
  ["rsi", '{"period":"14"}', /period must be a number/],
  ["rsi", '{"period":1.5}', /period must be a whole number from 2 to 10000, received 1.5/],
  ["rsi", '{"period":1e400}', /period must be a whole number/],
  ["bollinger", '{"stddev":2,"multiplier":2}', /are the same parameter; give one/],
  ["rsi", "[14]", /--params must be a JSON object/],
  ["rsi", "period=14", /--params must be a JSON object/],
];

for (const [name, params, part] of badParams) {
  Deno.test(`indicator ${name} refuses the parameters ${params}`, async () => {
    assert.match(await refusalOf([name, "--params", params], "1\n2\n3\n"), part);
  });
}

Deno.test("indicator refuses an unknown name with a near one or the list", async () => {
  assert.match(await refusalOf(["rssi"], "1\n"), /no indicator rssi; did you mean rsi\?/);
  assert.match(
    await refusalOf(["fortune\u001b[2J"], "1\n"),
    /no indicator fortune\\u001b\[2J; there are rsi, sma/,
  );
});

const TIMES = "time,close\n2024-01-02T09:00:00+09:00,1\n";
const badTexts: readonly [string, readonly string[], string, RegExp][] = [
  ["nothing", ["rsi"], "", /the input holds no rows/],
  ["empty lines only", ["rsi"], "\n \n", /the input holds no rows/],
  ["a header only", ["rsi"], "close\n", /a header and no rows/],
  ["an empty JSON array", ["rsi"], "[]", /the input holds no rows/],
  ["a word", ["rsi"], "close\n1\nabc\n", /row 3, column close: "abc" is not a number/],
  ["an empty cell", ["rsi"], "close,volume\n1,1\n,1\n", /row 3, column close: the cell is empty/],
  ["a hexadecimal number", ["rsi"], "1\n0x10\n", /row 2, column close: "0x10" is not a number/],
  ["infinity", ["rsi"], "1\nInfinity\n", /row 2, column close: "Infinity" is not a number/],
  ["a number that overflows", ["rsi"], "1\n1e999\n", /row 2, column close: "1e999" is not a number/],
  ["a number beyond use", ["rsi"], "1\n1e200\n", /close must be a number, received 1e\+200 \(bar 2\)/],
  [
    "a missing cell",
    ["rsi"],
    "close,volume\n1,1\n2\n",
    /row 3: the number of columns is 1, in the first row it is 2/,
  ],
  ["control characters", ["rsi"], "1\n\u001b[2Jx\n", /row 2, column close: "\\u001b\[2Jx" is not a number/],
  [
    "a missing column",
    ["atr"],
    "close,volume\n1,1\n",
    /needs the column high and low; the header has "close", "volume"/,
  ],
  ["a column named twice", ["rsi"], "close,Close\n1,1\n", /names the column close twice/],
  ["closes where volume is needed", ["vma"], "1\n2\n", /needs the column volume; a file without a header/],
  ["three columns without a header", ["rsi"], "1,2,3\n", /1 column \(close\), 5 .* or 6 .*, not 3/],
  ["a high below its low", ["atr"], "high,low,close\n2,1,1\n1,2,1\n", /high 1 lies below low 2 \(bar 2\)/],
  [
    "rows that stand newest first",
    ["rsi"],
    `${TIMES}2024-01-01T09:00:00+09:00,2\n`,
    /row 3, column time: .* oldest first/,
  ],
  [
    "a time twice",
    ["rsi"],
    `${TIMES}2024-01-02T00:00:00Z,2\n`,
    /row 3, column time: .* not after the row before/,
  ],
  [
    "a time that is none",
    ["rsi"],
    `${TIMES}2024-02-30T09:00:00Z,2\n`,
    /row 3, column time: "2024-02-30T09:00:00Z" is not a time/,
  ],
  [
    "day numbers as times",
    ["rsi"],
    "date,close\n45348,1\n45349,2\n",
    /45348 looks like a day number of Excel/,
  ],
  ["years as times", ["rsi"], "time,close\n2015,1\n2016,2\n", /2015 looks like a year/],
  ["a row with a cell too many", ["rsi"], "close,volume\n1,2\n1,234,5\n", /row 3: the row has more cells/],
  ["JSON that breaks off", ["rsi"], "[1,2", /begins with \[ and is not JSON/],
  ["a JSON text among closes", ["rsi"], '[1,"2"]', /row 2, column close: .* is not a number/],
  [
    "JSON closes where more is needed",
    ["atr"],
    "[1,2]",
    /needs high and low; a JSON array holds closes only/,
  ],
];

for (const [name, args, text, part] of badTexts) {
  Deno.test(`indicator refuses ${name}`, async () => assert.match(await refusalOf(args, text), part));
}

Deno.test("indicator refuses what is no text, a damaged gzip file, a folder and a file that is not there", async () => {
  assert.match(await refusalOf(["rsi"], new Uint8Array([0xff, 0xfe, 0x31])), /neither UTF-8 text nor/);
  assert.match(await refusalOf(["rsi"], new Uint8Array([0x1f, 0x8b, 1, 2, 3])), /nor an undamaged gzip file/);
  assert.match(await refusalOf(["rsi", fileURLToPath(new URL(".", import.meta.url))]), /it is a folder/);
  assert.match(await refusalOf(["rsi", "/no/such/file.csv"]), /there is no such file/);
});

Deno.test({
  name: "indicator says where files may lie when the permissions do not reach, and how to do without",
  permissions: { read: false, write: true },
  fn: async () => {
    const message = await refusalOf(["rsi", "/elsewhere/bars.csv"]);
    assert.match(
      message,
      /only files below data may be read; put it there, or hand it over with: … - < \/elsewhere/,
    );
  },
});

Deno.test("indicator refuses a small gzip file that unpacks to more than 64 MB", async () => {
  const piece = new Uint8Array(1_048_576).fill(0x31);
  const stream = new Blob(Array.from({ length: 65 }, () => piece)).stream();
  const packed = new Uint8Array(
    await new Response(stream.pipeThrough(new CompressionStream("gzip"))).arrayBuffer(),
  );
  assert.ok(packed.length < 200_000);
  assert.match(await refusalOf(["rsi"], packed), /it holds more than 64 MB/);
});

Deno.test("indicator without --json shows the last 20 bars with their times in Korea", async () => {
  const rows = Array.from({ length: 30 }, (_, i) => `${1_704_153_600_000 + i * 60_000},${100 + i}`);
  const out = await run(["sma", "--params", '{"period":2}'], lines(["ts,close", ...rows]));
  assert.equal(out.length, 22);
  assert.match(out[0] ?? "", /^bar {2}time +sma$/);
  assert.equal(out[1], "11   2024-01-02T09:10:00+09:00  109.5");
  assert.equal(out[20], "30   2024-01-02T09:29:00+09:00  128.5");
  assert.equal(out[21], "30 bars; sma has values from bar 2 on");
});

Deno.test("indicator shows times without a zone as they were written, and a dash during the warm-up", async () => {
  const rows = ["2024-01-02,1", "2024-01-03,2"];
  const out = await run(["sma", "--params", '{"period":2}'], lines(["Date,Close", ...rows]));
  assert.deepEqual(out.slice(1, 3), ["1    2024-01-02  -", "2    2024-01-03  1.5"]);
});

Deno.test("indicator list shows every indicator with parameters, defaults and warm-up", async () => {
  const table = await run(["list"]);
  assert.equal(table.length, 11);
  assert.match(table.join("\n"), /macd +fast 12 bars, slow 26 bars, signal 9 bars +close +34 /);
  const rows = JSON.parse((await run(["list", "--json"])).join("\n")) as {
    name: string;
    warm_up_bars: number;
  }[];
  assert.deepEqual(rows.find(({ name }) => name === "adx")?.warm_up_bars, 28);
});
