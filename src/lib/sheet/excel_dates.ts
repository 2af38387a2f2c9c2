/** Days as Excel counts them, and which numbers of a workbook are days. */

const DAY_MS = 86_400_000;
/** Day 0 of both ways of counting. Days before March 1900 are one off in the first, and no day of a market. */
const FIRST_DAY_MS = { from1900: Date.UTC(1899, 11, 30), from1904: Date.UTC(1904, 0, 1) } as const;
/** The last day of 9999. */
const LAST_DAY = 2_958_465;
/** Programs that write few digits are off by so much; nothing shorter is a candle. */
const NOISE_MS = 5;

export type DateSystem = keyof typeof FIRST_DAY_MS;

/** Formats that are built in and show a date or a time, those of East Asia among them. */
const BUILT_IN: ReadonlySet<number> = new Set([
  ...[14, 15, 16, 17, 18, 19, 20, 21, 22, 45, 46, 47],
  ...[27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 50, 51, 52, 53, 54, 55, 56, 57, 58],
]);

/** @param code the format as the workbook writes it; `undefined` for one that is built in. */
export function isDateFormat(id: number, code: string | undefined): boolean {
  if (code === undefined) return BUILT_IN.has(id);
  const bare = code.replace(/"[^"]*"|\\.|_.|\*./g, "").replace(/\[(?!h+\]|m+\]|s+\])[^\]]*\]/gi, "");
  return !/general/i.test(bare) && /[ymdhs]/i.test(bare);
}

/** `2024-02-26`, `2024-02-26 09:30:00` or `09:30:00`; `undefined` for a number that is no day. */
export function toDateText(serial: number, system: DateSystem): string | undefined {
  if (!(serial >= 0 && serial <= LAST_DAY)) return undefined;
  const exactMs = serial * DAY_MS;
  const wholeMs = Math.round(exactMs / 1_000) * 1_000;
  const sinceMs = Math.abs(exactMs - wholeMs) <= NOISE_MS ? wholeMs : Math.round(exactMs);
  const text = new Date(FIRST_DAY_MS[system] + sinceMs).toISOString();
  const time = text.slice(11, sinceMs % 1_000 === 0 ? 19 : 23);
  if (serial < 1) return time;
  return sinceMs % DAY_MS === 0 ? text.slice(0, 10) : `${text.slice(0, 10)} ${time}`;
}
