/** Times of files that were written for eyes: `2/26/2024 9:30:00 AM`, `2024- 04- 05`, `2024. 1. 2. 오전 9:00`. */
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../../core/kst.ts";

/** Year, month and day, as they stand in the texts. */
export type DayOrder = "ymd" | "mdy" | "dmy";

export interface TextTime {
  /** The beginning of the day as if it were UTC. */
  readonly dayMs: number;
  /** Since then; `undefined` for a date alone. */
  readonly timeMs: number | undefined;
  /** East of Greenwich, when it is said. */
  readonly offsetMs: number | undefined;
}

const YEAR_FIRST = /^(\d{4})\s*([-/.]|년)\s*(\d{1,2})\s*(?:\2|월)\s*(\d{1,2})(?:[.일])?(?:[T\s]\s*(.+))?$/;
const YEAR_LAST = /^(\d{1,2})([-/.])(\d{1,2})\2(\d{4})(?:,?\s+(.+))?$/;
const NAMED_MONTH = /^(?:(\d{1,2})[\s-])?([A-Za-z]{3})[a-z]*\.?[\s-](?:(\d{1,2}),?\s)?(\d{4})(?:,?\s+(.+))?$/;
const CLOCK =
  /^(오전|오후)?\s*(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*(am|pm)?\s*(z|utc|gmt|[+-]\d{2}(?::?\d{2})?)?$/i;
const MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split(" ");

/** `undefined` for what is no time, or not in this order. */
export function readTextTime(text: string, order: DayOrder): TextTime | undefined {
  const parts = order === "ymd" ? readYearFirst(text) ?? readNamedMonth(text) : readYearLast(text, order);
  if (parts === undefined) return undefined;
  const { year, month, day, clock } = parts;
  const dayMs = dayStartMs(year, month, day);
  if (Number.isNaN(dayMs)) return undefined;
  if (clock === undefined) return { dayMs, timeMs: undefined, offsetMs: undefined };
  const time = readClock(clock);
  return time === undefined ? undefined : { dayMs, ...time };
}

interface DayParts {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly clock: string | undefined;
}

function readYearFirst(text: string): DayParts | undefined {
  const match = YEAR_FIRST.exec(text);
  if (match === null) return undefined;
  return { year: Number(match[1]), month: Number(match[3]), day: Number(match[4]), clock: match[5] };
}

function readYearLast(text: string, order: DayOrder): DayParts | undefined {
  const match = YEAR_LAST.exec(text);
  if (match === null) return undefined;
  const [first, second] = [Number(match[1]), Number(match[3])];
  const [month, day] = order === "mdy" ? [first, second] : [second, first];
  return { year: Number(match[4]), month, day, clock: match[5] };
}

function readNamedMonth(text: string): DayParts | undefined {
  const match = NAMED_MONTH.exec(text);
  const day = match?.[1] ?? match?.[3];
  if (match === null || day === undefined || (match[1] !== undefined && match[3] !== undefined)) {
    return undefined;
  }
  const month = MONTHS.indexOf(match[2]?.toLowerCase() ?? "") + 1;
  return { year: Number(match[4]), month, day: Number(day), clock: match[5] };
}

function readClock(text: string): { timeMs: number; offsetMs: number | undefined } | undefined {
  const match = CLOCK.exec(text);
  if (match === null) return undefined;
  const [, korean, hours, minutes, seconds = "0", fraction = "0", english, zone] = match;
  const half = korean === undefined ? english?.toLowerCase() : korean === "오후" ? "pm" : "am";
  const [spoken, minute, second] = [Number(hours), Number(minutes), Number(seconds)];
  if (minute > 59 || second > 59 || spoken > (half === undefined ? 23 : 12)) return undefined;
  if (half !== undefined && (spoken === 0 || (korean !== undefined && english !== undefined))) {
    return undefined;
  }
  const hour = half === undefined ? spoken : spoken % 12 + (half === "pm" ? 12 : 0);
  const timeMs = hour * HOUR_MS + minute * MINUTE_MS + second * 1_000 +
    Math.round(Number(`0.${fraction}`) * 1e3);
  return { timeMs, offsetMs: zone === undefined ? undefined : toOffsetMs(zone) };
}

function toOffsetMs(zone: string): number {
  const match = /^([+-])(\d{2}):?(\d{2})?$/.exec(zone);
  if (match === null) return 0;
  const offsetMs = Number(match[2]) * HOUR_MS + Number(match[3] ?? "0") * MINUTE_MS;
  return Number(match[2]) <= 14 && Number(match[3] ?? "0") <= 59
    ? (match[1] === "-" ? -offsetMs : offsetMs)
    : NaN;
}

/** @returns the beginning of a real date in UTC, or NaN. */
export function dayStartMs(year: number, month: number, day: number): number {
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

export function readTwo(bytes: Uint8Array, at: number): number {
  const [tens, ones] = [bytes[at], bytes[at + 1]];
  return isDigit(tens) && isDigit(ones) ? (tens - 48) * 10 + ones - 48 : NaN;
}

export function isDigit(byte: number | undefined): byte is number {
  return byte !== undefined && byte >= 48 && byte <= 57;
}
