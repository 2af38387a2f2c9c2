import { deepStrictEqual, ok as assertTrue, strictEqual } from "node:assert/strict";
import type { Fill } from "../../src/core/advice.ts";
import { HOUR_MS } from "../../src/core/kst.ts";
import { nextOpen } from "../../src/paper/fill_models/next_open.ts";
import { PaperAccount } from "../../src/paper/paper_account.ts";
import { PaperTrader } from "../../src/paper/paper_trader.ts";
import { RULES, toCandles } from "./paper_parts.ts";

function openThree() {
  const fills: Fill[] = [];
  const account = new PaperAccount({
    rules: RULES,
    exits: {},
    barMs: HOUR_MS,
    onFill: (fill) => fills.push(fill),
    onTrade: () => {},
  });
  const [candle] = toCandles([[100, 100, 100, 100]]);
  assertTrue(candle !== undefined);
  account.startBar(candle, false);
  account.pending = { action: "buy", confidence: 1, reason: "x", size: { kind: "units", units: 3 } };
  const position = account.open("long", 100);
  assertTrue(position !== undefined);
  return { account, position, fills };
}

Deno.test("a wish to close less than one lot closes nothing and is no trade", () => {
  const { account, position, fills } = openThree();
  account.close(position, 110, { reason: "signal", units: 0.5 });
  deepStrictEqual(fills.map(({ action }) => action), ["buy"]);
  strictEqual(account.positions[0], position);
});

Deno.test("a position that was closed already is not closed again", () => {
  const { account, position, fills } = openThree();
  account.close(position, 110, { reason: "signal" });
  account.close(position, 120, { reason: "end" });
  deepStrictEqual(fills.map(({ action }) => action), ["buy", "sell"]);
  strictEqual(account.cash, RULES.startCash + 30);
});

Deno.test("an adviser is told each bar of its trader as a closed one of the traded interval", () => {
  const seen: unknown[] = [];
  const trader = new PaperTrader({
    adviser: {
      onCandle: (bar) => {
        seen.push(bar);
        return undefined;
      },
      onFill: () => {},
    },
    model: nextOpen,
    rules: RULES,
    exits: {},
    interval: "1h",
    warmUpBars: 0,
  });
  const [candle] = toCandles([[100, 100, 100, 100]]);
  assertTrue(candle !== undefined);
  trader.onCandle(candle, { isLast: false, columns: { size: 2 } });
  deepStrictEqual(seen, [{ interval: "1h", candle, isClosed: true, columns: { size: 2 } }]);
});
