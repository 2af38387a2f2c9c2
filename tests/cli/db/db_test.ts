import assert from "node:assert/strict";
import { openStore } from "../../../src/app/data/store.ts";
import { SIGNAL_STEPS } from "../../../src/app/data/signal_schema.ts";
import { createSystemClock } from "../../../src/core/clock.ts";
import { openDatabase } from "../../../src/sqlite/driver.ts";
import { openHistoryStore } from "../../../src/stock/history/store/sqlite_history_store.ts";
import { signalsOf } from "../../support/owned.ts";
import {
  createHome,
  FRESH_POLL,
  lineOf,
  runProgram,
  startProgram,
  until,
  urlOf,
} from "../../support/program.ts";

const clock = createSystemClock();

interface Table {
  readonly name: string;
  readonly rows: number;
  readonly newest: string | null;
}

interface File {
  readonly name: string;
  readonly state: string;
  readonly faults: readonly string[];
  readonly notes: readonly string[];
  readonly schema: number | null;
  readonly check: string;
  readonly tables: readonly Table[];
}

async function createFilledHome() {
  const home = await createHome();
  await using store = await openStore({ dir: `${home.dir}/data`, clock });
  await signalsOf(store).record("005930", "buy", 0.8);
  await using _history = await openHistoryStore({ dir: `${home.dir}/data`, clock });
  return home;
}

async function check(
  home: { readonly dir: string; readonly env?: Record<string, string> },
  ...args: string[]
) {
  const { code, text } = await runProgram(["db", "check", "--json", ...args], home);
  const { ok, files }: { ok: boolean; files: readonly File[] } = JSON.parse(text);
  const of = (name: string) => {
    const file = files.find((one) => one.name === name);
    assert.ok(file !== undefined, name);
    return file;
  };
  return { code, ok, files, of };
}

const overwrite = (path: string, at: number) => {
  using file = Deno.openSync(path, { write: true });
  file.seekSync(at, Deno.SeekMode.Start);
  file.writeSync(new Uint8Array(4_096).fill(0xa5));
};

Deno.test("db check tells of every file: tables, rows, newest times, schema and that it is whole", async () => {
  await using home = await createFilledHome();
  const before = Date.now();
  const { code, ok, files, of } = await check(home);
  assert.deepEqual([code, ok], [0, true]);
  assert.deepEqual(files.map(({ name, state }) => [name, state]), [
    ["signal_v2.db", "ok"],
    ["history.db", "ok"],
    ["candles.db", "missing"],
    ["jobs.db", "missing"],
    ["backtests.db", "missing"],
  ]);
  const signals = of("signal_v2.db");
  assert.equal(signals.schema, SIGNAL_STEPS.length);
  const dedup = signals.tables.find(({ name }) => name === "signal_dedup");
  assert.equal(dedup?.rows, 1);
  assert.ok(Math.abs(Date.parse(dedup?.newest ?? "") - before) < 600_000, dedup?.newest ?? "no time");
  assert.equal(signals.tables.find(({ name }) => name === "message")?.newest, null);
  const { out } = await runProgram(["db", "check"], home);
  assert.match(out[0] ?? "", /^signal_v2\.db: ok, quick check, \d+ kB/);
  assert.ok(out.some((line) => /^ {2}signal_dedup +1 row +newest .* ago\)$/.test(line)), out.join("\n"));
  assert.equal(out.at(-1), "Everything that was looked at is in order.");
});

Deno.test("db check changes no file, and leaves none behind", async () => {
  await using home = await createFilledHome();
  const look = () =>
    [...Deno.readDirSync(`${home.dir}/data`)].filter(({ isFile }) => isFile).map(({ name }) =>
      [name, Deno.readFileSync(`${home.dir}/data/${name}`).join(" ")] as const
    ).toSorted(([a], [b]) => a.localeCompare(b));
  const before = look();
  assert.equal((await check(home, "--full")).code, 0);
  assert.deepEqual(look().map(([name]) => name), before.map(([name]) => name));
  assert.ok(look().every(([, bytes], i) => bytes === before[i]?.[1]));
});

Deno.test("db check ends with 1 and says what is wrong: damage, a foreign file, a newer one, one that is gone", async () => {
  await using home = await createFilledHome();
  const data = `${home.dir}/data`;
  overwrite(`${data}/signal_v2.db`, 8_192);
  Deno.writeTextFileSync(`${data}/candles.db`, "no database at all, but long enough".repeat(10));
  const db = openDatabase(`${data}/history.db`);
  db.prepare("PRAGMA user_version = 99").run();
  db.close();
  const { code, ok, of } = await check(home);
  assert.deepEqual([code, ok], [1, false]);
  assert.equal(of("signal_v2.db").state, "damaged");
  assert.ok(of("signal_v2.db").faults.length > 0);
  assert.deepEqual(of("candles.db").faults, ["it is not a database"]);
  assert.match(of("history.db").faults[0] ?? "", /a newer signal-v2 wrote it \(schema 99/);
  const { code: plainCode, text } = await runProgram(["db", "check"], home);
  assert.equal(plainCode, 1);
  assert.match(text, /Something is wrong with signal_v2\.db, history\.db, candles\.db\.$/);
  for (const end of ["", "-wal", "-shm"]) {
    await Deno.remove(`${data}/signal_v2.db${end}`).catch(() => {});
  }
  const gone = await check(home);
  assert.match(gone.of("signal_v2.db").faults[0] ?? "", /missing while other files/);
});

Deno.test("db check --full finds a row that refers to one that is not there, which the quick one does not look for", async () => {
  await using home = await createFilledHome();
  const db = openDatabase(`${home.dir}/data/signal_v2.db`);
  db.prepare("PRAGMA foreign_keys = OFF").run();
  db.prepare(
    "INSERT INTO outcome (signal_id, horizon, price_from, at) VALUES ('01J0000000000000000000000A', 1, 'unknown', 1)",
  ).run();
  db.close();
  assert.equal((await check(home)).code, 0);
  const { code, of } = await check(home, "--full");
  assert.equal(code, 1);
  assert.equal(of("signal_v2.db").check, "full");
  assert.deepEqual(of("signal_v2.db").faults, ["a row of outcome refers to one of signal that is not there"]);
});

Deno.test("rows of a time to come are a note: a clock was ahead when they were written", async () => {
  await using home = await createFilledHome();
  const db = openDatabase(`${home.dir}/data/signal_v2.db`);
  db.prepare("UPDATE signal_dedup SET last_sent = last_sent + 86400000").run();
  db.close();
  const { code, of } = await check(home);
  assert.equal(code, 0);
  assert.match(of("signal_v2.db").notes.join(" "), /signal_dedup has rows of a time to come/);
});

Deno.test("without any database there is nothing to check, and that is no fault", async () => {
  await using home = await createHome();
  const { code, out } = await runProgram(["db", "check"], home);
  assert.equal(code, 0);
  assert.equal(out.at(-1), "There is no database yet: the first start makes it.");
});

Deno.test("db check looks at the files of a running service, which polls on", async () => {
  await using home = await createHome();
  await using demo = startProgram(
    ["demo", "--keep", "--port", "0", "--clock", "2026-11-20T09:30", "--speed", "60"],
    home,
  );
  const url = await urlOf(demo);
  await lineOf(demo, FRESH_POLL);
  const countPolls = async () => (await (await fetch(`${url}/health`)).json()).schedule.polls;
  const before = await countPolls();
  const env = { SIGNAL_V2_DATA_DIR: "data/demo" };
  const { code, of } = await check({ ...home, env });
  assert.equal(code, 0);
  assert.equal(of("signal_v2.db").state, "ok");
  assert.ok((of("signal_v2.db").tables.find(({ name }) => name === "snapshot")?.rows ?? 0) > 0);
  assert.equal(of("history.db").state, "ok");
  await until(async () => await countPolls() > before, "a further poll");
  demo.kill("SIGTERM");
  assert.equal((await demo.ended).code, 0);
});
