import { createCcxtPlug } from "./ccxt_exchange.ts";
import { CCXT_VENUES } from "./ccxt_venues.ts";
import type { ExchangePlug } from "./exchange.ts";
import { upbit } from "./upbit.ts";

/** Every exchange there is. */
export const EXCHANGES: readonly ExchangePlug[] = [
  upbit,
  ...CCXT_VENUES.map((venue) => createCcxtPlug(venue)),
];
