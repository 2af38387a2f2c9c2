/**
 * Korea keeps UTC+9 all year since October 1988, so inside the product a KST day is integer arithmetic.
 * `assertKoreaIsPlusNine` checks that against the zone data of the runtime once at start.
 */
export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;
const KST_OFFSET_MS = 9 * HOUR_MS;

/** Days since 1970-01-01 in Korea. Day 0 was a Thursday. */
export function kstDayOf(atMs: number): number {
  return Math.floor((atMs + KST_OFFSET_MS) / DAY_MS);
}

/** The instant at which the KST day begins. */
export function kstDayStartMs(day: number): number {
  return day * DAY_MS - KST_OFFSET_MS;
}

/** 0 is Sunday … 6 is Saturday. */
export function weekdayOfDay(day: number): number {
  return (((day + 4) % 7) + 7) % 7;
}

/** `2026-03-11` */
export function toDateText(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

/** A real calendar date as a day number, or `undefined` for anything else (`2026-02-30`, `2026/03/11`). */
export function readDateText(text: string): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined;
  const atMs = Date.parse(`${text}T00:00:00Z`);
  if (Number.isNaN(atMs)) return undefined;
  const day = atMs / DAY_MS;
  return toDateText(day) === text ? day : undefined;
}

/** Of a date that is written in the code. @throws {RangeError} when it is none. */
export function dayOfDate(dateText: string): number {
  const day = readDateText(dateText);
  if (day === undefined) throw new RangeError(`${dateText} is not a date`);
  return day;
}

/** `2026-03-11T09:00:00+09:00`, with milliseconds only when there are some. */
export function toKstIso(atMs: number): string {
  const text = new Date(atMs + KST_OFFSET_MS).toISOString().slice(0, -1);
  return `${text.endsWith(".000") ? text.slice(0, -4) : text}+09:00`;
}

/** `03-11 09:00:05`, for eyes. */
export function toKstClock(atMs: number): string {
  return new Date(atMs + KST_OFFSET_MS).toISOString().slice(5, 19).replace("T", " ");
}

/** `2026-03-11 09:00:05 KST`, for eyes where the day alone may mislead. */
export function toKstText(atMs: number): string {
  return `${toKstIso(atMs).slice(0, 19).replace("T", " ")} KST`;
}

/** Minutes since midnight of `HH:MM` (24:00 allowed), or `undefined`. */
export function readTimeOfDay(text: string): number | undefined {
  const match = /^([01]\d|2[0-4]):([0-5]\d)$/.exec(text);
  if (match === null) return undefined;
  const minutes = Number(match[1]) * 60 + Number(match[2]);
  return minutes <= 24 * 60 ? minutes : undefined;
}

/** `2 h 5 min`, `45 s`, `3 d 4 h`: the two largest units, for eyes. */
export function toDurationText(lengthMs: number): string {
  const ms = Math.max(0, Math.round(lengthMs));
  const units: readonly (readonly [string, number])[] = [["d", DAY_MS], ["h", HOUR_MS], ["min", MINUTE_MS], [
    "s",
    1000,
  ]];
  const first = units.findIndex(([, size]) => ms >= size);
  if (first === -1) return `${ms} ms`;
  const parts: string[] = [];
  let rest = ms;
  for (const [name, size] of units.slice(first, first + 2)) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) parts.push(`${count} ${name}`);
  }
  return parts.join(" ");
}

const KOREAN_UNITS: Readonly<Record<string, string>> = { d: "일", h: "시간", min: "분", s: "초" };

/** A duration as `toDurationText` says it, or a sentence with such in it, for Korean readers: `2 h 5 min` is `2시간 5분`. */
export function toKoreanSpan(text: string): string {
  return text.replace(
    /(\d+) (d|h|min|s)\b/g,
    (_, count: string, unit: string) => `${count}${KOREAN_UNITS[unit] ?? unit}`,
  );
}

const FIRST_PLAUSIBLE_MS = Date.parse("2010-01-01T00:00:00+09:00");
const LAST_PLAUSIBLE_MS = Date.parse("2100-01-01T00:00:00+09:00");

/** Whether a clock that says this can be right. A small box without a battery starts in 1970 until it is set. */
export function isPlausibleNow(atMs: number): boolean {
  return atMs >= FIRST_PLAUSIBLE_MS && atMs < LAST_PLAUSIBLE_MS;
}

/** @throws {Error} when the runtime's zone data disagrees with the arithmetic above. */
export function assertKoreaIsPlusNine(): void {
  const atMs = FIRST_PLAUSIBLE_MS;
  const zoned = Temporal.Instant.fromEpochMilliseconds(atMs).toZonedDateTimeISO("Asia/Seoul");
  if (zoned.offsetNanoseconds !== KST_OFFSET_MS * 1_000_000) {
    throw new Error(
      `Cannot trust the zone data: Asia/Seoul is ${zoned.offset} at ${toKstIso(atMs)}, expected +09:00`,
    );
  }
}
