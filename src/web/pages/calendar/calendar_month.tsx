import type { CalendarDayView } from "../../../calendar/calendar_view.ts";
import type { Show } from "../../kit/show.ts";

/** Sunday first, as Korean calendars are printed. A day in January 2026 for each weekday gives its name. */
const SUNDAY_NOON_MS = Date.parse("2026-01-04T12:00:00+09:00");
const DAY_MS = 86_400_000;

export function Month(
  { show, month, days, today }: {
    show: Show;
    month: number;
    days: readonly CalendarDayView[];
    today: string;
  },
) {
  const id = `month-${month + 1}`;
  return (
    <div class="card month-card">
      <table class="month" aria-labelledby={id}>
        <caption id={id}>{show.format.month(month)}</caption>
        <thead>
          <tr>
            {Array.from({ length: 7 }, (_, weekday) => {
              const name = show.format.weekday(SUNDAY_NOON_MS + weekday * DAY_MS);
              return (
                <th key={name} scope="col">
                  <abbr title={name}>{name.slice(0, show.lang === "ko" ? 1 : 2)}</abbr>
                </th>
              );
            })}
          </tr>
        </thead>
        <tbody>
          {toWeeks(days).map((week, i) => (
            <tr key={i}>
              {week.map((day, weekday) => (
                day === undefined
                  ? <td key={weekday} class="no-day"></td>
                  : <Day key={weekday} show={show} day={day} today={today} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Day({ show, day, today }: { show: Show; day: CalendarDayView; today: string }) {
  const { date, closure, special, openMs } = day;
  const kind = openMs === undefined
    ? closure?.kind === "weekend" ? "weekend" : "closed"
    : special === undefined
    ? "open"
    : "special";
  const isToday = date === today;
  const title = toTitle(show, day);
  const signs = { open: "", weekend: "", closed: "×", special: "＊" } as const;
  return (
    <td class={`day-${kind}${isToday ? " day-today" : ""}`} title={title}>
      <time datetime={date} aria-current={isToday ? "date" : undefined}>{Number(date.slice(8))}</time>
      {signs[kind] === "" ? null : <span class="day-sign" aria-hidden="true">{signs[kind]}</span>}
      {title === undefined ? null : <span class="hidden">{title}</span>}
    </td>
  );
}

function toTitle({ say, format, lang }: Show, day: CalendarDayView): string | undefined {
  const { closure, special, specialKo, openMs, closeMs } = day;
  if (openMs !== undefined && closeMs !== undefined) {
    const name = lang === "ko" ? specialKo ?? special : special;
    return name === undefined ? undefined : `${name} ${format.hour(openMs)}–${format.hour(closeMs)}`;
  }
  if (closure?.kind === "weekend") return undefined;
  const name = lang === "ko" ? closure?.nameKo || closure?.name : closure?.name;
  return `${say("closed_day")}: ${name ?? ""}`;
}

function toWeeks(days: readonly CalendarDayView[]): readonly (readonly (CalendarDayView | undefined)[])[] {
  const cells: (CalendarDayView | undefined)[] = [...new Array<undefined>(days[0]?.weekday ?? 0), ...days];
  while (cells.length % 7 !== 0) cells.push(undefined);
  return Array.from({ length: cells.length / 7 }, (_, week) => cells.slice(week * 7, week * 7 + 7));
}
