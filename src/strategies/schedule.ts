/** When something is due, by the calendar of Korea, told by the times of candles alone. */
import { z } from "zod";
import { DAY_MS, HOUR_MS, kstDayOf, kstDayStartMs, MINUTE_MS, readTimeOfDay } from "../core/kst.ts";
import { ALWAYS_OPEN, type MarketHours } from "../core/market/hours.ts";

/** Enough for a purchase every hour of a year, and still an end. */
export const MANY_POSITIONS = 10_000;

/** In the order of the numbers that days of the week have: 0 is Sunday. */
export const WEEKDAYS = [
  "sunday",
  "monday",
  "tuesday",
  "wednesday",
  "thursday",
  "friday",
  "saturday",
] as const;

const UNIT_MS = { minutes: MINUTE_MS, hours: HOUR_MS, days: DAY_MS, weeks: 7 * DAY_MS } as const;

export const UNITS = ["minutes", "hours", "days", "weeks"] as const;

/** Day 0 was a Thursday, so this one was a Sunday. */
const FIRST_SUNDAY = 3;

export const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "must be HH:MM, 00:00 to 23:59");

export const CATCH_UP_FIELDS = {
  catch_up: z.enum(["once", "skip"]).default("once").describe(
    "When the bar of a due time did not come: once makes up for the last one, skip leaves it out. A minute without a trade has no bar either.",
  ),
  most_late_min: z.number().min(0).max(525_600).default(60).describe(
    "Minutes after the due time within which a bar must begin that makes up for it; of a stock, minutes of its sessions.",
  ),
  closed_day: z.enum(["next_session", "skip"]).default("next_session").describe(
    "Of a stock, when a due time falls on a day without a session: it is due with the next one, or left out.",
  ),
};

export interface CatchUp {
  readonly catch_up: "once" | "skip";
  readonly most_late_min: number;
  /** Left out, with the next session. */
  readonly closed_day?: "next_session" | "skip";
}

/** Due at `anchorMs` and every `periodMs` before and after. */
export interface Rhythm {
  readonly periodMs: number;
  readonly anchorMs: number;
}

/**
 * Counted from a fixed day of 1970, not from the first candle, so that a start at another time changes no due time.
 *
 * @param options.at `09:00` in Korea.
 */
export function toRhythm(options: {
  readonly every: number;
  readonly unit: (typeof UNITS)[number];
  readonly at: string;
  readonly weekday?: (typeof WEEKDAYS)[number] | undefined;
}): Rhythm {
  const { every, unit, at, weekday } = options;
  const day = unit === "weeks" ? FIRST_SUNDAY + WEEKDAYS.indexOf(weekday ?? "monday") : 0;
  const anchorMs = kstDayStartMs(day) + (readTimeOfDay(at) ?? 0) * MINUTE_MS;
  return { periodMs: every * UNIT_MS[unit], anchorMs };
}

export interface Due {
  readonly dueAtMs: number;
  /**
   * From the due time to the beginning of the candle that told it, without the time in which its market was closed; 0 when
   * that was its own candle, or the first one that could be.
   */
  readonly lateMs: number;
}

/** Tells each due time once. */
export class DueWatch {
  readonly #rhythm: Rhythm;
  readonly #catchUp: CatchUp;
  readonly #hours: MarketHours;
  /** The last due time that was dealt with; `undefined` before the first candle. */
  #doneMs: number | undefined;

  /** @param hours of the market; left out, it is always open. */
  constructor(rhythm: Rhythm, catchUp: CatchUp, hours: MarketHours = ALWAYS_OPEN) {
    this.#rhythm = rhythm;
    this.#catchUp = catchUp;
    this.#hours = hours;
  }

  /**
   * The due time that a closed candle tells, at most one: of several that were missed, the last one.
   *
   * A due time belongs to a candle from its first to its very last instant: the candle that ends at nine tells nine, and
   * where there is none, because the market opens at nine, the candle that begins then does.
   */
  take(openTimeMs: number, endMs: number): Due | undefined {
    const dueAtMs = this.#lastDue(endMs);
    // What was due before the first candle is nobody's.
    this.#doneMs ??= this.#lastDue(openTimeMs - 1);
    if (dueAtMs <= this.#doneMs) return undefined;
    this.#doneMs = dueAtMs;
    const { catch_up, most_late_min, closed_day } = this.#catchUp;
    if (closed_day === "skip" && !this.#hasSession(dueAtMs)) return undefined;
    const lateMs = this.#openMs(dueAtMs, openTimeMs);
    if (lateMs === 0) return { dueAtMs, lateMs };
    return catch_up === "once" && lateMs <= most_late_min * MINUTE_MS ? { dueAtMs, lateMs } : undefined;
  }

  /** Time between two instants in which something could be traded: nobody is late over night. */
  #openMs(fromMs: number, toMs: number): number {
    if (fromMs >= toMs) return 0;
    return this.#hours.openSpans({ fromMs, toMs }).reduce((sum, span) => sum + span.toMs - span.fromMs, 0);
  }

  #hasSession(atMs: number): boolean {
    const startMs = kstDayStartMs(kstDayOf(atMs));
    return this.#hours.openSpans({ fromMs: startMs, toMs: startMs + DAY_MS }).length > 0;
  }

  #lastDue(atMs: number): number {
    const { periodMs, anchorMs } = this.#rhythm;
    return anchorMs + Math.floor((atMs - anchorMs) / periodMs) * periodMs;
  }

  /** None or one number, for lists in a saved state. */
  save(): readonly number[] {
    return this.#doneMs === undefined ? [] : [this.#doneMs];
  }

  restore(saved: readonly number[]): void {
    this.#doneMs = saved[0];
  }
}
