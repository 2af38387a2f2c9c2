/** The words a calendar file is made of, once it has been read. Days are KST day numbers of `core/kst.ts`. */

/** `rich` is the object with a schema, `dates` a list of texts, `mixed` a list with objects, `map` by date or year. */
export type HolidayShape = "rich" | "dates" | "mixed" | "map";

/** Why the market is closed on a day. */
export interface Closure {
  readonly name: string;
  readonly nameKo: string;
  /** `public`, `substitute`, `market`, `election`, `temporary`, `weekend`, `listed` (no reason given) or the file's own. */
  readonly kind: string;
}

/** A day with other hours. Minutes since midnight KST. */
export interface SpecialSession {
  readonly openMin: number;
  readonly closeMin: number;
  readonly reason: string;
  readonly reasonKo: string;
  readonly kind: string;
}

/** Hours from `fromDay` on, until a later row begins. Minutes since midnight KST. */
export interface RegularHours {
  readonly fromDay: number;
  readonly openMin: number;
  readonly closeMin: number;
}

/** First and last day for which the file is the whole truth. */
export interface CalendarCoverage {
  readonly fromDay: number;
  readonly toDay: number;
}

export interface HolidayCounts {
  /** Entries as written, with repeated ones and weekends. */
  readonly listed: number;
  readonly closedWeekdays: number;
  readonly duplicates: number;
  readonly weekends: number;
  readonly specialSessions: number;
}

export interface HolidayFile {
  /** The path, or what else the text came from. */
  readonly source: string;
  readonly shape: HolidayShape;
  /** Nothing is listed at all: then only weekends are closed. */
  readonly empty: boolean;
  /** Weekdays only; a closure without a name in the file has kind `listed` and an empty name. */
  readonly closures: ReadonlyMap<number, Closure>;
  readonly sessions: ReadonlyMap<number, SpecialSession>;
  /** Ascending, at least one row. */
  readonly hours: readonly RegularHours[];
  readonly coverage: CalendarCoverage | undefined;
  readonly counts: HolidayCounts;
  /** Harmless oddities, as sentences. */
  readonly remarks: readonly string[];
}

/** Nothing earlier or later is a day of this product; it also keeps a mistyped year from being believed. */
export const FIRST_YEAR = 1990;
export const LAST_YEAR = 2100;
