/** What is held, by the last poll of the portfolio. */
import { isShareCode } from "../../core/symbol.ts";
import type { MorningFacts } from "../../notifiers/summary_facts.ts";
import type { Stock } from "../../stock/start_stock.ts";

type Poll = ReturnType<Stock["lastPolls"]>[string] | undefined;

/** @returns `undefined` when no portfolio is known. */
export function toHoldings(poll: Poll): MorningFacts["holdings"] {
  const held = findHeld(poll);
  if (poll === undefined || held === undefined) return undefined;
  const values = held.map(({ quantity, price, currency }) =>
    typeof quantity === "number" && typeof price === "number" && (currency ?? "KRW") === "KRW"
      ? quantity * price
      : undefined
  );
  const known = values.filter((value) => value !== undefined);
  const { pnlPct } = poll.head;
  return {
    count: held.length,
    // A sum that leaves something out would be a wrong one.
    valueKrw: known.length === values.length ? known.reduce((sum, value) => sum + value, 0) : undefined,
    dayPct: undefined,
    pnlPct: typeof pnlPct === "number" ? pnlPct : undefined,
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
