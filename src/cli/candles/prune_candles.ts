import { toSeriesText } from "../../core/candle.ts";
import { UserError } from "../../core/errors.ts";
import { toKstIso } from "../../core/kst.ts";
import { readTimeArgument } from "../../commands/series_argument.ts";
import type { Terminal } from "../kit/terminal.ts";
import { findFacts, readSeries } from "../../commands/candles/series.ts";
import { countText, withShelf } from "./shelf_access.ts";

interface PruneOptions {
  readonly exchange: string;
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
    const of = series === undefined ? "all series" : toSeriesText(series);
    terminal.out(`${of}: ${countText(removed, "candle")} from before ${before} removed`);
  });
}
