import { ROOT } from "./paths.ts";

const ZONE = "Asia/Seoul";

interface CalendarJson {
  readonly holidays: readonly { readonly date: string }[];
  readonly special_sessions: readonly {
    readonly date: string;
    readonly open: string;
    readonly close: string;
  }[];
}

/**
 * The schedule as one would write it first: go from minute to minute with `Temporal` and ask of each whether it is
 * one to poll at. It shares no code with the product, so it also checks the number.
 */
export function countPollsNaively(year: number): number {
  const calendar: CalendarJson = JSON.parse(Deno.readTextFileSync(`${ROOT}holidays.json`));
  const closed = new Set(calendar.holidays.map(({ date }) => date));
  const special = new Map(calendar.special_sessions.map((session) => [session.date, session]));
  const end = Temporal.ZonedDateTime.from(`${year + 1}-01-01T00:00[${ZONE}]`);
  let polls = 0;
  let at = Temporal.ZonedDateTime.from(`${year}-01-01T00:00[${ZONE}]`);
  while (Temporal.ZonedDateTime.compare(at, end) < 0) {
    if (isPoll(at)) polls++;
    at = at.add({ minutes: 1 });
  }
  return polls;

  function isPoll(moment: Temporal.ZonedDateTime): boolean {
    const date = moment.toPlainDate().toString();
    if (moment.dayOfWeek > 5 || closed.has(date)) return false;
    const { open, close } = special.get(date) ?? { open: "09:00", close: "15:30" };
    const time = moment.toPlainTime();
    const isBefore = (limit: string) => Temporal.PlainTime.compare(time, Temporal.PlainTime.from(limit)) < 0;
    if (isBefore("07:00") || !isBefore("20:00")) return false;
    if (!isBefore(open) && isBefore(close)) return true;
    return moment.minute % 5 === 0;
  }
}
