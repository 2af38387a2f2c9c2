import "../../support/sqlite.ts";
import { deepStrictEqual, match, ok as assertTrue, strictEqual } from "node:assert/strict";
import { OWNER } from "../../../src/core/actor.ts";
import { createSystemClock } from "../../../src/core/clock.ts";
import { openJobStore } from "../../../src/jobs/store/sqlite_job_store.ts";
import { openSqliteCandleStore } from "../../../src/market/store/sqlite_candle_store.ts";
import { lockDataDir } from "../../../src/sqlite/data_dir.ts";
import { createHome, runProgram } from "../../support/program.ts";

const clock = createSystemClock();
const START_MS = Date.parse("2026-01-01T00:00:00Z");
const RUN = ["backtest", "run", "--strategy", "ma_cross", "--market", "upbit:BTC/KRW"];

/** A home with a day's minutes of one market. */
async function createCandleHome() {
  const home = await createHome();
  await using shelf = await openSqliteCandleStore({ dir: `${home.dir}/data`, clock });
  const candle = { open: 100, high: 101, low: 99, close: 100, volume: 1 };
  const candles = [0, 1, 2].map((minute) => ({ ...candle, openTimeMs: START_MS + minute * 60_000 }));
  const series = { exchange: "upbit", symbol: "BTC/KRW", interval: "1m" } as const;
  await shelf.keep(series, { candles, closedUntilMs: Infinity });
  return home;
}

/** A home in which one job failed, with more output than is kept. */
async function createJobHome() {
  const home = await createHome();
  await using store = await openJobStore({ dir: `${home.dir}/data`, clock });
  const actor = { kind: "http", id: "token" } as const;
  const request = { strategy: "dca", market: ["upbit:BTC/KRW"] };
  const { job } = await store.add(OWNER, { key: "k", kind: "backtest", actor, request });
  await store.begin("backtest");
  const notes = { progress: 0.25, progressText: "reading", output: "one\nt\u001b[31mwo\n", cutBytes: 12 };
  await store.end(job.id, { ...notes, state: "failed", exitCode: 2 });
  return { dir: home.dir, id: job.id, [Symbol.asyncDispose]: () => home[Symbol.asyncDispose]() };
}

Deno.test("jobs list without a job says how to get one; with one it says how it ended", async () => {
  await using empty = await createHome();
  const none = await runProgram(["jobs", "list"], empty);
  deepStrictEqual([none.code, none.out.length], [0, 1]);
  match(none.text, /no jobs yet; for example: .*backtest run .* --background$/);
  await using home = await createJobHome();
  const { out } = await runProgram(["jobs", "list"], home);
  match(out[0] ?? "", /^id +kind +state +done +asked +at$/);
  match(out[1] ?? "", new RegExp(`^${home.id} +backtest +failed +25% +\\S+ \\S+ +reading$`));
});

Deno.test("jobs list says in Korean how far a job is", async () => {
  await using home = await createHome();
  {
    await using store = await openJobStore({ dir: `${home.dir}/data`, clock });
    const actor = { kind: "http", id: "token" } as const;
    const { job } = await store.add(OWNER, { key: "k", kind: "backtest", actor, request: {} });
    await store.begin("backtest");
    const notes = { progress: 1, progressText: "saved as backtest 3", output: "", cutBytes: 0 };
    await store.end(job.id, { ...notes, state: "done", exitCode: 0 });
  }
  const list = async (...args: string[]) => (await runProgram(["jobs", "list", ...args], home)).text;
  match(await list("--lang", "ko"), / 100% .*백테스트 3번으로 저장함$/m);
  match(await list("--json", "--lang", "ko"), /"progress_text": "saved as backtest 3"/);
});

Deno.test("jobs list and jobs show say in a line why a job failed", async () => {
  await using home = await createJobHome();
  const { out } = await runProgram(["jobs", "list"], home);
  strictEqual(out[2], "  why: t\\u001b[31mwo");
  match((await runProgram(["jobs", "show", home.id], home)).text, /\n +why +t\\u001b\[31mwo\n/);
  const [job] = JSON.parse((await runProgram(["jobs", "list", "--json"], home)).text);
  strictEqual(job.fault, "t\u001b[31mwo");
});

Deno.test("jobs show has who asked for what, how it ended, what it said, and how much of that is gone", async () => {
  await using home = await createJobHome();
  const { out, text } = await runProgram(["jobs", "show", home.id], home);
  match(text, /exit code +2/);
  match(text, /by http token/);
  match(text, /request +\{"strategy":"dca"/);
  deepStrictEqual(out.slice(-3), ["[12 bytes before this are gone]", "one", "t\\u001b[31mwo"]);
  const shown = JSON.parse((await runProgram(["jobs", "show", home.id, "--json"], home)).text);
  deepStrictEqual([shown.state, shown.output_cut_bytes, shown.is_stale], ["failed", 12, false]);
});

Deno.test("a job that is not there, and one that is over, cannot be cancelled", async () => {
  await using home = await createJobHome();
  for (
    const [id, words] of [["nobody", /There is no job "nobody"/], [
      home.id,
      /is over: nothing was cancelled/,
    ]] as const
  ) {
    const { code, text } = await runProgram(["jobs", "cancel", id], home);
    strictEqual(code, 2);
    match(text, words);
  }
});

Deno.test("backtest run --background queues the run with its options; jobs cancel takes it back", async () => {
  await using home = await createCandleHome();
  const options = [
    "--params",
    '{"fast":5}',
    "--cash",
    "1000",
    "--stop-loss",
    "0.05",
    "--background",
    "--json",
  ];
  const { code, text, out, err } = await runProgram([...RUN, ...options], home);
  strictEqual(code, 0, text);
  const { id, state } = JSON.parse(out.join("\n"));
  match(err.join("\n"), /^warning: no service runs on data: it waits/);
  strictEqual(state, "queued");
  const { request } = JSON.parse((await runProgram(["jobs", "show", id, "--json"], home)).text);
  deepStrictEqual(request, {
    ...{ strategy: "ma_cross", market: ["upbit:BTC/KRW"], params: { fast: 5 }, cash: "1000" },
    ...{ allow_short: false, stop_loss: "0.05", exit_signal: true, timeout: "600" },
  });
  const cancelled = await runProgram(["jobs", "cancel", id], home);
  deepStrictEqual([cancelled.code, cancelled.text], [0, `Job ${id} is cancelled.`]);
});

const REFUSED: readonly (readonly [what: string, args: readonly string[], words: RegExp])[] = [
  ["a file of candles", ["--data", "c.csv"], /leave out --data; take the file in first/],
  ["a page", ["--html", "-"], /leave out --html/],
  ["parameters that are no JSON", ["--params", "{fast}"], /--params must be JSON/],
  [
    "a market that is not collected",
    [],
    /there are no candles of upbit BTC\/KRW 1m in the store; get them with:/,
  ],
];
for (const [what, args, words] of REFUSED) {
  Deno.test(`backtest run --background refuses ${what}, and queues nothing`, async () => {
    await using home = await createHome();
    const { code, text } = await runProgram([...RUN, "--background", ...args], home);
    strictEqual(code, 2);
    match(text, words);
    assertTrue((await runProgram(["jobs", "list"], home)).text.startsWith("no jobs yet"));
  });
}

Deno.test("backtest run --background says that no service runs, also to the next one that waits behind it", async () => {
  await using home = await createCandleHome();
  const first = await runProgram([...RUN, "--background"], home);
  strictEqual(first.code, 0);
  match(
    first.text,
    /^queued as \S+; no service runs on data: it waits until one is started, with: .* start; this/,
  );
  const second = await runProgram([...RUN, "--background", "--json"], home);
  strictEqual(second.code, 2);
  match(second.text, /is queued already, as job .*; no service runs on data: it waits until one is started/);
});

Deno.test("backtest run --background with a running service promises what that one does", async () => {
  await using home = await createCandleHome();
  using _held = lockDataDir(`${home.dir}/data`, clock);
  const { text } = await runProgram([...RUN, "--background"], home);
  match(text, /^queued as \S+; the running service begins it within a second; this shows it:/);
});

Deno.test("backtest run --background without a market says what to say", async () => {
  await using home = await createHome();
  const { code, text } = await runProgram(
    ["backtest", "run", "--background", "--strategy", "ma_cross"],
    home,
  );
  strictEqual(code, 2);
  match(
    text,
    /^error: Cannot run this in the background: say which stored candles, with --market upbit:BTC\/KRW/,
  );
});

Deno.test("backtest run --background takes a file of the strategies' directory, and no other", async () => {
  await using home = await createCandleHome();
  await Deno.mkdir(`${home.dir}/data/strategies`);
  await Deno.writeTextFile(`${home.dir}/data/strategies/mine.ts`, "");
  await Deno.writeTextFile(`${home.dir}/other.ts`, "");
  const run = (strategy: string) =>
    runProgram(
      ["backtest", "run", "--strategy", strategy, "--market", "upbit:BTC/KRW", "--background"],
      home,
    );
  const other = await run("other.ts");
  strictEqual(other.code, 2);
  match(other.text, /the service runs files of data\/strategies; put it there/);
  strictEqual((await run("data/strategies/mine.ts")).code, 0);
  const [job] = JSON.parse((await runProgram(["jobs", "list", "--json"], home)).text);
  const shown = JSON.parse((await runProgram(["jobs", "show", job.id, "--json"], home)).text);
  strictEqual(shown.request.strategy, "mine.ts");
});

Deno.test("backtest run --background refuses a file beside it of the name of one in the strategies' directory", async () => {
  await using home = await createCandleHome();
  await Deno.mkdir(`${home.dir}/data/strategies`);
  await Deno.writeTextFile(`${home.dir}/data/strategies/mine.ts`, "");
  const args = ["backtest", "run", "--strategy", "mine.ts", "--market", "upbit:BTC/KRW", "--background"];
  await Deno.writeTextFile(`${home.dir}/mine.ts`, "");
  const other = await runProgram(args, home);
  strictEqual(other.code, 2);
  match(other.text, /put it there, where mine\.ts is another file/);
  await Deno.remove(`${home.dir}/mine.ts`);
  const { code, out } = await runProgram([...args, "--json"], home);
  strictEqual(code, 0);
  const { id } = JSON.parse(out.join("\n"));
  const { request } = JSON.parse((await runProgram(["jobs", "show", id, "--json"], home)).text);
  const file = await Deno.realPath(`${home.dir}/data/strategies/mine.ts`);
  deepStrictEqual([request.strategy, request.file], ["mine.ts", file]);
});
