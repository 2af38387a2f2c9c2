import { deepStrictEqual } from "node:assert/strict";
import { createEngineEvents } from "../../src/engine/events.ts";
import type { StrategyRow } from "../../src/engine/strategy_store.ts";
import { WishLog } from "../../src/engine/wish_log.ts";

const ROW: StrategyRow = {
  ...{ id: "one", kind: "ma_cross", exchange: "upbit", symbol: "BTC/KRW", timeframe: "1m" },
  ...{ params: { fast: 5, stop_loss: 0.01 }, money: {}, onStop: "leave", isActive: false },
  ...{ startAskedAtMs: undefined, createdAtMs: 1, changedAtMs: 1, actor: { kind: "cli", id: "strategy" } },
};

function listen() {
  const lines: string[] = [];
  const log = new WishLog(
    createEngineEvents({ write: (level, event, text) => lines.push(`${level} ${event} ${text}`) }),
  );
  return { log, take: () => lines.splice(0) };
}

Deno.test("what a person changes in a strategy is a line of the log: who did it, old value and new one", () => {
  const { log, take } = listen();
  log.note([ROW]);
  deepStrictEqual(take(), []);
  log.note([{ ...ROW, params: { fast: 6 }, isActive: true, actor: { kind: "http", id: "token" } }]);
  deepStrictEqual(take(), [
    "info strategy_changed one is changed by http (token): params.fast 5 -> 6, params.stop_loss 0.01 -> default, " +
    "active false -> true",
  ]);
});

Deno.test("a strategy that is added or removed is a line of the log, also when it takes the id of another", () => {
  const { log, take } = listen();
  log.note([]);
  log.note([ROW]);
  const of = 'ma_cross on upbit:BTC/KRW 1m, params {"fast":5,"stop_loss":0.01}, money {}';
  const added = `info strategy_added one is added by cli (strategy): ${of}`;
  deepStrictEqual(take(), [added]);
  log.note([{ ...ROW, createdAtMs: 2 }]);
  deepStrictEqual(take(), [`info strategy_removed one is removed: ${of}`, added]);
  log.note([]);
  deepStrictEqual(take(), [`info strategy_removed one is removed: ${of}`]);
});

Deno.test("a row that nobody changed is no line, and one that is to start again is", () => {
  const { log, take } = listen();
  log.note([ROW]);
  log.note([{ ...ROW, changedAtMs: 9 }]);
  deepStrictEqual(take(), []);
  log.note([{ ...ROW, startAskedAtMs: 9, actor: undefined }]);
  deepStrictEqual(take(), ["info strategy_changed one is changed by hand: it is to start again"]);
});

Deno.test("a strategy that waits for its start is no warning, and one alone is not called several", () => {
  const lines: string[] = [];
  const events = createEngineEvents({ write: (level, _event, text) => void lines.push(`${level} ${text}`) });
  events.queued({ id: "one", waiting: 1 });
  events.queued({ id: "two", waiting: 2 });
  deepStrictEqual(lines, ["info one waits for its start", "info two waits for its start; 2 are waiting"]);
});
