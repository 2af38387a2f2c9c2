import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import {
  createHome,
  lineOf,
  type Program,
  readLog,
  runProgram,
  sendAndNeverRead,
  sendHalfABody,
  startDeno,
  startProgram,
  until,
  urlOf,
} from "../support/program.ts";

const HOLD_LOCK = fileURLToPath(new URL("./hold_lock.ts", import.meta.url));

/** 11:40 of the simulated day: the news endpoint answers nothing for longer than the program waits. */
const STALLED_DEMO = ["demo", "--port", "0", "--speed", "1", "--clock", "2026-11-20T11:40:20"];

async function startStalled(dir: string): Promise<{ program: Program; url: string }> {
  const program = startProgram(STALLED_DEMO, { dir });
  const url = await urlOf(program);
  await lineOf(program, "The news endpoint takes 30 s");
  const health = await (await fetch(`${url}/health`)).json();
  assert.equal(health.schedule.polls, 0, "the first cycle still waits for the stalled endpoint");
  return { program, url };
}

for (const signal of ["SIGTERM", "SIGINT"] as const) {
  Deno.test(`${signal} ends the program with code 0 in 5 s, whatever stalls above and below it`, async () => {
    await using home = await createHome();
    const { program, url } = await startStalled(home.dir);
    await using _killed = program;
    using _half = await sendHalfABody(url);
    using _unread = await sendAndNeverRead(url);
    const startedMs = performance.now();
    program.kill(signal);
    const { code, atMs } = await program.ended;
    assert.equal(code, 0);
    assert.ok(atMs - startedMs < 5_000, `${Math.round(atMs - startedMs)} ms`);
    assert.equal(readLog(program.out).at(-1)?.event, "stopped");
    assert.deepEqual(program.err, []);
  });
}

Deno.test("a second Ctrl-C while the first is being obeyed ends the program at once with code 130", async () => {
  await using home = await createHome();
  const { program, url } = await startStalled(home.dir);
  await using _killed = program;
  using _unread = await sendAndNeverRead(url);
  // The first press, as it arrives under `deno task`.
  for (let times = 0; times < 3; times++) {
    program.kill("SIGINT");
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  await new Promise((resolve) => setTimeout(resolve, 700));
  const startedMs = performance.now();
  program.kill("SIGINT");
  const { code, atMs } = await program.ended;
  assert.equal(code, 130);
  assert.ok(atMs - startedMs < 1_000, `${Math.round(atMs - startedMs)} ms`);
});

Deno.test("one Ctrl-C that arrives three times within milliseconds is obeyed in good order", async () => {
  await using home = await createHome();
  await using program = startProgram(["start"], { dir: home.dir, env: { SIGNAL_V2_PORT: "0" } });
  await urlOf(program);
  for (let times = 0; times < 3; times++) {
    program.kill("SIGINT");
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  assert.equal((await program.ended).code, 0);
  assert.equal(readLog(program.out).at(-1)?.event, "stopped");
});

Deno.test("a service at rest stops within a second and leaves neither a log of SQLite nor its pid", async () => {
  await using home = await createHome();
  await using program = startProgram(["start"], { dir: home.dir, env: { SIGNAL_V2_PORT: "0" } });
  await urlOf(program);
  // Opened a moment after the start.
  await until(
    () => [...Deno.readDirSync(`${home.dir}/data`)].some(({ name }) => name === "jobs.db"),
    "its jobs",
  );
  const startedMs = performance.now();
  program.kill("SIGTERM");
  const { code, atMs } = await program.ended;
  assert.equal(code, 0);
  assert.ok(atMs - startedMs < 1_000, `${Math.round(atMs - startedMs)} ms`);
  const left = [...Deno.readDirSync(`${home.dir}/data`)].map(({ name }) => name).toSorted();
  assert.deepEqual(left, ["jobs.db", "signal_v2.db", "signal_v2.lock"]);
});

for (const signal of ["SIGTERM", "SIGINT"] as const) {
  Deno.test(`${signal} while the start waits for a locked database ends it at once with code 0`, async () => {
    await using home = await createHome();
    assert.equal((await runProgram(["signals", "list"], home)).code, 0);
    const path = `${home.dir}/data/signal_v2.db`;
    await using holder = startDeno(["--allow-read", "--allow-write", HOLD_LOCK, path, "20000"], home);
    await lineOf(holder, "locked");
    await using program = startProgram(["start"], { dir: home.dir, env: { SIGNAL_V2_PORT: "0" } });
    const pidPath = `${home.dir}/data/signal_v2.pid.json`;
    await until(() => exists(pidPath), "the instance lock");
    await new Promise((resolve) => setTimeout(resolve, 300));
    const startedMs = performance.now();
    program.kill(signal);
    const { code, atMs } = await program.ended;
    assert.equal(code, 0, program.err.join("\n"));
    assert.ok(atMs - startedMs < 1_000, `${Math.round(atMs - startedMs)} ms`);
    assert.deepEqual(program.err, []);
    assert.ok(!exists(pidPath), "the instance lock is let go");
  });
}

function exists(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}
