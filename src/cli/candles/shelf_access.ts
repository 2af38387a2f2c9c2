import type { Config } from "../../config/config.ts";
import { toCommand } from "../../core/command_text.ts";
import { realClock } from "../../app/runtime.ts";
import type { Clock } from "../../core/clock.ts";
import { type SeriesKey, toSeriesText } from "../../core/candle.ts";
import { UserError } from "../../core/errors.ts";
import type { Log } from "../../core/log.ts";
import type { CandleStore, SeriesFacts } from "../../market/candle_store.ts";
import { openSqliteCandleStore } from "../../market/store/sqlite_candle_store.ts";
import { loadConfig } from "../kit/load_config.ts";
import { readIntervalArgument, readMarketArgument } from "../../commands/series_argument.ts";
import { createTerminalLog, type Terminal } from "../kit/terminal.ts";

export interface ShelfAccess {
  readonly shelf: CandleStore;
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

/** @throws {UserError} */
export function readSeries(market: string, { exchange, interval }: SeriesOptions): SeriesKey {
  return { ...readMarketArgument(market, exchange), interval: readIntervalArgument(interval) };
}

/**
 * What is stored of a series.
 *
 * @param toAgain the same command for a series that is there; `undefined` where it could not do anything with it.
 * @throws {UserError} when nothing is stored; where the same market is kept under another name, that is said.
 */
export async function findFacts(
  shelf: CandleStore,
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
  throw new UserError("invalid", `There are no candles of ${toSeriesText(series)}; ${rest}`);
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

/** `12,400 candles`, `1 candle` */
export function countText(count: number, word: string): string {
  return `${numberText(count)} ${word}${count === 1 ? "" : "s"}`;
}

/** `12,400` */
export function numberText(count: number): string {
  return count.toLocaleString("en-US");
}
