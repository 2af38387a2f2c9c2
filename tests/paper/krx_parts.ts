import type { Candle } from "../../src/core/candle.ts";
import type { Advice, Fill } from "../../src/core/advice.ts";
import { DAY_MS, dayOfDate, HOUR_MS, kstDayStartMs } from "../../src/core/kst.ts";
import { type KrxKind, krxRulesOf } from "../../src/exchanges/krx_rules.ts";
import { nextOpen } from "../../src/paper/fill_models/next_open.ts";
import { PaperTrader, type PaperTraderOptions } from "../../src/paper/paper_trader.ts";
import type { AccountRules } from "../../src/paper/account_rules.ts";
import type { Trade } from "../../src/paper/trade.ts";
import type { Row } from "./paper_parts.ts";

/** 0.015 % on both sides, no slippage, ten million won. */
export function krxRules(kind: KrxKind, change: Partial<AccountRules> = {}): AccountRules {
  const market = krxRulesOf({ kind });
  return {
    startCash: 10_000_000,
    feeRate: 0.00015,
    slippageShare: 0,
    lotSize: "1",
    tickSize: (price, atMs) => market.tickSizeAt(price, atMs) ?? "1",
    minOrderValue: 0,
    allowShort: false,
    mostPositions: 1,
    defaultSize: { kind: "units", units: 10 },
    market,
    ...change,
  };
}

/** Days one after the other from a date on; weekends do not matter here. A row of five has a volume of its own. */
export function days(from: string, rows: readonly (Row | readonly [...Row, number])[]): readonly Candle[] {
  const firstMs = kstDayStartMs(dayOfDate(from)) + 9 * HOUR_MS;
  return rows.map(([open, high, low, close, volume = 1_000], i) => ({
    openTimeMs: firstMs + i * DAY_MS,
    ...{ open, high, low, close, volume },
  }));
}

export interface KrxPlayed {
  readonly trader: PaperTrader;
  readonly trades: readonly Trade[];
  readonly fills: readonly Fill[];
}

/** @param says what is said at the candle of that number. */
export function playKrx(
  candles: readonly Candle[],
  { says, ...options }:
    & { readonly says: Readonly<Record<number, Advice["action"] | Partial<Advice>>> }
    & Pick<PaperTraderOptions, "rules">
    & Partial<PaperTraderOptions>,
): KrxPlayed {
  const trades: Trade[] = [];
  const fills: Fill[] = [];
  let at = -1;
  const trader = new PaperTrader({
    adviser: {
      onCandle() {
        const said = says[++at];
        if (said === undefined) return undefined;
        return {
          action: "buy",
          confidence: 1,
          reason: "told to",
          ...(typeof said === "string" ? { action: said } : said),
        };
      },
      onFill: (fill) => void fills.push(fill),
    },
    model: nextOpen,
    exits: {},
    interval: "1d",
    warmUpBars: 0,
    onTrade: (trade) => void trades.push(trade),
    ...options,
  });
  for (const candle of candles) trader.onCandle(candle, { isLast: false });
  return { trader, trades, fills };
}
