/** The market calendar as one thing: it follows its file, says what is wrong with it, and tells faces of it. */
import type { Clock } from "../core/clock.ts";
import { assertKoreaIsPlusNine, isPlausibleNow, kstDayOf } from "../core/kst.ts";
import type { KnownHoursOf } from "../core/market/hours.ts";
import type { CalendarStatus } from "./calendar_status.ts";
import { type CalendarView, type CalendarYearView, toCalendarView, toCalendarYear } from "./calendar_view.ts";
import { type CalendarWatch, createCalendarWatch } from "./calendar_watch.ts";
import { marketPhaseAt } from "./market_phase.ts";
import { toPlannableMs } from "./poll_plan.ts";
import { createHoursOf } from "./session_hours.ts";
import type { DayFrame } from "./session.ts";

/** The settings that the calendar follows. */
export interface CalendarSettings {
  readonly holidaysPath: string;
  readonly frame: DayFrame;
}

export interface CalendarOptions {
  readonly config: CalendarSettings;
  readonly runtime: { readonly clock: Clock; readonly embeddedHolidays: string | undefined };
  readonly events: CalendarEvents;
}

export interface CalendarEvents {
  calendarReloaded(facts: { path: string }): void;
  calendarProblem(facts: { problem: string; isError: boolean }): void;
}

export interface Calendar extends Pick<CalendarWatch, "current" | "check" | "status">, AsyncDisposable {
  /** Of Korean stocks by this calendar; other exchanges are always open. */
  readonly hoursOf: KnownHoursOf;
  /** From memory. A clock that cannot be right has no market day; some weekend stands in. */
  view(nowMs: number): CalendarView;
  year(year: number): CalendarYearView;
  /** Called now and then: says what is wrong with it. */
  onWake(): void;
}

/** @throws {CalendarFileError} when there is no usable calendar to begin with. */
export async function startCalendar({ config, runtime, events }: CalendarOptions): Promise<Calendar> {
  assertKoreaIsPlusNine();
  const { clock, embeddedHolidays } = runtime;
  const watch = await createCalendarWatch({
    path: config.holidaysPath,
    embeddedText: embeddedHolidays,
    frame: config.frame,
    clock,
    onReload: ({ source }) => events.calendarReloaded({ path: source }),
    onProblem: (problem) => events.calendarProblem({ problem, isError: true }),
  });
  const notice = new CalendarNotice(events);
  let looking = Promise.resolve(false);
  return {
    hoursOf: createHoursOf(() => watch.current()),
    current: () => watch.current(),
    check: () => looking = watch.check(),
    status: (nowMs) => watch.status(nowMs),
    view(nowMs) {
      const atMs = toPlannableMs(nowMs);
      return toCalendarView(watch.status(atMs), marketPhaseAt(watch.current(), atMs));
    },
    year: (year) => toCalendarYear(watch.current(), year),
    onWake() {
      const nowMs = clock.now();
      if (isPlausibleNow(nowMs)) notice.report(watch.status(nowMs), kstDayOf(nowMs));
    },
    async [Symbol.asyncDispose]() {
      await looking;
    },
  };
}

/** Says what is wrong with the calendar at start, when it changes, and once a day while it lasts. */
class CalendarNotice {
  readonly #events: CalendarEvents;
  #reported = "";

  constructor(events: CalendarEvents) {
    this.#events = events;
  }

  report({ level, lint }: CalendarStatus, day: number): void {
    const now = [day, ...lint].join("\n");
    if (now === this.#reported) return;
    this.#reported = now;
    const isError = level === "expired" || level === "empty";
    for (const problem of lint) this.#events.calendarProblem({ problem, isError });
  }
}
