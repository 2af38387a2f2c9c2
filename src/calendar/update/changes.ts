/** What differs between two calendars. */
import { kstDayOf, toDateText } from "../../core/kst.ts";
import type { LoadedCalendar } from "../calendar_status.ts";
import type { CalendarCoverage, Closure, SpecialSession } from "../file/calendar_file.ts";

export interface CalendarChange {
  readonly date: string;
  readonly what: "added" | "removed" | "changed";
  readonly about: "closure" | "session";
  /** The day is over: what was decided on it rested on the calendar of then. */
  readonly isPast: boolean;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** Between two calendars on days of a span. */
export function findChanges(
  { file: before }: Pick<LoadedCalendar, "file">,
  { file: after }: Pick<LoadedCalendar, "file">,
  { fromDay, toDay, nowMs }: CalendarCoverage & { readonly nowMs: number },
): readonly CalendarChange[] {
  const today = kstDayOf(nowMs);
  const isIn = (day: number) => day >= fromDay && day <= toDay;
  const compare = <T>(
    [old, young]: readonly [ReadonlyMap<number, T>, ReadonlyMap<number, T>],
    { about, show }: { readonly about: CalendarChange["about"]; readonly show: (value: T) => string },
  ) =>
    [...new Set([...old.keys(), ...young.keys()])].filter(isIn).flatMap((day): readonly CalendarChange[] => {
      const texts = [old.get(day), young.get(day)].map((value) =>
        value === undefined ? undefined : show(value)
      );
      const [was, is] = texts;
      if (was === is) return [];
      const what = was === undefined ? "added" : is === undefined ? "removed" : "changed";
      return [{ date: toDateText(day), what, about, isPast: day < today, before: was, after: is }];
    });
  return [
    ...compare([before.closures, after.closures], { about: "closure", show: toClosureText }),
    ...compare([before.sessions, after.sessions], { about: "session", show: toSessionText }),
  ].toSorted((a, b) => a.date < b.date ? -1 : a.date > b.date ? 1 : 0);
}

function toClosureText({ name, nameKo, kind }: Closure): string {
  const names = [...new Set([nameKo, name])].filter((text) => text !== "").join(", ");
  return `${names === "" ? "closed" : names} [${kind}]`;
}

function toSessionText({ openMin, closeMin, reason }: SpecialSession): string {
  return `${toClock(openMin)}–${toClock(closeMin)} ${reason}`;
}

function toClock(minutes: number): string {
  return `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
}
