/** What people call a share, beside its code. Names come from files and servers of others. */
import { baseOf, isStockMarket } from "../symbol.ts";

export interface StockName {
  /** `005930` */
  readonly code: string;
  readonly name: string;
  /** When it was called so: of a file its last row, of a server the moment of its answer. */
  readonly atMs: number;
}

/** The longest that KRX lists, an ETF, has some forty letters. */
const LONGEST = 60;

/**
 * A name as it may be kept and shown: one line, nothing that cannot be seen or turns the direction of writing.
 *
 * @returns `undefined` for a text that names nothing, as a code or a number.
 */
export function readStockName(text: string): string | undefined {
  const line = text.slice(0, LONGEST * 8).toWellFormed().normalize("NFC")
    .replace(/[\p{Cf}\p{Co}\p{Cn}\u3164\u115f\u1160\uffa0]/gu, "")
    .replace(/[\s\p{Cc}\p{Zl}\p{Zp}]+/gu, " ").trim();
  const name = [...line].slice(0, LONGEST).join("").trim();
  return /\p{L}/u.test(name) ? name : undefined;
}

/** `삼성전자 (005930)`; without a name what the market is called anyway. */
export function toNamedSymbol(
  { exchange, symbol }: { readonly exchange: string; readonly symbol: string },
  name: string | null | undefined,
): string {
  if (name === null || name === undefined || !isStockMarket({ exchange, symbol })) return symbol;
  return `${name} (${baseOf(symbol)})`;
}

/** The name of a market among those that are known by code. */
export function nameOfMarket(
  market: { readonly exchange: string; readonly symbol: string },
  names: ReadonlyMap<string, string>,
): string | undefined {
  return isStockMarket(market) ? names.get(baseOf(market.symbol)) : undefined;
}

/** By code. */
export function toNameMap(names: readonly StockName[]): ReadonlyMap<string, string> {
  return new Map(names.map(({ code, name }) => [code, name]));
}
