import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { dayOfDate, HOUR_MS, kstDayStartMs } from "../../src/core/kst.ts";
import type { KrxKind } from "../../src/exchanges/krx_rules.ts";
import { krxRules, playKrx } from "./krx_parts.ts";

const [, ...ROWS] = Deno.readTextFileSync(new URL("krx_trades.csv", import.meta.url)).trim().split("\n")
  .filter((line) => !line.startsWith("#"));

/** Of nine in the morning, without volume or range: one price. */
function candleOf(date: string, price: number) {
  const openTimeMs = kstDayStartMs(dayOfDate(date)) + 9 * HOUR_MS;
  return { openTimeMs, open: price, high: price, low: price, close: price, volume: 0 };
}

Deno.test("200 trades pay the fee and the tax that were worked out by hand, to the won", () => {
  strictEqual(ROWS.length, 200);
  for (const row of ROWS) {
    const [kind, bought = "", priceIn, sold = "", priceOut, units, ...rest] = row.split(",");
    const [feeRate, sellFeeRate, ...expected] = rest.map(Number);
    const [before, leaving] = [candleOf(bought, Number(priceIn)), candleOf(sold, Number(priceOut))];
    // Advice comes a minute before, so that the day's own open fills it.
    const early = (candle: typeof before, minutes: number) => ({
      ...candle,
      openTimeMs: candle.openTimeMs - minutes * 60_000,
    });
    const { trades, fills, trader } = playKrx([early(before, 1), before, early(leaving, 1), leaving], {
      says: { 0: "buy", 2: "sell" },
      rules: krxRules(kind as KrxKind, {
        ...{ startCash: 1e13, feeRate: feeRate ?? NaN, sellFeeRate },
        defaultSize: { kind: "units", units: Number(units) },
      }),
      interval: "1m",
    });
    const [entry, exit] = fills;
    deepStrictEqual([entry?.price, exit?.price], [Number(priceIn), Number(priceOut)], row);
    deepStrictEqual([entry?.fee, exit?.fee, exit?.tax, entry?.tax], [...expected, 0], row);
    const [feeIn = NaN, feeOut = NaN, tax = NaN] = expected;
    const gross = (Number(priceOut) - Number(priceIn)) * Number(units);
    strictEqual(trades[0]?.pnl, gross - feeIn - feeOut - tax, row);
    strictEqual(trader.cash, 1e13 + gross - feeIn - feeOut - tax, row);
  }
});
