import { deepStrictEqual, ok as assertTrue, strictEqual } from "node:assert/strict";
import { HOUR_MS } from "../../../src/core/kst.ts";
import { FILL_MODELS } from "../../../src/paper/fill_models/mod.ts";
import { nextOpen } from "../../../src/paper/fill_models/next_open.ts";
import { flat, type Play, play, type Row, toTexts } from "../paper_parts.ts";

const CALM: Row = [100, 101, 99, 100];

/** Each case: what happens, in which candles, and the trades that come of it. */
interface Case {
  readonly name: string;
  readonly rows: readonly Row[];
  readonly how: Play;
  readonly trades: readonly string[];
}

const CASES: readonly Case[] = [
  {
    name: "advice of a bar is filled at the open of the next one",
    rows: [CALM, [103, 104, 102, 103], CALM, [107, 108, 106, 107], CALM],
    how: { says: { 0: "buy", 2: "sell" } },
    trades: ["long 1@103 3@107 signal"],
  },
  {
    name: "a reverse closes and opens at the same open",
    rows: [CALM, [103, 104, 102, 103], CALM, [107, 108, 106, 107], [95, 96, 94, 95], CALM],
    how: { says: { 0: "buy", 2: "short", 3: "cover" } },
    trades: ["long 1@103 3@107 reverse", "short 3@107 4@95 signal"],
  },
  {
    name: "a stop is a distance from the close of the bar that spoke, not from the entry",
    rows: [CALM, [104, 105, 103, 104], [104, 104, 90, 91], CALM],
    how: { says: { 0: "buy" }, exits: { stopLossShare: 0.05 } },
    trades: ["long 1@104 2@95 stop_loss"],
  },
  {
    name: "a stop is hit in the bar of the entry",
    rows: [CALM, [100, 101, 94, 96], CALM],
    how: { says: { 0: "buy" }, exits: { stopLossShare: 0.05 } },
    trades: ["long 1@100 1@95 stop_loss"],
  },
  {
    name: "a stop is hit when the low only touches it",
    rows: [CALM, CALM, [100, 101, 95, 96], CALM],
    how: { says: { 0: "buy" }, exits: { stopLossShare: 0.05 } },
    trades: ["long 1@100 2@95 stop_loss"],
  },
  {
    name: "a stop that the open jumped over is filled at the open",
    rows: [CALM, CALM, [91, 92, 90, 91], CALM],
    how: { says: { 0: "buy" }, exits: { stopLossShare: 0.05 } },
    trades: ["long 1@100 2@91 stop_loss"],
  },
  {
    name: "an entry below its own stop is out again at the same open",
    rows: [CALM, [93, 96, 92, 94], CALM],
    how: { says: { 0: "buy" }, exits: { stopLossShare: 0.05 } },
    trades: ["long 1@93 1@93 stop_loss"],
  },
  {
    name: "a target is filled at its price",
    rows: [CALM, CALM, [100, 112, 99, 111], CALM],
    how: { says: { 0: "buy" }, exits: { takeProfitShare: 0.1 } },
    trades: [`long 1@100 2@${100 * 1.1} take_profit`],
  },
  {
    name: "a target that the open jumped over is filled at the open",
    rows: [CALM, CALM, [115, 116, 114, 115], CALM],
    how: { says: { 0: "buy" }, exits: { takeProfitShare: 0.1 } },
    trades: ["long 1@100 2@115 take_profit"],
  },
  {
    name: "a target is hit in the bar of the entry",
    rows: [CALM, [100, 112, 99, 111], CALM],
    how: { says: { 0: { takeProfitPrice: 108 } } },
    trades: ["long 1@100 1@108 take_profit"],
  },
  {
    name: "a bar that spans both hits the stop",
    rows: [CALM, CALM, [100, 120, 80, 100], CALM],
    how: { says: { 0: "buy" }, exits: { stopLossShare: 0.05, takeProfitShare: 0.1 } },
    trades: ["long 1@100 2@95 stop_loss"],
  },
  {
    name: "advice to close is filled at the open, before stop and target of that bar",
    rows: [CALM, CALM, CALM, [102, 120, 80, 100], CALM],
    how: { says: { 0: "buy", 2: "sell" }, exits: { stopLossShare: 0.05, takeProfitShare: 0.1 } },
    trades: ["long 1@100 3@102 signal"],
  },
  {
    name: "a short's stop lies above and fills at the worse of stop and open",
    rows: [CALM, CALM, [104, 106, 103, 105], CALM, CALM, [109, 110, 108, 109], CALM],
    how: { says: { 0: "short", 3: "short" }, exits: { stopLossShare: 0.05 } },
    trades: ["short 1@100 2@105 stop_loss", "short 4@100 5@109 stop_loss"],
  },
  {
    name: "a short's target lies below and fills at the better of target and open",
    rows: [CALM, CALM, [96, 97, 89, 90], CALM, CALM, [85, 86, 84, 85], CALM],
    how: { says: { 0: "short", 3: "short" }, exits: { takeProfitShare: 0.1 } },
    trades: ["short 1@100 2@90 take_profit", "short 4@100 5@85 take_profit"],
  },
  {
    name: "a short's bar that spans both hits the stop",
    rows: [CALM, CALM, [100, 120, 80, 100], CALM],
    how: { says: { 0: "short" }, exits: { stopLossShare: 0.05, takeProfitShare: 0.1 } },
    trades: ["short 1@100 2@105 stop_loss"],
  },
  {
    name: "prices in the advice go before the account's distances",
    rows: [CALM, CALM, [100, 101, 96, 97], CALM],
    how: { says: { 0: { stopPrice: 97 } }, exits: { stopLossShare: 0.05 } },
    trades: ["long 1@100 2@97 stop_loss"],
  },
  {
    name: "what is open at the end is closed at the open of the last bar",
    rows: [CALM, CALM, [105, 109, 104, 108]],
    how: { says: { 0: "buy" } },
    trades: ["long 1@100 2@105 end"],
  },
  {
    name: "an entry that falls on the last bar is closed at the same price",
    rows: [CALM, CALM, [105, 109, 104, 108]],
    how: { says: { 1: "buy" } },
    trades: ["long 2@105 2@105 end"],
  },
  {
    name: "advice on the last bar is never filled",
    rows: [CALM, CALM],
    how: { says: { 1: "buy" } },
    trades: [],
  },
  {
    name: "on the last bar a stop goes before the end",
    rows: [CALM, CALM, [100, 101, 90, 91]],
    how: { says: { 0: "buy" }, exits: { stopLossShare: 0.05 } },
    trades: ["long 1@100 2@95 stop_loss"],
  },
  {
    name: "without exits by signal only a reverse and prices close",
    rows: [CALM, CALM, CALM, CALM, [102, 103, 101, 102], CALM, CALM],
    how: { says: { 0: "buy", 2: "sell", 3: "short", 4: "cover" }, exits: { useExitSignal: false } },
    trades: ["long 1@100 4@102 reverse", "short 4@102 6@100 end"],
  },
  {
    name: "a melting target is the step that has begun when the bar opens",
    rows: [CALM, [100, 104, 99, 100], [100, 104, 99, 100], [100, 104, 99, 100], CALM],
    how: {
      says: { 0: "buy" },
      exits: { roi: [{ afterMs: 0, share: 0.1 }, { afterMs: 2 * HOUR_MS, share: 0.03 }] },
    },
    trades: ["long 1@100 3@103 roi"],
  },
  {
    name: "a step of -1 leaves at the open whatever the price is",
    rows: [CALM, CALM, [98, 99, 97, 98], [96, 97, 95, 96], CALM],
    how: { says: { 0: "buy" }, exits: { roi: [{ afterMs: 2 * HOUR_MS, share: -1 }] } },
    trades: ["long 1@100 3@96 roi"],
  },
  {
    name: "a short's melting target lies below the entry",
    rows: [CALM, CALM, [100, 101, 96, 97], CALM],
    how: { says: { 0: "short" }, exits: { roi: [{ afterMs: 0, share: 0.03 }] } },
    trades: ["short 1@100 2@97 roi"],
  },
  {
    name: "a trailing stop follows the best price from the next bar on",
    rows: [CALM, [100, 120, 100, 119], [119, 120, 107, 110], CALM],
    how: {
      says: { 0: "buy" },
      exits: { trailing: { distanceShare: 0.1, offsetShare: 0, onlyOffset: false } },
    },
    trades: ["long 1@100 2@108 trailing_stop"],
  },
  {
    name: "a trailing stop never goes back",
    rows: [CALM, [100, 120, 100, 119], [119, 119, 110, 112], [112, 113, 107, 108], CALM],
    how: {
      says: { 0: "buy" },
      exits: { trailing: { distanceShare: 0.1, offsetShare: 0, onlyOffset: false } },
    },
    trades: ["long 1@100 3@108 trailing_stop"],
  },
  {
    name: "a trailing stop comes closer once the offset is passed",
    rows: [CALM, [100, 120, 100, 119], [119, 120, 113, 114], CALM],
    how: {
      says: { 0: "buy" },
      exits: { stopLossShare: 0.1, trailing: { positiveShare: 0.05, offsetShare: 0.1, onlyOffset: false } },
    },
    trades: ["long 1@100 2@114 trailing_stop"],
  },
  {
    name: "with onlyOffset nothing trails before the offset is reached",
    rows: [CALM, [100, 109, 100, 108], [108, 109, 91, 92], [92, 93, 89, 90], CALM],
    how: {
      says: { 0: "buy" },
      exits: { stopLossShare: 0.1, trailing: { positiveShare: 0.05, offsetShare: 0.1, onlyOffset: true } },
    },
    trades: ["long 1@100 3@90 stop_loss"],
  },
  {
    name: "a short's trailing stop follows the lowest price",
    rows: [CALM, [100, 100, 80, 81], [81, 89, 80, 88], CALM],
    how: {
      says: { 0: "short" },
      exits: { trailing: { distanceShare: 0.1, offsetShare: 0, onlyOffset: false } },
    },
    trades: ["short 1@100 2@88 trailing_stop"],
  },
];

for (const { name, rows, how, trades } of CASES) {
  Deno.test(`next_open: ${name}`, () => {
    deepStrictEqual(toTexts(play(rows, how).trades), trades);
  });
}

Deno.test("next_open sells parts from the oldest position first", () => {
  const rows: readonly Row[] = [CALM, CALM, [110, 111, 109, 110], [120, 121, 119, 120], ...flat(120, 2)];
  const { trades, trader } = play(rows, {
    says: {
      0: { size: { kind: "units", units: 3 } },
      1: { size: { kind: "units", units: 2 } },
      2: { action: "sell", size: { kind: "units", units: 4 } },
    },
    rules: { mostPositions: 5 },
  });
  deepStrictEqual(trades.map(({ units, entryPrice, exitReason }) => [units, entryPrice, exitReason]), [
    [3, 100, "signal"],
    [1, 110, "signal"],
    [1, 110, "end"],
  ]);
  strictEqual(trader.cash, 10_000 + 3 * 20 + 10 + 10);
});

Deno.test("next_open keeps a stop for each of several positions", () => {
  const rows: readonly Row[] = [CALM, CALM, [100, 100, 94, 95], [95, 96, 89, 90], CALM];
  const { trades } = play(rows, {
    says: { 0: { stopPrice: 95 }, 1: { stopPrice: 90 } },
    rules: { mostPositions: 5 },
  });
  deepStrictEqual(toTexts(trades), ["long 1@100 2@95 stop_loss", "long 2@100 3@90 stop_loss"]);
});

Deno.test("a share of the units held is closed in whole lots, a value at the price of the open", () => {
  const rows = flat(100, 6);
  const sold = (size: { kind: "share"; share: number } | { kind: "value"; value: number }) =>
    play(rows, {
      says: { 0: { size: { kind: "units", units: 5 } }, 2: { action: "sell", size } },
    }).trades.map(({ units }) => units);
  deepStrictEqual(sold({ kind: "share", share: 0.5 }), [2, 3]);
  deepStrictEqual(sold({ kind: "share", share: 1 }), [5]);
  deepStrictEqual(sold({ kind: "value", value: 399 }), [3, 2]);
  deepStrictEqual(sold({ kind: "value", value: 10 }), [5], "less than a lot closes nothing until the end");
});

Deno.test("every fill model has rules in words and an id of its own, the default first", () => {
  strictEqual(FILL_MODELS[0], nextOpen);
  strictEqual(new Set(FILL_MODELS.map(({ id }) => id)).size, FILL_MODELS.length);
  for (const { id, rules } of FILL_MODELS) {
    assertTrue(/^[a-z_]+$/.test(id));
    assertTrue(rules.length > 3 && rules.every((rule) => rule.endsWith(".")), id);
  }
});

Deno.test("a target between two ticks is filled at the tick that is worse for us, of longs and of shorts", () => {
  const how = { rules: { tickSize: "1" }, exits: { takeProfitShare: 0.034 } };
  const up = play([CALM, CALM, [100, 110, 99, 105], CALM], { ...how, says: { 0: "buy" } });
  deepStrictEqual(toTexts(up.trades), ["long 1@100 2@103 take_profit"]);
  const down = play([CALM, CALM, [100, 101, 90, 95], CALM], { ...how, says: { 0: "short" } });
  deepStrictEqual(toTexts(down.trades), ["short 1@100 2@97 take_profit"]);
});
