/** Instants as candle files spell them, straight from bytes. */
import { readDecimal } from "../core/csv.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../core/kst.ts";

const DASH = 45;
const SLASH = 47;
const COLON = 58;
const SPACE = 32;
const DOT = 46;
const COMMA = 44;
const PLUS = 43;
const LETTER_T = 84;
const LETTER_Z = 90;

/** What times without a zone mean, as ms east of Greenwich. */
export interface TimeZones {
  readonly ofTimesMs: number;
  /** Of dates without a time. */
  readonly ofDatesMs: number;
}

/**
 * Reads the times of one file: epoch seconds, milliseconds, microseconds or nanoseconds (the first row decides, the
 * others must agree), `2018-01-02`, `20180102`, `2018-01-02 09:00[:00[.000]]` with `T` or a space, and
 * with `Z`, `UTC`, `+09:00`, `+0900` or nothing behind it.
 */
export class TimeReader {
  readonly #zones: TimeZones;
  #perSecond: number | undefined;

  constructor(zones: TimeZones) {
    this.#zones = zones;
  }

  /** @returns epoch ms, or NaN when the bytes are no time of this file's kind. */
  read(bytes: Uint8Array, from: number, to: number): number {
    const fifth = bytes[from + 4];
    if (to - from >= 10 && (fifth === DASH || fifth === SLASH)) return this.#readIso(bytes, from, to);
    if (to - from === 8) {
      const dayMs = readDay(bytes, { yearAt: from, monthAt: from + 4, dayAt: from + 6 });
      return dayMs - this.#zones.ofDatesMs;
    }
    return this.#readEpoch(readDecimal(bytes, from, to));
  }

  #readEpoch(value: number): number {
    const perSecond = unitOf(value);
    this.#perSecond ??= perSecond;
    if (perSecond === undefined || perSecond !== this.#perSecond) return NaN;
    const atMs = perSecond === 1 ? value * 1_000 : value / (perSecond / 1_000);
    const wholeMs = Math.round(atMs);
    return Math.abs(atMs - wholeMs) < 0.001 ? wholeMs : NaN;
  }

  #readIso(bytes: Uint8Array, from: number, to: number): number {
    if (bytes[from + 7] !== bytes[from + 4]) return NaN;
    const dayMs = readDay(bytes, { yearAt: from, monthAt: from + 5, dayAt: from + 8 });
    if (to - from === 10) return dayMs - this.#zones.ofDatesMs;
    const mark = bytes[from + 10];
    if ((mark !== LETTER_T && mark !== SPACE) || to - from < 16 || bytes[from + 13] !== COLON) return NaN;
    const hour = readTwo(bytes, from + 11);
    const minute = readTwo(bytes, from + 14);
    let at = from + 16;
    let second = 0;
    let fractionMs = 0;
    if (at < to && bytes[at] === COLON) {
      second = readTwo(bytes, at + 1);
      at += 3;
      if (at > to) return NaN;
      if (at < to && (bytes[at] === DOT || bytes[at] === COMMA)) {
        const begin = ++at;
        while (at < to && isDigit(bytes[at])) at++;
        fractionMs = readDecimal(bytes, begin, at) * 10 ** (3 - (at - begin));
      }
    }
    if (!(hour <= 23 && minute <= 59 && second <= 59)) return NaN;
    const zoneMs = readZone(bytes, at, to) ?? this.#zones.ofTimesMs;
    return dayMs + hour * HOUR_MS + minute * MINUTE_MS + second * 1_000 + Math.round(fractionMs) - zoneMs;
  }
}

/**
 * How many units make a second: seconds until the year 5138, milliseconds after March 1973, then micro- and
 * nanoseconds.
 */
function unitOf(value: number): number | undefined {
  if (!(value >= 0)) return undefined;
  if (value < 1e11) return 1;
  if (value < 1e14) return 1e3;
  if (value < 1e17) return 1e6;
  return value < 1e20 ? 1e9 : undefined;
}

/** @returns ms east of Greenwich, `undefined` when nothing is said, NaN when it makes no sense. */
function readZone(bytes: Uint8Array, from: number, to: number): number | undefined {
  const at = bytes[from] === SPACE && from < to ? from + 1 : from;
  if (at >= to) return undefined;
  if (to - at === 1) return bytes[at] === LETTER_Z ? 0 : NaN;
  if (to - at === 3 && bytes[at] === 85 && bytes[at + 1] === LETTER_T && bytes[at + 2] === 67) return 0;
  const sign = bytes[at] === PLUS ? 1 : bytes[at] === DASH ? -1 : NaN;
  const minuteAt = bytes[at + 3] === COLON ? at + 4 : at + 3;
  const hour = readTwo(bytes, at + 1);
  const minute = to === at + 3 ? 0 : to === minuteAt + 2 ? readTwo(bytes, minuteAt) : NaN;
  return hour <= 14 && minute <= 59 ? sign * (hour * HOUR_MS + minute * MINUTE_MS) : NaN;
}

/** @returns the beginning of a real date in UTC, or NaN. */
function readDay(
  bytes: Uint8Array,
  at: { readonly yearAt: number; readonly monthAt: number; readonly dayAt: number },
): number {
  const year = readTwo(bytes, at.yearAt) * 100 + readTwo(bytes, at.yearAt + 2);
  const month = readTwo(bytes, at.monthAt);
  const day = readTwo(bytes, at.dayAt);
  if (!(year >= 1900 && year <= 2199 && month >= 1 && month <= 12 && day >= 1 && day <= 31)) return NaN;
  // Days since the epoch in the proleptic Gregorian calendar, years beginning in March.
  // @see https://howardhinnant.github.io/date_algorithms.html#days_from_civil
  const shifted = month <= 2 ? year - 1 : year;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const days = shifted * 365 + Math.floor(shifted / 4) - Math.floor(shifted / 100) +
    Math.floor(shifted / 400) + dayOfYear - 719_468;
  const isReal = day <= 28 || new Date(days * DAY_MS).getUTCDate() === day;
  return isReal ? days * DAY_MS : NaN;
}

function readTwo(bytes: Uint8Array, at: number): number {
  const [tens, ones] = [bytes[at], bytes[at + 1]];
  return isDigit(tens) && isDigit(ones) ? (tens - 48) * 10 + ones - 48 : NaN;
}

function isDigit(byte: number | undefined): byte is number {
  return byte !== undefined && byte >= 48 && byte <= 57;
}
