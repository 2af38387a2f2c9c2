import { kstDayOf, toKstIso } from "../../core/kst.ts";
import {
  toMoveText,
  toNumberText,
  toPriceNumberText,
  toSignedPercentText,
} from "../../core/words/numbers.ts";

/** Coins have fractions of a won; stocks do not. */
export const toPrice = (krw: number): string => toPriceNumberText(krw, "KRW");

export const toWhole = (amount: number): string => toNumberText(amount, 0);

/** `▲1.2%`, `▼3.4%`, `0.0%`; nothing when nobody knows. */
export function toMove(pct: number | undefined): string {
  return pct === undefined ? "" : toMoveText(pct);
}

/** The move from one price to another; nothing when either is unknown. */
export function toMoveOf(fromKrw: number | undefined, toKrw: number | undefined): string {
  return fromKrw === undefined || toKrw === undefined ? "" : toMove((toKrw / fromKrw - 1) * 100);
}

/** `+15.3%`, `−7.4%` */
export function toSignedPct(pct: number): string {
  return toSignedPercentText(pct, 1);
}

/** `09:20:08` in Korea. */
export const toClock = (atMs: number): string => toKstIso(atMs).slice(11, 19);

/** `09:20` */
export const toMinute = (atMs: number): string => toKstIso(atMs).slice(11, 16);

/** `08:35`, and `11-19 19:55` of another day than that of `seenAtMs`. */
export function toSameDayMinute(atMs: number, seenAtMs: number): string {
  const minute = toMinute(atMs);
  return kstDayOf(atMs) === kstDayOf(seenAtMs) ? minute : `${toKstIso(atMs).slice(5, 10)} ${minute}`;
}

export const toMinutes = (lengthMs: number): number => Math.max(1, Math.round(lengthMs / 60_000));
