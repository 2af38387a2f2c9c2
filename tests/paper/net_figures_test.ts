import { deepStrictEqual, ok as assertTrue, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { FILL_MODELS } from "../../src/paper/fill_models/mod.ts";
import { flat, play, type Row, type Says } from "./paper_parts.ts";

/** Up, down, up again: two longs with a close in between, a reversal into a short. */
const ROWS: readonly Row[] = [
  ...flat(100, 2),
  ...flat(110, 2),
  ...flat(104, 2),
  ...flat(90, 2),
];
const TURN: Says = { 0: "buy", 2: "short", 5: "cover" };

Deno.test("a trade's profit and return are after the fees of both sides, gross stands under its own name", () => {
  const { trades: [trade], trader } = play(ROWS, {
    says: { 0: "buy", 1: "sell" },
    rules: { feeRate: 0.01 },
  });
  deepStrictEqual(
    [trade?.grossPnl, trade?.fees, trade?.pnl, trade?.returnShare],
    [10, 2.1, 7.9, 0.079],
  );
  strictEqual(trade?.grossReturnShare, 110 / 100 - 1);
  strictEqual(trader.cash, 10_007.9);
});

Deno.test("a reversal pays the fee of each of its two trades once", () => {
  const { trades, fills, trader } = play(ROWS, { says: TURN, rules: { feeRate: 0.001 } });
  deepStrictEqual(trades.map(({ side, exitReason }) => [side, exitReason]), [
    ["long", "reverse"],
    ["short", "signal"],
  ]);
  const paid = fills.reduce((sum, { fee }) => sum + fee, 0);
  const fees = trades.reduce((sum, trade) => sum + trade.fees, 0);
  assertTrue(Math.abs(paid - fees) < 1e-12 && Math.abs(trader.fees - fees) < 1e-12);
});

Deno.test("slippage lies in the prices, so that gross and net both are after it", () => {
  const { trades: [trade] } = play(flat(100, 4), {
    says: { 0: "buy", 1: "sell" },
    rules: { slippageShare: 0.01 },
  });
  deepStrictEqual([trade?.entryPrice, trade?.exitPrice], [101, 99]);
  deepStrictEqual([trade?.pnl, trade?.grossPnl], [-2, -2]);
});

Deno.test("a trade that only just pays its fees is worth 0, not what rounding leaves", () => {
  for (const units of [1, 3, 7, 11, 0.7]) {
    // 999 x 1.001 = 999.999 = 1,001 x 0.999
    const { trades: [trade] } = play([...flat(999, 2), ...flat(1_001, 2)], {
      says: { 0: "buy", 1: "sell" },
      rules: {
        feeRate: 0.001,
        lotSize: "0.1",
        startCash: 1e6,
        defaultSize: { kind: "units", units },
      },
    });
    deepStrictEqual([trade?.pnl, trade?.returnShare], [0, 0], `${units}`);
  }
});

const CANDLES = fc.array(
  fc.tuple(fc.integer({ min: 80, max: 120 }), fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 9 }))
    .map(([open, up, down]): Row => [open, open + up, open - down, open + up - Math.min(up, down)]),
  { minLength: 2, maxLength: 40 },
);
const SAYS = fc.array(
  fc.option(
    fc.record({
      action: fc.constantFrom("buy" as const, "sell" as const, "short" as const, "cover" as const),
      size: fc.option(
        fc.record({
          kind: fc.constant("units" as const),
          units: fc.double({ min: 0.1, max: 30, noNaN: true }),
        }),
        { nil: undefined },
      ),
    }),
    { nil: undefined },
  ),
  { maxLength: 40 },
).map((list): Says => Object.fromEntries(list.entries().filter(([, word]) => word !== undefined)) as Says);
const MODELS = fc.constantFrom(...FILL_MODELS);
const COSTS = fc.record({
  feeRate: fc.constantFrom(0, 0.0005, 0.01),
  slippageShare: fc.constantFrom(0, 0.0005, 0.01),
  mostPositions: fc.constantFrom(1, 3),
  lotSize: fc.constantFrom("1", "0.001"),
  tickSize: fc.constantFrom(undefined, "0.5"),
});

Deno.test("start money, net profits and what is open after the fees of its entry are the equity", () => {
  fc.assert(fc.property(CANDLES, SAYS, COSTS, MODELS, fc.boolean(), (rows, says, rules, model, keepsOpen) => {
    const { trades, trader, equity } = play(rows, { says, rules, model, keepsOpen });
    const price = rows.at(-1)?.[3] ?? NaN;
    const closed = trades.reduce((sum, { pnl }) => sum + pnl, 0);
    const open = trader.positions.reduce((sum, { side, units, entryPrice, entryFee }) => {
      const gain = (price - entryPrice) * (side === "long" ? 1 : -1);
      return sum + units * gain - entryFee;
    }, 0);
    if (!keepsOpen) strictEqual(open, 0);
    assertTrue(Math.abs(10_000 + closed + open - (equity.at(-1) ?? NaN)) < 1e-6);
  }));
});

Deno.test("without fees net is gross to the last bit, and with them never more", () => {
  fc.assert(fc.property(CANDLES, SAYS, COSTS, MODELS, (rows, says, rules, model) => {
    for (const trade of play(rows, { says, rules, model }).trades) {
      const { pnl, grossPnl, returnShare, grossReturnShare } = trade;
      if (rules.feeRate === 0) deepStrictEqual([pnl, returnShare], [grossPnl, grossReturnShare]);
      else assertTrue(pnl < grossPnl && returnShare < grossReturnShare, JSON.stringify(trade));
      assertTrue(Math.sign(pnl) === Math.sign(returnShare));
    }
  }));
});
