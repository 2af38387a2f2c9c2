import { DAY_MS, HOUR_MS, MINUTE_MS, toKstClock, toKstIso } from "../../core/kst.ts";
import type { Lang } from "../../core/lang.ts";
import {
  toFixedText,
  toMoneyText,
  toNumberText,
  toPriceText,
  toSignedMoneyText,
  toSignedPercentText,
  withPlus,
} from "../../core/words/numbers.ts";

/** Numbers and times for eyes, in one language, seen from one moment. */
export interface Format {
  /** `1,234.5`: at most `decimals`, by default 2. */
  readonly number: (value: number, decimals?: number) => string;
  /** `146,210,000` or `0.5700`: exactly so many decimals, as the price step of a market has. */
  readonly price: (value: number, decimals: number) => string;
  /** `0.570`: exactly so many decimals, for columns of scores. */
  readonly fixed: (value: number, decimals: 2 | 3) => string;
  /** A sum: won without decimals, coins with up to eight, other currencies with two; with their code. */
  readonly money: (value: number, currency: string) => string;
  /** The same with its sign. */
  readonly signedMoney: (value: number, currency: string) => string;
  /** Of one unit: as fine as the price steps of its market may be. */
  readonly unitPrice: (value: number, currency: string) => string;
  /** `+2.50%`; the value is a percentage already. */
  readonly percent: (value: number) => string;
  /** `+0.62` */
  readonly signed: (value: number) => string;
  /** `11-21 21:04:05` in Korea; with the year in front when it is another one than now. */
  readonly clock: (atMs: number) => string;
  /** `21:04` in Korea. */
  readonly hour: (atMs: number) => string;
  readonly iso: (atMs: number) => string;
  /** `3분 전` */
  readonly ago: (atMs: number) => string;
  /** `3분 12초`: the two largest units. */
  readonly span: (lengthMs: number) => string;
  /** `토요일` */
  readonly weekday: (atMs: number) => string;
  /** `3월` */
  readonly month: (monthIndex: number) => string;
}

const UNITS = [["day", DAY_MS], ["hour", HOUR_MS], ["minute", MINUTE_MS], ["second", 1_000]] as const;
/** Making Intl objects costs more than all the rest of a page, so they are made once for each language. */
const MADE = new Map<Lang, ReturnType<typeof makeIntl>>();

export function createFormat(lang: Lang, nowMs: number): Format {
  const intl = MADE.get(lang) ?? makeIntl(lang);
  MADE.set(lang, intl);
  return {
    number: (value, decimals = 2) => toNumberText(value, decimals),
    price: (value, decimals) => toFixedText(value, Math.max(0, Math.min(12, decimals))),
    fixed: toFixedText,
    money: (value, currency) => toMoneyText(value, currency, lang),
    signedMoney: (value, currency) => toSignedMoneyText(value, currency, lang),
    unitPrice: (value, currency) => toPriceText(value, currency, lang),
    percent: (value) => toSignedPercentText(value),
    signed: (value) => withPlus(toFixedText(value, 2)),
    clock: (atMs) =>
      yearOf(atMs) === yearOf(nowMs) ? toKstClock(atMs) : `${yearOf(atMs)}-${toKstClock(atMs)}`,
    hour: (atMs) => toKstClock(atMs).slice(6, 11),
    iso: toKstIso,
    ago: (atMs) => toAgo(intl.relative, atMs - nowMs),
    span: (lengthMs) => toSpan(intl.units, lengthMs),
    weekday: (atMs) => intl.weekday.format(atMs),
    month: (monthIndex) => intl.month.format(Date.UTC(2026, monthIndex, 15)),
  };
}

function makeIntl(lang: Lang) {
  const locale = lang === "ko" ? "ko-KR" : "en-US";
  const unit = (name: string) =>
    new Intl.NumberFormat(locale, { style: "unit", unit: name, unitDisplay: "long" });
  return {
    relative: new Intl.RelativeTimeFormat(locale, { numeric: "always" }),
    units: { day: unit("day"), hour: unit("hour"), minute: unit("minute"), second: unit("second") },
    weekday: new Intl.DateTimeFormat(locale, { weekday: "long", timeZone: "Asia/Seoul" }),
    month: new Intl.DateTimeFormat(locale, { month: "long", timeZone: "UTC" }),
  };
}

function yearOf(atMs: number): string {
  return toKstIso(atMs).slice(0, 4);
}

/** The largest unit that fits, whole; live.js does the same. */
function toAgo(relative: Intl.RelativeTimeFormat, deltaMs: number): string {
  const size = Math.abs(deltaMs);
  // Two days of hours say more than one and a half days.
  const [unit, unitMs] = size >= 2 * DAY_MS
    ? UNITS[0]
    : size >= HOUR_MS
    ? UNITS[1]
    : size >= MINUTE_MS
    ? UNITS[2]
    : UNITS[3];
  const count = Math.floor(size / unitMs);
  // What is less than a second ahead is now: clocks are read one after the other.
  return relative.format(deltaMs >= 1_000 ? count : -count, unit);
}

function toSpan(units: Readonly<Record<string, Intl.NumberFormat>>, lengthMs: number): string {
  let rest = Math.max(0, lengthMs);
  const first = Math.max(0, UNITS.findIndex(([, unitMs]) => rest >= unitMs));
  const from = rest < 1_000 ? UNITS.length - 1 : first;
  const parts: string[] = [];
  for (const [unit, unitMs] of UNITS.slice(from, from + 2)) {
    const count = Math.floor(rest / unitMs);
    rest -= count * unitMs;
    if (count > 0 || from === UNITS.length - 1) parts.push(units[unit]?.format(count) ?? "");
  }
  return parts.join(" ");
}
