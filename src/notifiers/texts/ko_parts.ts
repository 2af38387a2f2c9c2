/** Small words of Korean messages, which more than one kind has. */
import { HOUR_MS, kstDayOf, MINUTE_MS, toDateText, weekdayOfDay } from "../../core/kst.ts";
import { toPrice } from "./numbers.ts";

const WEEKDAYS = ["일", "월", "화", "수", "목", "금", "토"];
export const ACTIONS = { buy: "매수", sell: "매도" };
export const won = (krw: number | undefined) => krw === undefined ? "가격 모름" : `${toPrice(krw)}원`;

export function ago(ms: number): string {
  if (ms < MINUTE_MS) return `${Math.max(0, Math.round(ms / 1_000))}초`;
  return ms < HOUR_MS ? `${Math.floor(ms / MINUTE_MS)}분` : `${Math.floor(ms / HOUR_MS)}시간`;
}

/** `11월 20일(금)` */
export function dayOf(atMs: number): string {
  const day = kstDayOf(atMs);
  const [, month = "", date = ""] = toDateText(day).split("-");
  return `${Number(month)}월 ${Number(date)}일(${WEEKDAYS[weekdayOfDay(day)]})`;
}

/** 이 after a consonant, 가 after a vowel. */
export function withSubject(word: string): string {
  const last = word.charCodeAt(word.length - 1) - 0xac00;
  if (last < 0 || last > 11_171) return `${word}이(가)`;
  return `${word}${last % 28 === 0 ? "가" : "이"}`;
}

/** 은 after a consonant, 는 after a vowel. */
export function withTopic(word: string): string {
  return `${word}${(word.charCodeAt(word.length - 1) - 0xac00) % 28 === 0 ? "는" : "은"}`;
}
