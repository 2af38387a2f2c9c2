import assert from "node:assert/strict";
import { createSystemClock } from "../../../src/core/clock.ts";
import { MINUTE_MS } from "../../../src/core/kst.ts";
import { openSqliteCandleStore } from "../../../src/market/store/sqlite_candle_store.ts";
import { ALL, minute, SERIES, toBatch } from "./candle_parts.ts";
import { startCandleChild } from "../../sqlite/child.ts";
import { makeTempDir } from "../../sqlite/temp_store.ts";

const clock = createSystemClock();

Deno.test("kill -9 amid pages never leaves a stretch marked as fetched that lacks a row", async () => {
  using dir = makeTempDir();
  const acknowledged: number[] = [];
  let halfPages = 0;
  for (let round = 0; round < 8; round++) {
    const child = startCandleChild("fill", dir.path, String(round * 1_000_000));
    // Two of them whole, however busy the machine is, and then at another moment each time.
    const whole = [await child.next() ?? "", await child.next() ?? ""];
    const killed = clock.sleep(round * 13).then(() => child.kill());
    for (const line of [...whole, ...await child.rest()]) acknowledged.push(Number(line.split(" ")[1]));
    await killed;
    await child[Symbol.asyncDispose]();

    await using shelf = await openSqliteCandleStore({ dir: dir.path, clock });
    const covered = await shelf.coverage(SERIES, ALL);
    let coveredRows = 0;
    for (const part of covered) {
      assert.equal(part.toMs - part.fromMs, 3_500 * MINUTE_MS, "a page is known whole or not at all");
      const { openTimeMs } = await shelf.readColumns(SERIES, part);
      assert.equal(openTimeMs.length, 3_500);
      coveredRows += openTimeMs.length;
    }
    const starts = new Set(covered.map(({ fromMs }) => fromMs));
    for (const from of acknowledged) assert.ok(starts.has(minute(from)), `page ${from} was acknowledged`);
    halfPages += ((await shelf.list())[0]?.bars ?? 0) > coveredRows ? 1 : 0;
    assert.deepEqual(await shelf.verify(), []);
  }
  assert.ok(acknowledged.length > 8, `${acknowledged.length} pages`);
  assert.ok(halfPages > 0, "some were killed in the middle of a page");
});

Deno.test("kill -9 amid many small pages leaves each one whole or absent, and none before the last that is there", async () => {
  using dir = makeTempDir();
  let acknowledged = 0;
  let halfBatches = 0;
  for (let round = 0; round < 8; round++) {
    const child = startCandleChild("batch", dir.path, String(round * 1_000_000));
    const whole = [await child.next() ?? "", await child.next() ?? ""];
    const killed = clock.sleep(round * 37).then(() => child.kill());
    const kept = [...whole, ...await child.rest()].map((line) => Number(line.split(" ")[1]));
    await killed;
    await child[Symbol.asyncDispose]();
    acknowledged += kept.length;

    await using shelf = await openSqliteCandleStore({ dir: dir.path, clock });
    const wanted = { fromMs: minute(round * 1_000_000), toMs: Infinity };
    const pages = await Promise.all(
      toBatch(300, 0).map(async ({ series }) => {
        const covered = await shelf.coverage(series, wanted);
        const { openTimeMs } = await shelf.readColumns(series, wanted);
        assert.equal(openTimeMs.length, covered.length * 10, "bars and what is known of them go together");
        assert.ok(covered.every(({ fromMs, toMs }) => toMs - fromMs === 10 * MINUTE_MS));
        return covered.length;
      }),
    );
    assert.deepEqual(pages.toSorted((a, b) => b - a), pages, "in order");
    assert.ok((pages.at(-1) ?? 0) >= kept.length, "what was acknowledged is there for every series");
    halfBatches += pages[0] === pages.at(-1) ? 0 : 1;
    assert.deepEqual(await shelf.verify(), []);
  }
  assert.ok(acknowledged > 8, `${acknowledged} batches`);
  assert.ok(halfBatches > 0, "some were killed in the middle of a batch");
});

Deno.test("processes that write at once lose nothing, and each bar is added by exactly one of them", async () => {
  using dir = makeTempDir();
  const children = ["1", "2", "3"].map((own) => startCandleChild("write", dir.path, own));
  for (const child of children) assert.equal(await child.next(), "ready");
  await Promise.all(children.map((child) => child.go()));
  const said = await Promise.all(children.map((child) => child.rest()));
  for (const child of children) await child[Symbol.asyncDispose]();
  const added = said.map(([line]) => Number(line?.replace("added ", "")));
  // 30 pages that all three store, and 30 of each one's own.
  const rows = (30 + 3 * 30) * 200;
  assert.equal(added.reduce((sum, count) => sum + count), rows, added.join(" "));
  await using shelf = await openSqliteCandleStore({ dir: dir.path, clock });
  assert.equal((await shelf.readColumns(SERIES, ALL)).openTimeMs.length, rows);
  const coveredMs = (await shelf.coverage(SERIES, ALL)).reduce(
    (sum, { fromMs, toMs }) => sum + toMs - fromMs,
    0,
  );
  assert.equal(coveredMs, rows * MINUTE_MS);
  assert.deepEqual(await shelf.verify(), []);
});
