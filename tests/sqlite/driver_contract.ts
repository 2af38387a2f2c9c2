/** What every driver behind `src/sqlite/sql.ts` must do. Another driver is checked by calling this with it. */
import assert from "node:assert/strict";
import { findDamage } from "../../src/sqlite/file_care.ts";
import type { Database, SqlValue } from "../../src/sqlite/sql.ts";
import { SqlError, type SqlErrorKind } from "../../src/sqlite/sql_error.ts";
import { makeTempDir } from "./temp_store.ts";

export type Open = (path: string) => Database;

const TABLE =
  "CREATE TABLE t (id TEXT PRIMARY KEY, at INTEGER NOT NULL, x REAL, b BLOB) STRICT, WITHOUT ROWID";

export function testDriver(name: string, open: Open): void {
  const check = (sentence: string, body: (db: Database, path: string) => void) =>
    Deno.test(`${name}: ${sentence}`, () => {
      using dir = makeTempDir();
      const path = `${dir.path}/contract.db`;
      const db = open(path);
      try {
        db.exec(`PRAGMA journal_mode = WAL; PRAGMA busy_timeout = 0; ${TABLE}`);
        body(db, path);
      } finally {
        db.close();
      }
    });

  check("a broken CHECK is damage, but for the rule of 0.4 that versions of SQLite read otherwise", (db) => {
    db.exec(
      "CREATE TABLE look_day (day INTEGER PRIMARY KEY, nearest TEXT CHECK (json_valid(nearest))) STRICT",
    );
    db.exec(
      "CREATE TABLE c (id INTEGER PRIMARY KEY CHECK (id > 0)) STRICT; PRAGMA ignore_check_constraints = 1",
    );
    db.prepare("INSERT INTO look_day VALUES (1, ?), (2, ?)").run(null, "{}");
    for (const isFull of [false, true]) assert.deepEqual(findDamage(db, { isFull }), []);
    db.exec("INSERT INTO c VALUES (-1); PRAGMA ignore_check_constraints = 0");
    for (const isFull of [false, true]) {
      assert.deepEqual(findDamage(db, { isFull }), ["CHECK constraint failed in c"]);
    }
  });

  check("values come back as they were given", (db) => {
    const insert = db.prepare("INSERT INTO t VALUES (?, ?, ?, ?)");
    const rows: SqlValue[][] = [
      ["a", 1_795_219_483_941, 0.5, new Uint8Array([0, 255])],
      ["한국", -1, null, null],
      ["{}", 0, -1.25, new Uint8Array([1])],
    ];
    for (const row of rows) assert.equal(insert.run(...row), 1);
    const back = db.prepare("SELECT id, at, x, b FROM t ORDER BY id").rows();
    assert.deepEqual(
      back.map((row) => row.map(plain)),
      [rows[0], rows[2], rows[1]].map((row) => row?.map(plain)),
    );
    assert.deepEqual(db.prepare("SELECT DISTINCT typeof(at) FROM t").rows(), [["integer"]]);
  });

  check(
    "texts and bytes come back whole: empty, with a mark at the beginning, long, part of a buffer",
    (db) => {
      const insert = db.prepare("INSERT INTO t VALUES (?, 1, NULL, ?)");
      const part = new Uint8Array([9, 1, 2, 3, 9]).subarray(1, 4);
      const long = "가".repeat(100_000);
      const rows: SqlValue[][] = [
        ["", new Uint8Array()],
        ["\uFEFF mark", part],
        [long, new Uint8Array(300_000).fill(7)],
      ];
      for (const row of rows) insert.run(...row);
      const back = db.prepare("SELECT id, b, typeof(id), typeof(b) FROM t ORDER BY length(id)").rows();
      assert.deepEqual(
        back.map((row) => row.map(plain)),
        rows.map((row) => [...row.map(plain), "text", "blob"]),
      );
      insert.run("half \uD800 pair", null);
      assert.deepEqual(db.prepare("SELECT id FROM t WHERE id LIKE 'half%'").rows(), [["half \uFFFD pair"]]);
    },
  );

  check("what was read stays as it is, whatever is read and written afterwards", (db) => {
    db.prepare("INSERT INTO t VALUES ('a', 1, NULL, ?), ('b', 2, NULL, ?)").run(
      new Uint8Array([1, 1]),
      new Uint8Array([2, 2]),
    );
    const select = db.prepare("SELECT id, b FROM t WHERE id = ?");
    const [first] = select.rows("a");
    select.rows("b");
    db.prepare("UPDATE t SET b = NULL").run();
    db.close();
    assert.deepEqual(first?.map(plain), ["a", [1, 1]]);
  });

  check("a statement goes on after a change of its table, and fails when the table is gone", (db) => {
    db.prepare("INSERT INTO t (id, at) VALUES ('a', 1)").run();
    const select = db.prepare("SELECT id, at FROM t");
    assert.deepEqual(select.rows(), [["a", 1]]);
    db.exec("ALTER TABLE t ADD COLUMN more INTEGER DEFAULT 5");
    assert.deepEqual(select.rows(), [["a", 1]]);
    db.exec("DROP TABLE t");
    expectKind("other", () => select.rows());
  });

  check("a statement that failed half-way begins anew the next time", (db) => {
    db.exec("INSERT INTO t (id, at) VALUES ('1', 1), ('2', 2), ('x', 3)");
    const select = db.prepare("SELECT json(id) FROM t WHERE id <> ? ORDER BY id");
    expectKind("other", () => select.rows("none"));
    assert.deepEqual(select.rows("x"), [["1"], ["2"]]);
  });

  check("foreign keys count", (db) => {
    db.exec("CREATE TABLE child (of TEXT REFERENCES t (id)) STRICT");
    expectKind("constraint", () => db.prepare("INSERT INTO child VALUES ('none')").run());
  });

  check("JSON text stays text", (db) => {
    db.prepare("INSERT INTO t VALUES (?, 1, NULL, NULL)").run('{"a":1}');
    assert.deepEqual(db.prepare("SELECT id, json(id) FROM t").rows(), [['{"a":1}', '{"a":1}']]);
  });

  check("an integer beyond 2^53 is exact or an error, never a wrong number", (db) => {
    db.prepare("INSERT INTO t VALUES ('big', ?, NULL, NULL)").run(9_007_199_254_740_993n);
    const select = db.prepare("SELECT at FROM t");
    try {
      assert.deepEqual(select.rows(), [[9_007_199_254_740_993n]]);
    } catch (error) {
      assert.ok(error instanceof SqlError, String(error));
    }
  });

  check("run() tells how many rows were changed, also by an upsert that changes none", (db) => {
    const upsert = db.prepare(
      "INSERT INTO t VALUES (?, ?, NULL, NULL) ON CONFLICT (id) DO UPDATE SET at = excluded.at WHERE t.at < ?",
    );
    assert.equal(upsert.run("a", 10, 10), 1);
    assert.equal(upsert.run("a", 11, 11), 1);
    assert.equal(upsert.run("a", 12, 5), 0);
    db.prepare("INSERT INTO t VALUES ('b', 1, NULL, NULL)").run();
    assert.equal(db.prepare("UPDATE t SET at = 0").run(), 2);
    assert.equal(db.prepare("DELETE FROM t WHERE id = 'none'").run(), 0);
  });

  check("parameters that no column can hold are refused", (db) => {
    const insert = db.prepare("INSERT INTO t VALUES ('p', ?, NULL, NULL)");
    const bad: unknown[] = [
      undefined,
      true,
      new Date(),
      NaN,
      Infinity,
      {},
      [1],
      "a\0b",
      new ArrayBuffer(2),
      () => 1,
      2n ** 63n,
      -(2n ** 63n) - 1n,
    ];
    for (const value of bad) assert.throws(() => insert.run(value as SqlValue), TypeError);
    assert.throws(() => insert.run(), /has 1 parameters, received 0/);
    assert.throws(() => insert.run(1, 2), /has 1 parameters, received 2/);
    assert.deepEqual(db.prepare("SELECT count(*) FROM t").rows(), [[0]]);
  });

  check("a question mark in a text is no parameter", (db) => {
    assert.deepEqual(db.prepare("SELECT '?', 'it''s; ?', ? -- why?").rows("x"), [["?", "it's; ?", "x"]]);
  });

  check("several statements or named parameters are refused by prepare()", (db) => {
    assert.throws(() => db.prepare("SELECT 1; SELECT 2"), TypeError);
    assert.throws(() => db.prepare("SELECT :name"), TypeError);
    assert.throws(() => db.prepare("SELECT ?1"), TypeError);
    assert.deepEqual(db.prepare("SELECT 1;").rows(), [[1]]);
  });

  check("RETURNING is refused by run() and works with rows()", (db) => {
    const insert = db.prepare("INSERT INTO t VALUES (?, 1, NULL, NULL) RETURNING id");
    assert.throws(() => insert.run("a"), TypeError);
    assert.deepEqual(insert.rows("b"), [["b"]]);
  });

  check("a lock of another connection is kind busy, at once, in every way to write", (db, path) => {
    const other = open(path);
    try {
      other.prepare("BEGIN IMMEDIATE").run();
      const insert = db.prepare("INSERT INTO t VALUES ('a', 1, NULL, NULL)");
      expectKind("busy", () => insert.run());
      expectKind("busy", () => insert.rows());
      expectKind("busy", () => db.exec("BEGIN IMMEDIATE"));
      assert.deepEqual(db.prepare("SELECT count(*) FROM t").rows(), [[0]], "reading goes on");
      other.prepare("ROLLBACK").run();
      assert.equal(insert.run(), 1);
    } finally {
      other.close();
    }
  });

  check("a full disk is kind full and nothing counts as stored that is not", (db) => {
    db.exec(`PRAGMA max_page_count = 20`);
    const insert = db.prepare("INSERT INTO t VALUES (?, 1, NULL, ?) RETURNING id");
    const blob = new Uint8Array(1000);
    let stored = 0;
    expectKind("full", () => {
      for (; stored < 1000; stored++) insert.rows(`id${stored}`, blob);
    });
    assert.deepEqual(db.prepare("SELECT count(*) FROM t").rows(), [[stored]]);
    expectKind("full", () => db.prepare("INSERT INTO t VALUES ('run', 1, NULL, ?)").run(blob));
    db.prepare("DELETE FROM t").run();
    assert.equal(db.prepare("INSERT INTO t VALUES ('run', 1, NULL, ?)").run(blob), 1);
  });

  check("constraints and wrong SQL have their kinds", (db) => {
    expectKind("constraint", () => db.prepare("INSERT INTO t VALUES ('n', NULL, NULL, NULL)").run());
    expectKind("constraint", () => db.prepare("INSERT INTO t VALUES ('n', ?, NULL, NULL)").run(1.5));
    expectKind("constraint", () => db.exec("INSERT INTO t VALUES ('n', 1.5, NULL, NULL)"));
    expectKind("constraint", () => db.exec("INSERT INTO t VALUES ('n', NULL, NULL, NULL)"));
    expectKind("other", () => db.prepare("SELEC 1"));
    expectKind("other", () => db.exec("SELEC 1"));
    expectKind("other", () => db.prepare("-- nothing").rows());
  });

  check("a failed transaction can be rolled back and leaves nothing", (db) => {
    db.prepare("BEGIN IMMEDIATE").run();
    db.prepare("INSERT INTO t VALUES ('a', 1, NULL, NULL)").run();
    expectKind("constraint", () => db.prepare("INSERT INTO t VALUES ('a', 1, NULL, NULL)").run());
    db.prepare("ROLLBACK").run();
    assert.deepEqual(db.prepare("SELECT count(*) FROM t").rows(), [[0]]);
  });

  check("garbage and damage are kind corrupt, a missing directory is cantopen", (db, path) => {
    const garbage = `${path}.garbage`;
    Deno.writeTextFileSync(
      garbage,
      "this is not a database, and it is long enough to be read as one ".repeat(20),
    );
    expectKind("corrupt", () => {
      const bad = open(garbage);
      try {
        bad.prepare("SELECT * FROM sqlite_master").rows();
      } finally {
        bad.close();
      }
    });
    expectKind("cantopen", () => open(`${path}.none/x.db`));
    assert.deepEqual(db.prepare("SELECT 1").rows(), [[1]]);
  });

  check("after close() everything fails, and closing again does not", (db) => {
    const select = db.prepare("SELECT 1");
    db.close();
    db.close();
    expectKind("other", () => select.rows());
    expectKind("other", () => db.prepare("SELECT 1"));
    expectKind("other", () => db.exec("SELECT 1"));
  });
}

function expectKind(kind: SqlErrorKind, work: () => unknown): void {
  assert.throws(work, (error) => {
    assert.ok(error instanceof SqlError, String(error));
    assert.equal(error.kind, kind, error.message);
    return true;
  });
}

/** Bytes compared by content: a driver may hand out a Buffer. */
function plain(value: SqlValue): unknown {
  return value instanceof Uint8Array ? Array.from(value) : value;
}
