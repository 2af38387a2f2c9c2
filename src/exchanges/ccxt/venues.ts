/**
 * The exchanges that are asked through ccxt. A new one is an entry here, and a row for each of its settings in README
 * and `.env.example`: settings, help and everything else follow from this list. Nothing of ccxt is loaded with it.
 */
import type { Interval } from "../../core/candle.ts";
import { binanceStream } from "./streams/binance.ts";
import { bitgetStream } from "./streams/bitget.ts";
import { bybitStream } from "./streams/bybit.ts";
import { okxStream } from "./streams/okx.ts";
import type { CcxtVenue } from "./venue.ts";

/** Days and longer by UTC. */
const USUAL: readonly Interval[] = ["1m", "3m", "5m", "15m", "30m", "1h", "4h", "1d", "1w", "1M"];

export const CCXT_VENUES: readonly CcxtVenue[] = [
  {
    id: "binance",
    title: "Binance",
    restUrl: "https://api.binance.com",
    pageLimit: 1_000,
    intervals: USUAL,
    load: () => import("ccxt/binance.js"),
    stream: binanceStream,
  },
  {
    id: "okx",
    title: "OKX",
    restUrl: "https://www.okx.com",
    pageLimit: 100,
    intervals: USUAL,
    load: () => import("ccxt/okx.js"),
    stream: okxStream,
  },
  {
    id: "bitget",
    title: "Bitget",
    restUrl: "https://api.bitget.com",
    pageLimit: 100,
    intervals: USUAL,
    load: () => import("ccxt/bitget.js"),
    stream: bitgetStream,
  },
  {
    id: "bybit",
    title: "Bybit",
    restUrl: "https://api.bybit.com",
    pageLimit: 1_000,
    intervals: USUAL,
    load: () => import("ccxt/bybit.js"),
    stream: bybitStream,
  },
  {
    id: "bithumb",
    title: "Bithumb",
    restUrl: "https://api.bithumb.com",
    pageLimit: 200,
    // Its candles of four hours and its weeks begin by Korean time, which ours do not.
    intervals: ["1m", "3m", "5m", "10m", "15m", "30m", "1h", "1dKST"],
    load: () => import("ccxt/bithumb.js"),
    // It streams trades and no candles.
    stream: undefined,
    quirks: async () => (await import("./bithumb.ts")).bithumb,
  },
  {
    id: "coinone",
    title: "Coinone",
    restUrl: "https://api.coinone.co.kr",
    // What it gives unasked; a page that held fewer candles than it should would look like minutes without a trade.
    pageLimit: 200,
    // Where its longer candles begin is not documented.
    intervals: ["1m", "3m", "5m", "10m", "15m", "30m", "1h"],
    load: () => import("ccxt/coinone.js"),
    stream: undefined,
    quirks: async () => (await import("./coinone.ts")).coinone,
  },
];
