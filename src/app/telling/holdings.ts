/** What is held, by the last poll of the portfolio. */
import { toWorth } from "../../core/payload/worth.ts";
import { isShareCode } from "../../core/symbol.ts";
import type { MorningFacts } from "../../notifiers/summary_facts.ts";
import type { Stock } from "../../stock/start_stock.ts";

type Poll = ReturnType<Stock["lastPolls"]>[string] | undefined;

/** @returns `undefined` when no portfolio is known. */
export function toHoldings(poll: Poll): MorningFacts["holdings"] {
  const held = findHeld(poll);
  if (poll === undefined || held === undefined) return undefined;
  const { head, rows, total = rows.length } = poll;
  const number = (name: string) => typeof head[name] === "number" ? Number(head[name]) : undefined;
  const currency = typeof head.currency === "string" ? head.currency : "KRW";
  const pnlPct = number("pnlPct");
  const totals = { currency, cash: number("cash"), value: number("value"), pnl: number("pnl"), pnlPct };
  // The same figures as a balance that is asked for.
  const worth = toWorth(totals, rows.length === total ? rows : undefined);
  const isWon = currency === "KRW";
  return {
    count: held.length,
    valueKrw: isWon ? worth.holdings : undefined,
    cashKrw: isWon ? worth.cash : undefined,
    totalKrw: isWon ? worth.total : undefined,
    dayPct: undefined,
    pnlPct,
  };
}

/** Shares whose stop a rule could watch. */
export function countStops(poll: Poll): number | undefined {
  return findHeld(poll)?.filter(({ ticker }) => typeof ticker === "string" && isShareCode(ticker)).length;
}

/** A portfolio that names no quantity lists what is held. */
function findHeld(poll: Poll) {
  if (poll === undefined || poll.gap !== undefined) return undefined;
  return poll.rows.filter(({ quantity }) => quantity === undefined || Number(quantity) > 0);
}
