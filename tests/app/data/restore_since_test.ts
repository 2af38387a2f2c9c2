import assert from "node:assert/strict";
import { backUp } from "../../../src/app/data/backup.ts";
import { restore } from "../../../src/app/data/restore/restore.ts";
import { openStore } from "../../../src/app/data/store.ts";
import { EXIT, UserError } from "../../../src/core/errors.ts";
import { DAY_MS } from "../../../src/core/kst.ts";
import { openDatabase } from "../../../src/sqlite/driver.ts";
import type { SqlValue } from "../../../src/sqlite/sql.ts";
import { makeTempDir } from "../../sqlite/temp_store.ts";
import { ManualClock } from "../../support/manual_clock.ts";

const clock = new ManualClock("2026-11-20T09:05:00+09:00");
const NOW = clock.now();

/** Of a service that runs since `fromAt`. */
const toRun = (fromAt: number, untilAt = fromAt + 1_000) =>
  `INSERT OR REPLACE INTO run_span (from_at, until_at) VALUES (${fromAt}, ${untilAt});`;
const toSent = (ticker: string, at: number) =>
  `INSERT INTO signal_dedup (ticker, action, last_sent) VALUES ('${ticker}', 'buy', ${at})
    ON CONFLICT DO UPDATE SET last_sent = excluded.last_sent;`;
const toMute = (ticker: string, setAt = NOW, untilAt = NOW + 3_600_000) =>
  `INSERT INTO mute (ticker, until_at, set_at, actor) VALUES ('${ticker}', ${untilAt}, ${setAt}, '{}');`;
const toMessage = (key: string, state = "queued") =>
  `INSERT INTO message (id, key, channel, chat, part, parts, kind, body, marked_body, facts, ring, rank, resendable,
    state, id_scope, queued_at) VALUES ('${key}', '${key}', 'telegram', '7', 1, 1, 'signal', 'x', 'x', '{}', 1, 1, 1,
    '${state}', 's', ${NOW});`;
const toStrategy = (id: string, isActive: number) =>
  `INSERT INTO strategies (id, kind, symbol, is_active) VALUES ('${id}', 'grid', 'BTC/KRW', ${isActive});`;
const toAlert = (id: string) =>
  `INSERT INTO rule (id, origin, version, json, changed_at) VALUES ('${id}', 'alert', 1, '{"a":1}', ${NOW});`;

async function fill(dir: string, ...sql: readonly string[]): Promise<void> {
  {
    await using _store = await openStore({ dir, clock });
  }
  const db = openDatabase(`${dir}/signal_v2.db`);
  db.exec("PRAGMA foreign_keys = ON");
  db.exec(sql.join("\n"));
  db.close();
}

function rowsOf(dir: string, sql: string): readonly SqlValue[][] {
  const db = openDatabase(`${dir}/signal_v2.db`, "read");
  try {
    return db.prepare(sql).rows();
  } finally {
    db.close();
  }
}

const toBackup = async (dir: string) =>
  (await backUp({ dir, file: `${dir}/copy.db`, force: true, clock })).file;
const SENT = "SELECT ticker, last_sent FROM signal_dedup ORDER BY ticker";
const MUTES = "SELECT ticker FROM mute ORDER BY ticker";
const MESSAGES = "SELECT key, state, is_given_up FROM message ORDER BY key";

Deno.test("restore remembers what went out, was halted, muted and ended after the backup was made", async () => {
  using temp = makeTempDir();
  const { path: dir } = temp;
  await fill(
    dir,
    ...[toRun(NOW), toSent("A", 100), toMute("#maintenance"), toMute("000660"), toMessage("m1")],
    ...[
      toStrategy("grid", 1),
      toStrategy("gone", 1),
      toStrategy("runs", 1),
      toAlert("rang"),
      toAlert("removed"),
    ],
    `INSERT INTO event_outbox (id, topic, message, v, at) VALUES ('e1', 't', '{}', 1, 1);`,
  );
  const file = await toBackup(dir);
  await fill(
    dir,
    ...[toRun(NOW, NOW + 9_000), toSent("A", 200), toSent("B", 300), toMessage("m2", "delivered")],
    "UPDATE message SET state = 'delivered' WHERE key = 'm1';",
    // Ended, lifted, halted.
    "DELETE FROM mute;",
    toMute("!"),
    "DELETE FROM event_outbox; INSERT INTO handled_event VALUES ('told', 'e1', 1);",
    "UPDATE strategies SET is_active = 0, params = '{\"x\":1}' WHERE id = 'grid';",
    "DELETE FROM strategies WHERE id = 'gone'; DELETE FROM rule WHERE id = 'removed';",
    `UPDATE rule SET memory = '{"rang":true}' WHERE id = 'rang';`,
  );
  const { since } = restore({ dir, file, clock });
  assert.deepEqual(since, {
    carried: { kinship: "goes_on", stopped: 2, alarmsBack: 1 },
    doubted: undefined,
  });
  assert.deepEqual(rowsOf(dir, SENT), [["A", 200], ["B", 300]]);
  assert.deepEqual(rowsOf(dir, MUTES), [["!"]]);
  assert.deepEqual(rowsOf(dir, MESSAGES), [["m1", "delivered", 0], ["m2", "delivered", 0]]);
  assert.deepEqual(rowsOf(dir, "SELECT id FROM event_outbox"), []);
  assert.deepEqual(rowsOf(dir, "SELECT id FROM handled_event"), [["e1"]]);
  // What a restore is for, and stopped all the same.
  assert.deepEqual(rowsOf(dir, "SELECT id, is_active, params FROM strategies ORDER BY id"), [
    ["gone", 0, "{}"],
    ["grid", 0, "{}"],
    ["runs", 1, "{}"],
  ]);
  assert.deepEqual(rowsOf(dir, "SELECT id, memory FROM rule ORDER BY id"), [
    ["rang", '{"rang":true}'],
    ["removed", "{}"],
  ]);
});

Deno.test("a database is known to go on from an old backup by its messages, when the runs of then are forgotten", async () => {
  using temp = makeTempDir();
  const { path: dir } = temp;
  await fill(dir, toRun(NOW), toMessage("m1"), toMute("000660"));
  const file = await toBackup(dir);
  await fill(
    dir,
    "DELETE FROM run_span; DELETE FROM mute; UPDATE message SET state = 'delivered';",
    toRun(NOW + DAY_MS),
  );
  assert.equal(restore({ dir, file, clock }).since.carried?.kinship, "goes_on");
  assert.deepEqual(rowsOf(dir, MESSAGES), [["m1", "delivered", 0]]);
  assert.deepEqual(rowsOf(dir, MUTES), []);
});

Deno.test("a database goes on from a backup by its messages where an earlier version noted no runs", async () => {
  using temp = makeTempDir();
  const { path: dir } = temp;
  await fill(dir, toMessage("m1"), toMute("000660"), toStrategy("grid", 1));
  const file = await toBackup(dir);
  await fill(
    dir,
    "DELETE FROM mute; UPDATE message SET state = 'delivered'; UPDATE strategies SET is_active = 0;",
  );
  assert.deepEqual(restore({ dir, file, clock }).since.carried, {
    kinship: "goes_on",
    stopped: 1,
    alarmsBack: 0,
  });
  assert.deepEqual(rowsOf(dir, MESSAGES), [["m1", "delivered", 0]]);
  assert.deepEqual(rowsOf(dir, MUTES), []);
});

Deno.test("a backup of a service of which nothing tells its runs asks first", async () => {
  using temp = makeTempDir();
  const { path: dir } = temp;
  await fill(dir, "INSERT INTO nightly_backup (place, since_at) VALUES ('own', 1);", toStrategy("grid", 1));
  const file = await toBackup(dir);
  await fill(dir, "UPDATE strategies SET is_active = 0;");
  assert.throws(() => restore({ dir, file, clock }), /it did not go on from this backup/);
});

Deno.test("a database that is older than the backup does not decide what is muted", async () => {
  using temp = makeTempDir();
  using other = makeTempDir();
  await fill(temp.path, toRun(NOW), toMute("!"));
  const early = await toBackup(temp.path);
  restore({ dir: other.path, file: early, clock });
  await fill(temp.path, toRun(NOW, NOW + 9_000), "DELETE FROM mute;", toMute("000660"));
  const file = await toBackup(temp.path);
  assert.throws(() => restore({ dir: other.path, file, clock }), /it did not go on from this backup/);
});

Deno.test("a database that went its own way before the backup was made does not know what went out until then", async () => {
  using first = makeTempDir();
  using second = makeTempDir();
  await fill(first.path, toRun(NOW));
  restore({ dir: second.path, file: await toBackup(first.path), clock });
  await fill(first.path, toRun(NOW, NOW + 9_000), toSent("A", 500), toMessage("m1"));
  const file = await toBackup(first.path);
  await fill(second.path, toRun(NOW + 5_000, NOW + 60_000));
  assert.throws(() => restore({ dir: second.path, file, clock }), /it did not go on from this backup/);
});

Deno.test("a restore that is undone forgets nothing that went out between the two", async () => {
  using temp = makeTempDir();
  const { path: dir } = temp;
  await fill(dir, toRun(NOW), toStrategy("grid", 0));
  const file = await toBackup(dir);
  await fill(dir, "UPDATE strategies SET params = '{\"x\":1}';");
  const { kept } = restore({ dir, file, clock });
  await fill(dir, toRun(NOW + 5_000), toSent("B", 300));
  assert.equal(restore({ dir, file: kept?.path ?? "", clock }).since.carried?.kinship, "goes_on");
  assert.deepEqual(rowsOf(dir, SENT), [["B", 300]]);
  assert.deepEqual(rowsOf(dir, "SELECT params FROM strategies"), [['{"x":1}']]);
});

Deno.test("onto a new machine restore sends nothing that may have gone out, and holds signals to buy for a day", async () => {
  using temp = makeTempDir();
  using other = makeTempDir();
  await fill(
    temp.path,
    ...[toRun(NOW), toMessage("m1"), toMessage("m2", "sending"), toMessage("m3", "delivered")],
    `INSERT INTO event_outbox (id, topic, message, v, at) VALUES ('e1', 't', '{}', 1, 1);`,
  );
  const file = await toBackup(temp.path);
  const { since } = restore({ dir: other.path, file, clock });
  assert.deepEqual(since, { carried: undefined, doubted: { messages: 2, heldUntilMs: NOW + DAY_MS } });
  assert.deepEqual(rowsOf(other.path, MESSAGES), [["m1", "unknown", 1], ["m2", "unknown", 1], [
    "m3",
    "delivered",
    0,
  ]]);
  assert.deepEqual(rowsOf(other.path, "SELECT id FROM event_outbox"), []);
  assert.deepEqual(rowsOf(other.path, "SELECT ticker, until_at FROM mute"), [["*", NOW + DAY_MS]]);
});

Deno.test("signals to buy wait as long as one that went out is not to go out again, where that is longer than a day", async () => {
  using temp = makeTempDir();
  using other = makeTempDir();
  await fill(temp.path, toRun(NOW));
  const file = await toBackup(temp.path);
  const { since } = restore({ dir: other.path, file, clock, dedupMs: 3 * DAY_MS });
  assert.equal(since.doubted?.heldUntilMs, NOW + 3 * DAY_MS);
});

const UNKNOWN: readonly { name: string; spoil: (dir: string) => void | Promise<void>; why: RegExp }[] = [
  {
    name: "cannot be read",
    spoil: (dir) => Deno.writeTextFileSync(`${dir}/signal_v2.db`, "no ".repeat(9_999)),
    why: /cannot tell what went out since .*it is not a database.*may go out twice.*--yes/,
  },
  {
    name: "did not go on from it",
    spoil: async (dir) => {
      Deno.removeSync(`${dir}/signal_v2.db`);
      await fill(dir, toRun(NOW + 50_000), toSent("C", 700), toMute("000660"));
    },
    why: /it did not go on from this backup/,
  },
];
for (const { name, spoil, why } of UNKNOWN) {
  Deno.test(`restore over a database that ${name} asks first, says what may go out twice, and changes nothing until then`, async () => {
    using temp = makeTempDir();
    const { path: dir } = temp;
    await fill(dir, toRun(NOW), toSent("A", 500), toMessage("m1"));
    const file = await toBackup(dir);
    await spoil(dir);
    // Behind the header, which says too whether there is a log beside the file.
    const readPages = () => Deno.readFileSync(`${dir}/signal_v2.db`).subarray(100);
    const before = readPages();
    assert.throws(() => restore({ dir, file, clock }), (error: unknown) => {
      assert.ok(error instanceof UserError, String(error));
      assert.match(error.message, why);
      return error.exitCode === EXIT.config;
    });
    assert.deepEqual(readPages(), before);
    assert.deepEqual([...Deno.readDirSync(dir)].filter((entry) => /new-|before/.test(entry.name)), []);
    const { since } = restore({ dir, file, clock, isSure: true });
    assert.equal(since.doubted?.messages, 1);
    assert.deepEqual(rowsOf(dir, MESSAGES), [["m1", "unknown", 1]]);
  });
}

Deno.test("a full disk is no reason to restore without what is there: nobody is asked, and yes changes nothing", async (t) => {
  using temp = makeTempDir();
  const { path: dir } = temp;
  await fill(dir, toRun(NOW), toSent("A", 500));
  const file = await toBackup(dir);
  await fill(dir, toSent("B", 700));
  const { copyFileSync } = Deno;
  for (const isSure of [false, true]) {
    await t.step(isSure ? "with yes" : "unasked", () => {
      Deno.copyFileSync = (from, to) => {
        if (from !== `${dir}/signal_v2.db`) return copyFileSync(from, to);
        throw Object.assign(new Error("No space left on device (os error 28)"), { code: "ENOSPC" });
      };
      try {
        assert.throws(() => restore({ dir, file, clock, isSure }), /Cannot restore .*copy.db: No space left/);
      } finally {
        Deno.copyFileSync = copyFileSync;
      }
      assert.deepEqual(rowsOf(dir, SENT), [["A", 500], ["B", 700]]);
    });
  }
});

Deno.test("of a database that did not go on from the backup, restore adds what went out and what is muted", async () => {
  using temp = makeTempDir();
  const { path: dir } = temp;
  await fill(dir, toRun(NOW), toSent("A", 500), toSent("B", 500), toMute("000660", NOW, NOW + 1));
  const file = await toBackup(dir);
  Deno.removeSync(`${dir}/signal_v2.db`);
  await fill(dir, ...[
    toRun(NOW + 50_000),
    toSent("A", 400),
    toSent("B", 700),
    toSent("C", 700),
    toMute("005930"),
  ]);
  restore({ dir, file, clock, isSure: true });
  assert.deepEqual(rowsOf(dir, SENT), [["A", 500], ["B", 700], ["C", 700]]);
  assert.deepEqual(rowsOf(dir, MUTES), [["*"], ["000660"], ["005930"]]);
});
