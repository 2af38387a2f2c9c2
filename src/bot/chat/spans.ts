import { toDurationText, toKoreanSpan, toKstClock } from "../../core/kst.ts";
import type { Lang } from "../../core/lang.ts";

export function sayDuration(lengthMs: number, lang: Lang): string {
  const text = toDurationText(lengthMs);
  return lang === "ko" ? toKoreanSpan(text) : text;
}

/** `09:21:14`, in Korea. */
export function sayClock(atMs: number): string {
  return toKstClock(atMs).slice("03-11 ".length);
}
