/** How long something is to last, as a person writes it in either language. */
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../kst.ts";

/** `today` ends at midnight in Korea. */
export type WrittenSpan = { readonly kind: "today" } | { readonly kind: "length"; readonly lengthMs: number };

const UNITS_MS: Readonly<Record<string, number>> = {
  ...{ m: MINUTE_MS, min: MINUTE_MS, 분: MINUTE_MS },
  ...{ h: HOUR_MS, 시간: HOUR_MS },
  ...{ d: DAY_MS, 일: DAY_MS },
};
const TODAY = ["today", "오늘"];

/** `오늘`, `30분`, `2시간`, `3일`; `today`, `30m`, `2h`, `3d`. */
export function readWrittenSpan(text: string): WrittenSpan | undefined {
  const word = text.normalize("NFC").trim().toLowerCase();
  if (TODAY.includes(word)) return { kind: "today" };
  const [, count = "", unit = ""] = /^(\d{1,4})([a-z]{1,3}|[가-힣]{1,2})$/.exec(word) ?? [];
  const lengthMs = Number(count) * (UNITS_MS[unit] ?? NaN);
  return lengthMs > 0 ? { kind: "length", lengthMs } : undefined;
}
