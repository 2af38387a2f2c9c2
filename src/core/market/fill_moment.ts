/** In which part of its market an order is filled that came too late for continuous trading of its own day. */
import type { FillMoment } from "../advice.ts";
import { closeTimeOf, type Interval, intervalLengthMs } from "../candle.ts";
import { DAY_MS, kstDayOf, kstDayStartMs } from "../kst.ts";
import { defineTexts, type Lang, pick, type Twin } from "../lang.ts";
import { ALWAYS_OPEN, type MarketHours } from "./hours.ts";

const MOMENT_TEXTS = defineTexts({
  closing_auction: ["종가 단일가", "closing auction"],
  next_session: ["다음 거래일", "next session"],
}) satisfies Readonly<Record<FillMoment, Twin>>;

export interface FillTimes {
  /** When the candle began that brought the advice. */
  readonly advisedMs: number;
  /** When the candle begins in which it is filled. */
  readonly filledMs: number;
}

/** The hours by which moments are told. Of a market that never closes nobody says at which moment of its day it fills. */
export function hoursOfMoments(hours: MarketHours): MarketHours | undefined {
  return hours === ALWAYS_OPEN ? undefined : hours;
}

export function findFillMoment(
  { advisedMs, filledMs }: FillTimes,
  hours: Pick<MarketHours, "openSpans">,
): FillMoment | undefined {
  const day = kstDayOf(filledMs);
  if (kstDayOf(advisedMs) !== day) return "next_session";
  const partsLeft = hours.openSpans({ fromMs: filledMs, toMs: kstDayStartMs(day + 1) });
  return partsLeft.length === 1 ? "closing_auction" : undefined;
}

/** When an order is due that the candle which began then has advised: at the open of the next one that can exist. */
export function nextFill(
  interval: Interval,
  { advisedMs, hours }: { readonly advisedMs: number; readonly hours: MarketHours },
): { readonly filledMs: number; readonly moment: FillMoment | undefined } {
  const filledMs = hours.nextOpenTime(interval, closeTimeOf(interval, advisedMs));
  const told = hoursOfMoments(hours);
  return { filledMs, moment: told === undefined ? undefined : findFillMoment({ advisedMs, filledMs }, told) };
}

/** ` (closing auction)`. Of days and longer candles all are filled in a later session, and nothing need be said. */
export function toMomentText(
  moment: FillMoment | undefined,
  { interval, lang }: { readonly interval: Interval; readonly lang: Lang },
): string {
  const lengthMs = intervalLengthMs(interval) ?? Infinity;
  return moment === undefined || lengthMs >= DAY_MS ? "" : ` (${pick(MOMENT_TEXTS[moment], lang)})`;
}
