/** The highest price of each holding while it is held: only ever raised, whatever polls are missed. */
import type { HeldShare, PolledFact } from "../rules/rule.ts";
import { MINUTE_MS } from "../../core/kst.ts";

export interface StoredPeak {
  readonly ticker: string;
  readonly price: number;
  /** When it was seen. */
  readonly atMs: number;
  /** Since when polls show the portfolio without it; `undefined` while it is there. */
  readonly absentSinceMs: number | undefined;
}

/** Polls that show so long that it is gone say that it was sold; one list that lacks it may be a slip of the server. */
const SOLD_AFTER_MS = 10 * MINUTE_MS;

/**
 * What changes by this poll. A poll that failed or brought no list changes nothing: it says nothing about what is held.
 *
 * @returns peaks to store, and tickers to forget.
 */
export function planPeaks(
  known: ReadonlyMap<string, StoredPeak>,
  portfolio: PolledFact<HeldShare> | undefined,
): { readonly save: readonly StoredPeak[]; readonly forget: readonly string[] } {
  const atMs = portfolio?.fetchedAtMs;
  if (portfolio === undefined || atMs === undefined) return { save: [], forget: [] };
  const held = new Map(portfolio.rows.filter(isHeld).map((row) => [row.ticker, row]));
  const raised = [...held.values()].flatMap((row) => toRaised(known.get(row.ticker), row, atMs) ?? []);
  const absent = [...known.values()].filter(({ ticker }) => !held.has(ticker));
  return {
    save: [
      ...raised,
      ...absent.filter(({ absentSinceMs }) => absentSinceMs === undefined).map((peak) => ({
        ...peak,
        absentSinceMs: atMs,
      })),
    ],
    forget: absent.filter(({ absentSinceMs }) => wasSold(absentSinceMs, atMs)).map(({ ticker }) => ticker),
  };
}

const isHeld = ({ quantity }: HeldShare) => quantity === undefined || quantity > 0;
const wasSold = (absentSinceMs: number | undefined, atMs: number) =>
  absentSinceMs !== undefined && atMs - absentSinceMs >= SOLD_AFTER_MS;

function toRaised(
  before: StoredPeak | undefined,
  { ticker, price }: HeldShare,
  atMs: number,
): StoredPeak | undefined {
  const hasPrice = price !== undefined && price > 0;
  if (before === undefined) {
    return hasPrice ? { ticker, price, atMs, absentSinceMs: undefined } : undefined;
  }
  if (hasPrice && price > before.price) return { ticker, price, atMs, absentSinceMs: undefined };
  return before.absentSinceMs === undefined ? undefined : { ...before, absentSinceMs: undefined };
}
