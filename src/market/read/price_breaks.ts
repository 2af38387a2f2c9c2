/** Where the prices of a stored Korean stock leap, and which of that its base prices (기준가) explain. */
import type { CandleColumns, SeriesKey } from "../../core/candle.ts";
import { kstDayOf } from "../../core/kst.ts";
import type { MarketHours } from "../../core/market/hours.ts";
import { isStockMarket } from "../../core/symbol.ts";
import type { CandleStore } from "../candle_store.ts";
import {
  type BaseChange,
  type BasePrices,
  findBaseChanges,
  findPriceJumps,
  type PriceJump,
} from "./price_jumps.ts";

interface PriceBreaks {
  readonly jumps: readonly PriceJump[];
  readonly baseChanges: readonly BaseChange[];
}

export async function readPriceBreaks(
  store: Pick<CandleStore, "basePrices">,
  { series, columns, hours }: {
    readonly series: SeriesKey;
    readonly columns: CandleColumns;
    readonly hours: MarketHours;
  },
): Promise<PriceBreaks> {
  if (!isStockMarket(series)) return { jumps: [], baseChanges: [] };
  const bases = await readBasesOf(store, series, columns);
  const facts = { interval: series.interval, hours, bases };
  return { jumps: findPriceJumps(columns, facts), baseChanges: findBaseChanges(columns, facts) };
}

/** Of the days that candles are of. */
export async function readBasesOf(
  store: Pick<CandleStore, "basePrices">,
  series: Pick<SeriesKey, "exchange" | "symbol">,
  { openTimeMs }: Pick<CandleColumns, "openTimeMs">,
): Promise<BasePrices> {
  const [firstMs, lastMs] = [openTimeMs[0], openTimeMs.at(-1)];
  if (firstMs === undefined || lastMs === undefined) return new Map();
  return await store.basePrices(series, { fromDay: kstDayOf(firstMs), toDay: kstDayOf(lastMs) + 1 });
}
