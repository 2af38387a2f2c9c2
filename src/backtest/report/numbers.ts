/** Numbers and times of a report, for eyes; times are those of Korea. */
import type { Interval } from "../../core/candle.ts";
import { DAY_MS, toDurationText, toKoreanSpan, toKstIso } from "../../core/kst.ts";
import type { Lang } from "../../core/lang.ts";
import type { Unit } from "./words.ts";
import { MINUS, toFixedText, toNumberText, toSignedPercentText } from "../../core/words/numbers.ts";

/** From here on digits would only fill the page. */
const HUGE = 1e6;
const HUGE_AMOUNT = 1e15;

/** `+2.50%`, `+1.3e+9%`; `–` when there is none. */
export function toPercent(share: number | undefined, decimals = 2): string {
  if (share === undefined || !Number.isFinite(share)) return "–";
  if (Math.abs(share) >= HUGE) {
    return `${share < 0 ? MINUS : "+"}${Math.abs(share * 100).toExponential(1)}%`;
  }
  return toSignedPercentText(share * 100, decimals);
}

/** `46.97%`, of a whole. */
export function toPart(share: number | undefined, decimals = 2): string {
  return toPercent(share, decimals).replace("+", "");
}

/** `51,422.99`: cents above 1, else the digits that count. */
export function toAmount(value: number | undefined): string {
  if (value === undefined || !Number.isFinite(value)) return "–";
  const size = Math.abs(value);
  if (size >= HUGE_AMOUNT) return (value < 0 ? MINUS : "") + size.toExponential(2);
  return toNumberText(value, size >= 100_000 ? 0 : size >= 1 || size === 0 ? 2 : 8);
}

export function toRatio(value: number | undefined): string {
  if (value === undefined || !Number.isFinite(value)) return "–";
  const size = Math.abs(value);
  return size >= HUGE ? (value < 0 ? MINUS : "") + size.toExponential(1) : toFixedText(value, 2);
}

/** `12일 3시간`, `12 d 3 h`; `–` for none, and for what ends within the bar in which it began. */
export function toLength(lengthMs: number | undefined, lang: Lang): string {
  if (lengthMs === undefined || !Number.isFinite(lengthMs) || lengthMs === 0) return "–";
  const text = toDurationText(lengthMs);
  return lang === "en" ? text : toKoreanSpan(text);
}

/** A day for long bars, else with the minute. */
export function toWhen(atMs: number, interval: Interval): string {
  const text = toKstIso(atMs);
  const isLong = ["1d", "1dKST", "1w", "1M", "1y"].includes(interval);
  return isLong ? text.slice(0, 10) : text.slice(0, 16).replace("T", " ");
}

/** The label of an axis: finer, the shorter the whole of it is. */
export function toAxisDate(atMs: number, wholeMs: number): string {
  const text = toKstIso(atMs);
  if (wholeMs > 900 * DAY_MS) return text.slice(0, 7);
  if (wholeMs > 4 * DAY_MS) return text.slice(2, 10);
  return text.slice(5, 16).replace("T", " ");
}

export function toFigureText(
  value: number | undefined,
  { unit, lang }: { readonly unit: Unit; readonly lang: Lang },
): string {
  switch (unit) {
    case "share":
      return toPercent(value);
    case "part":
      return toPart(value);
    case "ratio":
      return toRatio(value);
    case "time":
      return toLength(value, lang);
    case "money":
    case "count":
      return toAmount(value);
  }
}
