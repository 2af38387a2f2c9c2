/** How the candles of a file stand to those that are stored of the same series: known, new, different, moved in time. */
import {
  type Candle,
  candleAt,
  type CandleColumns,
  type Interval,
  intervalLengthMs,
} from "../core/candle.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../core/kst.ts";

export interface Difference {
  readonly stored: Candle;
  readonly file: Candle;
}

/** Two candles that follow each other, one stored and one of the file, between which the price leaps. */
export interface Jump {
  readonly before: Candle;
  readonly after: Candle;
}

export interface Comparison {
  /** Candles of the file that are stored with the same numbers. */
  readonly known: number;
  /** Candles of the file for which nothing is stored. */
  readonly fresh: number;
  /** Candles of the file that are stored with other numbers. */
  readonly differing: number;
  readonly firstDifference: Difference | undefined;
  /** Prices of the file in those of the store, when they all differ by this factor. */
  readonly factor: number | undefined;
  /** Where a new candle stands beside a stored one. */
  readonly jump: Jump | undefined;
  /** The stored candles are those of the file, so much later. */
  readonly movedByMs: number | undefined;
}

/** Zones are at most so far apart. */
export const FARTHEST_ZONE_MS = 14 * HOUR_MS;
const ZONE_STEP_MS = 30 * MINUTE_MS;
/** Candles that are looked at for a move, evenly taken from the file. */
const MOVE_SAMPLE = 500;
/** Fewer than these may look alike by chance. */
const LEAST_MOVED = 5;
const LEAST_CLOSES = 3;
const MOVED_SHARE = 0.9;
/** Within so many candles of each other a leap of the smaller size is odd, within this time one of the larger. */
const NEAR_CANDLES = 5;
const FAR_MS = 31 * DAY_MS;
/** 3:2 is the smallest usual split. */
const NEAR_LEAP = 1.45;
const FAR_LEAP = 1.9;

/** @param stored closed candles around those of the file, at least a day before and after. */
export function compareCandles(
  stored: CandleColumns,
  file: CandleColumns,
  interval: Interval,
): Comparison {
  let [known, fresh, differing] = [0, 0, 0];
  let firstDifference: Difference | undefined;
  let jump: Jump | undefined;
  const factors: number[] = [];
  let last: { readonly candle: Candle; readonly isFresh: boolean } | undefined;
  for (const [storedAt, fileAt] of walk(stored.openTimeMs, file.openTimeMs)) {
    const ours = storedAt === undefined ? undefined : candleAt(stored, storedAt);
    const theirs = fileAt === undefined ? undefined : candleAt(file, fileAt);
    const candle = ours ?? theirs;
    if (candle === undefined) continue;
    const isFresh = ours === undefined;
    if (isFresh) fresh++;
    else if (theirs !== undefined && isSame(ours, theirs)) known++;
    else if (theirs !== undefined) {
      differing++;
      firstDifference ??= { stored: ours, file: theirs };
      factors.push(theirs.close / ours.close);
    }
    if (last !== undefined && last.isFresh !== isFresh) jump ??= findJump(last.candle, candle, interval);
    last = { candle, isFresh };
  }
  const movedByMs = fresh + differing <= known ? undefined : findMove(stored, file, interval);
  return { known, fresh, differing, firstDifference, factor: toFactor(factors), jump, movedByMs };
}

/** The leap between two candles that will follow each other, when it is larger than a market makes. */
export function findJump(before: Candle, after: Candle, interval: Interval): Jump | undefined {
  const distanceMs = after.openTimeMs - before.openTimeMs;
  const lengthMs = intervalLengthMs(interval) ?? 28 * DAY_MS;
  const most = distanceMs <= NEAR_CANDLES * lengthMs ? NEAR_LEAP : distanceMs <= FAR_MS ? FAR_LEAP : Infinity;
  const ratio = after.open / before.close;
  return Math.max(ratio, 1 / ratio) >= most ? { before, after } : undefined;
}

/** Places of equal times in two ascending lists, in the order of time. */
function* walk(
  a: Float64Array,
  b: Float64Array,
): Generator<readonly [number | undefined, number | undefined]> {
  for (let i = 0, j = 0; i < a.length || j < b.length;) {
    const [left, right] = [a[i] ?? Infinity, b[j] ?? Infinity];
    yield [left <= right ? i : undefined, right <= left ? j : undefined];
    if (left <= right) i++;
    if (right <= left) j++;
  }
}

/** Files round: prices to the last digit of a double, volumes to eight places. */
function isSame(a: Candle, b: Candle): boolean {
  const prices = (["open", "high", "low", "close"] as const).every((field) =>
    Math.abs(a[field] - b[field]) <= 1e-9 * a[field]
  );
  return prices && Math.abs(a.volume - b.volume) <= 1e-8 + 1e-9 * a.volume;
}

function toFactor(factors: readonly number[]): number | undefined {
  const sorted = factors.toSorted((a, b) => a - b);
  const [least, middle, most] = [sorted[0], sorted[Math.floor(sorted.length / 2)], sorted.at(-1)];
  if (least === undefined || middle === undefined || most === undefined) return undefined;
  const isOne = most / least <= 1.02;
  return isOne && Math.max(middle, 1 / middle) >= 1.05 ? middle : undefined;
}

/** Whether the same candles are stored at other times, all by the same distance: a zone that was mistaken. */
function findMove(stored: CandleColumns, file: CandleColumns, interval: Interval): number | undefined {
  const lengthMs = intervalLengthMs(interval);
  if (lengthMs === undefined || lengthMs > DAY_MS) return undefined;
  const places = new Map(Array.from(stored.openTimeMs, (atMs, i) => [atMs, i]));
  const every = Math.max(1, Math.ceil(file.openTimeMs.length / MOVE_SAMPLE));
  const sample = Array.from(
    { length: Math.ceil(file.openTimeMs.length / every) },
    (_, i) => candleAt(file, i * every),
  );
  if (new Set(sample.map(({ close }) => close)).size < LEAST_CLOSES) return undefined;
  const stepMs = Math.max(ZONE_STEP_MS, lengthMs);
  const farthestMs = Math.max(FARTHEST_ZONE_MS, lengthMs);
  for (let moveMs = stepMs; moveMs <= farthestMs; moveMs += stepMs) {
    if (moveMs % lengthMs !== 0) continue;
    for (const byMs of [moveMs, -moveMs]) {
      const pairs = sample.flatMap((candle) => {
        const at = places.get(candle.openTimeMs + byMs);
        return at === undefined ? [] : [isSame(candleAt(stored, at), candle)];
      });
      const same = pairs.filter(Boolean).length;
      if (same >= LEAST_MOVED && same >= MOVED_SHARE * pairs.length && pairs.length * 2 >= sample.length) {
        return byMs;
      }
    }
  }
  return undefined;
}
