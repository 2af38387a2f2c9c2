/** Whether a market can be one for a strategy that is to live on its candles. */
import { EXCHANGE_IDS, EXCHANGES_OR } from "../../config/settings/exchanges.ts";
import { nearName } from "../../core/near_name.ts";
import { baseOf, isFileExchange, isStockCode } from "../../core/symbol.ts";

/** Why there will never be such a market, in a sentence without a full stop; `undefined` when there may be. */
export function findMarketFault(
  { exchange, symbol }: { readonly exchange: string; readonly symbol: string },
): string | undefined {
  if (isFileExchange(exchange)) return undefined;
  if (!EXCHANGE_IDS.includes(exchange)) {
    const near = nearName(exchange, EXCHANGE_IDS);
    return `There is no exchange "${exchange}": ${
      near === undefined ? `it must be ${EXCHANGES_OR}` : `did you mean ${near}?`
    }`;
  }
  const base = baseOf(symbol);
  if (!isStockCode(base)) return undefined;
  return `${base} is the code of a stock, and ${exchange} trades coins: candles of stocks come from files alone`;
}

export function toFileMarketText(market: string): string {
  return `${market} came from a file and does not grow by itself: a strategy on it gets no new bar; try it with a ` +
    "backtest instead";
}

export function toUncollectedText(market: string): string {
  return `by the settings seen here, the candles of ${market} are not collected: add ${market} to ` +
    "SIGNAL_V2_MARKETS and start the service again, or it waits for ever";
}
