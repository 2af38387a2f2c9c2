import { createCcxtPlug } from "./ccxt/exchange.ts";
import { CCXT_VENUES } from "./ccxt/venues.ts";
import type { ExchangePlug } from "./exchange.ts";
import { upbit } from "./upbit/venue.ts";

/** Every exchange there is. */
export const EXCHANGES: readonly ExchangePlug[] = [
  upbit,
  ...CCXT_VENUES.map((venue) => createCcxtPlug(venue)),
];
