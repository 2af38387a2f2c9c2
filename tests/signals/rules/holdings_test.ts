import { deepStrictEqual, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { planPeaks, type StoredPeak } from "../../../src/signals/facts/peaks.ts";
import { holdingStop } from "../../../src/signals/rules/holding_stop.ts";
import { holdingTarget } from "../../../src/signals/rules/holding_target.ts";
import { holdingTrailing } from "../../../src/signals/rules/holding_trailing.ts";
import type { HeldShare, RuleKind } from "../../../src/signals/rules/rule.ts";
import { factsAt, HELD, NOW_MS } from "../signal_parts.ts";

const firedOf = (kind: RuleKind, params: object, parts: Parameters<typeof factsAt>[1]) =>
  kind.prepare(params).evaluate(factsAt(NOW_MS, parts), {}).firings.map(({ ticker, signalClass }) =>
    `${ticker} ${signalClass}`
  );

const held = (change: Partial<HeldShare>) => ({ holdings: [{ ...HELD, ...change }] });

Deno.test("holding_stop fires at its loss to the hundredth, and sells to protect", () => {
  deepStrictEqual(firedOf(holdingStop, { stopPct: 7 }, held({ pnlPct: -7 })), ["035720 sell_protective"]);
  deepStrictEqual(firedOf(holdingStop, { stopPct: 7 }, held({ pnlPct: -6.99 })), []);
});

Deno.test("holding_stop counts the loss itself where the portfolio does not say it", () => {
  deepStrictEqual(firedOf(holdingStop, {}, held({ pnlPct: undefined })), ["035720 sell_protective"]);
  deepStrictEqual(firedOf(holdingStop, {}, held({ pnlPct: undefined, avgPrice: undefined })), []);
});

Deno.test("a stop is for shares that are held: sold out ones and others are left alone", () => {
  deepStrictEqual(firedOf(holdingStop, {}, held({ quantity: 0 })), []);
  deepStrictEqual(firedOf(holdingStop, {}, held({ quantity: undefined })), ["035720 sell_protective"]);
  deepStrictEqual(firedOf(holdingStop, { tickers: ["005930"] }, held({})), []);
});

Deno.test("holding_target fires at its gain, and asks to be judged", () => {
  deepStrictEqual(firedOf(holdingTarget, { targetPct: 15 }, held({ pnlPct: 15 })), [
    "035720 sell_discretionary",
  ]);
  deepStrictEqual(firedOf(holdingTarget, { targetPct: 15 }, held({ pnlPct: 14.99 })), []);
});

Deno.test("holding_trailing fires when the price has fallen from its peak, once the peak is far enough up", () => {
  const peaks = new Map([["035720", { price: 50_000, atMs: NOW_MS }]]);
  const at = (price: number, params: object) =>
    firedOf(holdingTrailing, params, { ...held({ price }), peaks });
  strictEqual(at(46_000, { trailPct: 8 }).length, 1);
  strictEqual(at(46_100, { trailPct: 8 }).length, 0);
  strictEqual(at(46_000, { trailPct: 8, armPct: 21 }).length, 1);
  strictEqual(at(46_000, { trailPct: 8, armPct: 22 }).length, 0);
});

// ---- peaks ----

const row = (price: number | undefined, ticker = "035720"): HeldShare => ({ ...HELD, ticker, price });

/** Polls one after the other; `undefined` is one that failed. */
function peaksAfter(
  polls: readonly (readonly HeldShare[] | undefined)[],
  stepMs = 60_000,
): Map<string, StoredPeak> {
  const known = new Map<string, StoredPeak>();
  polls.forEach((rows, i) => {
    const polled = rows === undefined
      ? undefined
      : { fetchedAtMs: NOW_MS + i * stepMs, dataAtMs: undefined, rows };
    const { save, forget } = planPeaks(known, polled);
    for (const peak of save) known.set(peak.ticker, peak);
    for (const ticker of forget) known.delete(ticker);
  });
  return known;
}

Deno.test("whatever polls fail in between, the peak of a holding is the highest price that was seen", () => {
  fc.assert(
    fc.property(
      fc.array(fc.option(fc.integer({ min: 1, max: 1_000 }), { nil: undefined }), {
        minLength: 1,
        maxLength: 40,
      }),
      (prices) => {
        const peak = peaksAfter(prices.map((price) => (price === undefined ? undefined : [row(price)]))).get(
          "035720",
        );
        const seen = prices.filter((price) => price !== undefined);
        strictEqual(peak?.price, seen.length === 0 ? undefined : Math.max(...seen));
      },
    ),
  );
});

Deno.test("a peak outlives a list that lacks its share for a moment, and a night without polls", () => {
  strictEqual(peaksAfter([[row(100)], [], [row(90)]]).get("035720")?.price, 100);
  strictEqual(peaksAfter([[row(100)], [], [row(90)]], 12 * 3_600_000).get("035720")?.price, 100);
});

Deno.test("what was sold and is bought anew begins with a peak of its own", () => {
  const gone = Array.from({ length: 12 }, () => []);
  strictEqual(peaksAfter([[row(100)], ...gone, [row(60)]]).get("035720")?.price, 60);
});

Deno.test("a holding without a price has no peak, and takes none away", () => {
  strictEqual(peaksAfter([[row(undefined)]]).size, 0);
  strictEqual(peaksAfter([[row(100)], [row(undefined)], [row(0)]]).get("035720")?.price, 100);
});
