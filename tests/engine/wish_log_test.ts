import { deepStrictEqual } from "node:assert/strict";
import { createEngineEvents } from "../../src/engine/events.ts";
import type { StrategyRemoval, StrategyRow } from "../../src/engine/strategy_store.ts";
import { WishLog } from "../../src/engine/wish_log.ts";

const ROW: StrategyRow = {
  ...{ id: "one", kind: "ma_cross", exchange: "upbit", symbol: "BTC/KRW", timeframe: "1m" },
  ...{ params: { fast: 5, stop_loss: 0.01 }, money: {}, onStop: "leave", isActive: false },
  ...{ startAskedAtMs: undefined, createdAtMs: 1, changedAtMs: 1, actor: { kind: "cli", id: "strategy" } },
};

function listen() {
  const lines: string[] = [];
  const removals = { read: (): Promise<readonly StrategyRemoval[]> => Promise.resolve([]) };
  const log = new WishLog(
    createEngineEvents({ write: (level, event, text) => lines.push(`${level} ${event} ${text}`) }),
    () => removals.read(),
  );
  return { log, removals, take: () => lines.splice(0) };
}

Deno.test("what a person changes in a strategy is a line of the log: who did it, old value and new one", async () => {
  const { log, take } = listen();
  await log.note([ROW]);
  deepStrictEqual(take(), []);
  await log.note([{ ...ROW, params: { fast: 6 }, isActive: true, actor: { kind: "http", id: "token" } }]);
  deepStrictEqual(take(), [
    "info strategy_changed one is changed by http (token): params.fast 5 -> 6, params.stop_loss 0.01 -> default, " +
    "active false -> true",
  ]);
});

Deno.test("a strategy that is added or removed is a line of the log, also when it takes the id of another", async () => {
  const { log, take } = listen();
  await log.note([]);
  await log.note([ROW]);
  const of = 'ma_cross on upbit:BTC/KRW 1m, params {"fast":5,"stop_loss":0.01}, money {}';
  const added = `info strategy_added one is added by cli (strategy): ${of}`;
  deepStrictEqual(take(), [added]);
  await log.note([{ ...ROW, createdAtMs: 2 }]);
  deepStrictEqual(take(), [`info strategy_removed one is removed: ${of}`, added]);
  await log.note([]);
  deepStrictEqual(take(), [`info strategy_removed one is removed: ${of}`]);
});

Deno.test("the line of a removed strategy says who removed this one, and stands also when that cannot be read", async () => {
  const { log, removals, take } = listen();
  const gone = { id: "one", kind: "ma_cross", removedAtMs: 9, actor: { kind: "http", id: "token" } } as const;
  removals.read = () =>
    Promise.resolve([{ ...gone, createdAtMs: 5, actor: undefined }, { ...gone, createdAtMs: 1 }]);
  await log.note([ROW]);
  await log.note([]);
  deepStrictEqual(take().map((line) => line.split(":")[0]), [
    "info strategy_removed one is removed by http (token)",
  ]);
  removals.read = () => Promise.reject(new Error("locked"));
  await log.note([ROW]);
  await log.note([]);
  deepStrictEqual(take().map((line) => line.split(":")[0]).at(-1), "info strategy_removed one is removed");
});

Deno.test("a row that nobody changed is no line, and one that is to start again is", async () => {
  const { log, take } = listen();
  await log.note([ROW]);
  await log.note([{ ...ROW, changedAtMs: 9 }]);
  deepStrictEqual(take(), []);
  await log.note([{ ...ROW, startAskedAtMs: 9, actor: undefined }]);
  deepStrictEqual(take(), ["info strategy_changed one is changed by hand: it is to start again"]);
});

Deno.test("a strategy that waits for its start is no warning, and one alone is not called several", () => {
  const lines: string[] = [];
  const events = createEngineEvents({ write: (level, _event, text) => void lines.push(`${level} ${text}`) });
  events.queued({ id: "one", waiting: 1 });
  events.queued({ id: "two", waiting: 2 });
  deepStrictEqual(lines, ["info one waits for its start", "info two waits for its start; 2 are waiting"]);
});
