/** A stop above the price of what is bought ends it as it begins: such an order is not made, and counted. */
import { deepStrictEqual } from "node:assert/strict";
import type { Advice } from "../../src/core/advice.ts";
import { freqtrade } from "../../src/paper/fill_models/freqtrade.ts";
import { nextOpen } from "../../src/paper/fill_models/next_open.ts";
import { flat, play, type Row, toTexts } from "./paper_parts.ts";

const WRONG: readonly Partial<Advice>[] = [
  { stopPrice: 110 },
  { stopPrice: 100 },
  { takeProfitPrice: 90 },
  { action: "short", stopPrice: 90 },
  { action: "short", takeProfitPrice: 110 },
];

for (const model of [nextOpen, freqtrade]) {
  Deno.test(`${model.id} makes no order whose stop or target lies on the wrong side of the price`, () => {
    for (const advice of WRONG) {
      const { trades, trader } = play(flat(100, 4), { says: { 0: advice }, model });
      deepStrictEqual([trades, trader.refusals], [[], { wrong_side: 1 }], JSON.stringify(advice));
    }
  });
}

Deno.test("a stop on its right side that the market jumps over is an order, and ends at the open", () => {
  const rows: readonly Row[] = [[100, 100, 100, 100], [90, 91, 89, 90], [90, 90, 90, 90]];
  const { trades, trader } = play(rows, { says: { 0: { stopPrice: 95 } } });
  deepStrictEqual([toTexts(trades), trader.refusals], [["long 1@90 1@90 stop_loss"], {}]);
});

Deno.test("advice to reverse with a stop on the wrong side closes what is open and opens nothing", () => {
  const says = { 0: "buy", 2: { action: "short", stopPrice: 90 } } as const;
  const { trades, trader } = play(flat(100, 6), { says });
  deepStrictEqual([toTexts(trades), trader.refusals], [["long 1@100 3@100 reverse"], { wrong_side: 1 }]);
});
