import assert from "node:assert/strict";
import { EXIT, UserError } from "../../../src/core/errors.ts";
import { openSqliteCandleStore } from "../../../src/market/store/sqlite_candle_store.ts";
import { openDatabase } from "../../../src/sqlite/driver.ts";
import { openStore } from "../../../src/app/data/store.ts";
import { ManualClock } from "../../support/manual_clock.ts";
import { makeColumns, openTempShelf, SERIES, span } from "./candle_parts.ts";
import { makeTempDir } from "../../sqlite/temp_store.ts";

const clock = new ManualClock("2026-11-20T09:00:00+09:00");

async function fill(dir: string): Promise<void> {
  await using shelf = await openSqliteCandleStore({ dir, clock });
  await shelf.keepColumns(SERIES, makeColumns(0, 2_000), {
    closedUntilMs: Infinity,
    fetched: span(0, 2_000),
  });
}

function change(path: string, sql: string): void {
  const db = openDatabase(path);
  db.exec(sql);
  db.close();
}

const SPOILED: readonly { name: string; spoil: (path: string) => void; sentence: RegExp }[] = [
  { name: "a file of zero bytes", spoil: (path) => Deno.truncateSync(path, 0), sentence: /it is empty/ },
  { name: "a file cut in half", spoil: (path) => Deno.truncateSync(path, 40_960), sentence: /damaged/ },
  {
    name: "garbage",
    spoil: (path) => Deno.writeTextFileSync(path, "no ".repeat(9999)),
    sentence: /not a database/,
  },
  {
    name: "damaged pages",
    spoil: (path) => {
      using file = Deno.openSync(path, { write: true });
      file.seekSync(4_096, Deno.SeekMode.Start);
      file.writeSync(new Uint8Array(65_536).fill(0xa5));
    },
    sentence: /damaged/,
  },
  {
    name: "a database of another program",
    spoil: (path) => change(path, "PRAGMA application_id = 77"),
    sentence: /belongs to another program/,
  },
  {
    name: "a newer database",
    spoil: (path) => change(path, "PRAGMA user_version = 99"),
    sentence: /newer signal-v2 \(the file has version 99, this program knows 5\)/,
  },
];

for (const { name, spoil, sentence } of SPOILED) {
  Deno.test(`the shelf refuses ${name} with one sentence that tells how to go on`, async () => {
    using dir = makeTempDir();
    const path = `${dir.path}/candles.db`;
    await fill(dir.path);
    spoil(path);
    const before = Deno.readFileSync(path);
    await assert.rejects(openSqliteCandleStore({ dir: dir.path, clock }), (error) => {
      assert.ok(error instanceof UserError, String(error));
      assert.equal(error.exitCode, EXIT.runtime);
      assert.match(error.message, sentence);
      assert.match(error.message, /candles can be fetched again: move it aside: |move the file aside: /);
      assert.doesNotMatch(error.message, /signals of the last|\n/);
      return true;
    });
    assert.deepEqual(Deno.readFileSync(path), before);
    await using store = await openStore({ dir: dir.path, clock });
    assert.equal(store.status().state, "ok", "signals are remembered in a file of their own");
  });
}

Deno.test("a file of candles that is replaced while open degrades the shelf and refuses writes", async () => {
  await using opened = await openTempShelf({ clock });
  const { shelf, dir } = opened;
  const page = { candles: [], closedUntilMs: Infinity, fetched: span(0, 1) };
  await shelf.keep(SERIES, page);
  assert.equal(shelf.checkFile(), undefined);
  Deno.renameSync(`${dir}/candles.db`, `${dir}/moved.db`);
  await assert.rejects(shelf.keep(SERIES, page), { name: "SqlError", message: /deleted, moved or replaced/ });
  assert.equal(shelf.status().state, "degraded");
  assert.match(shelf.status().fileFault ?? "", /candles\.db was deleted/);
  Deno.renameSync(`${dir}/moved.db`, `${dir}/candles.db`);
  assert.equal(shelf.checkFile(), undefined);
});

Deno.test("close leaves candles.db alone in its directory, with the mark of the program and room to shrink", async () => {
  using dir = makeTempDir();
  await fill(dir.path);
  assert.deepEqual(Array.from(Deno.readDirSync(dir.path), ({ name }) => name), ["candles.db"]);
  const db = openDatabase(`${dir.path}/candles.db`);
  const pragma = (name: string) => db.prepare(`PRAGMA ${name}`).rows()[0]?.[0];
  try {
    assert.equal(pragma("application_id"), 0x53494743);
    assert.equal(pragma("auto_vacuum"), 2, "incremental");
    assert.equal(pragma("journal_mode"), "wal");
  } finally {
    db.close();
  }
});
