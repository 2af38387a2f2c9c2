/** Candles that begin when a market opens, and not when an hour or a day of UTC does. */
import { type Interval, intervalLengthMs, INTERVALS, isOpenTime, openTimeOf } from "../../core/candle.ts";
import { ALWAYS_OPEN, type MarketHours } from "../../core/market/hours.ts";
import type { Zone } from "../../core/time_zone.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS, toDurationText } from "../../core/kst.ts";
import { type CandleFileError, toFileError } from "./candle_file_error.ts";

/** What to do with the times of such a file. */
export interface CsvSession {
  readonly interval: Interval;
  /** The candle of the interval as which a candle of the file is kept. */
  readonly toOpenTime: (atMs: number) => number;
  /** A sentence. */
  readonly note: string;
}

/**
 * A day that begins at this time of UTC or later is mostly the next one: midnight in Mumbai, Berlin or Hongkong, ten
 * o'clock in Sydney. The latest opening that belongs to its own day is New York's in winter, at 14:30.
 */
const NEXT_DAY_FROM_MS = 15 * HOUR_MS;
/** Shorter candles begin on their minute wherever a market opens. */
const SHORTEST_MS = 30 * MINUTE_MS;

/**
 * @param rows `stepMs` is the distance between most of them, `zone` what their times were taken for when they have none.
 * @returns `undefined` unless all rows begin equally late, or some of them one hour later as summer time makes it.
 */
export function findSession(
  times: Iterable<number>,
  { stepMs, zone }: { readonly stepMs: number; readonly zone: Zone | undefined },
): CsvSession | undefined {
  const interval = INTERVALS.find((known) => intervalLengthMs(known) === stepMs);
  if (interval === undefined || stepMs > DAY_MS || stepMs < SHORTEST_MS) return undefined;
  const late = new Set<number>();
  for (const atMs of times) {
    late.add(atMs - openTimeOf(interval, atMs));
    if (late.size > 2) return undefined;
  }
  const [most, least] = [Math.max(...late), Math.min(...late)];
  if (least % MINUTE_MS !== 0 || (late.size === 2 && most - least !== HOUR_MS)) return undefined;
  if (interval === "1d") {
    // Times without a zone name their day themselves.
    const laterMs = zone === undefined ? DAY_MS - NEXT_DAY_FROM_MS : -zone.toUtcMs(0);
    return {
      interval,
      toOpenTime: (atMs) => openTimeOf(interval, atMs + laterMs),
      note: `its days begin at ${toClock(least)} UTC; each is kept as the day from 00:00 UTC that it is of`,
    };
  }
  return {
    interval,
    toOpenTime: (atMs) => openTimeOf(interval, atMs),
    note:
      `its candles of ${interval} begin ${
        toDurationText(least)
      } late; each is kept as the ${interval} in which it ` +
      "begins",
  };
}

/** So few rows that the distance between most of them may be that over a holiday. */
const MOST_DAYS = 20;

/** Whether rows are days between which the market had no session, however far apart a long holiday makes them. */
export function areDaysInARow(
  rows: { readonly size: number; times(): Iterable<number> },
  hours: MarketHours | undefined,
): boolean {
  if (hours === undefined || hours === ALWAYS_OPEN || rows.size < 2 || rows.size > MOST_DAYS) return false;
  let before: number | undefined;
  for (const atMs of rows.times()) {
    if (!isOpenTime("1d", atMs)) return false;
    if (before !== undefined && hours.countCandles("1d", { fromMs: before + DAY_MS, toMs: atMs }) > 0) {
      return false;
    }
    before = atMs;
  }
  return true;
}

function toClock(ms: number): string {
  return new Date(ms).toISOString().slice(11, 16);
}

/** A refusal of rows that are so far apart, when there is no such interval; `undefined` for an odd distance. */
export function toUnknownStepError(stepMs: number): CandleFileError | undefined {
  const known = INTERVALS.find((interval) => intervalLengthMs(interval) === stepMs);
  if (known !== undefined) {
    return toFileError(
      `its candles of ${known} do not begin when those here do (days at 00:00 UTC, weeks on Monday); times of ` +
        "another zone? Say which with --timezone",
      "needs_option",
    );
  }
  const isUsual = stepMs > 0 &&
    (stepMs % HOUR_MS === 0 || [2, 20, 45].some((minutes) => stepMs === minutes * 60_000));
  if (!isUsual) return undefined;
  const apart = toDurationText(stepMs);
  return toFileError(
    `its candles are ${apart} apart, and such candles are not supported; there are ${INTERVALS.join(", ")}`,
  );
}
