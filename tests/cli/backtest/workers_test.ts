import { OWNER } from "../../../src/core/actor.ts";
import assert from "node:assert/strict";
import { openBacktestStore } from "../../../src/backtest/store/sqlite_backtest_store.ts";
import { BacktestWorker } from "../../../src/backtest/jobs/worker_client.ts";
import { createSystemClock } from "../../../src/core/clock.ts";
import { createHome, runProgram, until } from "../../support/program.ts";
import { toData } from "../../backtest/backtest_parts.ts";
import { makeCsv, makeWorkDir, runThere, startThere, type WorkDir } from "./run_entry.ts";

/** A user's file that says `decide` at every closed candle. */
const strategyFile = (decide: string) => `
let calls = 0;
export default ({ z, indicators }) => ({
  id: "my_idea",
  title: "My idea",
  description: "Buys when it wants to.",
  params: z.strictObject({ every: z.int().min(1).default(20).describe("Bars between purchases.") }),
  needs: (_params, interval) => ({ intervals: [interval], warmUpBars: 5 }),
  create: ({ every }) => {
    const sma = new indicators.Sma(5);
    let bars = 0;
    return {
      onCandle({ candle, isClosed }) {
        if (!isClosed) return undefined;
        bars++;
        sma.add(candle.close);
        ${decide}
      },
      save: () => ({ bars }),
      restore(state) { bars = state.bars; },
    };
  },
});
`;

const TRADE = `
  console.log("a word on standard output");
  if (bars % every === 0) return { action: "buy", confidence: 1, reason: \`The average is \${sma.value}.\` };
  if (bars % every === 10) return { action: "sell", confidence: 1, reason: "Enough." };
`;

async function withFile(decide: string): Promise<WorkDir> {
  const dir = await makeWorkDir();
  await dir.write("my_idea.ts", strategyFile(decide));
  await dir.write("made.csv", makeCsv(300));
  return dir;
}

const RUN = ["backtest", "run", "--strategy", "my_idea.ts", "--data", "made.csv"];
const CHECK = [
  "backtest",
  "check-lookahead",
  "--strategy",
  "my_idea.ts",
  "--data",
  "made.csv",
  "--cuts",
  "3",
];

Deno.test("backtest run works a user's file in a process of its own, whatever it prints", async () => {
  await using dir = await withFile(TRADE);
  const { code, out, err } = await runThere([...RUN, "--params", '{"every":30}', "--json"], dir.path);
  assert.equal(code, 0, err);
  const { inputs, trades } = JSON.parse(out);
  assert.deepEqual([inputs.strategy, inputs.params], ["my_idea", { every: 30 }]);
  assert.deepEqual([trades[0].entry_bar, trades[0].exit_bar], [30, 40]);
  assert.match(trades[0].entry_reason, /^The average is \d/);
});

const badFiles: readonly (readonly [string, string, RegExp, string?])[] = [
  [
    "reads a file",
    'Deno.readTextFileSync("made.csv");',
    /the strategy threw: A strategy cannot use Deno: it knows nothing of the machine that it runs on/,
  ],
  ["throws", 'throw new Error("boom");', /the strategy threw: boom/],
  ["loops", "while (true) {}", /took longer than 2 s for a run/],
  [
    "ends its process",
    "Deno.exit(7);",
    /the strategy threw: A strategy cannot use Deno: it knows nothing of the machine that it runs on/,
  ],
  [
    "takes typed arrays without end",
    "const all = []; while (true) if (all.length < 3_000) all.push(new Uint8Array(2 ** 20).fill(1));",
    /the strategy's process ended: it used more than 1024 MB/,
    "30",
  ],
  [
    "takes objects without end",
    "const all = []; while (true) all.push(new Array(10_000).fill(bars));",
    /the strategy's process ended: it used more than (768|1024) MB/,
    "30",
  ],
  ["is no code", "}}}", /Cannot use .*my_idea\.ts/],
];

for (const [what, decide, part, withinS = "2"] of badFiles) {
  Deno.test(`backtest run ends with a sentence when a user's file ${what}`, async () => {
    await using dir = await withFile(decide);
    const { code, err } = await runThere([...RUN, "--timeout", withinS], dir.path);
    assert.equal(code, 1);
    assert.match(err, part);
    assert.doesNotMatch(err, /\n\s+at .*src\//);
  });
}

for (
  const [what, code] of [["never comes back", "while (true);"], [
    "waits for ever",
    "await new Promise(() => {});",
  ]] as const
) {
  Deno.test(`a file that ${what} while it is loaded is told with the limit of loading, not with that of a run`, async () => {
    await using dir = await makeWorkDir();
    await dir.write("my_idea.ts", `${code}\n${strategyFile("")}`);
    const starting = BacktestWorker.start({
      job: {
        strategy: { kind: "file", path: `${dir.path}/my_idea.ts` },
        modelId: "next_open",
        account: {
          ...{ startCash: 1, feeRate: 0, slippageShare: 0, minOrderValue: 0, lotSize: "1", tickSize: "none" },
          ...{ allowShort: false, defaultSize: { kind: "share", share: 1 } },
        },
        exits: {},
        version: "0.0.0",
      },
      data: [toData([1, 2, 3])],
      clock: createSystemClock(),
      signal: new AbortController().signal,
      runWithinMs: 600_000,
      loadWithinMs: 3_000,
      onWarning: () => {},
    });
    await assert.rejects(starting, {
      problem: /^the strategy was not loaded within 3 s; look for what its file/,
    });
  });
}

Deno.test("backtest run says of a file whose onCandle is missing what a live start says, and that it is the author's to mend", async () => {
  await using dir = await withFile("");
  const path = `${dir.path}/my_idea.ts`;
  await Deno.writeTextFile(path, (await Deno.readTextFile(path)).replace("onCandle(", "onCandel("));
  const { code, err } = await runThere(RUN, dir.path);
  assert.equal(code, 2);
  assert.match(
    err,
    /Cannot run this strategy: what create\(\) returned is not one: onCandle is missing; it must be a function/,
  );
  assert.doesNotMatch(err, /is not a function|the strategy threw/);
});

Deno.test("a worker in a user's endless loop is gone after its command was killed", async () => {
  await using dir = await withFile("while (true) {}");
  await using program = startThere([...RUN, "--timeout", "60"], dir.path);
  let workers: readonly number[] = [];
  await until(async () => (workers = await findBusyChildren(program.pid)).length > 0, "the loop");
  program.kill("SIGKILL");
  const left = async () => (await listProcesses()).filter(({ pid }) => workers.includes(pid));
  try {
    await until(async () => (await left()).length === 0, "the end of the worker");
  } finally {
    for (const { pid } of await left()) Deno.kill(pid, "SIGKILL");
  }
});

async function listProcesses() {
  const { stdout } = await new Deno.Command("ps", { args: ["-A", "-o", "pid=,ppid=,time="] }).output();
  return new TextDecoder().decode(stdout).trim().split("\n").map((line) => {
    const [pid, parent, time = ""] = line.trim().split(/\s+/);
    const seconds = time.split(/[:-]/).reduce((sum, part) => 60 * sum + Number(part), 0);
    return { pid: Number(pid), parent: Number(parent), seconds };
  });
}

/** Those that have worked for longer than a start takes. */
async function findBusyChildren(of: number): Promise<readonly number[]> {
  return (await listProcesses()).filter(({ parent, seconds }) => parent === of && seconds >= 2)
    .map(({ pid }) => pid);
}

const SAY = 'return { action: "buy", confidence: 1, reason: "Now." };';

Deno.test("backtest check-lookahead finds a file that keeps something from run to run", async () => {
  // Where the library of schemas keeps what is set for all of a process.
  const count = "const all = z.config(); all.calls = (all.calls ?? 0) + 1;";
  await using dir = await withFile(`${count} if (bars > 20 && all.calls % 47 === 0) ${SAY}`);
  const { code, out } = await runThere(CHECK, dir.path);
  assert.equal(code, 1);
  assert.match(out, /found: the same bars a second time gave other advice/);
  assert.match(out, /all bars as they are: (buy, confidence 1, Now\.|no advice)\n/);
});

Deno.test("backtest check-lookahead finds nothing in a file that counts in a variable of its own: no run finds another's", async () => {
  await using dir = await withFile(`calls++; if (calls % 47 === 0) ${SAY}`);
  const { code, out, err } = await runThere(CHECK, dir.path);
  assert.equal(code, 0, err);
  assert.match(out, /no look-ahead found: the same advice twice/);
});

Deno.test("backtest check-lookahead finds nothing in a file that uses chance and the time: both are the candle's", async () => {
  await using dir = await withFile(`if (Math.random() < 0.2 && Date.now() % 7 !== 0) ${SAY}`);
  const { code, out, err } = await runThere(CHECK, dir.path);
  assert.equal(code, 0, err);
  assert.match(out, /no look-ahead found: the same advice twice/);
});

Deno.test("backtest check-lookahead says of a good file that nothing was found", async () => {
  await using dir = await withFile(TRADE);
  const { code, out, err } = await runThere(CHECK, dir.path);
  assert.equal(code, 0, err);
  assert.match(out, /no look-ahead found: the same advice twice, and at 3 random cuts/);
});

const SWEEP = ["backtest", "sweep", "--strategy", "ma_cross", "--data", "made.csv", "--json"];
const SPACE = '{"fast":[5,10,40],"slow":{"from":20,"to":50,"step":10}}';

Deno.test("backtest sweep ranks all sets, counts those that make no sense and is the same on any number of workers", async () => {
  await using dir = await withFile("");
  const results = [];
  for (const workers of ["1", "3"]) {
    const { code, out, err } = await runThere([...SWEEP, "--params", SPACE, "--workers", workers], dir.path);
    assert.equal(code, 0, err);
    results.push(JSON.parse(out));
  }
  const [one, three] = results;
  assert.deepEqual([one.runs, one.refused, one.best.length], [12, 3, 9]);
  assert.match(one.refusals[0].fault, /fast \(40\) must be below slow/);
  const sharpes = one.best.map(({ statistics }: { statistics: { sharpe: number } }) => statistics.sharpe);
  assert.deepEqual(sharpes, sharpes.toSorted((a: number, b: number) => b - a));
  assert.deepEqual(three.best, one.best);
  assert.ok(one.cpu_share > 0);
});

Deno.test("backtest sweep of a user's file tries its parameters", async () => {
  await using dir = await withFile(TRADE);
  const args = [
    "backtest",
    "sweep",
    "--strategy",
    "my_idea.ts",
    "--data",
    "made.csv",
    "--params",
    '{"every":[20,30]}',
  ];
  const { code, out, err } = await runThere(args, dir.path);
  assert.equal(code, 0, err);
  assert.match(out, /by sharpe +every/);
  assert.match(out, /sweep 1: 2 runs/);
});

/** Buys at once where an earlier run has been, and sells before the fall that it saw there. */
const REMEMBERS = `
  calls++;
  if (calls === bars && bars === 6) return { action: "buy", confidence: 1, reason: "The first run." };
  if (calls > bars && bars % every === 0) return { action: "buy", confidence: 1, reason: "It was here before." };
`;

Deno.test("what a user's file keeps in its own variables is gone in the next run of a sweep, on any number of workers", async () => {
  await using dir = await withFile(REMEMBERS);
  const sweep = ["backtest", "sweep", ...RUN.slice(2), "--params", '{"every":[7,9,11,13]}', "--json"];
  const results = [];
  for (const workers of ["1", "3"]) {
    const { code, out, err } = await runThere([...sweep, "--workers", workers], dir.path);
    assert.equal(code, 0, err);
    results.push(JSON.parse(out).best);
  }
  const [one, three] = results;
  assert.deepEqual(one, three);
  const returns = new Set(one.map(({ statistics }: { statistics: { return: number } }) => statistics.return));
  assert.equal(returns.size, 1, "no set of parameters makes a difference in a first run");
});

Deno.test("what a user's file keeps in its own variables is gone at the next market of a backtest", async () => {
  await using dir = await withFile(REMEMBERS);
  await dir.write("other.csv", makeCsv(300));
  const { code, out, err } = await runThere([...RUN, "--data", "other.csv", "--json"], dir.path);
  assert.equal(code, 0, err);
  const reasons = JSON.parse(out).trades.map(({ entry_reason }: { entry_reason: string }) => entry_reason);
  assert.deepEqual(reasons, ["The first run.", "The first run."]);
});

Deno.test("a sweep of a file that fills memory with its variables ends no run: its process is replaced before", async () => {
  await using dir = await makeWorkDir();
  await dir.write("my_idea.ts", `const table = new Float64Array(2 ** 24).fill(1);\n${strategyFile(TRADE)}`);
  await dir.write("made.csv", makeCsv(60));
  const space = '{"every":{"from":1,"to":10,"step":1}}';
  const sweep = ["backtest", "sweep", ...RUN.slice(2), "--params", space, "--workers", "1", "--json"];
  const { code, out, err } = await runThere(sweep, dir.path);
  assert.equal(code, 0, err);
  const { runs, refusals } = JSON.parse(out);
  assert.deepEqual([runs, refusals], [10, []]);
});

/** Hangs for some of its parameters, and says nothing for others. */
const HANGS = `
  if (every === 7) while (true);
  if (every === 9) Deno.exit(3);
  if (every === 1_000) return undefined;
${TRADE}`;

Deno.test("backtest sweep writes down a set that hangs as timed out, one that wants to end its process, and goes on with the rest", async () => {
  await using dir = await withFile(HANGS);
  const args = ["backtest", "sweep", ...RUN.slice(2), "--workers", "1", "--timeout", "3"];
  const space = ["--params", '{"every":[7,20,9,30,1000]}'];
  const { code, out, err } = await runThere([...args, ...space, "--json"], dir.path);
  assert.equal(code, 0, err);
  const { runs, best, refused, refusals, timed_out, timed_out_sets } = JSON.parse(out);
  assert.deepEqual([runs, best.length, refused, timed_out], [5, 3, 1, 1]);
  assert.deepEqual(timed_out_sets, [{ params: { every: 7 }, fault: "timed out after 3 s" }]);
  assert.match(refusals[0].fault, /the strategy threw: A strategy cannot use Deno/);
  const shown = await runThere(["backtest", "sweep", "--resume", "1"], dir.path);
  assert.equal(shown.code, 0, shown.err);
  assert.match(shown.out, /^timed out +7 +none/m);
  assert.match(
    shown.out,
    /^1 run timed out after 3 s; the others went on\. More time is given with --timeout$/m,
  );
  assert.match(
    shown.out,
    /^A dash \(–\) is a figure that there is not: sharpe \(.*there was no trade|the returns do not differ.*\); such sets come last\.$/m,
  );
});

Deno.test("backtest sweep --resume says of options that it goes on as it was begun", async () => {
  await using dir = await withFile("");
  await runThere([...SWEEP, "--params", '{"fast":[5]}'], dir.path);
  const { code, err } = await runThere(
    ["backtest", "sweep", "--resume", "1", "--timeout", "5", "--json"],
    dir.path,
  );
  assert.deepEqual(
    [code, err],
    [0, "warning: --timeout does nothing with --resume: a sweep goes on as it was begun"],
  );
});

for (
  const [what, from, to] of [
    ["is asynchronous", "onCandle(", "async onCandle("],
    ["returns a promise", "if (!isClosed) return undefined;", "if (bars > 20) return Promise.resolve();"],
  ] as const
) {
  Deno.test(`a user's file whose onCandle ${what} is told so by run, check-lookahead and sweep alike`, async () => {
    await using dir = await makeWorkDir();
    await dir.write("my_idea.ts", strategyFile(TRADE).replace(from, to));
    await dir.write("made.csv", makeCsv(300));
    const said = /onCandle (is asynchronous, but )?must answer at once: .*take async and await away/;
    for (const args of [RUN, CHECK]) {
      const { code, out, err } = await runThere(args, dir.path);
      assert.deepEqual([code, out], [2, ""], err);
      assert.match(err, said);
    }
    const { out } = await runThere(["backtest", "sweep", ...RUN.slice(2), "--json"], dir.path);
    const { refused, refusals } = JSON.parse(out);
    assert.equal(refused, 1);
    assert.match(refusals[0].fault, said);
  });
}

Deno.test("a user's file with the old name of onCandle is worked by run and sweep, each with one warning that names its line", async () => {
  await using dir = await makeWorkDir();
  await dir.write("my_idea.ts", strategyFile(TRADE).replace("onCandle", "onBar"));
  await dir.write("made.csv", makeCsv(300));
  const sweep = ["backtest", "sweep", ...RUN.slice(2), "--params", '{"every":[20,30,40]}', "--workers", "2"];
  for (const args of [RUN, sweep]) {
    const { code, err } = await runThere(args, dir.path);
    assert.equal(code, 0, err);
    const warnings = err.split("\n").filter((line) => line.startsWith("warning: "));
    assert.equal(warnings.length, 1, err);
    assert.match(warnings[0] ?? "", /my_idea\.ts:13 has onBar, .* works in 0\.3–0\.9; 1\.0 refuses it$/);
  }
});

Deno.test("backtest run refuses a user's file with both names of onCandle in a sentence", async () => {
  await using dir = await makeWorkDir();
  await dir.write("my_idea.ts", strategyFile(TRADE).replace("save:", "onBar: () => undefined, save:"));
  await dir.write("made.csv", makeCsv(300));
  const { code, out, err } = await runThere(RUN, dir.path);
  assert.deepEqual([code, out], [2, ""], err);
  assert.match(
    err,
    /^error: Cannot run this strategy: .* has onCandle and onBar, its old name; delete onBar$/m,
  );
});

Deno.test("backtest sweep --walk-forward shows in and out of sample for every fold", async () => {
  await using dir = await withFile("");
  const args = ["--params", '{"fast":[5,10],"slow":[20,30]}', "--walk-forward", "3", "--metric", "return"];
  const { code, out, err } = await runThere([...SWEEP, ...args], dir.path);
  assert.equal(code, 0, err);
  const { runs, walk_forward: { folds } } = JSON.parse(out);
  assert.deepEqual([runs, folds.length], [15, 3]);
  for (const { train, test, in_sample, out_of_sample } of folds) {
    assert.equal(train.to, test.from);
    assert.ok(in_sample.bars > 0 && out_of_sample.bars > 0);
  }
});

Deno.test("a killed sweep goes on where it was, and gives what it would have given", async () => {
  await using dir = await makeWorkDir();
  await dir.write("made.csv", makeCsv(8_000));
  const space = '{"fast":{"from":2,"to":20,"step":1},"slow":[30,40,50]}';
  const clock = createSystemClock();
  const doneIn = async () => {
    await using store = await openBacktestStore({ dir: `${dir.path}/data`, clock });
    return (await store.sweeps.runs(OWNER, 1)).length;
  };
  {
    await using program = startThere([...SWEEP, "--params", space], dir.path);
    await until(() => program.err.some((line) => line.includes("--resume 1")), "the start of the sweep");
    await until(async () => await doneIn() >= 3, "some results");
    program.kill("SIGKILL");
    await program.ended;
  }
  const before = await doneIn();
  assert.ok(before >= 3 && before < 57, `${before} runs were done`);
  const resumed = await runThere(["backtest", "sweep", "--resume", "1", "--json"], dir.path);
  assert.equal(resumed.code, 0, resumed.err);
  const result = JSON.parse(resumed.out);
  assert.ok(result.resumed >= before && result.runs === 57, JSON.stringify([result.resumed, result.runs]));
  const anew = JSON.parse((await runThere([...SWEEP, "--params", space], dir.path)).out);
  assert.deepEqual(result.best, anew.best);
});

Deno.test("a sweep does not go on over other data, or when there is none of that number", async () => {
  await using dir = await withFile("");
  await runThere([...SWEEP, "--params", '{"fast":[5]}'], dir.path);
  await dir.write("made.csv", makeCsv(301));
  const changed = await runThere(["backtest", "sweep", "--resume", "1"], dir.path);
  assert.deepEqual([changed.code, changed.err], [
    2,
    "error: Cannot run the sweep: the data has changed since sweep 1 was begun; begin a new one",
  ]);
  const unknown = await runThere(["backtest", "sweep", "--resume", "9"], dir.path);
  assert.match(unknown.err, /there is no sweep 9; the latest ones are 1/);
});

Deno.test("a saved backtest is listed, shown, drawn and removed", async () => {
  await using dir = await withFile("");
  const run = await runThere([
    "backtest",
    "run",
    "--strategy",
    "ma_cross",
    "--data",
    "made.csv",
    "--json",
    "--save",
  ], dir.path);
  assert.match(run.err, /saved as 1/);
  const [entry] = JSON.parse((await runThere(["backtest", "list", "--json"], dir.path)).out);
  assert.deepEqual([entry.id, entry.strategy, entry.market], [1, "ma_cross", "made"]);
  assert.deepEqual(
    JSON.parse((await runThere(["backtest", "show", "1"], dir.path)).out),
    JSON.parse(run.out),
  );
  const page = await runThere(["backtest", "show", "1", "--html", "data/a.html", "--lang", "en"], dir.path);
  assert.equal(page.code, 0, page.err);
  assert.match(await Deno.readTextFile(`${dir.path}/data/a.html`), /^<!DOCTYPE html>[^]*ma_cross/);
  assert.equal((await runThere(["backtest", "remove", "1"], dir.path)).code, 0);
  const gone = await runThere(["backtest", "show", "1"], dir.path);
  assert.match(gone.err, /There is no saved backtest 1/);
});

Deno.test("backtest run --html says where it may write when its permissions do not reach", async () => {
  await using dir = await withFile("");
  const args = ["backtest", "run", "--strategy", "ma_cross", "--data", "made.csv", "--html", "../a.html"];
  const { code, err } = await runThere(args, dir.path);
  assert.equal(code, 2);
  assert.match(err, /may write below data only; use --html data\/report\.html/);
});

Deno.test("a sweep over stored candles goes on after the market has grown", async () => {
  await using home = await createHome();
  const importFirst = async (candles: number) => {
    await Deno.writeTextFile(`${home.dir}/data/made.csv`, makeCsv(candles));
    const args = [
      "candles",
      "import",
      "data/made.csv",
      "--symbol",
      "upbit:BTC/KRW",
      "--interval",
      "1d",
      "--json",
    ];
    const { code, text } = await runProgram(args, home);
    assert.equal(code, 0, text);
  };
  await importFirst(200);
  const sweep = [
    "backtest",
    "sweep",
    "--strategy",
    "ma_cross",
    "--market",
    "upbit:BTC/KRW",
    "--timeframe",
    "1d",
  ];
  const first = await runProgram([...sweep, "--params", '{"fast":[5,10]}', "--json"], home);
  assert.equal(first.code, 0, first.text);
  await importFirst(220);
  const again = await runProgram(["backtest", "sweep", "--resume", "1", "--json"], home);
  assert.equal(again.code, 0, again.text);
  const [before, after] = [first, again].map(({ out }) => JSON.parse(out.join("\n")));
  assert.deepEqual([after.resumed, after.best], [2, before.best]);
});
