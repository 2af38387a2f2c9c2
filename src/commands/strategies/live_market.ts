/** Whether a market can be one for a strategy that is to live on its candles. */
import { nearName } from "../../core/near_name.ts";
import { baseOf, isFileExchange, isStockCode } from "../../core/symbol.ts";

/** Why there will never be such a market, in a sentence without a full stop; `undefined` when there may be. */
export function findMarketFault(
  { exchange, symbol }: { readonly exchange: string; readonly symbol: string },
  exchanges: readonly string[],
): string | undefined {
  if (isFileExchange(exchange)) return undefined;
  if (!exchanges.includes(exchange)) {
    const near = nearName(exchange, exchanges);
    return `There is no exchange "${exchange}": ${
      near === undefined ? `it must be ${toOrText(exchanges)}` : `did you mean ${near}?`
    }`;
  }
  const base = baseOf(symbol);
  if (!isStockCode(base)) return undefined;
  return `${base} is the code of a stock, and ${exchange} trades coins: candles of stocks come from files alone`;
}

function toOrText(names: readonly string[]): string {
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} or ${names.at(-1)}`;
}

export function toFileMarketText(market: string): string {
  return `${market} came from a file and does not grow by itself: a strategy on it gets no new bar; try it with a ` +
    "backtest instead";
}

export function toUncollectedText(market: string): string {
  return `by the settings seen here, the candles of ${market} are not collected: add ${market} to ` +
    "SIGNAL_V2_MARKETS and start the service again, or it waits for ever";
}
