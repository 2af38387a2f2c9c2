import { deepStrictEqual, ok as assertTrue, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { HOUR_MS } from "../../src/core/kst.ts";
import type { ExitRules, FillModel } from "../../src/paper/fill_models/fill_model.ts";
import { FILL_MODELS } from "../../src/paper/fill_models/mod.ts";
import { nextOpen } from "../../src/paper/fill_models/next_open.ts";
import { PaperTrader } from "../../src/paper/paper_trader.ts";
import type { Trade } from "../../src/paper/trade.ts";
import { flat, play, readOut, type Row, RULES, type Says, toCandles, toTexts } from "./paper_parts.ts";

Deno.test("fees of both sides leave the money and the profit of the trade", () => {
  const { trades, trader } = play([...flat(100, 2), ...flat(110, 2)], {
    says: { 0: { size: { kind: "units", units: 10 } }, 2: "sell" },
    rules: { feeRate: 0.01 },
  });
  strictEqual(trades[0]?.grossPnl, 100);
  strictEqual(trades[0].fees, 10 + 11);
  strictEqual(trades[0].grossReturnShare, 110 / 100 - 1);
  strictEqual(trades[0].returnShare, 79 / 1_000);
  strictEqual(trader.fees, 21);
  strictEqual(trader.cash, 10_000 + 100 - 21);
});

Deno.test("parts of a position share its entry fee", () => {
  const { trades } = play(flat(100, 4), {
    says: {
      0: { size: { kind: "units", units: 4 } },
      1: { action: "sell", size: { kind: "units", units: 1 } },
    },
    rules: { feeRate: 0.01 },
  });
  deepStrictEqual(trades.map(({ units, fees }) => [units, fees]), [[1, 2], [3, 6]]);
});

Deno.test("market orders lose the slippage on both sides, targets do not", () => {
  const says: Says = { 0: { takeProfitPrice: 110 } };
  const rules = { slippageShare: 0.01 };
  const target = play([...flat(100, 2), [100, 115, 100, 112], ...flat(112, 1)], { says, rules }).trades[0];
  strictEqual(target?.entryPrice, 101);
  strictEqual(target.exitPrice, 110);
  const market = play(flat(100, 4), { says: { 0: "buy", 1: "sell" }, rules }).trades[0];
  strictEqual(market?.exitPrice, 99);
});

Deno.test("prices of market orders lie on the tick, against us", () => {
  const { trades } = play(flat(101.3, 4), { says: { 0: "buy", 1: "sell" }, rules: { tickSize: "0.5" } });
  deepStrictEqual(toTexts(trades), ["long 1@101.5 2@101 signal"]);
});

const REFUSALS = [
  ["too dear", { 0: { size: { kind: "units", units: 101 } } }, {}, { not_enough_money: 1 }],
  ["a short where none may be", { 0: "short" }, { allowShort: false }, { no_shorts: 1 }],
  ["a second one where one is open", { 0: "buy", 1: "buy", 2: "buy" }, {}, { position_open: 2 }],
  ["too small", { 0: "buy" }, { minOrderValue: 500 }, { below_minimum: 1 }],
  ["no size", { 0: { size: { kind: "share", share: NaN } } }, {}, { not_a_size: 1 }],
] as const;

for (const [what, says, rules, refusals] of REFUSALS) {
  Deno.test(`an order that is ${what} is not made and counted`, () => {
    deepStrictEqual(play(flat(100, 5), { says, rules }).trader.refusals, refusals);
  });
}

Deno.test("where shorts are not allowed, advice to go short still closes a long position", () => {
  const { trades, trader } = play(flat(100, 5), {
    says: { 0: "buy", 2: "short" },
    rules: { allowShort: false },
  });
  deepStrictEqual(toTexts(trades), ["long 1@100 3@100 reverse"]);
  deepStrictEqual(trader.refusals, { no_shorts: 1 });
});

Deno.test("several positions may be open, as long as there is money that is not bound", () => {
  const buy = { size: { kind: "units", units: 40 } } as const;
  const { trades, trader } = play(flat(100, 6), {
    says: { 0: buy, 1: buy, 2: buy },
    rules: { mostPositions: 3 },
  });
  strictEqual(trades.length, 2);
  deepStrictEqual(trader.refusals, { not_enough_money: 1 });
});

Deno.test("advice before the end of the warm-up does not count", () => {
  const heard: number[] = [];
  const trader = new PaperTrader({
    adviser: readOut({ 0: "buy", 1: "buy", 2: "buy" }),
    model: nextOpen,
    rules: RULES,
    exits: {},
    interval: "1h",
    warmUpBars: 2,
    onAdvice: (_advice, candle) => heard.push(candle.openTimeMs / HOUR_MS),
  });
  for (const candle of toCandles(flat(100, 4))) trader.onCandle(candle, { isLast: false });
  deepStrictEqual(heard, [2]);
  strictEqual(trader.positions[0]?.entryBar, 3);
});

Deno.test("the strategy sees a bar after the fills of that bar", () => {
  const seen: string[] = [];
  const trader = new PaperTrader({
    adviser: {
      onCandle: ({ candle }) => {
        seen.push(`bar ${candle.openTimeMs / HOUR_MS}`);
        return candle.openTimeMs === 0 ? { action: "buy", confidence: 1, reason: "first" } : undefined;
      },
      onFill: ({ action, price, exitReason }) => seen.push(`${action} ${price} ${exitReason ?? "in"}`),
    },
    model: nextOpen,
    rules: RULES,
    exits: { stopLossShare: 0.05 },
    interval: "1h",
    warmUpBars: 0,
  });
  for (const candle of toCandles([...flat(100, 2), [100, 100, 90, 91]])) {
    trader.onCandle(candle, { isLast: false });
  }
  deepStrictEqual(seen, ["bar 0", "buy 100 in", "bar 1", "sell 95 stop_loss", "bar 2"]);
});

Deno.test("advice from a bar of another interval is filled at the next bar that is traded", () => {
  const trades: Trade[] = [];
  const trader = new PaperTrader({
    adviser: {
      onCandle: ({ interval }) =>
        interval === "4h" ? { action: "buy", confidence: 1, reason: "four hours" } : undefined,
    },
    model: nextOpen,
    rules: RULES,
    exits: {},
    interval: "1h",
    warmUpBars: 0,
    onTrade: (trade) => trades.push(trade),
  });
  const [first, second, third] = toCandles([...flat(100, 1), [104, 105, 103, 104], [106, 107, 105, 106]]);
  assertTrue(first && second && third);
  trader.onCandle(first, { isLast: false });
  trader.onOtherCandle({ interval: "4h", candle: first, isClosed: true });
  trader.onCandle(second, { isLast: false });
  trader.onCandle(third, { isLast: true });
  deepStrictEqual(toTexts(trades), ["long 1@104 2@106 end"]);
});

Deno.test("a short that has lost all the money ends at that close, and nothing is traded any more", () => {
  const { trades, trader } = play([...flat(100, 2), [100, 260, 100, 250], ...flat(250, 4)], {
    says: { 0: { action: "short", size: { kind: "units", units: 100 } }, 3: "buy" },
  });
  deepStrictEqual(toTexts(trades), ["short 1@100 2@250 out_of_money"]);
  strictEqual(trader.cash, -5_000);
  deepStrictEqual(trader.refusals, { not_enough_money: 1 });
});

/** Candles that hold together, whatever advice on them, and an account with every cost. */
const ROWS = fc.array(
  fc.tuple(
    fc.integer({ min: 80, max: 120 }),
    fc.integer({ min: 80, max: 120 }),
    fc.nat(10),
    fc.nat(10),
  ).map(([open, close, up, down]): Row => [
    open,
    Math.max(open, close) + up,
    Math.min(open, close) - down,
    close,
  ]),
  { minLength: 2, maxLength: 40 },
);
const SAYS = fc.array(
  fc.option(
    fc.record({
      action: fc.constantFrom("buy" as const, "sell" as const, "short" as const, "cover" as const),
      size: fc.option(
        fc.record({ kind: fc.constant("units" as const), units: fc.integer({ min: 1, max: 30 }) }),
        {
          nil: undefined,
        },
      ),
    }),
    { nil: undefined },
  ),
  { maxLength: 40 },
).map((list): Says => Object.fromEntries(list.entries().filter(([, word]) => word !== undefined)) as Says);
const EXITS: fc.Arbitrary<ExitRules> = fc.constantFrom<ExitRules>(
  {},
  { stopLossShare: 0.05, takeProfitShare: 0.08 },
  { stopLossShare: 0.1, trailing: { positiveShare: 0.03, offsetShare: 0.05, onlyOffset: true } },
  { roi: [{ afterMs: 0, share: 0.05 }, { afterMs: 3 * HOUR_MS, share: 0.01 }], useExitSignal: false },
);
const MODELS = fc.constantFrom<FillModel>(...FILL_MODELS);
const COSTS = { feeRate: 0.001, slippageShare: 0.0005, mostPositions: 3, tickSize: "0.5" };

Deno.test("money is conserved: when all is closed, the end is the start and the net profits", () => {
  fc.assert(fc.property(ROWS, SAYS, EXITS, MODELS, (rows, says, exits, model) => {
    const { trades, trader, equity, fills } = play(rows, { says, exits, model, rules: COSTS });
    strictEqual(trader.positions.length, 0);
    const net = trades.reduce((sum, { pnl }) => sum + pnl, 0);
    assertTrue(Math.abs(trader.cash - (10_000 + net)) < 1e-6, `${trader.cash} and ${net}`);
    strictEqual(equity.at(-1), trader.cash);
    const paid = fills.reduce((sum, { fee }) => sum + fee, 0);
    assertTrue(Math.abs(trader.fees - paid) < 1e-6);
  }));
});

Deno.test("equity and trades of a bar do not change when later bars do", () => {
  fc.assert(fc.property(ROWS, ROWS, SAYS, EXITS, MODELS, (rows, other, says, exits, model) => {
    const how = { says, exits, model, rules: COSTS };
    // The last candle closes everything, so it is left out of the comparison.
    const before = rows.length - 1;
    const whole = play(rows, how);
    const changed = play([...rows.slice(0, before), ...other], how);
    deepStrictEqual(changed.equity.slice(0, before), whole.equity.slice(0, before));
    const early = (trades: readonly Trade[]) =>
      trades.filter(({ exitBar: exitCandle }) => exitCandle < before);
    deepStrictEqual(early(changed.trades), early(whole.trades));
  }));
});

Deno.test("a run that is saved and restored at any bar makes the same trades", () => {
  fc.assert(fc.property(ROWS, SAYS, EXITS, MODELS, fc.nat(39), (rows, says, exits, model, cut) => {
    const trades: Trade[] = [];
    const create = () =>
      new PaperTrader({
        adviser: readOut(says),
        model,
        rules: { ...RULES, ...COSTS },
        exits,
        interval: "1h",
        warmUpBars: 1,
        onTrade: (trade) => trades.push(trade),
      });
    let trader = create();
    for (const [i, candle] of toCandles(rows).entries()) {
      if (i === cut) {
        const state = JSON.parse(JSON.stringify(trader.save()));
        trader = create();
        trader.restore(state);
      }
      trader.onCandle(candle, { isLast: i === rows.length - 1 });
    }
    const whole = play(rows, { says, exits, model, rules: COSTS, warmUpBars: 1 });
    deepStrictEqual(trades, whole.trades);
    strictEqual(trader.cash, whole.trader.cash);
    deepStrictEqual(trader.refusals, whole.trader.refusals);
  }));
});
