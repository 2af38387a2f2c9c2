import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { findDoubled, findLost, toTable } from "./findings.ts";
import { chooseMoment } from "./kill.ts";
import { copyFolder, draftsOf, dumpOf, findBroken } from "./look.ts";
import { findWrongCandles, readServiceFacts, truthOf } from "./service_facts.ts";
import { Stage } from "./stage.ts";

function makeFolder() {
  const path = Deno.makeTempDirSync({ prefix: "signal-v2-chaos-" });
  return { path, [Symbol.dispose]: () => Deno.removeSync(path, { recursive: true }) };
}

function change(path: string, sql: string): void {
  using db = new DatabaseSync(path);
  db.exec(sql);
}

Deno.test("a fact that is gone or says something else is lost, one that may change is not", () => {
  const before = new Map([["a", "1"], ["b", "2"], ["c", "3"]]);
  const after = new Map([["a", "1"], ["b", "22"], ["d", "4"]]);
  assert.deepEqual(findLost(before, after).map(({ kind }) => kind), ["lost", "lost"]);
  assert.equal(findLost(before, after, (key, now) => key === "b" && now === "22").length, 1);
});

Deno.test("a key that is there twice is doubled once", () => {
  assert.deepEqual(findDoubled(["a", "b", "a", "a"]), [{ kind: "doubled", sentence: "a is there 3 times" }]);
});

Deno.test("the table counts each sort of fault and sums them", () => {
  const fault = { kind: "half", sentence: "" } as const;
  const lines = toTable([{ what: "start", kills: 40, faults: [fault, fault] }]);
  assert.deepEqual(lines.map((line) => line.trim().split(/\s+/).join(" ")), [
    "what kills lost doubled half other",
    "start 40 0 0 2 0",
    "all 40 0 0 2 0",
  ]);
});

Deno.test("the same seed kills at the same moments", () => {
  const draw = () => {
    let n = 0;
    return chooseMoment({ tookMs: 900, changes: 40 }, () => [0.9, 0.5, 0.7][n++] ?? 0);
  };
  assert.deepEqual(draw(), draw());
  assert.deepEqual(draw(), { after: "changes", count: 21, ms: 2 });
});

Deno.test("a damaged page is found in a copy, and the file itself stays as it is", () => {
  using folder = makeFolder();
  const path = `${folder.path}/signal_v2.db`;
  change(path, `CREATE TABLE t (x TEXT); INSERT INTO t VALUES ('${"a".repeat(30_000)}')`);
  assert.deepEqual(findBroken(folder.path), []);
  using file = Deno.openSync(path, { write: true });
  file.seekSync(4_096 * 2, Deno.SeekMode.Start);
  file.writeSync(new Uint8Array(4_096).fill(0xff));
  const bytes = Deno.readFileSync(path);
  assert.deepEqual(findBroken(folder.path).map(({ kind }) => kind), ["half"]);
  assert.deepEqual(Deno.readFileSync(path), bytes);
});

Deno.test("files of the same rows have the same dump, in whatever order they were written", () => {
  using folder = makeFolder();
  const [one, two] = ["one.db", "two.db"].map((name) => `${folder.path}/${name}`);
  change(one ?? "", "CREATE TABLE t (x); INSERT INTO t VALUES (1), (2)");
  change(two ?? "", "CREATE TABLE t (x); INSERT INTO t VALUES (2), (1)");
  assert.equal(dumpOf(one ?? ""), dumpOf(two ?? ""));
  change(two ?? "", "INSERT INTO t VALUES (2)");
  assert.notEqual(dumpOf(one ?? ""), dumpOf(two ?? ""));
});

Deno.test("drafts are found in folders too, and are gone when the folder is put back", () => {
  using folder = makeFolder();
  const [now, before] = [`${folder.path}/now`, `${folder.path}/before`];
  Deno.mkdirSync(`${now}/backups`, { recursive: true });
  copyFolder(now, before);
  Deno.writeTextFileSync(`${now}/backups/a.db.partial-1`, "");
  Deno.writeTextFileSync(`${now}/signal_v2.db.new-1`, "");
  assert.deepEqual(draftsOf(now).toSorted(), ["backups/a.db.partial-1", "signal_v2.db.new-1"]);
  copyFolder(before, now);
  assert.deepEqual(draftsOf(now), []);
});

const SERVICE_TABLES = `
  CREATE TABLE snapshot (source, payload); CREATE TABLE run_span (from_at, until_at); CREATE TABLE run_tick (planned_at);
  CREATE TABLE advice (strategy_id, number, bar_time, action, confidence, reason, decided_at, is_late);
  CREATE TABLE paper_trade (strategy_id, number, side, units, entry_at, exit_at, entry_price, exit_price);
  CREATE TABLE strategy_state (strategy_id, cursor, state); CREATE TABLE event_outbox (id);
  CREATE TABLE dead_letter (id, reason);`;

Deno.test("a service's files with a half snapshot, a doubled advice, an uncounted trade and a loose event are told", () => {
  using folder = makeFolder();
  change(
    `${folder.path}/signal_v2.db`,
    `${SERVICE_TABLES}
     INSERT INTO snapshot VALUES ('news', '{"items": [');
     INSERT INTO run_span VALUES (1, 5), (4, 9);
     INSERT INTO advice (strategy_id, number, bar_time, action) VALUES ('one', 1, 60000, 'buy'), ('one', 2, 60000, 'buy');
     INSERT INTO strategy_state VALUES ('one', 120000, '{"work":{"advice":2,"bars":2},"desk":{"trades":1}}');
     INSERT INTO event_outbox VALUES ('advice:one:60000:1'), ('advice:one:60000:9');`,
  );
  const { faults, waitingEvents } = readServiceFacts(folder.path);
  assert.deepEqual(faults.map(({ kind, sentence }) => `${kind}: ${sentence}`), [
    "half: the snapshot of news cannot be parsed",
    "doubled: a run until 5 goes on after the next began at 4",
    "doubled: advice one 60000 buy is there 2 times",
    "half: one counts 1 trades and 0 are stored",
    "half: the event advice:one:60000:9 tells of advice that is not stored",
  ]);
  assert.equal(waitingEvents, 2);
});

Deno.test("a candle that is missing is lost, and one of other numbers is told with what the exchange serves", () => {
  const fromMs = Date.parse("2026-11-17T10:00:00+09:00");
  const span = { seed: 7, fromMs, untilMs: fromMs + 60_000 };
  const facts = new Map(["BTC/KRW", "ETH/KRW", "XRP/KRW"].flatMap((symbol) => {
    const key = `candle ${symbol} ${fromMs}`;
    const truth = truthOf(key, 7);
    return truth === undefined ? [] : [[key, truth] as const];
  }));
  assert.deepEqual(findWrongCandles(facts, span), []);
  facts.delete(`candle BTC/KRW ${fromMs}`);
  facts.set(`candle ETH/KRW ${fromMs}`, "[1,1,1,1,1]");
  assert.deepEqual(findWrongCandles(facts, span).map(({ kind }) => kind), ["lost", "other"]);
});

Deno.test("a round that throws is a fault of its stage, and its kills do not count", async () => {
  const said: string[] = [];
  const stage = new Stage("start", { seed: 1, kills: 2, say: (line) => void said.push(line) });
  await stage.run("nowhere", 1, () => Promise.resolve());
  await stage.run("nowhere", 1, ({ note }) => {
    note("killed 7 ms after its start");
    return Promise.reject(new Error("it did not start"));
  });
  assert.match(said.slice(1).join("\n"), /start 2 FAILED, seed 1, .*nowhere\n.*7 ms.*\n.*it did not start/);
  assert.deepEqual([stage.tally.kills, stage.tally.faults.length, stage.isFailed], [1, 1, true]);
});
