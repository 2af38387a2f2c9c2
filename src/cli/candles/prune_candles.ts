import { toSeriesText } from "../../core/candle.ts";
import { UserError } from "../../core/errors.ts";
import { toKstIso } from "../../core/kst.ts";
import { createSayFrom } from "../../core/lang.ts";
import { readTimeArgument } from "../../commands/series_argument.ts";
import { langOf } from "../kit/language.ts";
import type { Terminal } from "../kit/terminal.ts";
import { CANDLE_CLI_TEXTS } from "../texts/candles.ts";
import { findFacts, readSeries } from "../../commands/candles/series.ts";
import { candlesText, withShelf } from "./shelf_access.ts";

interface PruneOptions {
  readonly exchange: string;
  readonly adjusted?: boolean;
  readonly interval: string;
  readonly before: string;
  readonly json: boolean;
}

/** Removes old candles of one series, or of all. */
export function pruneCandles(
  terminal: Terminal,
  market: string | undefined,
  options: PruneOptions,
): Promise<void> {
  return withShelf(terminal, async ({ shelf, clock }) => {
    const series = market === undefined ? undefined : readSeries(market, options);
    const beforeMs = readTimeArgument("--before", options.before);
    if (beforeMs > clock.now()) throw new UserError("invalid", "--before lies in the future");
    if (series !== undefined) await findFacts(shelf, series, () => undefined);
    const removed = await shelf.prune(series, beforeMs);
    const before = toKstIso(beforeMs);
    if (options.json) return terminal.out(JSON.stringify({ ...series, before, removed }));
    const say = createSayFrom(CANDLE_CLI_TEXTS, langOf(terminal));
    const of = series === undefined ? say("all_series") : toSeriesText(series);
    terminal.out(say("pruned", { series: of, candles: candlesText(removed, { say }), before }));
  });
}
