/** What to say when a stretch of a stored series is empty: what is there, and how to get the rest. */
import { closeTimeOf, INTERVALS, type SeriesKey, toSeriesText } from "../../core/candle.ts";
import { toCommand } from "../../core/command_text.ts";
import { toKstIso } from "../../core/kst.ts";
import { isFileExchange } from "../../core/symbol.ts";
import type { SeriesFacts } from "../../market/candle_store.ts";

/** A sentence without its full stop, that begins with a small letter. */
export function toNoCandlesText(stored: readonly SeriesFacts[], series: SeriesKey): string {
  const { exchange, symbol, interval } = series;
  const same = stored.filter(({ series: known }) => known.exchange === exchange && known.symbol === symbol);
  const here = same.find(({ series: known }) => known.interval === interval);
  const name = toSeriesText(series);
  if (here !== undefined) {
    const toMs = closeTimeOf(interval, here.lastMs);
    return `there are no candles of ${name} in this stretch; stored is what lies from ${
      toMinute(here.firstMs)
    } to ${toMinute(toMs)} (KST)`;
  }
  const intervals = INTERVALS.filter((known) => same.some((one) => one.series.interval === known));
  const [first] = intervals;
  if (first !== undefined) {
    return `there are no candles of ${name} in the store; stored of this market: ${intervals.join(", ")}`;
  }
  const market = `${exchange}:${symbol}`;
  return `there are no candles of ${name} in the store; ` +
    (isFileExchange(exchange)
      ? `they come from a file, with: ${
        toCommand("candles", "import", "FILE.csv", "--exchange", exchange, "--symbol", symbol)
      }`
      : `get them with: ${toCommand("candles", "fetch", market, "--interval", interval)}`);
}

/** Of a series that is not stored: another length of candles that is, for `--timeframe`. */
export function findStoredInterval(
  stored: readonly SeriesFacts[],
  { exchange, symbol, interval }: SeriesKey,
): string | undefined {
  const same = stored.filter(({ series }) => series.exchange === exchange && series.symbol === symbol)
    .map(({ series }) => series.interval);
  return same.includes(interval) ? undefined : INTERVALS.find((known) => same.includes(known));
}

function toMinute(atMs: number): string {
  return toKstIso(atMs).slice(0, 16).replace("T", " ");
}
