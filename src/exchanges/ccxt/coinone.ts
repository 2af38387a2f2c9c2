/** Where Coinone differs from what ccxt makes of it. https://docs.coinone.co.kr */
import { z } from "zod";
import { UpstreamError } from "../../core/errors.ts";
import { MINUTE_MS } from "../../core/kst.ts";
import { baseOf, quoteOf } from "../../core/symbol.ts";
import { type TickBand, tickSizeIn } from "../tick_bands.ts";
import type { VenueQuirks } from "./venue.ts";

const candle = z.looseObject({
  timestamp: z.unknown().transform(toNumber),
  open: z.unknown(),
  high: z.unknown(),
  low: z.unknown(),
  close: z.unknown(),
  target_volume: z.unknown(),
});
const decimal = z.union([z.number(), z.string()]).transform(String);
const ranges = z.looseObject({
  range_price_units: z.array(z.looseObject({ range_min: decimal, price_unit: decimal })).min(1),
});
const markets = z.looseObject({ markets: z.array(z.looseObject({ min_order_amount: decimal })).length(1) });

/** Too many requests of one address: it answers so to everything until the minute is over. */
class Blocked extends UpstreamError {
  constructor() {
    super("rate_limited", "the exchange asks for silence (error 4)", { retryAfterMs: MINUTE_MS });
  }
}

export const coinone: VenueQuirks = {
  errors: { "4": Blocked },
  asksForAllTickers: true,

  /** ccxt has no candles of Coinone. They come newest first, by UTC; `timestamp` is that of the last one wanted. */
  async fetchCandles(api, { symbol, interval, sinceMs, untilMs, limit }) {
    const { chart, is_last: isLast } = read(
      z.looseObject({ chart: z.array(candle), is_last: z.unknown() }),
      await ask(api, `chart/${toPath(symbol)}`, { interval, timestamp: untilMs - 1, size: limit }),
      "the answer holds no list of candles",
    );
    // They are counted from the end, so all of a stretch is there when one before it is, or when there are no more.
    const isWhole = isLast === true ||
      chart.some(({ timestamp }) => timestamp !== null && timestamp <= sinceMs);
    if (!isWhole) throw new UpstreamError("bad_shape", "the answer ends before what was asked for");
    return chart.map(({ timestamp, open, high, low, close, target_volume: volume }) =>
      [timestamp, open, high, low, close, volume].map(toNumber)
    );
  },

  async fetchRules(api, symbol) {
    const path = toPath(symbol);
    const [units, market, { last }] = await Promise.all([
      ask(api, `range_units/${path}`, {}),
      ask(api, `markets/${path}`, {}),
      api.fetchTicker(symbol),
    ]);
    const { range_price_units: bands } = read(ranges, units, "the answer holds no price steps");
    const [rules] = read(markets, market, "the answer holds no rules of the market").markets;
    const table = bands.map(({ range_min: from, price_unit: tickSize }): TickBand => ({ from, tickSize }));
    return {
      tickSize: tickSizeIn(table, last, baseOf(symbol)),
      minOrderValue: rules?.min_order_amount,
      from: "exchange",
    };
  },
};

/** `KRW/BTC` of `BTC/KRW` */
function toPath(symbol: string): string {
  return `${quoteOf(symbol)}/${baseOf(symbol)}`;
}

function ask(
  api: Parameters<NonNullable<VenueQuirks["fetchRules"]>>[0],
  path: string,
  params: Readonly<Record<string, string | number>>,
): Promise<unknown> {
  return api.request(path, "v2Public", "GET", params);
}

function read<T>(schema: z.ZodType<T>, answer: unknown, otherwise: string): T {
  const result = schema.safeParse(answer);
  if (result.success) return result.data;
  throw new UpstreamError("bad_shape", otherwise);
}

/** Numbers come as text; what is none is left to whoever names the field. */
function toNumber(value: unknown): number | null {
  const isNumber = typeof value === "number" || (typeof value === "string" && value.trim() !== "");
  return isNumber && Number.isFinite(Number(value)) ? Number(value) : null;
}
