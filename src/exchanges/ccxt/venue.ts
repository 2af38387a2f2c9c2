/** What an entry of the list of ccxt's venues says. Only shapes, so that reading the list costs nothing. */
import type { Interval } from "../../core/candle.ts";
import type { CcxtApi, CcxtMarket } from "./api.ts";
import type { Instrument } from "../exchange.ts";
import type { StreamDialect } from "../stream/dialect.ts";

export interface CcxtVenue {
  /** `snake_case`; the word in settings, logs, metrics, addresses and the database. */
  readonly id: string;
  /** What a person calls it. */
  readonly title: string;
  /** Where it is asked for its spot market. */
  readonly restUrl: string;
  /** Most candles that it gives at once at any age. */
  readonly pageLimit: number;
  /** What it serves itself, beginning where our candles begin: its days must be ours, or they are left out. */
  readonly intervals: readonly Interval[];
  /** Loads ccxt's class. Written out in each entry, so that only the one that is used is loaded. */
  readonly load: () => Promise<{ readonly default: CcxtClass }>;
  /** `undefined`: it is asked after each minute. */
  readonly stream: VenueStream | undefined;
  /** Where ccxt's own way does not do. */
  readonly quirks?: () => Promise<VenueQuirks>;
}

/** Its parameters are ccxt's affair. */
export type CcxtClass = new (settings: object) => object;

export interface VenueStream {
  /** `wss://…`, without a trailing slash. */
  readonly url: string;
  /** Each is a connection of its own; all must be up for the stream to be. */
  readonly lanes: readonly StreamDialect[];
}

/** One page of candles, as it is asked for. */
export interface CandleWindow {
  readonly symbol: string;
  readonly interval: Interval;
  readonly sinceMs: number;
  /** Exclusive. */
  readonly untilMs: number;
  readonly limit: number;
}

export interface VenueQuirks {
  /** Errors by the codes of the exchange that ccxt has no name for. */
  readonly errors?: Readonly<Record<string, new () => Error>>;
  /** Rows of open time, open, high, low, close and volume, in any order. */
  readonly fetchCandles?: (api: CcxtApi, window: CandleWindow) => Promise<unknown>;
  /** Asks for all tickers when ccxt asks for one of those that are wanted. */
  readonly asksForAllTickers?: boolean;
  /** The rules of a market, when ccxt's list of markets does not hold them. */
  readonly fetchRules?: (api: CcxtApi, symbol: string, market: CcxtMarket) => Promise<VenueRules>;
}

export type VenueRules = Pick<Instrument, "tickSize" | "from"> & {
  readonly minOrderValue: string | undefined;
};
