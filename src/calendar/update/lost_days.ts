/** Days on which a new list opens a market that was known to be closed: a list that was cut looks like one in which they are gone. */
import { kstDayOf, toDateText } from "../../core/kst.ts";
import { createStatutoryRules, yearOfDay } from "../statutory.ts";
import type { CalendarChange } from "./changes.ts";
import type { NewList } from "./new_list.ts";

export interface LostDay {
  readonly date: string;
  /** As the calendar in use or the law names it. */
  readonly name: string;
  /** Closed in the calendar in use, or closed by law in every year. */
  readonly because: "calendar" | "law";
}

/** From today on, in the order of days: days that are over have a word of their own. */
export function findLostDays(
  list: NewList,
  { changes, nowMs }: { readonly changes: readonly CalendarChange[]; readonly nowMs: number },
): readonly LostDay[] {
  const removed = changes.filter(({ about, what, isPast }) =>
    about === "closure" && what === "removed" && !isPast
  ).map((
    { date, before = "" },
  ): LostDay => ({ date, name: before, because: "calendar" }));
  const known = new Set(removed.map(({ date }) => date));
  return [...removed, ...findLawful(list, nowMs).filter(({ date }) => !known.has(date))]
    .toSorted((a, b) => a.date < b.date ? -1 : 1);
}

/** Substitute days are left to the warnings: when one is given is the government's word. */
function findLawful({ span, closures }: NewList, nowMs: number): readonly LostDay[] {
  const rules = createStatutoryRules();
  const fromDay = Math.max(span.fromDay, kstDayOf(nowMs));
  const years = Array.from(
    { length: yearOfDay(span.toDay) - yearOfDay(fromDay) + 1 },
    (_, i) => yearOfDay(fromDay) + i,
  );
  return years.flatMap((year) =>
    [...rules.closuresOf(year)].filter(([day, { kind }]) =>
      kind !== "substitute" && day >= fromDay && day <= span.toDay && !closures.has(day)
    ).map(([day, { name, nameKo }]): LostDay => ({
      ...{ date: toDateText(day), name: `${nameKo}, ${name}`, because: "law" },
    }))
  );
}
