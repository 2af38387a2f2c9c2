import "../support/sqlite.ts";
import { deepStrictEqual, match, ok as assertTrue, strictEqual } from "node:assert/strict";
import { OWNER } from "../../src/core/actor.ts";
import { createSystemClock } from "../../src/core/clock.ts";
import { openJobStore } from "../../src/jobs/store/sqlite_job_store.ts";
import { HOUR_MS } from "../../src/core/kst.ts";
import {
  createHome,
  freePort,
  lineOf,
  type Program,
  runProgram,
  startProgram,
  until,
} from "../support/program.ts";

/** The service with the jobs of one home; the real program, as users run it. */

const START_MS = Date.parse("2026-01-01T00:00:00Z");
/** Never comes back from a candle: a run of it lasts until somebody ends it. */
const LOOPS = new URL("../support/bad_strategies/loops.ts", import.meta.url);

async function createMarketHome() {
  const home = await createHome();
  const rows = Array.from({ length: 400 }, (_, i) => {
    const price = 100 + 20 * Math.sin(i / 30);
    return [START_MS + i * HOUR_MS, price, price + 1, price - 1, price, 10].join(",");
  });
  await Deno.writeTextFile(
    `${home.dir}/c.csv`,
    ["time,open,high,low,close,volume", ...rows].join("\n") + "\n",
  );
  const series = ["--exchange", "upbit", "--symbol", "BTC/KRW", "--interval", "1h"];
  const { code, text } = await runProgram(["candles", "import", "c.csv", "--complete", ...series], home);
  strictEqual(code, 0, text);
  await Deno.mkdir(`${home.dir}/data/strategies`);
  await Deno.copyFile(LOOPS, `${home.dir}/data/strategies/loops.ts`);
  return home;
}

async function startService(dir: string): Promise<Program> {
  const program = startProgram(["start"], { dir, env: { SIGNAL_V2_PORT: String(freePort()) } });
  await lineOf(program, '"event":"started"');
  return program;
}

async function queue(dir: string, strategy: string): Promise<string> {
  const options = ["--strategy", strategy, "--market", "upbit:BTC/KRW", "--timeframe", "1h"];
  const { code, text, out } = await runProgram(["backtest", "run", ...options, "--background", "--json"], {
    dir,
  });
  strictEqual(code, 0, text);
  return String(JSON.parse(out.join("\n")).id);
}

/** As a program did that checked nothing before it queued. */
async function queueUnchecked(dir: string, strategy: string): Promise<string> {
  await using store = await openJobStore({ dir: `${dir}/data`, clock: createSystemClock() });
  const request = { strategy, market: ["upbit:BTC/KRW"], timeframe: "1h" };
  const wish = {
    key: "unchecked",
    kind: "backtest",
    actor: { kind: "cli", id: "backtest" },
    request,
  } as const;
  return (await store.add(OWNER, wish)).job.id;
}

async function show(dir: string, id: string) {
  return JSON.parse((await runProgram(["jobs", "show", id, "--json"], { dir })).text);
}

async function untilState(dir: string, id: string, state: string): Promise<void> {
  await until(async () => (await show(dir, id)).state === state, `the state ${state} of the job`, 30_000);
}

/** The service, the process of the job, and its worker. */
async function untilWorking(dir: string, id: string): Promise<void> {
  await until(async () => (await show(dir, id)).progress_text === "running", "a running backtest", 20_000);
  await until(async () => await countProcesses(dir) === 3, "three processes", 20_000);
}

/** Of everything that runs in this home: the service and its helpers. `/proc` is not for the tests themselves to read. */
async function countProcesses(dir: string): Promise<number> {
  const { stdout } = await new Deno.Command("sh", {
    args: ["-c", 'for one in /proc/[0-9]*; do readlink "$one/cwd"; done 2>/dev/null'],
  }).output();
  const home = Deno.realPathSync(dir);
  return new TextDecoder().decode(stdout).split("\n").filter((cwd) => cwd === home).length;
}

Deno.test("a backtest that is queued on the command line is run by the service, which keeps its result", async () => {
  await using home = await createMarketHome();
  const id = await queue(home.dir, "ma_cross");
  strictEqual((await show(home.dir, id)).state, "queued");
  const second = await runProgram(
    [
      "backtest",
      "run",
      "--strategy",
      "dca",
      "--market",
      "upbit:BTC/KRW",
      "--timeframe",
      "1h",
      "--background",
    ],
    home,
  );
  strictEqual(second.code, 2);
  assertTrue(second.text.includes(id), second.text);
  await using _service = await startService(home.dir);
  await untilState(home.dir, id, "done");
  const job = await show(home.dir, id);
  deepStrictEqual([job.exit_code, job.progress, job.progress_text], [0, 1, "saved as backtest 1"]);
  match(job.output, /^ma_cross .* on BTC\/KRW 1h/);
  deepStrictEqual(job.actor, { kind: "cli", id: "backtest" });
  const list = JSON.parse((await runProgram(["backtest", "list", "--json"], home)).text);
  deepStrictEqual([list.length, list[0].strategy, list[0].actor], [1, "ma_cross", job.actor]);
});

Deno.test("a job of a strategy that does not exist fails with the sentence of the command", async () => {
  await using home = await createMarketHome();
  await using _service = await startService(home.dir);
  const id = await queueUnchecked(home.dir, "ma_crss");
  await untilState(home.dir, id, "failed");
  const { exit_code: code, output } = await show(home.dir, id);
  strictEqual(code, 2);
  match(output, /There is no strategy "ma_crss": did you mean ma_cross\?/);
});

Deno.test("the service refuses over HTTP a backtest that could not run, and takes one that can", async () => {
  await using home = await createMarketHome();
  const port = freePort();
  const service = startProgram(["start"], { dir: home.dir, env: { SIGNAL_V2_PORT: String(port) } });
  await using _service = service;
  await lineOf(service, '"event":"started"');
  const ask = async (wish: Readonly<Record<string, unknown>>) => {
    const response = await fetch(`http://127.0.0.1:${port}/api/v1/backtests`, {
      method: "POST",
      headers: { "content-type": "application/json", "x-signal-action": "1" },
      body: JSON.stringify({ strategy: "ma_cross", market: ["upbit:BTC/KRW"], timeframe: "1h", ...wish }),
    });
    return { status: response.status, body: await response.json() };
  };
  const refused = await ask({ market: ["upbit:XRP/KRW"] });
  deepStrictEqual([refused.status, refused.body.code], [400, "refused_invalid"]);
  match(refused.body.detail, /there are no candles of upbit XRP\/KRW 1h in the store/);
  const taken = await ask({});
  strictEqual(taken.status, 202);
  await untilState(home.dir, taken.body.job.id, "done");
  const list = JSON.parse((await runProgram(["backtest", "list", "--json"], home)).text);
  deepStrictEqual(list[0].actor, { kind: "http", id: "this machine" }, "the result knows who asked for it");
});

Deno.test({
  name: "a cancelled job ends within seconds, with the processes that worked it",
  ignore: Deno.build.os !== "linux",
  async fn() {
    await using home = await createMarketHome();
    await using _service = await startService(home.dir);
    const id = await queue(home.dir, "loops.ts");
    await untilWorking(home.dir, id);
    const { text } = await runProgram(["jobs", "cancel", id], home);
    match(text, /is told to end/);
    await untilState(home.dir, id, "cancelled");
    await until(async () => await countProcesses(home.dir) === 1, "the service alone");
    const again = await runProgram(["jobs", "cancel", id], home);
    deepStrictEqual([again.code, again.text.includes("is over")], [2, true]);
  },
});

Deno.test({
  name: "kill -9 of the service takes a running job along; the next start finds it lost and takes new ones",
  ignore: Deno.build.os !== "linux",
  async fn() {
    await using home = await createMarketHome();
    const service = await startService(home.dir);
    const id = await queue(home.dir, "loops.ts");
    await untilWorking(home.dir, id);
    service.kill("SIGKILL");
    await service.ended;
    await until(async () => await countProcesses(home.dir) === 0, "an end of its helpers");
    await service[Symbol.asyncDispose]();
    await using _next = await startService(home.dir);
    // The file of jobs is opened a moment after the service listens.
    await untilState(home.dir, id, "lost");
    strictEqual((await show(home.dir, id)).exit_code, null);
    const next = await queue(home.dir, "ma_cross");
    await untilState(home.dir, next, "done");
  },
});
