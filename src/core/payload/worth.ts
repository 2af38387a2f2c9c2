/**
 * What a portfolio is worth: what is held, the cash beside it, and both together, each by its own name. Servers call the
 * one or the other their total, so the sums tell which it is; what nobody can tell is `undefined`.
 */
import type { Json } from "./fields.ts";
import { readHoldings, readTotals, type Totals } from "./rows.ts";

export interface Worth {
  readonly currency: string;
  /** Of what is held alone. */
  readonly holdings: number | undefined;
  readonly cash: number | undefined;
  /** Both together; as the server says it where the sums do not tell. */
  readonly total: number | undefined;
  readonly pnl: number | undefined;
  /** 2.5 is +2.5 % */
  readonly pnlPct: number | undefined;
}

interface HeldRow {
  readonly quantity?: unknown;
  readonly price?: unknown;
  readonly currency?: unknown;
}

/** Prices are rounded before they are multiplied, and a server adds them up unrounded. */
const ROUNDING_SHARE = 0.000_5;

/** As many as the history of a poll keeps, so that a sum is the same wherever it is made. */
const MOST_ROWS = 500;

/** Of a payload as it came. */
export function readWorth(payload: Json): Worth {
  const list = readHoldings(payload, MOST_ROWS);
  const isWhole = list.kind === "rows" && list.rows.length === list.total;
  return toWorth(readTotals(payload) ?? {}, isWhole ? list.rows : list.kind === "empty" ? [] : undefined);
}

/** @param rows all of what is held; `undefined` where the list is not known or was cut. */
export function toWorth(totals: Partial<Totals>, rows: readonly HeldRow[] | undefined): Worth {
  const { currency = "KRW", cash, value: stated, pnl, pnlPct } = totals;
  const holdings = rows && sumOf(rows, currency);
  return { currency, holdings, cash, total: toTotal({ holdings, cash, stated }), pnl, pnlPct };
}

/** A sum that leaves something out would be a wrong one. */
function sumOf(rows: readonly HeldRow[], currency: string): number | undefined {
  let sum = 0;
  for (const { quantity, price, currency: own = currency } of rows) {
    if (quantity === 0) continue;
    if (typeof quantity !== "number" || typeof price !== "number" || own !== currency) return undefined;
    sum += quantity * price;
  }
  return sum;
}

function toTotal(
  { holdings, cash, stated }: {
    readonly holdings: number | undefined;
    readonly cash: number | undefined;
    readonly stated: number | undefined;
  },
): number | undefined {
  const both = holdings === undefined || cash === undefined ? undefined : holdings + cash;
  if (stated === undefined) return both;
  if (holdings === undefined) return stated;
  if (both !== undefined && isSame(stated, both)) return stated;
  // It calls the value of what is held its total.
  return isSame(stated, holdings) ? both : stated;
}

function isSame(a: number, b: number): boolean {
  return Math.abs(a - b) <= Math.max(1, Math.abs(a) * ROUNDING_SHARE);
}
