/** What a market cost at a past instant, from the polls of that day or from its candles. */
import { closeTimeOf } from "../../core/candle.ts";
import { ALWAYS_OPEN } from "../../core/market/hours.ts";
import { kstDayOf, MINUTE_MS } from "../../core/kst.ts";
import { isStockCode, STOCK_EXCHANGE } from "../../core/symbol.ts";
import type { OutcomeDeps } from "../../signals/outcomes.ts";
import type { Stock } from "../../stock/start_stock.ts";
import { readWishedCandles, type ShelfColumns } from "./wished_candles.ts";

type SeenPrice = Awaited<ReturnType<OutcomeDeps["priceAt"]>>;

/** In the order in which they are believed: what is held is polled with its price, as is what stands in the screener. */
const PRICED_SOURCES = ["portfolio", "screener_preview"];
/** Longer before the close, a price is none of it. */
const LOOK_BACK_MS = 10 * MINUTE_MS;

export interface PriceAtParts {
  readonly stock: Pick<Stock, "pollsOn">;
  readonly candles: ShelfColumns | undefined;
  /** How much older than the asked instant a polled price may be; it is of the same day in any case. */
  readonly polledWithinMs?: number;
}

export function createPriceAt(
  { stock, candles, polledWithinMs = LOOK_BACK_MS }: PriceAtParts,
): OutcomeDeps["priceAt"] {
  return async ({ exchange, ticker }, atMs) => {
    const span = { fromMs: atMs - polledWithinMs, toMs: atMs };
    const polled = exchange === STOCK_EXCHANGE ? await readPolledPrice(stock, { ticker, span }) : undefined;
    return polled ??
      (candles === undefined ? undefined : await readCandlePrice(candles, { exchange, ticker, atMs }));
  };
}

async function readPolledPrice(
  stock: Pick<Stock, "pollsOn">,
  { ticker, span: { fromMs, toMs } }: { ticker: string; span: { fromMs: number; toMs: number } },
): Promise<SeenPrice> {
  const seen = [];
  for (const source of PRICED_SOURCES) {
    const polls = await stock.pollsOn(source, kstDayOf(toMs));
    for (const { fetchedAtMs, dataAtMs, rows } of polls) {
      // An answer that tells of an earlier time has the price of that time.
      const pricedAtMs = Math.min(fetchedAtMs, dataAtMs ?? fetchedAtMs);
      const price = rows.find((row) => row.ticker === ticker)?.price;
      if (typeof price === "number" && price > 0 && pricedAtMs > fromMs && pricedAtMs <= toMs) {
        seen.push({ price, atMs: pricedAtMs, from: "polls" } as const);
      }
    }
  }
  return seen.toSorted((a, b) => b.atMs - a.atMs)[0];
}

async function readCandlePrice(
  candles: ShelfColumns,
  { exchange, ticker, atMs }: { exchange: string; ticker: string; atMs: number },
): Promise<SeenPrice> {
  const symbol = isStockCode(ticker) ? `${ticker}/KRW` : ticker;
  const span = { fromMs: atMs - LOOK_BACK_MS, toMs: atMs };
  const last =
    (await readWishedCandles(candles, { exchange, symbol, interval: "1m" }, { span, hours: ALWAYS_OPEN })).at(
      -1,
    );
  return last && { price: last.close, atMs: closeTimeOf("1m", last.openTimeMs), from: "candles" };
}
