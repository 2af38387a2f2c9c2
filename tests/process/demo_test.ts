import assert from "node:assert/strict";
import { startFaultServer } from "../support/fault_server.ts";
import * as steps from "../support/fault_steps.ts";
import {
  createHome,
  FRESH_POLL,
  lineOf,
  readLog,
  runProgram,
  startProgram,
  urlOf,
} from "../support/program.ts";

/** Two minutes before the first signal of the script, at ten simulated minutes a second. */
const AT_0918 = ["demo", "--speed", "600", "--port", "0", "--clock", "2026-11-20T09:18"];
const KST_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{3})?\+09:00$/;

Deno.test("a demo begins at 08:58, calls itself DEMO everywhere, and sends one signal and holds back one", async (t) => {
  await using home = await createHome();
  await using elsewhere = startFaultServer([steps.ok({})]);
  // What the owner has set must not reach the demo.
  const env = { STOCK_API_URL: elsewhere.url, WEBAI_API_KEY: "the-owners-real-key" };
  const args = ["demo", "--speed", "600", "--port", "0"];
  await using program = startProgram(args, { dir: home.dir, env });
  const url = await urlOf(program);
  await lineOf(program, "demo_signal_suppressed");
  const health = await (await fetch(`${url}/health`)).json();
  const state = await (await fetch(`${url}/state`)).json();
  program.kill("SIGTERM");
  assert.equal((await program.ended).code, 0);
  const log = readLog(program.out);

  await t.step("its log says DEMO, and mode demo on every line", () => {
    assert.match(log.find(({ event }) => event === "started")?.message ?? "", /DEMO/);
    assert.deepEqual([...new Set(log.map(({ mode }) => mode))], ["demo"]);
  });
  await t.step("/health and /state say mode demo", () => {
    assert.deepEqual([health.mode, state.mode], ["demo", "demo"]);
    assert.match(health.storage.path, /data\/demo/);
  });
  await t.step("it passes 09:20 with a signal sent and 09:26 with the same one suppressed", () => {
    const sent = log.filter(({ event }) => event === "demo_signal_sent");
    const suppressed = log.filter(({ event }) => event === "demo_signal_suppressed");
    assert.deepEqual([sent.length, suppressed.length], [1, 1]);
    assert.match(sent[0]?.message ?? "", /BUY 005930/);
    assert.match(sent[0]?.time ?? "", /T09:2[0-2]/);
    assert.match(suppressed[0]?.message ?? "", /BUY 005930/);
    assert.match(suppressed[0]?.time ?? "", /T09:2[6-8]/);
  });
  await t.step("its faults are named when they happen", () => {
    assert.ok(log.filter(({ event }) => event === "demo_fault").length >= 3);
  });
  await t.step("every line of a piped log is one JSON object with Korean time", () => {
    for (const { time, level, event, message } of log) {
      assert.match(time, KST_TIME);
      assert.ok(level !== undefined && event !== undefined && message !== undefined);
    }
    assert.deepEqual(program.err, []);
  });
  await t.step("the owner's stock API hears nothing of it and the owner's key is nowhere", () => {
    assert.equal(elsewhere.connections, 0);
    assert.ok(!program.out.join("\n").includes("the-owners-real-key"));
    assert.ok(!JSON.stringify(health).includes(elsewhere.url));
  });
  await t.step("it writes in data/demo only", () => {
    assert.deepEqual([...Deno.readDirSync(`${home.dir}/data`)].map(({ name }) => name), ["demo"]);
  });
});

Deno.test("a demo does not touch the owner's database beside it", async () => {
  await using home = await createHome();
  const path = `${home.dir}/data/signal_v2.db`;
  assert.equal((await runProgram(["signals", "claim", "005930", "buy"], { dir: home.dir })).code, 0);
  const before = { bytes: await Deno.readFile(path), mtime: (await Deno.stat(path)).mtime };
  await using program = startProgram(AT_0918, { dir: home.dir });
  // The owner's claim of the same signal is not the demo's.
  assert.match(await lineOf(program, "demo_signal_"), /demo_signal_sent/);
  program.kill("SIGTERM");
  await program.ended;
  const after = { bytes: await Deno.readFile(path), mtime: (await Deno.stat(path)).mtime };
  assert.deepEqual(after, before);
});

Deno.test("a demo forgets the one before it, unless it is told to keep", async () => {
  await using home = await createHome();
  const firstSignal = async (args: readonly string[]) => {
    await using program = startProgram(args, { dir: home.dir });
    const [signal] = readLog([await lineOf(program, "demo_signal_")]);
    // At once: each second that it goes on is a minute for the next one, whose clock begins before.
    program.kill("SIGKILL");
    await program.ended;
    return signal?.event;
  };
  assert.equal(await firstSignal(AT_0918), "demo_signal_sent");
  assert.equal(await firstSignal(AT_0918), "demo_signal_sent");
  assert.equal(await firstSignal([...AT_0918, "--keep"]), "demo_signal_suppressed");
});

Deno.test("two demos of the same seed show the same data at the same simulated minute", async () => {
  const portfolioOf = async (seed: string) => {
    await using home = await createHome();
    const args = ["demo", "--speed", "0.1", "--port", "0", "--seed", seed, "--clock", "2026-11-20T10:00:10"];
    await using program = startProgram(args, { dir: home.dir });
    const url = await urlOf(program);
    await lineOf(program, FRESH_POLL);
    const { sources } = await (await fetch(`${url}/state`)).json();
    const { as_of: _when, ...data } = sources.portfolio.data;
    return data;
  };
  const [first, second, other] = await Promise.all(["7", "7", "8"].map(portfolioOf));
  assert.deepEqual(first, second);
  assert.notDeepEqual(first, other);
});

Deno.test("a piped service logs one JSON object a line with Korean time, and says what it misses", async () => {
  await using home = await createHome();
  const env = {
    SIGNAL_V2_PORT: "0",
    WEBAI_API_KEY: "a-key-without-an-address",
    SIGNAL_V2_LOG_LEVEL: "debug",
  };
  await using program = startProgram(["start"], { dir: home.dir, env });
  const url = await urlOf(program);
  const health = await (await fetch(`${url}/health`)).json();
  program.kill("SIGTERM");
  assert.equal((await program.ended).code, 0);
  const log = readLog(program.out);
  for (const { time } of log) assert.match(time, KST_TIME);
  const error = log.find(({ level }) => level === "error");
  assert.match(error?.message ?? "", /STOCK_API_URL/);
  assert.match(error?.message ?? "", /demo/);
  assert.equal(health.state, "unconfigured");
  assert.ok(!program.out.join("\n").includes("a-key-without-an-address"));
  assert.ok(!JSON.stringify(health).includes("a-key-without-an-address"));
});
