import type { Config } from "../../config/config.ts";
import { toCommand } from "../../core/command_text.ts";
import { realClock } from "../../app/runtime.ts";
import type { Clock } from "../../core/clock.ts";
import { type SeriesKey, toSeriesText } from "../../core/candle.ts";
import { EXIT, StartError } from "../../core/errors.ts";
import type { Log } from "../../core/log.ts";
import type { SeriesFacts } from "../../market/candle_store.ts";
import { openSqliteCandleStore, type SqliteCandleStore } from "../../market/store/sqlite_candle_store.ts";
import { loadConfig } from "../kit/load_config.ts";
import { readIntervalArgument, readMarketArgument } from "../kit/series_argument.ts";
import { createTerminalLog, type Terminal } from "../kit/terminal.ts";

export interface ShelfAccess {
  readonly shelf: SqliteCandleStore;
  readonly config: Config;
  readonly clock: Clock;
  readonly log: Log;
}

/** Opens the candles for one command; a running service may use them at the same time. */
export async function withShelf<T>(terminal: Terminal, use: (access: ShelfAccess) => Promise<T>): Promise<T> {
  const config = await loadConfig();
  const clock = realClock;
  const log = createTerminalLog(config, { terminal, now: () => clock.now(), write: terminal.err });
  await using shelf = await openSqliteCandleStore({ dir: config.dataDir, clock, log });
  return await use({ shelf, config, clock, log });
}

export interface SeriesOptions {
  readonly exchange?: string;
  readonly interval: string;
}

/** @throws {StartError} */
export function readSeries(market: string, { exchange, interval }: SeriesOptions): SeriesKey {
  return { ...readMarketArgument(market, exchange), interval: readIntervalArgument(interval) };
}

/** What is stored of a series. @throws {StartError} when nothing is. */
export function findFacts(shelf: SqliteCandleStore, series: SeriesKey): SeriesFacts {
  const found = shelf.list().find(({ series: known }) => toSeriesText(known) === toSeriesText(series));
  if (found !== undefined) return found;
  throw new StartError(
    `There are no candles of ${toSeriesText(series)}; \`${
      toCommand("candles", "list")
    }\` shows what there is`,
    EXIT.config,
  );
}

/** `12,400 candles`, `1 candle` */
export function countText(count: number, word: string): string {
  return `${numberText(count)} ${word}${count === 1 ? "" : "s"}`;
}

/** `12,400` */
export function numberText(count: number): string {
  return count.toLocaleString("en-US");
}
