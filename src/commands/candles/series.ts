/** Which stored series is meant, and what is said where there is none. */
import { type SeriesKey, toSeriesText } from "../../core/candle.ts";
import { toCommand } from "../../core/command_text.ts";
import type { CandleStore, SeriesFacts } from "../../market/candle_store.ts";
import { CommandRefusal } from "../refusal.ts";
import { readIntervalArgument, readMarketArgument, withPriceKind } from "../series_argument.ts";

export interface SeriesOptions {
  readonly exchange?: string;
  readonly interval: string;
  /** Of a Korean stock: its adjusted prices. */
  readonly adjusted?: boolean;
}

/** @throws {UserError} */
export function readSeries(market: string, { exchange, interval, adjusted }: SeriesOptions): SeriesKey {
  const named = withPriceKind(readMarketArgument(market, exchange), adjusted);
  return { ...named, interval: readIntervalArgument(interval) };
}

/**
 * What is stored of a series.
 *
 * @param toAgain the same command for a series that is there; `undefined` where it could not do anything with it.
 * @throws {UserError} when nothing is stored; where the same market is kept under another name, that is said.
 */
export async function findFacts(
  shelf: Pick<CandleStore, "list">,
  series: SeriesKey,
  toAgain: (other: SeriesKey, market: string) => string | undefined,
): Promise<SeriesFacts> {
  const list = await shelf.list();
  const found = list.find(({ series: known }) => toSeriesText(known) === toSeriesText(series));
  if (found !== undefined) return found;
  const others = findNamesakes(list, series);
  const again = others.map((other) => toAgain(other, `${other.exchange}:${other.symbol}`))
    .find((command) => command !== undefined);
  const rest = others.length === 0
    ? `\`${toCommand("candles", "list")}\` shows what there is`
    : `there are of ${others.map(toSeriesText).join(", ")}${again === undefined ? "" : `: ${again}`}`;
  throw new CommandRefusal("missing", "no_candles", {
    message: `There are no candles of ${toSeriesText(series)}; ${rest}`,
  });
}

/** Series of the same symbol: those of the same exchange first, then those of the same interval. */
export function findNamesakes(
  list: readonly SeriesFacts[],
  { exchange, symbol, interval }: SeriesKey,
): readonly SeriesKey[] {
  const rank = (other: SeriesKey) =>
    (other.exchange === exchange ? 0 : 2) + (other.interval === interval ? 0 : 1);
  return list.map(({ series }) => series).filter((other) => other.symbol === symbol)
    .toSorted((a, b) => rank(a) - rank(b));
}
