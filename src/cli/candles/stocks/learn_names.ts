/** Keeps what a file calls its stocks. */
import type { SeriesKey } from "../../../core/candle.ts";
import { nameOfMarket, toNameMap } from "../../../core/market/stock_name.ts";
import { baseOf, isStockMarket } from "../../../core/symbol.ts";
import type { ShelfAccess } from "../shelf_access.ts";

export interface ToldName {
  readonly series: SeriesKey;
  /** As the file has it. */
  readonly name: string | undefined;
  /** The last candle of it in the file: the stock was called so then. */
  readonly lastMs: number | undefined;
}

/** A name of a time to come would never be replaced, so none is later than now. */
export async function learnNames(
  { shelf, clock }: Pick<ShelfAccess, "shelf" | "clock">,
  told: readonly ToldName[],
): Promise<void> {
  const nowMs = clock.now();
  await shelf.learnNames(
    told.flatMap(({ series, name, lastMs }) =>
      name === undefined || lastMs === undefined || !isStockMarket(series)
        ? []
        : [{ code: baseOf(series.symbol), name, atMs: Math.min(lastMs, nowMs) }]
    ),
  );
}

/** What the stock of a series is called by now. */
export async function findSeriesName(
  { shelf }: Pick<ShelfAccess, "shelf">,
  series: SeriesKey,
): Promise<string | undefined> {
  return isStockMarket(series) ? nameOfMarket(series, toNameMap(await shelf.names())) : undefined;
}
