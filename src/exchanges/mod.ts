import { createCcxtPlug } from "./ccxt_exchange.ts";
import type { ExchangePlug } from "./exchange.ts";
import { upbit } from "./upbit.ts";

/** Every exchange there is. */
export const EXCHANGES: readonly ExchangePlug[] = [
  upbit,
  createCcxtPlug("binance", "Binance"),
  createCcxtPlug("okx", "OKX"),
  createCcxtPlug("bitget", "Bitget"),
  createCcxtPlug("bybit", "Bybit"),
];
