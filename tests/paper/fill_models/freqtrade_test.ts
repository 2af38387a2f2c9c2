import { deepStrictEqual, ok as assertTrue, strictEqual } from "node:assert/strict";
import { HOUR_MS, MINUTE_MS } from "../../../src/core/kst.ts";
import { freqtrade } from "../../../src/paper/fill_models/freqtrade.ts";
import { flat, type Play, play, type Row, toTexts } from "../paper_parts.ts";

const CALM: Row = [1000, 1005, 995, 1000];

interface Case {
  readonly name: string;
  readonly rows: readonly Row[];
  readonly how: Play;
  readonly trades: readonly string[];
}

const trailing = (positiveShare: number, offsetShare: number, onlyOffset: boolean) => ({
  positiveShare,
  offsetShare,
  onlyOffset,
});

const CASES: readonly Case[] = [
  {
    name: "an exit signal leaves at the next open, before a stop that this bar reaches",
    rows: [CALM, CALM, CALM, [1010, 1011, 900, 950], CALM],
    how: { says: { 0: "buy", 2: "sell" }, exits: { stopLossShare: 0.01 } },
    trades: ["long 1@1000 3@1010 signal"],
  },
  {
    name: "a stop reached in the bar of the exit signal comes first",
    rows: [CALM, CALM, [1000, 1005, 980, 1000], CALM, CALM],
    how: { says: { 0: "buy", 2: "sell" }, exits: { stopLossShare: 0.01 } },
    trades: ["long 1@1000 2@990 stop_loss"],
  },
  {
    name: "exits by signal can be switched off",
    rows: [CALM, CALM, CALM, CALM, [1002, 1003, 1001, 1002]],
    how: { says: { 0: "buy", 2: "sell" }, exits: { useExitSignal: false } },
    trades: ["long 1@1000 4@1002 end"],
  },
  {
    name: "the stop is a share of the entry price and is hit in the bar of the entry",
    rows: [CALM, [1020, 1021, 960, 970], CALM],
    how: { says: { 0: "buy" }, exits: { stopLossShare: 0.05 } },
    trades: ["long 1@1020 1@969 stop_loss"],
  },
  {
    name: "a bar that lies whole below the stop fills at its open",
    rows: [CALM, CALM, [900, 910, 890, 900], CALM],
    how: { says: { 0: "buy" }, exits: { stopLossShare: 0.05 } },
    trades: ["long 1@1000 2@900 stop_loss"],
  },
  {
    name: "a bar that opens below the stop and rises above it fills at the stop",
    rows: [CALM, CALM, [900, 960, 890, 900], CALM],
    how: { says: { 0: "buy" }, exits: { stopLossShare: 0.05 } },
    trades: ["long 1@1000 2@950 stop_loss"],
  },
  {
    name: "a fixed stop goes before the target of the same bar",
    rows: [CALM, CALM, [1000, 1100, 940, 1000], CALM],
    how: { says: { 0: "buy" }, exits: { stopLossShare: 0.05, roi: [{ afterMs: 0, share: 0.03 }] } },
    trades: ["long 1@1000 2@950 stop_loss"],
  },
  {
    name: "a target that is only touched is not reached",
    rows: [CALM, CALM, [1000, 1030, 995, 1000], [1000, 1031, 995, 1000], CALM],
    how: { says: { 0: "buy" }, exits: { roi: [{ afterMs: 0, share: 0.03 }] } },
    trades: ["long 1@1000 3@1030 roi"],
  },
  {
    name: "a target below the whole bar is filled at its low",
    rows: [CALM, CALM, [1050, 1060, 1040, 1050], CALM],
    how: { says: { 0: "buy" }, exits: { roi: [{ afterMs: 0, share: 0.03 }] } },
    trades: ["long 1@1000 2@1040 roi"],
  },
  {
    name: "a step that begins with the bar fills at an open that is above it",
    rows: [CALM, CALM, CALM, [1050, 1060, 990, 1000], CALM],
    how: {
      says: { 0: "buy" },
      exits: { roi: [{ afterMs: 0, share: 0.1 }, { afterMs: 2 * HOUR_MS, share: 0.01 }] },
    },
    trades: ["long 1@1000 3@1050 roi"],
  },
  {
    name: "a step that begins between two bars fills at its price",
    rows: [CALM, CALM, CALM, [1050, 1060, 990, 1000], CALM],
    how: {
      says: { 0: "buy" },
      exits: { roi: [{ afterMs: 0, share: 0.1 }, { afterMs: 119 * MINUTE_MS, share: 0.01 }] },
    },
    trades: ["long 1@1000 3@1010 roi"],
  },
  {
    name: "-1 at a step on a bar's beginning leaves at the open",
    rows: [CALM, CALM, CALM, [980, 990, 970, 980], CALM],
    how: { says: { 0: "buy" }, exits: { roi: [{ afterMs: 2 * HOUR_MS, share: -1 }] } },
    trades: ["long 1@1000 3@980 roi"],
  },
  {
    name: "-1 at a step between two bars leaves at the low",
    rows: [CALM, CALM, CALM, [980, 990, 970, 980], CALM],
    how: { says: { 0: "buy" }, exits: { roi: [{ afterMs: 65 * MINUTE_MS, share: -1 }] } },
    trades: ["long 1@1000 3@970 roi"],
  },
  {
    name: "the trailing stop is raised by the high of a bar and can be hit in it",
    rows: [CALM, CALM, [1000, 1050, 900, 950], CALM],
    how: { says: { 0: "buy" }, exits: { stopLossShare: 0.11, trailing: trailing(0.1, 0.02, true) } },
    trades: ["long 1@1000 2@945 trailing_stop"],
  },
  {
    name: "a bar that reaches the present stop does not raise it first",
    rows: [CALM, CALM, [1000, 1090, 940, 950], CALM],
    how: { says: { 0: "buy" }, exits: { stopLossShare: 0.05, trailing: trailing(0.02, 0.08, true) } },
    trades: ["long 1@1000 2@950 stop_loss"],
  },
  {
    name: "before the offset is passed the trailing distance is the stop's",
    rows: [CALM, [1000, 1040, 1000, 1040], [1030, 1035, 930, 940], CALM],
    how: { says: { 0: "buy" }, exits: { stopLossShare: 0.1, trailing: trailing(0.02, 0.05, false) } },
    trades: ["long 1@1000 2@936 trailing_stop"],
  },
  {
    name: "after the offset it is the closer one",
    rows: [CALM, [1000, 1100, 1090, 1100], [1090, 1095, 1000, 1040], CALM],
    how: { says: { 0: "buy" }, exits: { stopLossShare: 0.2, trailing: trailing(0.05, 0.05, false) } },
    trades: ["long 1@1000 2@1045 trailing_stop"],
  },
  {
    name: "with only_offset nothing trails before the offset",
    rows: [CALM, [1000, 1040, 1000, 1040], [1030, 1035, 890, 940], CALM],
    how: { says: { 0: "buy" }, exits: { stopLossShare: 0.1, trailing: trailing(0.02, 0.05, true) } },
    trades: ["long 1@1000 2@900 stop_loss"],
  },
  {
    name: "a target goes before a raised stop of the same bar",
    rows: [CALM, CALM, [1000, 1060, 940, 1000], CALM],
    how: {
      says: { 0: "buy" },
      exits: { stopLossShare: 0.1, roi: [{ afterMs: 0, share: 0.04 }], trailing: trailing(0.03, 0.05, true) },
    },
    trades: ["long 1@1000 2@1040 roi"],
  },
  {
    name: "a raised stop above the whole next bar fills at the open",
    rows: [CALM, [1000, 1100, 1080, 1100], [950, 1000, 940, 950], CALM],
    how: { says: { 0: "buy" }, exits: { stopLossShare: 0.2, trailing: trailing(0.05, 0.05, true) } },
    trades: ["long 1@1000 2@950 trailing_stop"],
  },
  {
    name: "armed and hit in the bar of the entry, it fills at the offset less the distance",
    rows: [CALM, [1000, 1100, 980, 980], CALM],
    how: { says: { 0: "buy" }, exits: { stopLossShare: 0.1, trailing: trailing(0.01, 0.03, true) } },
    trades: ["long 1@1000 1@1020 trailing_stop"],
  },
  {
    name: "hit in the bar of the entry without only_offset, it fills a distance below the open",
    rows: [CALM, [1000, 1100, 980, 980], CALM],
    how: { says: { 0: "buy" }, exits: { stopLossShare: 0.1, trailing: trailing(0.01, 0, false) } },
    trades: ["long 1@1000 1@990 trailing_stop"],
  },
  {
    name: "in the bar of the entry it never fills below the low",
    rows: [CALM, [1000, 1100, 995, 1000], CALM],
    how: { says: { 0: "buy" }, exits: { stopLossShare: 0.1, trailing: trailing(0.01, 0, false) } },
    trades: ["long 1@1000 1@995 trailing_stop"],
  },
  {
    name: "there is no entry while a position is open, not even in the bar in which it ends",
    rows: [CALM, CALM, [1000, 1001, 940, 945], CALM, CALM],
    how: { says: { 0: "buy", 1: "buy" }, exits: { stopLossShare: 0.05 } },
    trades: ["long 1@1000 2@950 stop_loss"],
  },
  {
    name: "a bar after the exit can enter anew",
    rows: [CALM, [1000, 1050, 995, 1000], CALM, CALM],
    how: { says: { 0: "buy", 1: "buy" }, exits: { roi: [{ afterMs: 0, share: 0.01 }] } },
    trades: ["long 1@1000 1@1010 roi", "long 2@1000 3@1000 end"],
  },
  {
    name: "there is no entry on the last bar",
    rows: [CALM, CALM],
    how: { says: { 0: "buy" } },
    trades: [],
  },
  {
    name: "what is open at the end leaves at the open of the last bar",
    rows: [CALM, CALM, [1007, 1010, 1000, 1003]],
    how: { says: { 0: "buy" } },
    trades: ["long 1@1000 2@1007 end"],
  },
  {
    name: "a short's stop lies above, its target below",
    rows: [CALM, CALM, [1000, 1060, 1000, 1050], CALM, CALM, [1000, 1000, 960, 970], CALM],
    how: {
      says: { 0: "short", 3: "short" },
      exits: { stopLossShare: 0.05, roi: [{ afterMs: 0, share: 0.03 }] },
    },
    trades: ["short 1@1000 2@1050 stop_loss", "short 4@1000 5@970 roi"],
  },
  {
    name: "a short's trailing stop follows the low",
    rows: [CALM, CALM, [920, 930, 900, 905], [905, 960, 900, 950], CALM],
    how: { says: { 0: "short" }, exits: { stopLossShare: 0.2, trailing: trailing(0.05, 0.05, true) } },
    trades: ["short 1@1000 3@945 trailing_stop"],
  },
  {
    name: "a short is closed by cover and not by buy",
    rows: [CALM, CALM, CALM, CALM, [990, 991, 989, 990], CALM],
    how: { says: { 0: "short", 1: "buy", 3: "cover" } },
    trades: ["short 1@1000 4@990 signal"],
  },
  {
    name: "a target price in the advice is held",
    rows: [CALM, CALM, [1000, 1030, 995, 1000], CALM],
    how: { says: { 0: { takeProfitPrice: 1020 } } },
    trades: ["long 1@1000 2@1020 take_profit"],
  },
];

for (const { name, rows, how, trades } of CASES) {
  Deno.test(`freqtrade: ${name}`, () => {
    deepStrictEqual(toTexts(play(rows, { model: freqtrade, ...how }).trades), trades);
  });
}

Deno.test("freqtrade counts the fees of both sides into the profit that a target asks for", () => {
  const { trades } = play([CALM, CALM, [1000, 1040, 995, 1000], CALM], {
    model: freqtrade,
    says: { 0: "buy" },
    rules: { feeRate: 0.001 },
    exits: { roi: [{ afterMs: 0, share: 0.03 }] },
  });
  strictEqual(trades[0]?.exitReason, "roi");
  assertTrue(Math.abs(trades[0].pnl - 30) < 0.001, `${trades[0].pnl}`);
});

Deno.test("the profit of a trade is the one of freqtrade: what came in after the fee less what was paid with it", () => {
  const units = 30;
  const feeRate = 0.0025;
  for (
    const { open, close, side } of [
      { open: 2, close: 2.2, side: "long" as const },
      { open: 2.2, close: 2, side: "short" as const },
      { open: 2.2, close: 2, side: "long" as const },
    ]
  ) {
    const { trades: [trade] } = play([...flat(open, 2), ...flat(close, 2)], {
      model: freqtrade,
      says: side === "long" ? { 0: "buy", 1: "sell" } : { 0: "short", 1: "cover" },
      rules: { feeRate, defaultSize: { kind: "units", units } },
    });
    const [paid, received] = side === "long" ? [open, close] : [close, open];
    const profit = units * (received * (1 - feeRate) - paid * (1 + feeRate));
    assertTrue(Math.abs((trade?.pnl ?? NaN) - profit) < 1e-9, `${side}: ${trade?.pnl} and not ${profit}`);
  }
});

Deno.test("a take-profit of the exits is a share away from the entry price, up for longs and down for shorts", () => {
  const how = { model: freqtrade, exits: { takeProfitShare: 0.02 } };
  const up = play([CALM, CALM, [1000, 1030, 999, 1005], CALM], { ...how, says: { 0: "buy" } });
  deepStrictEqual(toTexts(up.trades), ["long 1@1000 2@1020 take_profit"]);
  const down = play([CALM, CALM, [1000, 1001, 970, 995], CALM], { ...how, says: { 0: "short" } });
  deepStrictEqual(toTexts(down.trades), ["short 1@1000 2@980 take_profit"]);
});

Deno.test("a trailing stop never moves back when later bars lie lower, and for shorts when they lie higher", () => {
  const how = { model: freqtrade, exits: { stopLossShare: 0.05, trailing: trailing(0.01, 0, false) } };
  const rise: readonly Row[] = [CALM, CALM, [1096, 1100, 1095, 1098], [1096, 1097, 1090, 1091], [
    1090,
    1091,
    1050,
    1060,
  ]];
  deepStrictEqual(toTexts(play(rise, { ...how, says: { 0: "buy" } }).trades), [
    "long 1@1000 4@1089 trailing_stop",
  ]);
  const still: Row = [1000, 1003, 995, 1000];
  const fall: readonly Row[] = [still, still, [905, 908, 900, 902], [904, 908, 903, 907], [
    909,
    950,
    908,
    940,
  ]];
  deepStrictEqual(toTexts(play(fall, { ...how, says: { 0: "short" } }).trades), [
    "short 1@1000 4@909 trailing_stop",
  ]);
});
