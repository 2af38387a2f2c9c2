/** Profit of a day and of a week, from what was polled before them and from closed paper trades. */
import assert from "node:assert/strict";
import type { CommandDeps } from "../../src/commands/deps.ts";
import { createCommandDoor } from "../../src/commands/door.ts";
import { COMMANDS } from "../../src/commands/mod.ts";
import { kstDayOf } from "../../src/core/kst.ts";
import type { Sample } from "../../src/stock/history/sample.ts";
import type { SavedTrade, TradesAsked } from "../../src/engine/strategy_store.ts";
import { createMemoryStrategies } from "../engine/store/memory_strategies.ts";
import { ManualClock } from "../support/manual_clock.ts";
import { OWNER } from "../../src/core/actor.ts";
import { TESTER } from "../support/owned.ts";
import { openCommandHome } from "./command_home.ts";

const at = (time: string) => Date.parse(`${time}+09:00`);

function sample(time: string, value: number | undefined, change: Partial<Sample> = {}): Sample {
  return {
    ...{ fetchedAtMs: at(time), dataAtMs: at(time) - 5_000, gap: undefined, total: 0, rows: [] },
    head: value === undefined ? {} : { value, currency: "KRW" },
    ...change,
  };
}

/** Wednesday 2026-03-11, 10:00; a poll that failed is the last of Tuesday. */
const POLLS = [
  sample("2026-03-06T15:30:00", 40_000_000),
  sample("2026-03-10T15:29:00", 48_000_000),
  sample("2026-03-10T15:30:00", undefined, { gap: "timeout" }),
];

const TRADE: SavedTrade = {
  ...{ number: 1, side: "long", units: 1, entryPrice: 100, exitPrice: 101, grossPnl: 1, fees: 0, tax: 0 },
  ...{ entryAtMs: at("2026-03-09T09:00:00"), exitAtMs: at("2026-03-09T10:00:00") },
  ...{ entryReason: "test", exitReason: "signal" },
};

async function ask(given: unknown, change: (deps: CommandDeps) => CommandDeps = (deps) => deps) {
  await using home = await openCommandHome();
  const history = {
    read: (_: string, day: number) =>
      Promise.resolve(POLLS.filter(({ fetchedAtMs }) => kstDayOf(fetchedAtMs) === day)),
  };
  const program = {
    ...{ health: () => ({}), pollNow: () => ({ kind: "off" as const }), requestStop() {} },
    state: () => ({
      ...{ now: "", mode: "live" },
      sources: { portfolio: { state: "fresh", stale: false, age_s: 41, data: { total_value: 48_210_000 } } },
    }),
  };
  const door = createCommandDoor(COMMANDS, change({ ...home.deps, history, program }));
  const answer = await door.run("account.profit", given, TESTER);
  assert.equal(answer.kind, "done");
  return answer.kind === "done" ? answer.result as Readonly<Record<string, unknown>> : {};
}

Deno.test("a day is measured from the last value that was polled before it, a failed poll being none", async () => {
  const { change, before, real, since } = await ask({});
  assert.equal(change, 210_000);
  assert.deepEqual(before, { value: 48_000_000, at: "2026-03-10T15:28:55+09:00" });
  assert.equal(since, "2026-03-11T00:00:00+09:00");
  assert.equal((real as { age_s: number }).age_s, 41);
});

Deno.test("a week is measured from the last value before its Monday", async () => {
  const { change, since } = await ask({ span: "week" });
  assert.deepEqual([change, since], [8_210_000, "2026-03-09T00:00:00+09:00"]);
});

Deno.test("without anything kept from before there is no number", async () => {
  const { change, before } = await ask(
    {},
    (deps) => ({ ...deps, history: { read: () => Promise.resolve([]) } }),
  );
  assert.deepEqual([change, before], [null, null]);
});

Deno.test("the paper profit of a week counts every trade of it, however many there were", async () => {
  const store = createMemoryStrategies(new ManualClock(at("2026-03-09T00:00:00")));
  const wish = { id: "busy", kind: "ma_cross", exchange: "upbit", symbol: "BTC/KRW", timeframe: "1m" };
  await store.table.add(OWNER, {
    ...{ ...wish, params: {}, money: {}, onStop: "leave" as const, isActive: true },
    actor: TESTER,
  });
  const trades = Array.from({ length: 2_500 }, (_, i) => ({ ...TRADE, number: i + 1 }));
  const before = { ...TRADE, number: 0, grossPnl: 9_999, exitAtMs: at("2026-03-08T23:59:59") };
  const journal = {
    ...store.journal,
    trades: (_: string, { limit, beforeNumber = Infinity }: TradesAsked) =>
      Promise.resolve(
        [before, ...trades].filter(({ number }) => number < beforeNumber).toReversed().slice(0, limit),
      ),
  };
  const { paper } = await ask(
    { span: "week" },
    (deps) => ({
      ...deps,
      strategies: { ...deps.strategies, store: { table: store.table, journal } } as never,
    }),
  );
  assert.deepEqual(paper, [{ currency: "KRW", pnl: 2_500, trades: 2_500 }]);
});
