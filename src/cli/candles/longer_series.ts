import { type SeriesKey, type Span, toSeriesText } from "../../core/candle.ts";
import { toCommand } from "../../core/command_text.ts";
import { canAggregate } from "../../market/read/aggregate.ts";
import type { CandleStore } from "../../market/candle_store.ts";

/** Sentences about longer candles of the same market that are kept, too: they may have been made of what has changed. */
export async function findLongerSeries(
  shelf: CandleStore,
  series: SeriesKey,
  span: Span,
): Promise<readonly string[]> {
  const { exchange, symbol, interval } = series;
  return (await shelf.list())
    .filter(({ series: other, firstMs, lastMs }) =>
      other.exchange === exchange && other.symbol === symbol && canAggregate(interval, other.interval) &&
      other.interval !== interval && firstMs < span.toMs && lastMs >= span.fromMs
    )
    .map(({ series: other }) => {
      const market = `${exchange}:${symbol}`;
      const again = toCommand(
        "candles",
        "aggregate",
        market,
        "--base",
        interval,
        "--interval",
        other.interval,
        "--store",
        "--replace",
      );
      return `${
        toSeriesText(other)
      } is kept too and stays as it is; if it was made of ${interval}, make it again: ${again}`;
    });
}
