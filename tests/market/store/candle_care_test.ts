import assert from "node:assert/strict";
import { createSystemClock } from "../../../src/core/clock.ts";
import { DAY_MS } from "../../../src/core/kst.ts";
import { openCandleFile } from "../../../src/market/store/candle_file.ts";
import { SqliteCandleStore } from "../../../src/market/store/sqlite_candle_store.ts";
import { openDatabase } from "../../../src/sqlite/driver.ts";
import { SqlError } from "../../../src/sqlite/sql_error.ts";
import { StoreClosedError } from "../../../src/sqlite/write_queue.ts";
import { ManualClock } from "../../support/manual_clock.ts";
import { ALL, candle, candles, makeColumns, minute, openTempShelf, SERIES, span } from "./candle_parts.ts";
import { makeTempDir } from "../../sqlite/temp_store.ts";

Deno.test("prune() forgets old bars and that they were known, and gives the space back", async () => {
  await using opened = await openTempShelf();
  const { shelf } = opened;
  const eth = { ...SERIES, symbol: "ETH/KRW" };
  for (const series of [SERIES, eth]) {
    await shelf.keepColumns(series, makeColumns(0, 20_000), {
      closedUntilMs: Infinity,
      fetched: span(0, 20_000),
    });
  }
  shelf.checkpoint();
  const before = await shelf.sizeBytes();
  assert.equal(await shelf.prune(SERIES, minute(15_000) + 30_000), 15_000);
  assert.deepEqual(await shelf.coverage(SERIES, ALL), [
    { ...span(15_000, 20_000), kind: "fetched", reason: undefined },
  ]);
  assert.equal((await shelf.list()).find(({ series }) => series.symbol === "BTC/KRW")?.bars, 5_000);
  assert.equal(await shelf.prune(undefined, minute(20_000)), 25_000);
  assert.deepEqual(await shelf.list(), []);
  shelf.checkpoint();
  assert.ok(await shelf.sizeBytes() < before / 10, `${before} bytes became ${await shelf.sizeBytes()}`);
  assert.deepEqual(await shelf.verify(), []);
});

Deno.test("on a full disk a page is stored whole or not at all, and writing recovers by itself", async () => {
  const clock = new ManualClock(minute(5_000));
  using dir = makeTempDir();
  const file = await openCandleFile({ dir: dir.path, clock });
  await using shelf = new SqliteCandleStore(file, { clock });
  const pages = Number(file.db.prepare("PRAGMA page_count").rows()[0]?.[0]);
  file.db.prepare(`PRAGMA max_page_count = ${pages + 20}`).rows();
  let kept = 0;
  await assert.rejects(
    async () => {
      for (; kept < 50; kept++) {
        const [from, to] = [kept * 200, kept * 200 + 200];
        await shelf.keep(SERIES, {
          candles: candles(from, to),
          closedUntilMs: Infinity,
          fetched: span(from, to),
        });
      }
    },
    (error) => error instanceof SqlError && error.kind === "full",
  );
  assert.ok(kept > 0);
  assert.equal(shelf.status().state, "degraded");
  assert.equal((await shelf.read(SERIES, ALL)).length, kept * 200);
  assert.deepEqual((await shelf.coverage(SERIES, ALL)).map(({ toMs }) => toMs), [minute(kept * 200)]);
  file.db.prepare("PRAGMA max_page_count = 100000").rows();
  await shelf.keep(SERIES, { candles: [candle(99_999)], closedUntilMs: Infinity });
  assert.equal(shelf.status().state, "ok");
  assert.deepEqual(await shelf.verify(), []);
});

Deno.test("a long import lets timers through, and what comes after close is refused", async () => {
  const system = createSystemClock();
  await using opened = await openTempShelf({ clock: system });
  const { shelf } = opened;
  let ticks = 0;
  let isDone = false;
  const ticking = (async () => {
    for (; !isDone; ticks++) await system.sleep(1);
  })();
  const facts = { closedUntilMs: Infinity, fetched: span(0, 60_000) };
  await shelf.keepColumns(SERIES, makeColumns(0, 60_000), facts);
  const duringImport = ticks;
  await shelf.readColumns(SERIES, ALL);
  isDone = true;
  await ticking;
  assert.ok(duringImport >= 3, `${duringImport} ticks`);
  const importing = shelf.keepColumns(SERIES, makeColumns(60_000, 60_000), facts);
  await shelf[Symbol.asyncDispose]();
  await assert.rejects(importing, StoreClosedError);
});

Deno.test("verify() names what breaks a promise of the tables, and counts it", async () => {
  const clock = new ManualClock(minute(5_000));
  await using opened = await openTempShelf({ clock });
  const { shelf, dir } = opened;
  await shelf.keep(SERIES, { candles: candles(0, 100), closedUntilMs: Infinity, fetched: span(0, 100) });
  assert.deepEqual(await shelf.verify(), []);
  const db = openDatabase(`${dir}/candles.db`);
  try {
    db.exec(`
      PRAGMA ignore_check_constraints = ON;
      UPDATE candle SET high = 1 WHERE open_time IN (${minute(3)}, ${minute(5)});
      UPDATE candle SET open_time = open_time + 7 WHERE open_time = ${minute(50)};
      UPDATE candle SET closed = 0 WHERE open_time = ${minute(60)};
      UPDATE series SET bars = 99;
      INSERT INTO covered VALUES (1, ${minute(90)}, ${minute(110)}, 'outage', 'x', NULL);
    `);
  } finally {
    db.close();
  }
  clock.setWall(minute(61) + DAY_MS + 1);
  const found = (await shelf.verify()).map(({ kind, atMs, count }) => ({ kind, atMs, count }));
  assert.deepEqual(found.toSorted((a, b) => a.kind.localeCompare(b.kind)), [
    { kind: "bad_candle", atMs: minute(3), count: 2 },
    { kind: "bad_coverage", atMs: minute(90), count: 1 },
    { kind: "damaged", atMs: undefined, count: 2 },
    { kind: "left_open", atMs: minute(60), count: 1 },
    { kind: "off_grid", atMs: minute(50) + 7, count: 1 },
    { kind: "wrong_count", atMs: undefined, count: 1 },
  ]);
});
