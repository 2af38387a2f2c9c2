/** Which stored series a backtest of a market reads, and what is said where there is none. */
import { type Interval, type SeriesKey, toSeriesText } from "../../core/candle.ts";
import { UserError } from "../../core/errors.ts";
import { findNamesakes } from "../../commands/candles/series.ts";
import { canAggregate } from "../../market/read/aggregate.ts";
import type { SeriesFacts } from "../../market/candle_store.ts";
import { findStoredInterval, toNoCandlesText } from "./no_candles.ts";

/** Series of the store that longer candles are made of when there are none of the right length. */
const STORED_BASE: Interval = "1m";

/** @throws {UserError} when nothing of this market is stored, and there is a namesake that may be meant. */
export function refuseNamesake(stored: readonly SeriesFacts[], series: SeriesKey): void {
  const isKept = stored.some(({ series: { exchange, symbol } }) =>
    exchange === series.exchange && symbol === series.symbol
  );
  const [other] = isKept ? [] : findNamesakes(stored, series);
  if (other === undefined) return;
  throw refuse(
    `there are no candles of ${toSeriesText(series)} in the store; there are of ${toSeriesText(other)}: ` +
      `--market ${other.exchange}:${other.symbol} --timeframe ${other.interval}`,
  );
}

/** The series itself, or the short candles that its own can be made of. */
export function findKept(stored: readonly SeriesFacts[], series: SeriesKey): SeriesKey {
  const names = new Set(stored.map(({ series: known }) => toSeriesText(known)));
  const base = { ...series, interval: STORED_BASE };
  const isMade = !names.has(toSeriesText(series)) && names.has(toSeriesText(base)) &&
    canAggregate(STORED_BASE, series.interval);
  return isMade ? base : series;
}

export function toNoneStored(stored: readonly SeriesFacts[], series: SeriesKey): string {
  const other = findStoredInterval(stored, series);
  return toNoCandlesText(stored, series) + (other === undefined ? "" : `; add --timeframe ${other}`);
}

export function refuse(why: string): UserError {
  return new UserError("invalid", `Cannot load the data: ${why}`);
}
