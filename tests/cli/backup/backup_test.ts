import { SIGNAL_APPLICATION_ID, SIGNAL_STEPS } from "../../../src/app/data/signal_schema.ts";
import assert from "node:assert/strict";
import { createSystemClock } from "../../../src/core/clock.ts";
import { openDatabase } from "../../../src/sqlite/driver.ts";
import { migrate } from "../../../src/sqlite/migrations.ts";
import { openStore } from "../../../src/app/data/store.ts";
import {
  createHome,
  FRESH_POLL,
  lineOf,
  runProgram,
  startProgram,
  until,
  urlOf,
} from "../../support/program.ts";
import { signalsOf } from "../../support/owned.ts";

const clock = createSystemClock();

/** A home whose database holds one signal. */
async function createFilledHome() {
  const home = await createHome();
  await using store = await openStore({ dir: `${home.dir}/data`, clock });
  await signalsOf(store).record("005930", "buy", 0.8);
  return home;
}

/** Rows in a table of their own, so that the file has the size of one that was used for years. */
async function pad(dir: string, megabytes: number): Promise<void> {
  await Deno.mkdir(dir, { recursive: true });
  await (await openStore({ dir, clock }))[Symbol.asyncDispose]();
  const db = openDatabase(`${dir}/signal_v2.db`);
  db.exec("CREATE TABLE padding (text TEXT)");
  const insert = db.prepare("INSERT INTO padding VALUES (?)");
  db.prepare("BEGIN").run();
  for (let i = 0; i < megabytes * 100; i++) insert.run(`${i} `.padEnd(10_000, "filling "));
  db.prepare("COMMIT").run();
  db.close();
}

Deno.test("backup says in one line what it made, and in JSON when asked", async () => {
  await using home = await createFilledHome();
  const { code, out } = await runProgram(["backup"], home);
  assert.equal(code, 0);
  assert.equal(out.length, 1);
  assert.match(
    out[0] ?? "",
    new RegExp(
      String
        .raw`^backed up data/signal_v2\.db to data/backups/signal_v2-\d{8}-\d{6}\.db: \d+ kB, 1 signal, ` +
        String.raw`schema ${SIGNAL_STEPS.length}, integrity ok, \d+ ms$`,
    ),
  );
  const facts = JSON.parse((await runProgram(["backup", "data/mine.db", "--json"], home)).out[0] ?? "");
  assert.equal(facts.file, "data/mine.db");
  assert.equal(facts.bytes, (await Deno.stat(`${home.dir}/data/mine.db`)).size);
  assert.deepEqual([facts.signals, facts.schema, facts.integrity], [1, SIGNAL_STEPS.length, "ok"]);
  const again = await runProgram(["backup", "data/mine.db"], home);
  assert.equal(again.code, 2);
  assert.match(again.text, /^error: .*--force$/);
  assert.equal((await runProgram(["backup", "data/mine.db", "--force"], home)).code, 0);
});

Deno.test("a backup to a place that the program may not use names the flags, and writes nothing", async () => {
  await using home = await createFilledHome();
  const place = await Deno.makeTempDir();
  try {
    for (const file of [place, `${place}/x.db`]) {
      const { code, text } = await runProgram(["backup", file], home);
      assert.equal(code, 2);
      assert.ok(
        text.includes(
          `Add it to "write" of "cli" in deno.json (in a package: --allow-write=${place} to the start script)`,
        ),
        text,
      );
    }
    assert.deepEqual([...Deno.readDirSync(place)], []);
  } finally {
    await Deno.remove(place);
  }
});

Deno.test("restore says what it replaced and how to undo it", async () => {
  await using home = await createFilledHome();
  await runProgram(["backup", "data/copy.db"], home);
  await runProgram(["signals", "claim", "000660", "sell"], home);
  const { code, out } = await runProgram(["restore", "data/copy.db"], home);
  assert.equal(code, 0);
  assert.match(
    out[0] ?? "",
    new RegExp(
      String
        .raw`^restored data/copy\.db as data/signal_v2\.db: .*2 signals, schema ${SIGNAL_STEPS.length}, integrity ok$`,
    ),
  );
  assert.match(out.at(-1) ?? "", /to undo: /);
  const undo = /to undo: .*? (restore .+)$/.exec(out.at(-1) ?? "")?.[1]?.split(" ") ?? [];
  // What was claimed since is not forgotten.
  assert.equal(JSON.parse((await runProgram(["signals", "claims", "--json"], home)).text).length, 2);
  const undone = await runProgram([...undo, "--json"], home);
  assert.equal(JSON.parse(undone.text).signals, 2);
  assert.match(JSON.parse(undone.text).kept, /before-restore/);
  const bad = await runProgram(["restore", "holidays.json"], home);
  assert.equal(bad.code, 1, "a file that is no database of this program");
});

Deno.test("while a large database is backed up, the running service polls on and answers every question", async () => {
  await using home = await createHome();
  await pad(`${home.dir}/data/demo`, 60);
  await using demo = startProgram(
    ["demo", "--keep", "--port", "0", "--clock", "2026-11-20T09:00", "--speed", "300"],
    home,
  );
  const url = await urlOf(demo);
  await lineOf(demo, FRESH_POLL);
  const env = { SIGNAL_V2_DATA_DIR: "data/demo" };
  const refused = await runProgram(["restore", "data/demo/signal_v2.db"], { ...home, env });
  assert.notEqual(refused.code, 0);

  const pollsBefore = await countPolls(url);
  const answers = await askDuring(`${url}/health`, async () => {
    for (let i = 0; i < 3; i++) {
      const { out, text } = await runProgram(["backup", "data/demo/x.db", "--force", "--json"], {
        ...home,
        env,
      });
      assert.ok(JSON.parse(out[0] ?? text).bytes > 50_000_000, text);
    }
  });
  // Several, one after the other, each asked and answered before the backups were over.
  assert.ok(answers.length > 3, `${answers.length} answers`);
  assert.deepEqual([...new Set(answers)], [200]);
  const locked = await runProgram(["restore", "data/demo/x.db"], { ...home, env });
  assert.equal(locked.code, 4);
  assert.match(locked.text, /^error: Cannot restore: the data directory data\/demo is in use by process \d+/);
  await until(async () => await countPolls(url) >= pollsBefore + 5, "five more polls");
  demo.kill("SIGTERM");
  assert.equal((await demo.ended).code, 0);
});

async function countPolls(url: string): Promise<number> {
  return (await (await fetch(`${url}/health`)).json()).schedule.polls;
}

/** The codes of all answers that came while `work` went on, one question after the other, 5 ms apart. */
async function askDuring(url: string, work: () => Promise<void>): Promise<readonly number[]> {
  const codes: number[] = [];
  let isOver = false;
  const working = work().finally(() => isOver = true);
  while (!isOver) {
    const answer = await fetch(url);
    await answer.body?.cancel();
    if (!isOver) codes.push(answer.status);
    await clock.sleep(5);
  }
  await working;
  return codes;
}

Deno.test("backup and restore name on standard error the drafts that they removed, and print the same JSON as ever", async () => {
  await using home = await createFilledHome();
  const draft = "mine.db.partial-3322dc21-bcba-447d-bc9e-bd64a82687ed";
  await Deno.writeTextFile(`${home.dir}/data/${draft}`, "half");
  const made = await runProgram(["backup", "data/mine.db", "--json"], home);
  assert.deepEqual(made.err, [`removed ${draft}: a program that was killed had left it unfinished`]);
  assert.deepEqual(Object.keys(JSON.parse(made.out.join("\n"))), [
    ...["file", "bytes", "schema", "signals", "history", "tookMs", "integrity"],
  ]);
  const forgotten = "signal_v2.db.new-3322dc21-bcba-447d-bc9e-bd64a82687ed";
  await Deno.writeTextFile(`${home.dir}/data/${forgotten}`, "half");
  const restored = await runProgram(["restore", "data/mine.db", "--json"], home);
  assert.equal(restored.code, 0, restored.text);
  assert.match(restored.err.join("\n"), new RegExp(`^removed ${forgotten}: `));
  assert.ok(!("forgotten" in JSON.parse(restored.out.join("\n"))));
});

Deno.test("restore --check tries the newest backup as restore would, says how old it is, and changes nothing", async () => {
  await using home = await createFilledHome();
  await runProgram(["backup", "data/old.db"], home);
  await runProgram(["backup"], home);
  await runProgram(["signals", "claim", "000660", "sell"], home);
  const list = () => [...Deno.readDirSync(`${home.dir}/data`)].map(({ name }) => name).toSorted();
  const before = list();
  const { code, out } = await runProgram(["restore", "--check"], home);
  assert.equal(code, 0, out.join("\n"));
  assert.match(
    out[0] ?? "",
    /^this backup would restore: data\/backups\/signal_v2-\d{8}-\d{6}\.db, made \d{4}-\d\d-\d\d \d\d:\d\d:\d\d KST \(.* ago\)$/,
  );
  assert.match(
    out[1] ?? "",
    /integrity ok, \d+ rows, the newest of \d{4}-\d\d-\d\d \d\d:\d\d:\d\d KST \(.* ago\)$/,
  );
  assert.match(out[2] ?? "", /\bsignal_dedup 1\b/);
  assert.equal(out.at(-1), "nothing was changed");
  assert.deepEqual(list(), before);
  assert.equal(JSON.parse((await runProgram(["signals", "claims", "--json"], home)).text).length, 2);
  const named = JSON.parse((await runProgram(["restore", "data/old.db", "--check", "--json"], home)).text);
  assert.deepEqual([named.would_restore, named.file, named.schema], [
    true,
    "data/old.db",
    SIGNAL_STEPS.length,
  ]);
  assert.equal(named.tables.find(({ name }: { name: string }) => name === "signal_dedup").rows, 1);
});

Deno.test("restore --check says why a backup would not restore, and ends with 1", async () => {
  await using home = await createFilledHome();
  const none = await runProgram(["restore", "--check"], home);
  assert.equal(none.code, 1);
  assert.match(none.text, /^error: There is no backup in data\/backups: .*backup makes one, or name a file$/);
  await runProgram(["backup", "data/bad.db"], home);
  const file = Deno.openSync(`${home.dir}/data/bad.db`, { write: true });
  file.seekSync(8_192, Deno.SeekMode.Start);
  file.writeSync(new Uint8Array(4_096).fill(0xa5));
  file.close();
  const bad = await runProgram(["restore", "data/bad.db", "--check", "--json"], home);
  assert.equal(bad.code, 1);
  const { would_restore: would, why } = JSON.parse(bad.text);
  assert.equal(would, false);
  assert.match(why, /it is damaged/);
  const unnamed = await runProgram(["restore"], home);
  assert.equal(unnamed.code, 2);
  assert.match(unnamed.text, /Say which file to restore/);
});

Deno.test("restore --check works beside a running service, from a backup of an earlier schema too", async () => {
  await using home = await createFilledHome();
  const db = openDatabase(`${home.dir}/data/old.db`);
  db.prepare(`PRAGMA application_id = ${SIGNAL_APPLICATION_ID}`).run();
  migrate(db, SIGNAL_STEPS.slice(0, -1));
  db.close();
  await using service = startProgram(["start", "--port", "0"], home);
  await urlOf(service);
  const { code, text } = await runProgram(["restore", "data/old.db", "--check", "--json"], home);
  assert.equal(code, 0, text);
  const { schema, brought_up: isBroughtUp } = JSON.parse(text);
  assert.deepEqual([schema, isBroughtUp], [SIGNAL_STEPS.length, true]);
  service.kill("SIGTERM");
  await service.ended;
});
