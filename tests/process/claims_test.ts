import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { createHome, readLog, runProgram, startProgram, until, urlOf } from "../support/program.ts";

const CLAIM = ["signals", "claim", "-"];

interface ClaimAnswer {
  readonly ticker: string;
  readonly action: string;
  readonly won: boolean;
  readonly claim_id: string | null;
}

function keysOf(count: number): readonly string[] {
  return Array.from({ length: count }, (_, i) => `K${String(i).padStart(5, "0")} ${i % 2 ? "sell" : "buy"}`);
}

/** Whole lines only: what a killed program was in the middle of saying was not acknowledged. */
function readAnswers(lines: readonly string[]): readonly ClaimAnswer[] {
  return lines.flatMap((line) => {
    try {
      return [JSON.parse(line) as ClaimAnswer];
    } catch {
      return [];
    }
  });
}

const keyOf = ({ ticker, action }: ClaimAnswer) => `${ticker} ${action}`;

function winsByKey(answers: readonly ClaimAnswer[]): ReadonlyMap<string, number> {
  const wins = new Map<string, number>();
  for (const answer of answers) {
    if (answer.won) wins.set(keyOf(answer), (wins.get(keyOf(answer)) ?? 0) + 1);
  }
  return wins;
}

function integrityOf(path: string): readonly unknown[] {
  const db = new DatabaseSync(path);
  try {
    return db.prepare("PRAGMA integrity_check").all().map((row) => row.integrity_check);
  } finally {
    db.close();
  }
}

Deno.test("four programs claiming the same 1000 signals at once have exactly one winner for each", async () => {
  await using home = await createHome();
  const keys = keysOf(1_000);
  const input = keys.map((key) => `${key} 0.5\n`).join("");
  const runs = await Promise.all([1, 2, 3, 4].map(() => runProgram(CLAIM, { dir: home.dir, input })));
  assert.deepEqual(runs.map(({ code }) => code), [0, 0, 0, 0]);
  assert.deepEqual(runs.map(({ out }) => out.length), [1_000, 1_000, 1_000, 1_000]);
  const answers = runs.flatMap(({ out }) => readAnswers(out));
  const wins = winsByKey(answers);
  assert.equal(wins.size, 1_000);
  assert.deepEqual([...new Set(wins.values())], [1]);
  const ids = answers.filter(({ won }) => won).map(({ claim_id }) => claim_id);
  assert.equal(new Set(ids).size, 1_000);
});

Deno.test("twenty kills -9 in the middle of claiming lose no acknowledged claim and double none", async () => {
  await using home = await createHome();
  const keys = keysOf(600);
  const acknowledged: ClaimAnswer[] = [];
  for (let round = 0; round < 20; round++) {
    const from = (round * 97) % keys.length;
    const order = [...keys.slice(from), ...keys.slice(0, from)];
    await using program = startProgram(CLAIM, { dir: home.dir });
    await program.write(order.map((key) => `${key}\n`).join(""));
    const enough = 5 + (round * 13) % 60;
    await until(() => program.out.length >= enough, `${enough} answers in round ${round}`);
    program.kill("SIGKILL");
    assert.equal((await program.ended).signal, "SIGKILL");
    assert.ok(program.out.length < keys.length, "the kill came too late to interrupt anything");
    acknowledged.push(...readAnswers(program.out));
  }
  const before = winsByKey(acknowledged);
  assert.ok(before.size >= 100, `only ${before.size} claims were won before the kills`);
  const last = await runProgram(CLAIM, {
    dir: home.dir,
    input: keys.map((key) => `${key}\n`).join(""),
  });
  assert.equal(last.code, 0);
  const final = readAnswers(last.out);
  assert.equal(final.length, keys.length);
  const lost = final.filter((answer) => answer.won && before.has(keyOf(answer)));
  assert.deepEqual(lost.map(keyOf), [], "these were acknowledged and could be claimed again");
  const all = winsByKey([...acknowledged, ...final]);
  assert.deepEqual([...new Set(all.values())], [1]);
  // A kill between the commit and the answer hides at most the one claim that was in progress.
  assert.ok(keys.length - all.size <= 20, `${keys.length - all.size} signals have no winner`);
  assert.deepEqual(integrityOf(`${home.dir}/data/signal_v2.db`), ["ok"]);
});

Deno.test("a demo killed -9 while it polls starts again, with a whole database and ok storage", async () => {
  await using home = await createHome();
  for (let round = 0; round < 6; round++) {
    await using program = startProgram(["demo", "--speed", "60", "--keep", "--port", "0"], { dir: home.dir });
    const url = await urlOf(program);
    const storage = async () => (await (await fetch(`${url}/health`)).json()).storage.state;
    assert.equal(await storage(), "ok", `round ${round}`);
    await new Promise((resolve) => setTimeout(resolve, 50 * round));
    program.kill("SIGKILL");
    await program.ended;
    assert.deepEqual(program.err, []);
  }
  assert.deepEqual(integrityOf(`${home.dir}/data/demo/signal_v2.db`), ["ok"]);
});

Deno.test("a service killed -9 holds no lock: the next one starts and keeps what was claimed", async () => {
  await using home = await createHome();
  const env = { SIGNAL_V2_PORT: "0" };
  const won = await runProgram(["signals", "claim", "005930", "buy"], { dir: home.dir });
  assert.equal(won.code, 0);
  for (let round = 0; round < 3; round++) {
    await using program = startProgram(["start"], { dir: home.dir, env });
    await urlOf(program);
    program.kill("SIGKILL");
    await program.ended;
  }
  await using last = startProgram(["start"], { dir: home.dir, env });
  await urlOf(last);
  const again = await runProgram(["signals", "claim", "005930", "BUY"], { dir: home.dir });
  assert.equal(again.code, 75);
  assert.deepEqual(readAnswers(again.out).map(({ won }) => won), [false]);
  assert.equal(readLog(last.out).find(({ event }) => event === "started")?.pid, last.pid);
});
