/** What happens when a price is met exactly, and on which side of it the fees put a profit. */
import { deepStrictEqual, strictEqual, throws } from "node:assert/strict";
import { freqtrade } from "../../../src/paper/fill_models/freqtrade.ts";
import { exitRulesOfFreqtrade } from "../../../src/paper/fill_models/freqtrade_params.ts";
import { nextOpen } from "../../../src/paper/fill_models/next_open.ts";
import { type Play, play, type Row, toTexts } from "../paper_parts.ts";

const CALM: Row = [100, 101, 99, 100];

const texts = (rows: readonly Row[], how: Play) => toTexts(play(rows, how).trades);

for (const model of [nextOpen, freqtrade]) {
  Deno.test(`${model.id}: a target price that is only touched is hit, of a long by the high, of a short by the low`, () => {
    const long: Play = { model, says: { 0: { action: "buy", takeProfitPrice: 110 } } };
    deepStrictEqual(texts([CALM, CALM, [105, 110, 104, 106], CALM], long), ["long 1@100 2@110 take_profit"]);
    const short: Play = { model, says: { 0: { action: "short", takeProfitPrice: 90 } } };
    deepStrictEqual(texts([CALM, CALM, [95, 96, 90, 94], CALM], short), ["short 1@100 2@90 take_profit"]);
  });

  Deno.test(`${model.id}: a stop price that is only touched is hit, of a long by the low, of a short by the high`, () => {
    const long: Play = { model, says: { 0: { action: "buy", stopPrice: 90 } } };
    deepStrictEqual(texts([CALM, CALM, [95, 96, 90, 94], CALM], long), ["long 1@100 2@90 stop_loss"]);
    const short: Play = { model, says: { 0: { action: "short", stopPrice: 110 } } };
    deepStrictEqual(texts([CALM, CALM, [105, 110, 104, 106], CALM], short), ["short 1@100 2@110 stop_loss"]);
  });

  Deno.test(`${model.id}: with onlyOffset a stop trails from the gain that is exactly the offset`, () => {
    const trailing = { offsetShare: 0.25, onlyOffset: true };
    const rows: readonly Row[] = [CALM, CALM, [115, 125, 113, 124], [124, 124, 110, 111], CALM];
    deepStrictEqual(texts(rows, { model, says: { 0: "buy" }, exits: { stopLossShare: 0.1, trailing } }), [
      "long 1@100 3@112.5 trailing_stop",
    ]);
  });
}

Deno.test("next_open: at exactly the offset the distance is still the usual one", () => {
  const trailing = { positiveShare: 0.02, offsetShare: 0.25, onlyOffset: false };
  const rows: readonly Row[] = [CALM, [100, 125, 100, 124], [124, 124, 110, 111], CALM];
  deepStrictEqual(texts(rows, { says: { 0: "buy" }, exits: { stopLossShare: 0.1, trailing } }), [
    "long 1@100 2@112.5 trailing_stop",
  ]);
});

Deno.test("next_open: a melting target that is only touched is hit, of a long and of a short", () => {
  const exits = { roi: [{ afterMs: 0, share: 0.25 }] };
  deepStrictEqual(texts([CALM, CALM, [105, 125, 104, 106], CALM], { says: { 0: "buy" }, exits }), [
    "long 1@100 2@125 roi",
  ]);
  deepStrictEqual(texts([CALM, CALM, [95, 96, 75, 94], CALM], { says: { 0: "short" }, exits }), [
    "short 1@100 2@75 roi",
  ]);
});

Deno.test("freqtrade: the fees of both sides decide whether the best price of a bar reaches a step", () => {
  const reasonAt = (side: "buy" | "short", share: number) => {
    const best: Row = side === "buy" ? [100, 104, 99, 100] : [100, 101, 96, 100];
    const exits = { roi: [{ afterMs: 0, share }] };
    const { trades } = play([CALM, CALM, best, CALM], {
      model: freqtrade,
      says: { 0: side },
      rules: { feeRate: 0.01 },
      exits,
    });
    return trades.map(({ exitReason }) => exitReason);
  };
  // 104 * 0.99 / (100 * 1.01) is a gain of 1.94 %.
  deepStrictEqual([reasonAt("buy", 0.0193), reasonAt("buy", 0.0195)], [["roi"], ["end"]]);
  // 96 * 1.01 / (100 * 0.99) is a gain of 2.06 %.
  deepStrictEqual([reasonAt("short", 0.0205), reasonAt("short", 0.0207)], [["roi"], ["end"]]);
});

Deno.test("next_open: a stop that a trailing one would not bring closer stays what it was, a plain stop", () => {
  const exits = { trailing: { distanceShare: 0.25, offsetShare: 0, onlyOffset: false } };
  const long: Play = { says: { 0: { action: "buy", stopPrice: 75 } }, exits };
  deepStrictEqual(texts([CALM, [100, 100, 99, 100], [80, 81, 70, 75], CALM], long), [
    "long 1@100 2@75 stop_loss",
  ]);
  const short: Play = { says: { 0: { action: "short", stopPrice: 125 } }, exits };
  deepStrictEqual(texts([CALM, [100, 101, 100, 100], [120, 130, 119, 125], CALM], short), [
    "short 1@100 2@125 stop_loss",
  ]);
});

Deno.test("freqtrade's stop may lose everything and not more", () => {
  strictEqual(exitRulesOfFreqtrade({ stop_loss: -1 }).stopLossShare, 1);
  throws(() => exitRulesOfFreqtrade({ stop_loss: -1.001 }), /stop_loss must be from -1 to below 0/);
  throws(() => exitRulesOfFreqtrade({ stop_loss: 0 }), /stop_loss must be from -1 to below 0/);
});
