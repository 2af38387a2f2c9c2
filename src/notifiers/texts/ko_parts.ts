/** Small words of Korean messages, which more than one kind has. */
import { HOUR_MS, kstDayOf, MINUTE_MS, toDateText, weekdayOfDay } from "../../core/kst.ts";
import { toPrice } from "./numbers.ts";
import { chooseParticle } from "../../core/words/particles.ts";

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
  return `${word}${chooseParticle("이(가)", word)}`;
}

/** 은 after a consonant, 는 after a vowel. */
export function withTopic(word: string): string {
  return `${word}${chooseParticle("은(는)", word)}`;
}
