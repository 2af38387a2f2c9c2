/** What faces show of the market calendar. */
import { kstDayOf, toDateText, toKstClock, weekdayOfDay } from "../core/kst.ts";
import type { CalendarStatus } from "./calendar_status.ts";
import type { MarketCalendar } from "./session.ts";
import type { MarketPhaseView } from "./market_phase.ts";
import { firstDayOfYear } from "./statutory.ts";

export interface CalendarView {
  /** Of Korean stocks, now. */
  readonly market: MarketPhaseView;
  readonly source: string;
  readonly shape: string;
  readonly coveredFrom: string | undefined;
  readonly coveredUntil: string | undefined;
  readonly daysLeft: number;
  readonly level: string;
  readonly lint: readonly string[];
  readonly problems: readonly string[];
}

/** A year of the market calendar, for its page. */
export interface CalendarYearView {
  readonly year: number;
  readonly days: readonly CalendarDayView[];
}

export interface CalendarDayView {
  /** `2026-03-11` */
  readonly date: string;
  /** 0 is Sunday. */
  readonly weekday: number;
  readonly openMs: number | undefined;
  readonly closeMs: number | undefined;
  readonly special: string | undefined;
  readonly specialKo?: string | undefined;
  /** Set on days without a session. `kind` is `weekend`, `public`, `substitute`, `election`, `temporary` or `market`. */
  readonly closure: { readonly name: string; readonly nameKo: string; readonly kind: string } | undefined;
}

export function toCalendarView(status: CalendarStatus, market: MarketPhaseView): CalendarView {
  const { source, shape, from, to, daysLeft, level, lint, problem } = status;
  const problems = problem === undefined ? [] : [problem];
  return { market, source, shape, coveredFrom: from, coveredUntil: to, daysLeft, level, lint, problems };
}

/** All days of a year with their sessions and closures. */
export function toCalendarYear(calendar: MarketCalendar, year: number): CalendarYearView {
  const days: CalendarDayView[] = [];
  for (let day = firstDayOfYear(year); day < firstDayOfYear(year + 1); day++) {
    const session = calendar.sessionOn(day);
    days.push({
      date: toDateText(day),
      weekday: weekdayOfDay(day),
      openMs: session?.openMs,
      closeMs: session?.closeMs,
      special: session?.special,
      specialKo: session?.specialKo,
      closure: calendar.closureOn(day),
    });
  }
  return { year, days };
}

/** `07:00` */
function toKstHour(atMs: number): string {
  return toKstClock(atMs).slice("MM-DD ".length, "MM-DD HH:MM".length);
}

/** `market closed (Saturday)`, `market closed (제헌절, Constitution Day)`, or on which side of a session day's hours it is. */
export function describeClosed(calendar: MarketCalendar, nowMs: number): string {
  const day = kstDayOf(nowMs);
  const closure = calendar.closureOn(day);
  if (closure === undefined) {
    const session = calendar.sessionOn(day);
    if (session === undefined) return "market closed";
    return nowMs < session.preStartMs
      ? `market closed: today's hours begin at ${toKstHour(session.preStartMs)} (KST)`
      : `market closed: today's hours ended at ${toKstHour(session.postEndMs)} (KST)`;
  }
  const names = closure.kind === "weekend" ? [closure.name] : [closure.nameKo, closure.name];
  return `market closed (${names.filter((name) => name !== "").join(", ")})`;
}
