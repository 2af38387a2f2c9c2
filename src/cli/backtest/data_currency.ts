/** In which money the data of a backtest are counted. */
import { quoteOf } from "../../core/symbol.ts";

/** One start money is shared by all, so all must be paid in it; `undefined` when they are. */
export function findMixedCurrencies(symbols: readonly string[]): string | undefined {
  const [first, ...more] = symbols;
  if (first === undefined) return undefined;
  const other = more.find((symbol) => currencyOf(symbol) !== currencyOf(first));
  if (other === undefined) return undefined;
  return `the data are of different currencies (${toText(first)}, ${
    toText(other)
  }), so one sum of money cannot ` +
    "be shared out; run them one by one, or add --mixed";
}

/** A Korean stock is known by its six digits; any other name without a slash says nothing. */
function currencyOf(symbol: string): string | undefined {
  if (symbol.includes("/")) return quoteOf(symbol);
  return /^\d{6}$/.test(symbol) ? "KRW" : undefined;
}

function toText(symbol: string): string {
  return `${symbol}: ${currencyOf(symbol) ?? "unknown"}`;
}
