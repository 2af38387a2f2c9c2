import assert from "node:assert/strict";
import { type CandleColumns, createColumns } from "../../../src/core/candle.ts";
import { createSystemClock } from "../../../src/core/clock.ts";
import { openSqliteCandleStore } from "../../../src/market/store/sqlite_candle_store.ts";
import { ALL, candles, makeColumns, minute, openTempShelf, SERIES, span } from "./candle_parts.ts";
import { startCandleChild } from "../../sqlite/child.ts";
import { makeTempDir } from "../../sqlite/temp_store.ts";

const clock = createSystemClock();

/** Minutes whose price is the same in all of them. */
function flat(from: number, to: number, price: number): CandleColumns {
  const columns = createColumns(to - from);
  for (const column of [columns.open, columns.high, columns.low, columns.close]) column.fill(price);
  columns.openTimeMs.forEach((_, i) => columns.openTimeMs[i] = minute(from + i));
  return columns;
}

const spans = (list: readonly { fromMs: number; toMs: number }[]) =>
  list.map(({ fromMs, toMs }) => [fromMs, toMs]);

Deno.test("removeSpan() forgets a stretch and that it was known, and leaves the rest", async () => {
  await using opened = await openTempShelf();
  const { shelf } = opened;
  await shelf.keep(SERIES, { candles: candles(0, 100), closedUntilMs: Infinity, fetched: span(0, 100) });
  await shelf.markOutage(SERIES, { ...span(100, 120), reason: "down" });
  assert.equal(await shelf.countCandles(SERIES, span(20, 30)), 10);
  assert.equal(await shelf.removeSpan(SERIES, span(20, 30)), 10);
  assert.equal(await shelf.removeSpan(SERIES, span(20, 30)), 0);
  assert.equal(await shelf.removeSpan({ ...SERIES, symbol: "ETH/KRW" }, span(20, 30)), 0);
  assert.equal((await shelf.list())[0]?.bars, 90);
  assert.deepEqual(
    spans(await shelf.coverage(SERIES, ALL)),
    spans([span(0, 20), span(30, 100), span(100, 120)]),
  );
  assert.deepEqual(await shelf.verify(), []);
});

Deno.test("replaceColumns() puts bars in the place of all from the first of them to the last", async () => {
  await using opened = await openTempShelf();
  const { shelf } = opened;
  await shelf.keep(SERIES, { candles: candles(0, 100), closedUntilMs: Infinity, fetched: span(0, 95) });
  const file = flat(40, 60, 7);
  file.openTimeMs[19] = minute(64);
  const removed = await shelf.replaceColumns(SERIES, file, {
    closedUntilMs: Infinity,
    fetched: [span(40, 59), span(64, 65)],
  });
  assert.equal(removed, 25);
  assert.equal((await shelf.list())[0]?.bars, 95);
  assert.deepEqual((await shelf.read(SERIES, span(39, 41))).map(({ close }) => close), [139, 7]);
  assert.deepEqual((await shelf.read(SERIES, span(58, 66))).map(({ openTimeMs }) => openTimeMs), [
    minute(58),
    minute(64),
    minute(65),
  ]);
  assert.deepEqual(spans(await shelf.coverage(SERIES, ALL)), spans([span(0, 59), span(64, 95)]));
  assert.deepEqual(await shelf.verify(), []);
});

Deno.test("replaceColumns() begins a series, and refuses bars that are none before it removes any", async () => {
  await using opened = await openTempShelf();
  const { shelf } = opened;
  const facts = { closedUntilMs: Infinity, fetched: [] };
  assert.equal(await shelf.replaceColumns(SERIES, flat(0, 10, 5), facts), 0);
  assert.equal(await shelf.replaceColumns(SERIES, createColumns(0), facts), 0);
  const bad = flat(0, 10, 7);
  bad.close[5] = -1;
  await assert.rejects(shelf.replaceColumns(SERIES, bad, facts), RangeError);
  assert.deepEqual((await shelf.read(SERIES, ALL)).map(({ close }) => close), Array(10).fill(5));
});

Deno.test("kill -9 amid a replacement leaves the old bars or the new ones", async () => {
  using dir = makeTempDir();
  for (let round = 0; round < 6; round++) {
    const child = startCandleChild("replace", dir.path);
    await child.next();
    await clock.sleep(15 + round * 31);
    child.kill();
    await child[Symbol.asyncDispose]();
    await using shelf = await openSqliteCandleStore({ dir: dir.path, clock });
    const { close } = await shelf.readColumns(SERIES, ALL);
    assert.equal(close.length, 20_000);
    assert.equal(new Set(close).size, 1, "all of one replacement");
    assert.deepEqual(spans(await shelf.coverage(SERIES, ALL)), spans([span(0, 20_000)]));
    assert.deepEqual(await shelf.verify(), []);
  }
});

Deno.test("a process that stores a live series goes on while another one removes and replaces in it", async () => {
  using dir = makeTempDir();
  await using child = startCandleChild("live", dir.path);
  await child.next();
  await using shelf = await openSqliteCandleStore({ dir: dir.path, clock });
  await shelf.keepColumns(SERIES, makeColumns(0, 1_000), {
    closedUntilMs: Infinity,
    fetched: span(0, 1_000),
  });
  const before = Number((await child.next())?.split(" ")[1]);
  assert.equal(await shelf.removeSpan(SERIES, span(100, 200)), 100);
  await shelf.replaceColumns(SERIES, flat(300, 400, 7), {
    closedUntilMs: Infinity,
    fetched: [span(300, 400)],
  });
  let last = before;
  while (last < before + 20) last = Number((await child.next())?.split(" ")[1]);
  child.kill();
  const { openTimeMs } = await shelf.readColumns(SERIES, ALL);
  assert.equal(openTimeMs.filter((atMs) => atMs < minute(1_000)).length, 900);
  const live = openTimeMs.filter((atMs) => atMs >= minute(10_000)).length;
  assert.ok(live >= last - 10_000 + 1, `${live} live bars, the last that was acknowledged is ${last}`);
  assert.deepEqual(await shelf.verify(), []);
});
