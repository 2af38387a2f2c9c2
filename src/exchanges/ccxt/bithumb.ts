/** Where Bithumb differs from what ccxt makes of it. https://apidocs.bithumb.com */
import { toKstIso } from "../../core/kst.ts";
import { baseOf, quoteOf } from "../../core/symbol.ts";
import { type TickBand, tickSizeIn } from "../tick_bands.ts";
import type { VenueQuirks } from "./venue.ts";

const SECOND_MS = 1_000;

/** Policy as it was known in September 2026; Bithumb tells its own price step only to the owner of a key. */
const KRW_TICKS: readonly TickBand[] = [
  { from: "1000000", tickSize: "1000" },
  { from: "500000", tickSize: "500" },
  { from: "100000", tickSize: "100" },
  { from: "50000", tickSize: "50" },
  { from: "10000", tickSize: "10" },
  { from: "5000", tickSize: "5" },
  { from: "100", tickSize: "1" },
  { from: "10", tickSize: "0.01" },
  { from: "1", tickSize: "0.001" },
  { from: "0", tickSize: "0.0001" },
];

/** Smallest value of an order. https://apidocs.bithumb.com/reference/시장가-매수하기 */
const SMALLEST_ORDER: Readonly<Record<string, string>> = { KRW: "5000", BTC: "0.0005" };
const OTHER_TICK = "0.00000001";

export const bithumb: VenueQuirks = {
  /** ccxt cannot say where a page ends. Candles come newest first and only for minutes with a trade. */
  fetchCandles: (api, { symbol, interval, sinceMs, untilMs, limit }) =>
    api.fetchOHLCV(symbol, interval === "1dKST" ? "1d" : interval, sinceMs, limit, {
      to: toBithumbTime(untilMs),
    }),

  async fetchRules(api, symbol) {
    const quote = quoteOf(symbol);
    const minOrderValue = SMALLEST_ORDER[quote];
    if (quote !== "KRW") return { tickSize: OTHER_TICK, minOrderValue, from: "table" };
    const { last } = await api.fetchTicker(symbol);
    return { tickSize: tickSizeIn(KRW_TICKS, last, baseOf(symbol)), minOrderValue, from: "table" };
  },
};

/** `2026-07-02T18:00:00`: Korean time without a zone; the candle that begins then is the first one left out. */
function toBithumbTime(atMs: number): string {
  return toKstIso(Math.ceil(atMs / SECOND_MS) * SECOND_MS).slice(0, 19);
}
