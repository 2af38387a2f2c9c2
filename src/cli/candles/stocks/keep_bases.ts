/** Keeps what a file of days tells of base prices (기준가): of those days alone whose base price is not the close before. */
import type { CandleColumns, SeriesKey } from "../../../core/candle.ts";
import { DAY_MS, kstDayOf } from "../../../core/kst.ts";
import { STOCK_EXCHANGE } from "../../../core/symbol.ts";
import type { CandleStore } from "../../../market/candle_store.ts";
import type { BasePriceReader } from "../../../market/csv/prices/base_prices.ts";
import type { BasePrices } from "../../../market/read/price_jumps.ts";

/** A close that is older is none of the session before, whatever holidays there are. */
const LONGEST_REST_MS = 14 * DAY_MS;

interface FileBases {
  readonly bases: BasePrices;
  /** A sentence, where the column was not believed. */
  readonly note: string | undefined;
}

/** Whether base prices can be kept of it: of raw daily candles of a Korean stock. */
export function hasBases({ exchange, interval }: SeriesKey, reader: BasePriceReader | undefined): boolean {
  return exchange === STOCK_EXCHANGE && (interval === "1d" || interval === "1dKST") &&
    reader?.isThere === true;
}

export function readBases(
  series: SeriesKey,
  { columns, reader }: { readonly columns: CandleColumns; readonly reader: BasePriceReader | undefined },
): FileBases {
  const isTold = reader !== undefined && hasBases(series, reader);
  return isTold ? reader.settle(columns) : { bases: new Map(), note: undefined };
}

/** After the candles themselves. */
export async function keepBases(
  shelf: Pick<CandleStore, "keepBasePrices" | "read">,
  series: SeriesKey,
  { columns: { openTimeMs, close }, bases }: { readonly columns: CandleColumns; readonly bases: BasePrices },
): Promise<void> {
  const [firstMs] = openTimeMs;
  if (firstMs === undefined || bases.size === 0) return;
  const around = { fromMs: Math.max(0, firstMs - LONGEST_REST_MS), toMs: firstMs };
  const [stored] = await shelf.read(series, around, { limit: 1, fromEnd: true });
  const kept = new Map<number, number>();
  for (let i = 0; i < openTimeMs.length; i++) {
    const day = kstDayOf(openTimeMs[i] ?? NaN);
    const base = bases.get(day);
    const before = i === 0 ? stored?.close : close[i - 1];
    if (base !== undefined && base !== before) kept.set(day, base);
  }
  await shelf.keepBasePrices(series, kept);
}
