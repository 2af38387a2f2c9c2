import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { krxRulesOf } from "../../src/exchanges/krx_rules.ts";
import { createSessionHours } from "../../src/calendar/session_hours.ts";
import type { Candle } from "../../src/core/candle.ts";
import { dayOfDate, HOUR_MS, kstDayOf, kstDayStartMs, MINUTE_MS } from "../../src/core/kst.ts";
import { type AccountState, PaperAccount } from "../../src/paper/paper_account.ts";
import { PaperTrader } from "../../src/paper/paper_trader.ts";
import { nextOpen } from "../../src/paper/fill_models/next_open.ts";
import { days, krxRules, playKrx } from "./krx_parts.ts";
import { flat, type Row } from "./paper_parts.ts";

Deno.test("a sale pays fee and tax apart, each cut to whole won, and a purchase its fee alone", () => {
  const { trades: [trade], fills, trader } = playKrx(
    days("2026-03-02", [...flat(71_300, 2), ...flat(72_100, 3)]),
    { says: { 0: "buy", 2: "sell" }, rules: krxRules("KOSPI") },
  );
  // 713,000 x 0.015 % = 106.95; 721,000 x 0.015 % = 108.15; 721,000 x 0.2 % = 1,442.
  deepStrictEqual(fills.map(({ action, fee, tax }) => [action, fee, tax]), [["buy", 106, 0], [
    "sell",
    108,
    1_442,
  ]]);
  deepStrictEqual([trade?.fees, trade?.tax, trade?.grossPnl, trade?.pnl], [214, 1_442, 8_000, 6_344]);
  deepStrictEqual([trader.fees, trader.tax, trader.cash], [214, 1_442, 10_006_344]);
});

Deno.test("an account may pay another fee to sell than to buy", () => {
  const rules = krxRules("etf", { feeRate: 0.0001, sellFeeRate: 0.0003 });
  const { fills } = playKrx(days("2026-03-02", flat(10_000, 4)), { says: { 0: "buy", 1: "sell" }, rules });
  deepStrictEqual(fills.map(({ fee, tax }) => [fee, tax]), [[10, 0], [30, 0]]);
});

Deno.test("a short position is taxed when it begins, for that is the sale", () => {
  const { fills, trades: [trade] } = playKrx(days("2026-03-02", flat(50_000, 4)), {
    says: { 0: "short", 1: "cover" },
    rules: krxRules("KOSPI", { allowShort: true }),
  });
  deepStrictEqual(fills.map(({ tax }) => tax), [1_000, 0]);
  deepStrictEqual([trade?.tax, trade?.pnl], [1_000, -1_150]);
});

Deno.test("parts of a position share its fee in whole won, and nothing of it is lost", () => {
  const part = (units: number) => ({ action: "sell", size: { kind: "units", units } }) as const;
  const { trades, trader } = playKrx(days("2026-03-02", flat(71_300, 6)), {
    says: { 0: "buy", 1: part(3), 2: part(3), 3: "sell" },
    rules: krxRules("KOSPI"),
  });
  // 106 won of the purchase: 31 (of 31.8), 32 (of 75 x 3 / 7) and the rest.
  deepStrictEqual(trades.map(({ units, fees }) => [units, fees]), [[3, 31 + 32], [3, 32 + 32], [4, 43 + 42]]);
  strictEqual(trades.reduce((sum, { fees }) => sum + fees, 0), trader.fees);
});

Deno.test("all the money buys as many shares as it pays with the fee cut to whole won", () => {
  const buy = (startCash: number, price: number) =>
    playKrx(days("2026-03-02", flat(price, 2)), {
      says: { 0: "buy" },
      rules: krxRules("KOSPI", { startCash, defaultSize: { kind: "share", share: 1 } }),
    }).trader;
  // 10 x 10,000 and 15 won of fee; and 5,000 won, whose fee of 0.75 won is none.
  strictEqual(buy(100_015, 10_000).positions[0]?.units, 10);
  strictEqual(buy(100_014, 10_000).positions[0]?.units, 9);
  deepStrictEqual([buy(5_000, 5_000).positions[0]?.units, buy(5_000, 5_000).cash], [1, 5_000]);
});

const STEPS: readonly (readonly [string, string, number, number, number])[] = [
  ["the old table", "2023-01-20", 15_010, 15_050, 15_000],
  ["the new table", "2023-01-26", 15_010, 15_020, 15_000],
];
for (const [name, from, open, bought, sold] of STEPS) {
  Deno.test(`market orders lose slippage and lie on the step of the day: ${name}`, () => {
    const { fills } = playKrx(days(from, flat(open, 4)), {
      says: { 0: "buy", 1: "sell" },
      rules: krxRules("KOSPI", { slippageShare: 0.0005 }),
    });
    deepStrictEqual(fills.map(({ price }) => price), [bought, sold]);
  });
}

Deno.test("slippage that ends on a step stays there, whatever binary fractions say", () => {
  // 1,250 x 1.0032 is 1,254.0000000000002 in doubles.
  const cases = [[1_250, 0.0032, 1_254], [12_500, 0.0032, 12_540], [2_000, 0.0075, 2_015]] as const;
  for (const [price, share, bought] of cases) {
    const { fills } = playKrx(days("2026-03-02", flat(price, 2)), {
      says: { 0: "buy" },
      rules: krxRules("KOSPI", { slippageShare: share }),
    });
    strictEqual(fills[0]?.price, bought);
  }
});

Deno.test("slippage ends at the limit of the day", () => {
  // Base 10,000: to 13,000. It opens there, trades below, and nobody may pay more.
  const rows: readonly Row[] = [[10_000, 10_000, 10_000, 10_000], [13_000, 13_000, 12_500, 12_600]];
  const { fills } = playKrx(days("2026-03-02", rows), {
    says: { 0: "buy" },
    rules: krxRules("KOSPI", { slippageShare: 0.01 }),
  });
  strictEqual(fills[0]?.price, 13_000);
});

const LOCKED_UP: readonly Row[] = [...flat(10_000, 1), ...flat(13_000, 1), [14_000, 14_500, 13_500, 14_000]];
const LOCKED_DOWN: readonly Row[] = [...flat(10_000, 2), ...flat(7_000, 1), [6_500, 6_800, 6_000, 6_500]];

Deno.test("a purchase in a day locked at the upper limit waits for the next open, and that is told", () => {
  const { fills, trader } = playKrx(days("2026-03-02", LOCKED_UP), {
    says: { 0: "buy" },
    rules: krxRules("KOSPI"),
  });
  deepStrictEqual(fills.map(({ price, moment }) => [price, moment]), [[14_000, undefined]]);
  deepStrictEqual(trader.waits, { upper_limit: 1 });
  deepStrictEqual(trader.refusals, {});
});

Deno.test("a sale in a day locked at the lower limit waits, of a stop too", () => {
  const sold = playKrx(days("2026-03-02", LOCKED_DOWN), {
    says: { 0: "buy", 1: "sell" },
    rules: krxRules("KOSPI"),
  });
  deepStrictEqual(sold.trades.map(({ exitPrice, exitReason }) => [exitPrice, exitReason]), [[
    6_500,
    "signal",
  ]]);
  const stopped = playKrx(days("2026-03-02", LOCKED_DOWN), {
    says: { 0: { action: "buy", stopPrice: 9_000 } },
    rules: krxRules("KOSPI"),
  });
  deepStrictEqual(stopped.trades.map(({ exitPrice, exitReason }) => [exitPrice, exitReason]), [[
    6_500,
    "stop_loss",
  ]]);
  for (const { trader } of [sold, stopped]) deepStrictEqual(trader.waits, { lower_limit: 1 });
});

Deno.test("who sells at the upper limit and buys at the lower one is served", () => {
  const up = playKrx(days("2026-03-02", [...flat(10_000, 2), ...flat(13_000, 1)]), {
    says: { 0: "buy", 1: "sell" },
    rules: krxRules("KOSPI"),
  });
  strictEqual(up.trades[0]?.exitPrice, 13_000);
  const down = playKrx(days("2026-03-02", [...flat(10_000, 1), ...flat(7_000, 1)]), {
    says: { 0: "buy" },
    rules: krxRules("KOSPI"),
  });
  strictEqual(down.fills[0]?.price, 7_000);
});

Deno.test("newer advice takes the place of a purchase that waits", () => {
  const { fills } = playKrx(days("2026-03-02", LOCKED_UP), {
    says: { 0: "buy", 1: "sell" },
    rules: krxRules("KOSPI"),
  });
  deepStrictEqual(fills, []);
});

Deno.test("a halt fills nothing, and a file without volumes has none", () => {
  const rows = (volume: number, halted: number) =>
    days("2026-03-02", [
      [10_000, 10_100, 9_900, 10_000, volume],
      [10_000, 10_000, 10_000, 10_000, halted],
      [10_200, 10_300, 10_100, 10_200, volume],
    ]);
  const waits = (candles: readonly Candle[]) => {
    const { fills, trader } = playKrx(candles, { says: { 0: "buy" }, rules: krxRules("KOSPI") });
    return [fills[0]?.price, trader.waits];
  };
  deepStrictEqual(waits(rows(500, 0)), [10_200, { halted: 1 }]);
  deepStrictEqual(waits(rows(0, 0)), [10_000, {}]);
});

Deno.test("a day that trades beyond 30 % had another base, and has no limits that anybody knows", () => {
  const rows: readonly Row[] = [...flat(50_000, 1), ...flat(1_000, 1), ...flat(1_300, 1), [
    1_400,
    1_500,
    1_300,
    1_400,
  ]];
  const { fills, trader } = playKrx(days("2026-03-02", rows), {
    says: { 0: "buy" },
    rules: krxRules("KOSPI"),
  });
  deepStrictEqual([fills[0]?.price, trader.waits], [1_000, {}]);
  // The day after it has some again.
  const later = playKrx(days("2026-03-02", rows), { says: { 1: "buy" }, rules: krxRules("KOSPI") });
  deepStrictEqual([later.fills[0]?.price, later.trader.waits], [1_400, { upper_limit: 1 }]);
});

Deno.test("prices that later splits divided are no base of limits", () => {
  const rows: readonly Row[] = [...flat(1_000.5, 1), ...flat(1_300, 1)];
  const { fills } = playKrx(days("2020-03-02", rows), { says: { 0: "buy" }, rules: krxRules("KOSPI") });
  strictEqual(fills[0]?.price, 1_300);
});

Deno.test("candles longer than a day have no limits, but tax and steps", () => {
  const rows: readonly Row[] = [...flat(10_000, 1), ...flat(13_000, 2)];
  const { fills } = playKrx(days("2026-03-02", rows), {
    says: { 0: "buy", 1: "sell" },
    rules: krxRules("KOSPI"),
    interval: "1w",
  });
  deepStrictEqual(fills.map(({ price, tax }) => [price, tax]), [[13_000, 0], [13_000, 260]]);
});

Deno.test("an account that is saved and restored at any bar waits and pays the same", () => {
  const candles = days("2026-03-02", [...LOCKED_UP, ...flat(9_800, 2)]);
  const whole = playKrx(candles, { says: { 0: "buy", 3: "sell" }, rules: krxRules("KOSPI") });
  for (let cut = 1; cut < candles.length; cut++) {
    const told: number[] = [];
    const make = () =>
      new PaperTrader({
        adviser: {
          onCandle: () => undefined,
          onFill: ({ price, fee, tax }) => void told.push(price, fee, tax),
        },
        model: nextOpen,
        rules: krxRules("KOSPI"),
        exits: {},
        interval: "1d",
        warmUpBars: 0,
      });
    let trader = make();
    candles.forEach((candle, i) => {
      if (i === cut) {
        const saved = JSON.parse(JSON.stringify(trader.save()));
        trader = make();
        trader.restore(saved);
      }
      trader.onCandle(candle, { isLast: false });
      const action = i === 0 ? "buy" : i === 3 ? "sell" : undefined;
      if (action !== undefined) trader.accept({ action, confidence: 1, reason: "told to" }, candle);
    });
    deepStrictEqual(told, whole.fills.flatMap(({ price, fee, tax }) => [price, fee, tax]), `cut at ${cut}`);
    deepStrictEqual([trader.waits, trader.tax], [whole.trader.waits, whole.trader.tax]);
  }
});

Deno.test("what an earlier version saved has paid no tax", () => {
  const account = new PaperAccount({
    rules: krxRules("KOSPI"),
    exits: {},
    barMs: HOUR_MS,
    onFill: () => {},
    onTrade: () => {},
  });
  const before: AccountState = {
    ...{ cash: 5, fees: 1, barIndex: 3, pending: null, pendingClose: 0, positions: [], refusals: {} },
  };
  account.restore(before);
  deepStrictEqual([account.tax, account.waits, account.cash], [0, {}, 5]);
});

/** A session of every day, from 09:00 to 15:30. */
const HOURS = createSessionHours(() => ({
  sessionOn: (day) => ({
    day,
    openMs: kstDayStartMs(day) + 9 * HOUR_MS,
    closeMs: kstDayStartMs(day) + 15.5 * HOUR_MS,
  }),
}));

/** Minutes from 15:17 to 15:19, the closing auction, and the first two of the next day. */
function lateMinutes(): readonly Candle[] {
  const dayMs = kstDayStartMs(dayOfDate("2026-03-05"));
  const times = [917, 918, 919, 930, 24 * 60 + 540, 24 * 60 + 541].map((minute) =>
    dayMs + minute * MINUTE_MS
  );
  const prices = [10_000, 10_010, 10_020, 10_050, 10_300, 10_310];
  return times.map((openTimeMs, i) => {
    const price = prices[i] ?? NaN;
    return { openTimeMs, open: price, high: price + 10, low: price, close: price, volume: 10 };
  });
}

const MOMENTS: readonly (readonly [string, number, number, string | undefined])[] = [
  ["15:17", 0, 10_010, undefined],
  ["15:19", 2, 10_050, "closing_auction"],
  ["the closing auction", 3, 10_300, "next_session"],
  ["09:00", 4, 10_310, undefined],
];
for (const [when, bar, price, moment] of MOMENTS) {
  Deno.test(`advice of ${when} is filled at ${price}, ${moment ?? "in the next minute"}`, () => {
    const { fills, trader } = playKrx(lateMinutes(), {
      says: { [bar]: "buy" },
      rules: krxRules("KOSPI"),
      interval: "1m",
      hours: HOURS,
    });
    deepStrictEqual(fills.map((fill) => [fill.price, fill.moment]), [[price, moment]]);
    strictEqual(trader.positions[0]?.entryMoment, moment);
  });
}

Deno.test("a trade tells in which sessions its advice was filled", () => {
  const { trades: [trade] } = playKrx(lateMinutes(), {
    says: { 2: "buy", 3: "sell" },
    rules: krxRules("KOSPI"),
    interval: "1m",
    hours: HOURS,
  });
  deepStrictEqual([trade?.entryMoment, trade?.exitMoment], ["closing_auction", "next_session"]);
  ok(kstDayOf(trade?.exitAtMs ?? 0) > kstDayOf(trade?.entryAtMs ?? 0));
});

Deno.test("a restart in the middle of a halt does not end it", () => {
  const candles = days("2026-03-02", [
    [10_000, 10_100, 9_900, 10_000, 500],
    [10_000, 10_000, 10_000, 10_000, 0],
    [10_200, 10_300, 10_100, 10_200, 500],
  ]);
  const { trader } = playKrx(candles.slice(0, 1), { says: { 0: "buy" }, rules: krxRules("KOSPI") });
  const { trader: after, fills } = playKrx([], { says: {}, rules: krxRules("KOSPI") });
  after.restore(JSON.parse(JSON.stringify(trader.save())));
  for (const candle of candles.slice(1)) after.onCandle(candle, { isLast: false });
  deepStrictEqual([fills.map(({ price }) => price), after.waits], [[10_200], { halted: 1 }]);
});

Deno.test("a bar in which several orders wait counts once", () => {
  const rows: readonly Row[] = [...flat(10_000, 3), ...flat(7_000, 1), ...flat(6_500, 1)];
  const { trades, trader } = playKrx(days("2026-03-02", rows), {
    says: { 0: { action: "buy", stopPrice: 9_000 }, 1: { action: "buy", stopPrice: 9_000 } },
    rules: krxRules("KOSPI", { mostPositions: 2 }),
  });
  deepStrictEqual([trades.length, trader.waits], [2, { lower_limit: 1 }]);
});

Deno.test("whatever the days, orders are filled on a step inside the limits, and the money adds up to the won", () => {
  const day = fc.record({
    open: fc.double({ min: -0.29, max: 0.29, noNaN: true }),
    close: fc.double({ min: -0.29, max: 0.29, noNaN: true }),
    says: fc.constantFrom("buy", "sell", "short", "cover", undefined),
  });
  fc.assert(fc.property(
    fc.array(day, { minLength: 3, maxLength: 40 }),
    fc.integer({ min: 500, max: 900_000 }),
    fc.constantFrom(0, 0.0005, 0.0037),
    (list, firstPrice, slippageShare) => {
      const rules = krxRules("KOSDAQ", { slippageShare, allowShort: true });
      const market = krxRulesOf({ kind: "KOSDAQ" });
      const atMs = Date.parse("2026-03-02T09:00:00+09:00");
      const onStep = (price: number) => {
        const step = Number(market.tickSizeAt(price, atMs));
        return Math.floor(price / step) * step;
      };
      let base = onStep(firstPrice);
      const limits = [{ lower: -Infinity, upper: Infinity }];
      const rows: Row[] = [[base, base, base, base]];
      for (const { open, close } of list) {
        const { lower, upper } = market.priceLimits(String(base), atMs) ?? { lower: "", upper: "" };
        const inside = (share: number) => Math.max(Number(lower), onStep(base * (1 + share)));
        const [first, last] = [inside(open), inside(close)];
        rows.push([first, Math.max(first, last), Math.min(first, last), last]);
        limits.push({ lower: Number(lower), upper: Number(upper) });
        base = last;
      }
      const candles = days("2026-03-02", rows);
      const says = Object.fromEntries(
        list.flatMap(({ says: said }, i) => said === undefined ? [] : [[i, said]]),
      );
      const { fills, trades, trader } = playKrx(candles, { says, rules });
      for (const { price, atMs: filledAtMs } of fills) {
        const at = candles.findIndex(({ openTimeMs }) => openTimeMs === filledAtMs);
        strictEqual(price % Number(market.tickSizeAt(price, filledAtMs)), 0);
        ok(
          price >= (limits[at]?.lower ?? NaN) && price <= (limits[at]?.upper ?? NaN),
          `${price} on day ${at}`,
        );
      }
      const open = trader.positions.reduce((sum, { entryFee, entryTax }) => sum + entryFee + entryTax, 0);
      strictEqual(trader.cash, 10_000_000 + trades.reduce((sum, { pnl }) => sum + pnl, 0) - open);
      ok(Number.isSafeInteger(trader.cash));
    },
  ));
});

Deno.test("limits of a day are counted from its base price, where a split has set it apart from the close before", () => {
  // 18,200 is the upper limit around 14,000; around 70,000 it is no price of that day at all.
  const candles = days("2026-03-02", [...flat(70_000, 1), ...flat(18_200, 1)]);
  const play = (bases?: ReadonlyMap<number, number>) =>
    playKrx(candles, { says: { 0: "buy" }, rules: krxRules("KOSPI"), bases }).trader.waits;
  deepStrictEqual(play(new Map([[dayOfDate("2026-03-03"), 14_000]])), { upper_limit: 1 });
  deepStrictEqual(play(), {});
});
