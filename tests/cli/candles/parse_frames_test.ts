import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { Command } from "commander";
import { urlOfKnown } from "../../support/known.ts";
import { addParseCommand } from "../../../src/cli/candles/parse_frames.ts";
import { EXIT, UserError } from "../../../src/core/errors.ts";
import { startDeno } from "../../support/program.ts";

const TICKER = {
  type: "ticker",
  code: "KRW-BTC",
  trade_price: 109868000,
  trade_volume: 9.101e-05,
  trade_timestamp: 1787729040682,
};
const CANDLE = {
  type: "candle.1m",
  code: "KRW-BTC",
  candle_date_time_utc: "2026-08-26T08:08:00",
  opening_price: 109715000,
  high_price: 109756000,
  low_price: 109714000,
  trade_price: 109755000,
  candle_acc_trade_volume: 0.71326612,
};
const SHORT_TRADE = { ty: "trade", cd: "KRW-BTC", tp: 7691000, tv: 0.5, ttms: 1523531763000 };
const TICK_OUT = {
  kind: "tick",
  timestamp: 1787729040682,
  symbol: "BTC/KRW",
  price: 109868000,
  volume: 0.00009101,
  source: "upbit",
};
const CANDLE_OUT = {
  kind: "candle",
  symbol: "BTC/KRW",
  interval: "1m",
  open_time: Date.parse("2026-08-26T08:08:00Z"),
  open: 109715000,
  high: 109756000,
  low: 109714000,
  close: 109755000,
  volume: 0.71326612,
  source: "upbit",
};

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: readonly string[];
}

async function runOn(file: string, ...args: readonly string[]): Promise<Ran> {
  const out: string[] = [];
  const err: string[] = [];
  let code: number = EXIT.ok;
  const program = new Command("signal-v2").exitOverride();
  const terminal = {
    out: (line: string) => out.push(line),
    err: (line: string) => err.push(line),
    isTerminal: false,
    hasColor: false,
  };
  addParseCommand(program, terminal, (next) => code = next);
  await program.parseAsync(["parse", "upbit-ws", file, ...args], { from: "user" });
  return { code, out: out.join("\n"), err };
}

/** Runs the command on a file of this content. */
async function run(content: string | Uint8Array, ...args: readonly string[]): Promise<Ran> {
  const file = await Deno.makeTempFile({ prefix: "signal-v2-" });
  try {
    await Deno.writeFile(file, typeof content === "string" ? new TextEncoder().encode(content) : content);
    return await runOn(file, ...args);
  } finally {
    await Deno.remove(file);
  }
}

const lines = (...values: readonly unknown[]) => values.map((value) => JSON.stringify(value)).join("\n");

const SHAPES: readonly (readonly [string, string])[] = [
  ["a JSON array of frames", JSON.stringify([TICKER, CANDLE], null, 2)],
  ["an array of texts of frames", JSON.stringify([TICKER, CANDLE].map((frame) => JSON.stringify(frame)))],
  ["a frame a line", lines(TICKER, CANDLE)],
  [
    "a frame a line with empty lines and Windows line ends",
    `\r\n${lines(TICKER)}\r\n\r\n${lines(CANDLE)}\r\n`,
  ],
  ["a text of a frame a line", lines(JSON.stringify(TICKER), JSON.stringify(CANDLE))],
  ["a list of frames", lines([TICKER], [CANDLE])],
  ["a byte order mark before it", `\ufeff${lines(TICKER, CANDLE)}`],
  [
    "named samples",
    JSON.stringify({ samples: { A: { subscribe: [], message: TICKER }, B: { message: CANDLE } } }),
  ],
];

for (const [what, content] of SHAPES) {
  Deno.test(`parse upbit-ws --json reads ${what}`, async () => {
    const { code, out, err } = await run(content, "--json");
    assert.deepEqual([code, err], [EXIT.ok, []]);
    assert.deepEqual(JSON.parse(out), [TICK_OUT, CANDLE_OUT]);
  });
}

Deno.test("parse upbit-ws --json prints one array with an element a line, fields in a fixed order", async () => {
  const { out } = await run(lines(SHORT_TRADE, CANDLE), "--json");
  assert.equal(
    out,
    [
      "[",
      '{"kind":"tick","timestamp":1523531763000,"symbol":"BTC/KRW","price":7691000,"volume":0.5,"source":"upbit"},',
      JSON.stringify(CANDLE_OUT),
      "]",
    ].join("\n"),
  );
});

Deno.test("parse upbit-ws reads a single frame", async () => {
  const { code, out } = await run(JSON.stringify(TICKER, null, 2), "--json");
  assert.deepEqual([code, JSON.parse(out)], [EXIT.ok, [TICK_OUT]]);
});

Deno.test("frames that cannot be used are named by number and reason, and the good ones are printed", async () => {
  const bad = { ...TICKER, trade_price: null };
  const content = `${lines(TICKER, bad)}\n{"type":"tick\n${lines({ type: "orderbook" }, CANDLE)}`;
  const { code, out, err } = await run(content, "--json");
  assert.equal(code, EXIT.runtime);
  assert.deepEqual(JSON.parse(out), [TICK_OUT, CANDLE_OUT]);
  assert.deepEqual(err, [
    "frame 2: trade_price is not what it should be: null",
    'frame 3: the frame is not JSON (it begins with {"type":"tick)',
    "frame 4: type orderbook holds neither a tick nor a candle that is read here",
  ]);
});

Deno.test("an error of Upbit among the frames is told", async () => {
  const { code, err } = await run(lines({ error: { name: "NO_CODES", message: "x" } }), "--json");
  assert.deepEqual([code, err], [EXIT.runtime, ["frame 1: Upbit refused a request: NO_CODES (x)"]]);
});

Deno.test("signs of life are skipped without a word", async () => {
  const { code, out, err } = await run(lines({ status: "UP" }, TICKER, { status: "UP" }), "--json");
  assert.deepEqual([code, err, JSON.parse(out)], [EXIT.ok, [], [TICK_OUT]]);
});

Deno.test("samples without messages are refused one by one", async () => {
  const { code, err } = await run(JSON.stringify({ samples: { A: {}, B: null, C: { message: 1 } } }));
  assert.equal(code, EXIT.runtime);
  assert.deepEqual(
    err.map((line) => line.slice(0, 35)),
    [1, 2, 3].map((i) => `frame ${i}: the frame is not an object`),
  );
});

Deno.test("of many frames that cannot be used twenty are named and the rest are counted", async () => {
  const { code, err } = await run(lines(...Array(1_500).fill({ type: "orderbook" }), TICKER));
  assert.equal(code, EXIT.runtime);
  assert.equal(err.length, 21);
  assert.match(err[19] ?? "", /^frame 20: /);
  assert.equal(err[20], "and 1,480 more");
  const { err: few } = await run(lines(...Array(20).fill({ type: "orderbook" })));
  assert.equal(few.length, 20);
});

Deno.test("an empty file is an empty array", async () => {
  const { code, out, err } = await run("", "--json");
  assert.deepEqual([code, JSON.parse(out), err], [EXIT.ok, [], []]);
});

Deno.test("without --json it is a table with times of Korea", async () => {
  const { code, out } = await run(lines(TICKER, CANDLE));
  assert.equal(code, EXIT.ok);
  const [head, tick, candle] = out.split("\n").map((line) => line.split(/ {2,}/));
  assert.deepEqual(head, ["kind", "time (KST)", "symbol", "bar", "open", "high", "low", "price", "volume"]);
  assert.deepEqual(tick, [
    "tick",
    "2026-08-26T16:24:00.682+09:00",
    "BTC/KRW",
    ..."----",
    "109,868,000",
    "0.00009101",
  ]);
  assert.deepEqual(candle?.slice(0, 5), [
    "candle",
    "2026-08-26T17:08:00+09:00",
    "BTC/KRW",
    "1m",
    "109,715,000",
  ]);
});

Deno.test("a missing file, a directory and a file that is too large are one sentence and exit code 2", async () => {
  await using folder = await tempFolder();
  await Deno.writeFile(`${folder.path}/large`, new Uint8Array(0));
  await Deno.truncate(`${folder.path}/large`, 64 * 1_048_576 + 1);
  const cases = [
    ["missing", /^Cannot read .*missing: there is no such file$/],
    ["", /^Cannot read .*: it is a directory$/],
    ["large", /^Cannot read .*large: it is larger than 64 MB; split it and parse the parts$/],
  ] as const;
  for (const [name, expected] of cases) {
    await assert.rejects(runOn(`${folder.path}/${name}`), (error) => {
      assert.ok(error instanceof UserError, String(error));
      assert.match(error.message, expected);
      assert.equal(error.exitCode, EXIT.config);
      return true;
    });
  }
});

Deno.test({
  name: "the recorded samples are a candle and a tick of ETH/KRW, the candle's time as sent",
  fn: async () => {
    const { code, out } = await runOn(fileURLToPath(urlOfKnown("upbit_frames.json")), "--json");
    assert.equal(code, EXIT.ok);
    const [candle, tick] = JSON.parse(out);
    assert.deepEqual([candle.symbol, candle.interval, candle.open_time, candle.close, candle.volume], [
      "ETH/KRW",
      "1m",
      Date.parse("2025-01-02T04:28:05Z"),
      142009000,
      0.00606119,
    ]);
    assert.deepEqual(tick, {
      kind: "tick",
      timestamp: 1693383665811,
      symbol: "ETH/KRW",
      price: 36929,
      volume: 0.00006314,
      source: "upbit",
    });
  },
});

Deno.test("- reads standard input, with no right to any file", async () => {
  const child = fileURLToPath(new URL("./parse_frames_child.ts", import.meta.url));
  await using program = startDeno(["--no-prompt", "--ignore-env", child, "-", "--json"], { dir: Deno.cwd() });
  await program.write(lines(TICKER, { type: "ticker" }));
  await program.closeInput();
  const { code } = await program.ended;
  assert.deepEqual([code, program.err], [EXIT.runtime, ["frame 2: code is missing"]]);
  assert.deepEqual(JSON.parse(program.out.join("\n")), [TICK_OUT]);
});

Deno.test("a file that this run may not read is left to the report of permissions", async () => {
  const child = fileURLToPath(new URL("./parse_frames_child.ts", import.meta.url));
  await using program = startDeno(["--no-prompt", "--ignore-env", child, child], { dir: Deno.cwd() });
  const { code } = await program.ended;
  assert.equal(code, 1);
  assert.match(program.err.join("\n"), /NotCapable/);
});

async function tempFolder(): Promise<AsyncDisposable & { path: string }> {
  const path = await Deno.makeTempDir({ prefix: "signal-v2-" });
  return { path, [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }) };
}
