import {
  closeTimeOf,
  isOpenTime,
  openTimeOf,
  type SeriesKey,
  type Span,
  toSeriesText,
} from "../../core/candle.ts";
import { UserError } from "../../core/errors.ts";
import { toKstIso } from "../../core/kst.ts";
import { createSayFrom } from "../../core/lang.ts";
import { readTimeArgument } from "../../commands/series_argument.ts";
import { langOf, translate } from "../kit/language.ts";
import type { Terminal } from "../kit/terminal.ts";
import { CANDLE_CLI_TEXTS } from "../texts/candles.ts";
import { findLongerSeries } from "./longer_series.ts";
import { findFacts, readSeries } from "../../commands/candles/series.ts";
import { candlesText, withShelf } from "./shelf_access.ts";

interface RemoveOptions {
  readonly exchange: string;
  readonly adjusted?: boolean;
  readonly interval: string;
  readonly from?: string;
  readonly to?: string;
  readonly all: boolean;
  readonly dryRun: boolean;
  readonly json: boolean;
}

/** Removes a stretch of one series, all of it or nothing; it counts as never fetched afterwards. */
export function removeCandles(terminal: Terminal, market: string, options: RemoveOptions): Promise<void> {
  return withShelf(terminal, async ({ shelf }) => {
    const series = readSeries(market, options);
    const { firstMs, lastMs } = await findFacts(
      shelf,
      series,
      // No command: nobody should remove by a hint what was never meant.
      () => undefined,
    );
    const span = readStretch(series, {
      options,
      all: { fromMs: firstMs, toMs: closeTimeOf(series.interval, lastMs) },
    });
    const candles = await shelf.countCandles(series, span);
    const { dryRun, json } = options;
    const removed = dryRun ? candles : await shelf.removeSpan(series, span);
    const longer = candles === 0 ? [] : await findLongerSeries(shelf, series, span);
    const [from, to] = [toKstIso(span.fromMs), toKstIso(span.toMs)];
    if (json) {
      return terminal.out(JSON.stringify({ ...series, from, to, removed, dry_run: dryRun, notes: longer }));
    }
    const say = createSayFrom(CANDLE_CLI_TEXTS, langOf(terminal));
    const facts = { series: toSeriesText(series), candles: candlesText(removed, { say }), from, to };
    terminal.out(say(dryRun ? "would_remove" : "removed", facts));
    for (const note of longer) terminal.out(await translate(note, terminal));
  });
}

/** Whole candles: each that begins in what was named. */
function readStretch(
  series: SeriesKey,
  { options, all }: { readonly options: RemoveOptions; readonly all: Span },
): Span {
  const { from, to } = options;
  if (from === undefined && to === undefined && !options.all) {
    throw new UserError(
      "invalid",
      `Cannot remove candles: name the stretch with --from and --to, or say --all for the whole of ${
        toSeriesText(series)
      }`,
    );
  }
  if (options.all && (from !== undefined || to !== undefined)) {
    throw new UserError("invalid", "Cannot remove candles: --all is without --from and --to");
  }
  const fromMs = from === undefined ? all.fromMs : toBegin(series, readTimeArgument("--from", from));
  const toMs = to === undefined ? all.toMs : toBegin(series, readTimeArgument("--to", to));
  if (from !== undefined && to !== undefined && fromMs >= toMs) {
    throw new UserError("invalid", "Cannot remove candles: --from must lie before --to");
  }
  return { fromMs, toMs: Math.max(fromMs, toMs) };
}

/** The beginning of the first candle that begins then or later. */
function toBegin({ interval }: SeriesKey, atMs: number): number {
  return isOpenTime(interval, atMs) ? atMs : closeTimeOf(interval, openTimeOf(interval, atMs));
}
