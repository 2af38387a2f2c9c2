/** Small words of English messages, which more than one kind has. */
import { HOUR_MS, kstDayOf, MINUTE_MS, toDateText, weekdayOfDay } from "../../core/kst.ts";
import { toPrice } from "./numbers.ts";

const WEEKDAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

export const won = (krw: number | undefined) => krw === undefined ? "price unknown" : `₩${toPrice(krw)}`;
export const count = (n: number, one: string) => `${n} ${one}${n === 1 ? "" : "s"}`;

export function ago(ms: number): string {
  if (ms < MINUTE_MS) return `${Math.max(0, Math.round(ms / 1_000))} s`;
  return ms < HOUR_MS ? `${Math.floor(ms / MINUTE_MS)} min` : `${Math.floor(ms / HOUR_MS)} h`;
}

/** `Fri 11-20` */
export function dayOf(atMs: number): string {
  const day = kstDayOf(atMs);
  return `${WEEKDAYS[weekdayOfDay(day)]} ${toDateText(day).slice(5)}`;
}
