import { deepStrictEqual, ok as assertTrue, rejects, strictEqual } from "node:assert/strict";
import { createSystemClock } from "../../../src/core/clock.ts";
import { openDatabase } from "../../../src/sqlite/driver.ts";
import { openStore } from "../../../src/app/data/store.ts";
import type { NewStrategy, OwnMessage, StrategyStep } from "../../../src/engine/strategy_store.ts";
import { makeTempDir, openTempStore } from "../../sqlite/temp_store.ts";
import { journalOf, tableOf, TESTER } from "../../support/owned.ts";

const WISH: NewStrategy = {
  id: "ma_btc",
  kind: "ma_cross",
  exchange: "upbit",
  symbol: "BTC/KRW",
  timeframe: "15m",
  params: { fast: 5 },
  money: { startCash: 5_000 },
  onStop: "close",
  isActive: false,
};

const ADVICE = {
  number: 1,
  barTimeMs: 1_000,
  action: "buy",
  size: { kind: "share", share: 0.5 },
  stopPrice: 90.5,
  confidence: 0.7,
  reason: "Because.",
  decidedAtMs: 2_000,
  latencyMs: 3.5,
  isLate: false,
} as const;

const TRADE = {
  number: 1,
  side: "long",
  units: 0.5,
  entryAtMs: 1_000,
  exitAtMs: 2_000,
  entryPrice: 100,
  exitPrice: 110,
  grossPnl: 5,
  fees: 0.1,
  tax: 0,
  exitReason: "signal",
  entryReason: "Because.",
} as const;

const step = (change: Partial<StrategyStep> = {}): StrategyStep => ({
  strategyId: "ma_btc",
  expectedCursorMs: undefined,
  cursorMs: 1_000,
  state: { n: 1 },
  savedAtMs: 5,
  advice: [],
  trades: [],
  equity: undefined,
  events: [],
  ...change,
});

Deno.test("strategies are kept over a restart, with everything that was said about them", async () => {
  using dir = makeTempDir();
  const clock = createSystemClock();
  {
    await using store = await openStore({ dir: dir.path, clock });
    strictEqual(await tableOf(store).add(WISH), true);
    strictEqual(await tableOf(store).add({ ...WISH, kind: "dca" }), false);
  }
  await using store = await openStore({ dir: dir.path, clock });
  const { createdAtMs, changedAtMs, startAskedAtMs, actor, ...wish } = await tableOf(store).find("ma_btc") ??
    {};
  deepStrictEqual(wish, WISH);
  assertTrue(createdAtMs !== undefined && createdAtMs === changedAtMs);
  strictEqual(startAskedAtMs, undefined);
  deepStrictEqual(actor, TESTER);
});

Deno.test("an id that would not fit into a command is refused", async () => {
  await using opened = await openTempStore();
  for (const id of ["", "-a", "a b", "한", "a".repeat(41), "a/b"]) {
    await rejects(tableOf(opened.store).add({ ...WISH, id }), RangeError, id);
  }
});

Deno.test("every change of the table counts, also one by another program", async () => {
  await using opened = await openTempStore();
  const strategies = tableOf(opened.store);
  const counts = [await strategies.changeCount()];
  const note = async () => counts.push(await strategies.changeCount());
  await strategies.add(WISH);
  await note();
  await strategies.start("ma_btc");
  await note();
  await strategies.change("ma_btc", { params: { fast: 6 } });
  await note();
  await strategies.stop("ma_btc", "leave");
  await note();
  const other = openDatabase(`${opened.dir}/signal_v2.db`);
  other.prepare("INSERT INTO strategies (id, kind, symbol) VALUES ('hand', 'dca', 'ETH/KRW')").run();
  other.close();
  await note();
  await strategies.remove("ma_btc");
  await note();
  strictEqual(new Set(counts).size, counts.length);
  deepStrictEqual(
    (await strategies.list()).map(({ id, timeframe, params, onStop }) => [id, timeframe, params, onStop]),
    [
      ["hand", "1m", {}, "leave"],
    ],
  );
});

Deno.test("each start is a new wish, and unknown ids are told", async () => {
  await using opened = await openTempStore();
  const strategies = tableOf(opened.store);
  await strategies.add({ ...WISH, isActive: true });
  const first = (await strategies.find("ma_btc"))?.startAskedAtMs ?? 0;
  await strategies.start("ma_btc");
  assertTrue(((await strategies.find("ma_btc"))?.startAskedAtMs ?? 0) > first);
  deepStrictEqual(
    [
      await strategies.start("x"),
      await strategies.stop("x", "close"),
      await strategies.change("x", {}),
      await strategies.remove("x"),
    ],
    [false, false, false, false],
  );
});

Deno.test("a step is stored with its advice, trades and equity, and only on the cursor it expects", async () => {
  await using opened = await openTempStore();
  const strategies = tableOf(opened.store);
  const book = journalOf(opened.store);
  await strategies.add(WISH);
  strictEqual(await book.save(step()), true);
  strictEqual(await book.save(step({ state: { n: 2 } })), false, "a second first step");
  const good = step({
    expectedCursorMs: 1_000,
    cursorMs: 2_000,
    state: { n: 3 },
    advice: [ADVICE],
    trades: [TRADE],
    equity: { atMs: 2_000, equity: 5_004.9 },
  });
  strictEqual(await book.save(good), true);
  strictEqual(await book.save({ ...good, cursorMs: 3_000, advice: [{ ...ADVICE, number: 2 }] }), false);
  deepStrictEqual(await book.load("ma_btc"), { cursorMs: 2_000, state: { n: 3 } });
  deepStrictEqual(await book.advice("ma_btc", 10), [ADVICE]);
  deepStrictEqual(await book.trades("ma_btc", 10), [TRADE]);
  deepStrictEqual(await book.equity("ma_btc", 10), [{ atMs: 2_000, equity: 5_004.9 }]);
});

Deno.test("the events of a step are in the outbox exactly when the step is stored, and wake whoever relays them", async () => {
  await using opened = await openTempStore();
  const { outbox } = opened.store;
  const strategies = tableOf(opened.store);
  const book = journalOf(opened.store);
  await strategies.add(WISH);
  let told = 0;
  outbox.written.subscribe(() => told++);
  const toEvent = (n: number): OwnMessage => ({
    id: `event:${n}`,
    topic: "events.advice_given",
    v: 1,
    message: { atMs: n, facts: {} },
  });
  const waiting = async () => (await outbox.read(10)).map(({ id }) => id);
  strictEqual(await book.save(step({ events: [toEvent(1)] })), true);
  strictEqual(told, 1);
  strictEqual(await book.save(step({ events: [toEvent(2)] })), false, "not the cursor it expects");
  const next = { expectedCursorMs: 1_000, cursorMs: 2_000, trades: [TRADE] };
  strictEqual(await book.save(step({ ...next, events: [toEvent(3), toEvent(4)] })), true);
  const twice = { expectedCursorMs: 2_000, cursorMs: 3_000, trades: [TRADE], events: [toEvent(5)] };
  await rejects(book.save(step(twice)), { kind: "constraint" });
  deepStrictEqual(await waiting(), ["event:1", "event:3", "event:4"]);
});

Deno.test("a step whose trade is known already is refused as a whole, and the steps beside it are stored", async () => {
  await using opened = await openTempStore();
  const strategies = tableOf(opened.store);
  const book = journalOf(opened.store);
  await strategies.add(WISH);
  await strategies.add({ ...WISH, id: "other" });
  await book.save(step({ trades: [TRADE] }));
  const twice = book.save(step({ expectedCursorMs: 1_000, cursorMs: 2_000, trades: [TRADE] }));
  const beside = book.save(step({ strategyId: "other", cursorMs: 7_000 }));
  const refused = rejects(twice, { kind: "constraint" });
  strictEqual(await beside, true);
  await refused;
  strictEqual((await book.load("ma_btc"))?.cursorMs, 1_000);
  strictEqual((await book.load("other"))?.cursorMs, 7_000);
});

Deno.test("a removed strategy leaves nothing behind, and a late step of it is not stored", async () => {
  await using opened = await openTempStore();
  const strategies = tableOf(opened.store);
  const book = journalOf(opened.store);
  await strategies.add(WISH);
  await book.save(step({ advice: [ADVICE], trades: [TRADE], equity: { atMs: 1, equity: 1 } }));
  await book.noteStatus("ma_btc", { state: "running" }, 1);
  await strategies.remove("ma_btc");
  strictEqual(await book.save(step({ expectedCursorMs: 1_000, cursorMs: 2_000 })), false);
  await book.noteStatus("ma_btc", { state: "stopped" }, 2);
  await strategies.add(WISH);
  deepStrictEqual(
    [
      await book.load("ma_btc"),
      await book.status("ma_btc"),
      await book.advice("ma_btc", 1),
      await book.trades("ma_btc", 1),
      await book.equity("ma_btc", 1),
    ],
    [undefined, undefined, [], [], []],
  );
});

Deno.test("the equity curve and the advice are kept up to a limit, the newest ones", async () => {
  await using opened = await openTempStore();
  const strategies = tableOf(opened.store);
  const book = journalOf(opened.store);
  await strategies.add(WISH);
  await book.save(step());
  const db = openDatabase(`${opened.dir}/signal_v2.db`);
  db.exec(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10005)
    INSERT INTO paper_equity (strategy_id, at, equity) SELECT 'ma_btc', i, i FROM n`);
  db.close();
  for (let i = 1; i <= 200; i++) {
    await book.save(step({ expectedCursorMs: 999 + i, cursorMs: 1_000 + i }));
  }
  const points = await book.equity("ma_btc", 20_000);
  deepStrictEqual([points.length, points[0]?.atMs, points.at(-1)?.atMs], [10_000, 6, 10_005]);
});
