/** What every memory of strategies keeps to; a new one is a line in `MEMORIES`. */
import { deepStrictEqual, ok as assertTrue, rejects, strictEqual } from "node:assert/strict";
import { type Actor, OWNER } from "../../../src/core/actor.ts";
import { readAllTrades } from "../../../src/engine/all_trades.ts";
import type {
  NewStrategy,
  SavedAdvice,
  SavedTrade,
  StrategyStep,
  StrategyStore,
} from "../../../src/engine/strategy_store.ts";
import { openTempStore } from "../../sqlite/temp_store.ts";
import { ManualClock } from "../../support/manual_clock.ts";
import { createMemoryStrategies } from "./memory_strategies.ts";

const PERSON: Actor = { kind: "cli", id: "strategy" };
const PAGE: Actor = { kind: "http", id: "pages" };

const WISH: NewStrategy = {
  ...{ id: "ma_btc", kind: "ma_cross", exchange: "upbit", symbol: "BTC/KRW", timeframe: "15m" },
  ...{ params: { fast: 5 }, money: { startCash: 5_000 }, onStop: "close", isActive: false },
};

const ADVICE: SavedAdvice = {
  ...{ number: 1, barTimeMs: 1_000, action: "buy", size: { kind: "share", share: 0.5 }, stopPrice: 90.5 },
  ...{ confidence: 0.7, reason: "Because.", decidedAtMs: 2_000, latencyMs: 3.5, isLate: false },
};

const TRADE: SavedTrade = {
  ...{ number: 1, side: "long", units: 0.5, entryAtMs: 1_000, exitAtMs: 2_000, entryPrice: 100 },
  ...{ exitPrice: 110, grossPnl: 5, fees: 0.1, tax: 0.2, exitReason: "signal", entryReason: "Because." },
};

const stepOf = (change: Partial<StrategyStep> = {}): StrategyStep => ({
  ...{ strategyId: "ma_btc", expectedCursorMs: undefined, cursorMs: 1_000, state: { n: 1 }, savedAtMs: 5 },
  ...{ advice: [], trades: [], equity: undefined, events: [] },
  ...change,
});

const MEMORIES: Readonly<Record<string, () => Promise<{ strategies: StrategyStore } & AsyncDisposable>>> = {
  async SQLite() {
    // Saves pause for a turn of real time.
    const opened = await openTempStore();
    return {
      strategies: opened.store.strategies,
      [Symbol.asyncDispose]: () => opened[Symbol.asyncDispose](),
    };
  },
  memory: () =>
    Promise.resolve({
      strategies: createMemoryStrategies(new ManualClock("2026-11-20T09:00:00+09:00")),
      [Symbol.asyncDispose]: () => Promise.resolve(),
    }),
};

for (const [name, open] of Object.entries(MEMORIES)) {
  const test = (sentence: string, run: (strategies: StrategyStore) => Promise<void>) =>
    Deno.test(`strategies in ${name}: ${sentence}`, async () => {
      await using opened = await open();
      await run(opened.strategies);
    });

  test("a strategy is added once, found with all that was said, and listed by its id", async ({ table }) => {
    strictEqual(await table.add(OWNER, { ...WISH, actor: PERSON }), true);
    strictEqual(await table.add(OWNER, { ...WISH, kind: "dca", actor: PERSON }), false);
    await table.add(OWNER, { ...WISH, id: "a", actor: PERSON });
    const { createdAtMs, changedAtMs, ...row } = await table.find(OWNER, "ma_btc") ?? {};
    deepStrictEqual(row, { ...WISH, startAskedAtMs: undefined, actor: PERSON });
    assertTrue(createdAtMs !== undefined && createdAtMs === changedAtMs);
    deepStrictEqual((await table.list(OWNER)).map(({ id }) => id), ["a", "ma_btc"]);
    await rejects(table.add(OWNER, { ...WISH, id: "-", actor: PERSON }), RangeError);
  });

  test("each change counts and says who made it", async ({ table }) => {
    await table.add(OWNER, { ...WISH, actor: PERSON });
    const seen: unknown[] = [];
    const note = async () =>
      seen.push([(await table.find(OWNER, "ma_btc"))?.actor, await table.changeCount()]);
    await note();
    await table.start(OWNER, { id: "ma_btc", actor: PAGE });
    await note();
    await table.change(OWNER, { id: "ma_btc", change: { params: { fast: 6 } }, actor: PERSON });
    await note();
    await table.stop(OWNER, { id: "ma_btc", onStop: "leave", actor: PAGE });
    await note();
    deepStrictEqual(seen.map((one) => (one as unknown[])[0]), [PERSON, PAGE, PERSON, PAGE]);
    strictEqual(new Set(seen.map((one) => (one as unknown[])[1])).size, 4);
    const row = await table.find(OWNER, "ma_btc");
    deepStrictEqual([row?.params, row?.onStop, row?.isActive], [{ fast: 6 }, "leave", false]);
  });

  test("each start is a new wish, and an unknown id is told", async ({ table }) => {
    await table.add(OWNER, { ...WISH, isActive: true, actor: PERSON });
    const asked = async () => (await table.find(OWNER, "ma_btc"))?.startAskedAtMs ?? 0;
    const first = await asked();
    await table.start(OWNER, { id: "ma_btc", actor: PERSON });
    assertTrue(await asked() > first);
    const act = { id: "x", actor: PERSON };
    deepStrictEqual(
      [
        await table.start(OWNER, act),
        await table.stop(OWNER, { ...act, onStop: "close" }),
        await table.change(OWNER, { ...act, change: {} }),
        await table.remove(OWNER, act),
      ],
      [false, false, false, false],
    );
  });

  test("a step is stored as a whole, and only on the cursor it expects", async ({ table, journal }) => {
    await table.add(OWNER, { ...WISH, actor: PERSON });
    strictEqual(await journal.save(OWNER, stepOf()), true);
    strictEqual(await journal.save(OWNER, stepOf({ state: { n: 2 } })), false, "a second first step");
    const next = stepOf({
      ...{ expectedCursorMs: 1_000, cursorMs: 2_000, state: { n: 3 }, advice: [ADVICE], trades: [TRADE] },
      equity: { atMs: 2_000, equity: 5_004.9 },
    });
    strictEqual(await journal.save(OWNER, next), true);
    strictEqual(await journal.save(OWNER, { ...next, cursorMs: 3_000 }), false);
    await rejects(journal.save(OWNER, { ...next, expectedCursorMs: 2_000, cursorMs: 3_000 }));
    deepStrictEqual(await journal.load(OWNER, "ma_btc"), { cursorMs: 2_000, state: { n: 3 } });
    const asked = { id: "ma_btc", limit: 10 };
    deepStrictEqual(await journal.advice(OWNER, asked), [ADVICE]);
    deepStrictEqual(await journal.trades(OWNER, asked), [TRADE]);
    deepStrictEqual(await journal.equity(OWNER, asked), [{ atMs: 2_000, equity: 5_004.9 }]);
  });

  test("a reason with a key comes back with its numbers, and a sentence as it was", async (store) => {
    const { table, journal } = store;
    await table.add(OWNER, { ...WISH, actor: PERSON });
    const reason = { key: "rsi", value: 68.639, relation: "above", limit: 62 } as const;
    const advice = [{ ...ADVICE, reason }, { ...ADVICE, number: 2, reason: '{"key":"none"}' }];
    await journal.save(OWNER, stepOf({ advice, trades: [{ ...TRADE, entryReason: reason }] }));
    const asked = { id: "ma_btc", limit: 10 };
    deepStrictEqual((await journal.advice(OWNER, asked)).map((one) => one.reason), [
      '{"key":"none"}',
      reason,
    ]);
    deepStrictEqual((await journal.trades(OWNER, asked)).map((one) => one.entryReason), [reason]);
  });

  test("advice and trades come newest first, equity in order of time, each up to the limit", async (store) => {
    const { table, journal } = store;
    await table.add(OWNER, { ...WISH, actor: PERSON });
    for (const number of [1, 2, 3]) {
      const expectedCursorMs = number === 1 ? undefined : number - 1;
      const rows = { advice: [{ ...ADVICE, number }], trades: [{ ...TRADE, number }] };
      const equity = { atMs: number, equity: number };
      await journal.save(OWNER, stepOf({ expectedCursorMs, cursorMs: number, ...rows, equity }));
    }
    const asked = { id: "ma_btc", limit: 2 };
    deepStrictEqual((await journal.advice(OWNER, asked)).map(({ number }) => number), [3, 2]);
    deepStrictEqual((await journal.trades(OWNER, asked)).map(({ number }) => number), [3, 2]);
    deepStrictEqual((await journal.equity(OWNER, asked)).map(({ atMs }) => atMs), [2, 3]);
    const before = await journal.trades(OWNER, { ...asked, beforeNumber: 3 });
    deepStrictEqual(before.map(({ number }) => number), [2, 1]);
    const pieces = await Array.fromAsync(
      readAllTrades(journal, { owner: OWNER, id: "ma_btc", pieceRows: 2 }),
    );
    deepStrictEqual(
      pieces.map((piece) => piece.map(({ number }) => number)),
      [[3, 2], [1]],
      "no trade is left out",
    );
  });

  test("a removed strategy leaves nothing behind, and what comes late of it is nobody's", async (store) => {
    const { table, journal } = store;
    await table.add(OWNER, { ...WISH, actor: PERSON });
    await journal.save(OWNER, stepOf({ advice: [ADVICE], trades: [TRADE], equity: { atMs: 1, equity: 1 } }));
    await table.remove(OWNER, { id: "ma_btc", actor: PAGE });
    strictEqual(await journal.save(OWNER, stepOf({ expectedCursorMs: 1_000, cursorMs: 2_000 })), false);
    await journal.noteStatus(OWNER, { id: "ma_btc", status: { state: "stopped" }, notedAtMs: 2 });
    await table.add(OWNER, { ...WISH, actor: PERSON });
    strictEqual(await journal.load(OWNER, "ma_btc"), undefined);
    strictEqual((await journal.statuses(OWNER)).size, 0);
    deepStrictEqual(await journal.advice(OWNER, { id: "ma_btc", limit: 1 }), []);
  });

  test("a change that was checked against one strategy is not made to another of its id", async ({ table }) => {
    await table.add(OWNER, { ...WISH, actor: PERSON });
    const { kind, createdAtMs } = await table.find(OWNER, "ma_btc") ?? { kind: "", createdAtMs: 0 };
    const act = { id: "ma_btc", change: { params: { fast: 6 } }, actor: PAGE };
    const seen = { kind, createdAtMs };
    strictEqual(await table.change(OWNER, { ...act, seen: { ...seen, kind: "dca" } }), false);
    strictEqual(await table.change(OWNER, { ...act, seen: { kind, createdAtMs: createdAtMs - 1 } }), false);
    deepStrictEqual((await table.find(OWNER, "ma_btc"))?.params, { fast: 5 });
    for (const values of [{ params: { fast: 99 } }, { money: { startCash: 99 } }]) {
      strictEqual(await table.change(OWNER, { ...act, seen: { ...seen, ...values } }), false);
    }
    strictEqual(await table.change(OWNER, { ...act, seen }), true);
    deepStrictEqual((await table.find(OWNER, "ma_btc"))?.params, { fast: 6 });
  });

  test("a stop that says nothing of the position leaves what was said before", async ({ table }) => {
    await table.add(OWNER, { ...WISH, isActive: true, actor: PERSON });
    const policy = async () => {
      const row = await table.find(OWNER, "ma_btc");
      return [row?.onStop, row?.isActive, row?.actor];
    };
    strictEqual(await table.stop(OWNER, { id: "ma_btc", actor: PAGE }), true);
    deepStrictEqual(await policy(), ["close", false, PAGE]);
    await table.stop(OWNER, { id: "ma_btc", actor: PERSON, onStop: "leave" });
    await table.stop(OWNER, { id: "ma_btc", actor: PERSON });
    deepStrictEqual(await policy(), ["leave", false, PERSON]);
  });

  test("who removed which strategy is kept, newest first, for its owner alone", async ({ table }) => {
    const created: number[] = [];
    for (const id of ["a", "b"]) {
      await table.add(OWNER, { ...WISH, id, actor: PERSON });
      created.push((await table.find(OWNER, id))?.createdAtMs ?? 0);
    }
    await table.remove(OWNER, { id: "a", actor: PERSON });
    await table.remove(OWNER, { id: "b", actor: PAGE });
    await table.remove(OWNER, { id: "b", actor: PERSON });
    const removals = await table.removals(OWNER, 9);
    deepStrictEqual(
      removals.map(({ id, kind, createdAtMs, actor }) => [id, kind, createdAtMs, actor]).toSorted(),
      [["a", WISH.kind, created[0], PERSON], ["b", WISH.kind, created[1], PAGE]],
    );
    assertTrue(removals.every(({ removedAtMs, createdAtMs }) => removedAtMs >= createdAtMs));
    strictEqual((await table.removals(OWNER, 1)).length, 1);
    deepStrictEqual(await table.removals("another", 9), []);
  });

  test("a strategy that was seen at rest is removed only while it is as it was seen", async (store) => {
    const { table, journal } = store;
    await table.add(OWNER, { ...WISH, actor: PERSON });
    await journal.save(OWNER, stepOf());
    const { kind, createdAtMs } = await table.find(OWNER, "ma_btc") ?? { kind: "", createdAtMs: 0 };
    const seen = { kind, createdAtMs, cursorMs: 1_000 };
    const remove = (change: Partial<typeof seen> | { cursorMs: undefined } = {}) =>
      table.remove(OWNER, { id: "ma_btc", actor: PERSON, seen: { ...seen, ...change } });
    for (const change of [{ kind: "dca" }, { createdAtMs: createdAtMs - 1 }, { cursorMs: undefined }]) {
      strictEqual(await remove(change), false, JSON.stringify(change));
    }
    await table.start(OWNER, { id: "ma_btc", actor: PERSON });
    strictEqual(await remove(), false, "it was started");
    await journal.save(OWNER, stepOf({ expectedCursorMs: 1_000, cursorMs: 2_000 }));
    await table.stop(OWNER, { id: "ma_btc", actor: PERSON });
    strictEqual(await remove(), false, "it worked a candle");
    strictEqual((await journal.load(OWNER, "ma_btc"))?.cursorMs, 2_000, "and nothing of it is gone");
    strictEqual(await remove({ cursorMs: 2_000 }), true);
    strictEqual(await table.find(OWNER, "ma_btc"), undefined);
    strictEqual(await remove({ cursorMs: 2_000 }), false, "it is gone");
  });

  test("the notes of all strategies are those of each", async ({ table, journal }) => {
    for (const id of ["a", "b", "c"]) await table.add(OWNER, { ...WISH, id, actor: PERSON });
    const noteOf = (notedAtMs: number) => ({ status: { state: "running" }, notedAtMs });
    await journal.noteStatus(OWNER, { id: "a", ...noteOf(1) });
    await journal.noteStatus(OWNER, { id: "b", ...noteOf(2) });
    await journal.noteStatus(OWNER, { id: "b", ...noteOf(3) });
    deepStrictEqual([...await journal.statuses(OWNER)], [["a", noteOf(1)], ["b", noteOf(3)]]);
    deepStrictEqual(await journal.status(OWNER, "b"), noteOf(3));
    strictEqual(await journal.status(OWNER, "c"), undefined);
  });

  test("two owners have a strategy of the same name, and neither touches the other's", async (store) => {
    const { table, journal } = store;
    await table.add(OWNER, { ...WISH, actor: PERSON });
    strictEqual(await table.find("another", "ma_btc"), undefined);
    strictEqual(await table.start("another", { id: "ma_btc", actor: PERSON }), false);
    strictEqual(await table.add("another", { ...WISH, kind: "dca", actor: PERSON }), true);
    await journal.save(OWNER, stepOf({ advice: [ADVICE], trades: [TRADE], equity: { atMs: 1, equity: 1 } }));
    await journal.noteStatus(OWNER, { id: "ma_btc", status: {}, notedAtMs: 1 });
    strictEqual(await journal.save("another", stepOf({ cursorMs: 7_000 })), true, "a cursor of its own");
    strictEqual((await journal.statuses("another")).size, 0);
    deepStrictEqual(await journal.trades("another", { id: "ma_btc", limit: 9 }), []);
    strictEqual(await table.remove("another", { id: "ma_btc", actor: PERSON }), true);
    deepStrictEqual((await table.list(OWNER)).map(({ kind }) => kind), ["ma_cross"]);
    strictEqual((await journal.load(OWNER, "ma_btc"))?.cursorMs, 1_000);
    strictEqual((await journal.advice(OWNER, { id: "ma_btc", limit: 9 })).length, 1);
  });
}
