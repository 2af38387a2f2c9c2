import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { DatabaseSync } from "node:sqlite";
import { createHome, lineOf, runProgram, startDeno, startProgram, until, urlOf } from "../support/program.ts";

const HOLD_LOCK = fileURLToPath(new URL("./hold_lock.ts", import.meta.url));

/** When each source's snapshot was fetched, on the simulated clock. */
function fetchedAt(path: string): readonly number[] {
  const db = new DatabaseSync(path, { readOnly: true });
  try {
    return db.prepare("SELECT fetched_at FROM snapshot ORDER BY source").all().map(({ fetched_at }) =>
      Number(fetched_at)
    );
  } finally {
    db.close();
  }
}

Deno.test("a write lock held for 5 s by another program holds up no answer, shows as waiting, loses nothing", async (t) => {
  await using home = await createHome();
  const args = ["demo", "--speed", "60", "--port", "0", "--clock", "2026-11-20T09:30"];
  await using program = startProgram(args, { dir: home.dir });
  const url = await urlOf(program);
  const path = `${home.dir}/data/demo/signal_v2.db`;
  await until(() => fetchedAt(path).length === 3, "the first snapshots");
  await using holder = startDeno(["--allow-read", "--allow-write", HOLD_LOCK, path, "4800"], home);
  await lineOf(holder, "locked");
  const before = fetchedAt(path);
  const states: string[] = [];
  const codes = new Set<number>();
  const polls: number[] = [];
  let problems: readonly string[] = [];
  while (!holder.out.includes("releasing")) {
    const answer = await fetch(`${url}/health`);
    const health = await answer.json();
    codes.add(answer.status);
    states.push(health.storage.state);
    if (health.storage.state === "waiting") problems = health.problems;
    polls.push(health.schedule.polls);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const during = fetchedAt(path);
  await t.step("every question to /health is answered while the lock is held", () => {
    // Whoever waited for the lock itself would answer after "releasing", when nobody asks here any more.
    assert.deepEqual([...codes], [200]);
    assert.ok(states.filter((state) => state === "waiting").length > 1, states.join());
  });
  await t.step("/health shows the storage waiting and says what holds it up", () => {
    assert.ok(states.includes("waiting"), [...new Set(states)].join());
    assert.match(problems.join("\n"), /locked the database/);
    assert.ok((polls.at(-1) ?? 0) > (polls[0] ?? 0), `${polls}: polling goes on under the lock`);
  });
  await t.step("a lock of 5 s is waited for and not given up", () => {
    assert.deepEqual([...new Set(states)].filter((state) => state === "degraded"), []);
  });
  await t.step("nothing was written under the lock, and the snapshots are written after it", async () => {
    assert.deepEqual(during, before);
    await until(() => fetchedAt(path).every((atMs, i) => atMs > (before[i] ?? Infinity)), "newer snapshots");
    const health = async () => (await (await fetch(`${url}/health`)).json()).storage.state;
    await until(async () => await health() === "ok", "ok storage");
  });
});

Deno.test("a demo that starts while its database is locked for a second waits for it", async () => {
  await using home = await createHome();
  const args = ["demo", "--speed", "60", "--port", "0", "--keep"];
  {
    await using first = startProgram(args, { dir: home.dir });
    await urlOf(first);
    first.kill("SIGTERM");
    await first.ended;
  }
  const path = `${home.dir}/data/demo/signal_v2.db`;
  await using holder = startDeno(["--allow-read", "--allow-write", HOLD_LOCK, path, "800"], home);
  await lineOf(holder, "locked");
  await using second = startProgram(args, { dir: home.dir });
  const health = await (await fetch(`${await urlOf(second)}/health`)).json();
  assert.equal(health.storage.state, "ok");
});

Deno.test("a database that another program keeps locked for 5 s ends the start with code 1, to be tried again", async () => {
  await using home = await createHome();
  const env = { SIGNAL_V2_PORT: "0" };
  assert.equal((await runProgram(["signals", "list"], home)).code, 0);
  const path = `${home.dir}/data/signal_v2.db`;
  await using holder = startDeno(["--allow-read", "--allow-write", HOLD_LOCK, path, "20000"], home);
  await lineOf(holder, "locked");
  const { code, err } = await runProgram(["start"], { dir: home.dir, env });
  assert.equal(code, 1);
  assert.match(
    err.join("\n"),
    /signal_v2\.db: another program has kept it locked for 5 s\. Stop that program/,
  );
  const left = [...Deno.readDirSync(`${home.dir}/data`)].map(({ name }) => name);
  assert.ok(!left.includes("signal_v2.pid.json"), "the instance lock is let go");
});
