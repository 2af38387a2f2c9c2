import { deepStrictEqual, ok as assertTrue, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import type { Advice } from "../../src/core/advice.ts";
import { ALWAYS_OPEN } from "../../src/core/market/hours.ts";
import { MINUTE_MS } from "../../src/core/kst.ts";
import { toAccountView } from "../../src/engine/portfolio_totals.ts";
import { StrategyAccount } from "../../src/engine/session/strategy_account.ts";
import { nextOpen } from "../../src/paper/fill_models/next_open.ts";
import { RULES } from "../paper/paper_parts.ts";

const PAID = { ...RULES, feeRate: 0.01, slippageShare: 0.001 };

function createDesk(rules = PAID): StrategyAccount {
  return new StrategyAccount({ rules, exits: {}, model: nextOpen, interval: "1m", hours: ALWAYS_OPEN });
}

/** Works a candle at one price, with advice at its end. */
function work(
  desk: StrategyAccount,
  bar: { minute: number; price: number; action?: Advice["action"] },
): void {
  const { minute, price, action } = bar;
  const candle = {
    openTimeMs: minute * MINUTE_MS,
    open: price,
    high: price,
    low: price,
    close: price,
    volume: 1,
  };
  const advice = action === undefined ? undefined : { action, confidence: 1, reason: "told to" };
  const endMs = (minute + 1) * MINUTE_MS;
  desk.settle([{ interval: "1m", candle, endMs }], advice);
}

Deno.test("an open position counts after the fee of its entry, and a trade that only its fee made a loss is not won", () => {
  const desk = createDesk({ ...RULES, feeRate: 0.01 });
  work(desk, { minute: 0, price: 100, action: "buy" });
  work(desk, { minute: 1, price: 100 });
  const open = toAccountView(desk, 10_000);
  deepStrictEqual([open.unrealisedPnl, open.realisedPnl, open.equity], [-1, 0, 9_999]);
  work(desk, { minute: 2, price: 101, action: "sell" });
  work(desk, { minute: 3, price: 101 });
  const closed = toAccountView(desk, 10_000);
  deepStrictEqual([closed.trades, closed.wins], [1, 0]);
  assertTrue(Math.abs(closed.realisedPnl - (1 - 1 - 1.01)) < 1e-12);
  strictEqual(closed.unrealisedPnl, 0);
});

Deno.test("on paper start money, realised and unrealised profit are the equity after every bar", () => {
  const candles = fc.array(
    fc.record({
      price: fc.integer({ min: 60, max: 140 }),
      action: fc.constantFrom(undefined, "buy" as const, "sell" as const, "short" as const, "cover" as const),
    }),
    { maxLength: 60 },
  );
  fc.assert(fc.property(candles, (list) => {
    const desk = createDesk();
    for (const [minute, { price, action }] of list.entries()) {
      work(desk, { minute, price, ...(action === undefined ? {} : { action }) });
      const { equity, realisedPnl, unrealisedPnl } = toAccountView(desk, 10_000);
      assertTrue(Math.abs(10_000 + realisedPnl + unrealisedPnl - equity) < 1e-6);
    }
  }));
});
