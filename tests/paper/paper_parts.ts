import type { Advice, Fill } from "../../src/core/advice.ts";
import type { Candle } from "../../src/core/candle.ts";
import { HOUR_MS } from "../../src/core/kst.ts";
import type { ExitRules, FillModel } from "../../src/paper/fill_models/fill_model.ts";
import { nextOpen } from "../../src/paper/fill_models/next_open.ts";
import { type Adviser, PaperTrader } from "../../src/paper/paper_trader.ts";
import type { AccountRules } from "../../src/paper/account_rules.ts";
import type { Trade } from "../../src/paper/trade.ts";

/** Money enough, no costs, whole units, one position of one unit. */
export const RULES: AccountRules = {
  startCash: 10_000,
  feeRate: 0,
  slippageShare: 0,
  lotSize: "1",
  tickSize: undefined,
  minOrderValue: 0,
  allowShort: true,
  mostPositions: 1,
  defaultSize: { kind: "units", units: 1 },
};

/** Open, high, low, close. */
export type Row = readonly [open: number, high: number, low: number, close: number];

/** What is said at which candle. */
export type Says = Readonly<Record<number, Advice["action"] | Partial<Advice>>>;

export interface Play {
  readonly says?: Says;
  readonly model?: FillModel;
  readonly rules?: Partial<AccountRules>;
  readonly exits?: ExitRules;
  readonly warmUpBars?: number;
  /** As on paper: no candle is the last one. */
  readonly keepsOpen?: boolean;
}

export interface Played {
  readonly trader: PaperTrader;
  readonly trades: readonly Trade[];
  readonly fills: readonly Fill[];
  /** Cash and positions at each close. */
  readonly equity: readonly number[];
}

/** Candles of an hour from the epoch on. */
export function toCandles(rows: readonly Row[]): readonly Candle[] {
  return rows.map(([open, high, low, close], i) => ({
    openTimeMs: i * HOUR_MS,
    open,
    high,
    low,
    close,
    volume: 1,
  }));
}

/** An adviser that says what is written down for each candle. */
export function readOut(says: Says, onFill?: (fill: Fill) => void): Adviser {
  return {
    onCandle({ candle }) {
      const word = says[candle.openTimeMs / HOUR_MS];
      if (word === undefined) return undefined;
      const given = typeof word === "string" ? { action: word } : word;
      return { action: "buy", confidence: 1, reason: "told to", ...given };
    },
    onFill: (fill) => onFill?.(fill),
  };
}

/** Runs the candles to their end. */
export function play(rows: readonly Row[], how: Play): Played {
  const trades: Trade[] = [];
  const fills: Fill[] = [];
  const trader = new PaperTrader({
    adviser: readOut(how.says ?? {}, (fill) => fills.push(fill)),
    model: how.model ?? nextOpen,
    rules: { ...RULES, ...how.rules },
    exits: how.exits ?? {},
    interval: "1h",
    warmUpBars: how.warmUpBars ?? 0,
    onTrade: (trade) => trades.push(trade),
  });
  const equity = toCandles(rows).map((candle, i) => {
    trader.onCandle(candle, { isLast: how.keepsOpen !== true && i === rows.length - 1 });
    return trader.equityAt(candle.close);
  });
  return { trader, trades, fills, equity };
}

/** `long 1@100 3@110 signal`: side, candle and price of the entry, of the exit, and why. */
export function toText(
  { side, entryBar: entryCandle, entryPrice, exitBar: exitCandle, exitPrice, exitReason }: Trade,
): string {
  return `${side} ${entryCandle}@${entryPrice} ${exitCandle}@${exitPrice} ${exitReason}`;
}

export function toTexts(trades: readonly Trade[]): readonly string[] {
  return trades.map(toText);
}

/** So many candles at one price. */
export function flat(price: number, candles: number): readonly Row[] {
  return Array.from({ length: candles }, () => [price, price, price, price] as const);
}
