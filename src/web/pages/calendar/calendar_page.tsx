import { toCommand } from "../../../core/command_text.ts";
import { kstDayOf, toDateText } from "../../../core/kst.ts";
import type { CalendarDayView, CalendarYearView } from "../../../calendar/calendar_view.ts";
import type { AppView } from "../../view.ts";
import { Month } from "./calendar_month.tsx";
import { type Column, DataTable } from "../../kit/lists/data_table.tsx";
import { Outside } from "../../kit/marks.tsx";
import { toShownSentence } from "../shown_sentence.ts";
import { isTextKey } from "../../kit/i18n.ts";
import { sayPlain, type Show } from "../../kit/show.ts";

/** The years that the calendar's rules cover. */
export const FIRST_YEAR = 1990;
export const LAST_YEAR = 2100;

export interface CalendarFacts {
  readonly show: Show;
  readonly view: AppView;
  readonly year: CalendarYearView;
  /** What was asked for when it is no year that can be shown. */
  readonly refused: string | undefined;
}

/** A year of the market: every day, and by name those that differ from the rule. */
export function CalendarMain({ facts }: { facts: CalendarFacts }) {
  const { show, view, year: { year, days }, refused } = facts;
  const { say } = show;
  const today = toDateText(kstDayOf(view.nowMs));
  const closures = days.filter(({ closure }) => closure !== undefined && closure.kind !== "weekend");
  const specials = days.filter(({ special, openMs }) => special !== undefined && openMs !== undefined);
  const sessions = days.filter(({ openMs }) => openMs !== undefined).length;
  const counts = { sessions, closures: closures.length, specials: specials.length };
  return (
    <>
      {refused === undefined ? null : <p class="loud" role="alert">{say("year_bad", { asked: refused })}</p>}
      <YearHead show={show} year={year} counts={say("year_counts", counts)} />
      <div class="calendar-layout">
        <section class="months" aria-labelledby="months-title">
          <h2 id="months-title" class="hidden">{say("months")}</h2>
          {Array.from({ length: 12 }, (_, month) => {
            const ofMonth = days.filter(({ date }) => Number(date.slice(5, 7)) === month + 1);
            return <Month key={month} show={show} month={month} days={ofMonth} today={today} />;
          })}
        </section>
        <div class="calendar-lists">
          <DayList
            show={show}
            id="specials"
            title={say("specials")}
            days={specials}
            columns={specialColumns(show)}
          />
          <DayList
            show={show}
            id="closures"
            title={say("closures")}
            days={closures}
            columns={closureColumns(show)}
          />
          <CoverageCard show={show} view={view} year={year} />
        </div>
      </div>
    </>
  );
}

function YearHead({ show, year, counts }: { show: Show; year: number; counts: string }) {
  const { say, href } = show;
  const link = (to: number) => href("/calendar", { year: String(to) });
  return (
    <header class="year-head">
      <h1>{say("year_of", { year })}</h1>
      <p class="muted">{counts}</p>
      <nav aria-label={say("title_calendar")}>
        {year > FIRST_YEAR
          ? <a rel="prev" href={link(year - 1)}>← {say("year_previous")} {year - 1}</a>
          : null}
        {year < LAST_YEAR ? <a rel="next" href={link(year + 1)}>{say("year_next")} {year + 1} →</a> : null}
      </nav>
    </header>
  );
}

function DayList(
  { show, id, title, days, columns }: {
    show: Show;
    id: string;
    title: string;
    days: readonly CalendarDayView[];
    columns: readonly Column<CalendarDayView>[];
  },
) {
  return (
    <section class="card" id={id} aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>{title}</h2>
      {days.length === 0
        ? <p class="empty">{show.say("none_this_year")}</p>
        : <DataTable caption={title} columns={columns} rows={days} />}
    </section>
  );
}

function dateColumn({ say, format }: Show): Column<CalendarDayView> {
  return {
    label: say("date"),
    isHead: true,
    cell: ({ date }) => (
      <>
        <time datetime={date}>{date}</time>{" "}
        <span class="muted">{format.weekday(Date.parse(`${date}T12:00:00+09:00`))}</span>
      </>
    ),
  };
}

function specialColumns(show: Show): readonly Column<CalendarDayView>[] {
  const { say, format, lang } = show;
  return [
    dateColumn(show),
    {
      label: say("name"),
      cell: ({ special, specialKo }) => <Outside text={lang === "ko" ? specialKo ?? special : special} />,
    },
    {
      label: say("hours"),
      isNumber: true,
      place: "key",
      cell: ({ openMs, closeMs }) =>
        openMs === undefined || closeMs === undefined
          ? "–"
          : `${format.hour(openMs)}–${format.hour(closeMs)}`,
    },
  ];
}

function closureColumns(show: Show): readonly Column<CalendarDayView>[] {
  const { say, lang } = show;
  return [
    dateColumn(show),
    {
      label: say("name"),
      cell: ({ closure }) => (
        <Outside text={lang === "ko" ? closure?.nameKo || closure?.name : closure?.name} />
      ),
    },
    { label: say("kind"), cell: ({ closure }) => toKindText(show, closure?.kind ?? "") },
  ];
}

function toKindText({ say }: Show, kind: string): string {
  const key = `kind_${kind}`;
  return isTextKey(key) ? sayPlain(say, key) : kind;
}

function toShapeText({ say }: Show, shape: string): string {
  const key = `shape_${shape}`;
  return isTextKey(key) ? sayPlain(say, key) : shape;
}

function CoverageCard({ show, view: { calendar }, year }: { show: Show; view: AppView; year: number }) {
  const { say } = show;
  const { coveredFrom, coveredUntil, source, shape, lint, problems } = calendar;
  const isCovered = coveredFrom !== undefined && coveredUntil !== undefined &&
    coveredFrom <= `${year}-01-01` && coveredUntil >= `${year}-12-31`;
  const found = [...problems, ...lint];
  return (
    <section class="card" id="coverage" aria-labelledby="coverage-title">
      <h2 id="coverage-title">{say("coverage")}</h2>
      <dl class="facts">
        <div>
          <dt>{say("coverage_file")}</dt>
          <dd>
            <code>{source}</code> ({toShapeText(show, shape)})
          </dd>
        </div>
        <div>
          <dt>{say("coverage_span")}</dt>
          <dd>
            {coveredFrom === undefined || coveredUntil === undefined
              ? say("calendar_unbounded")
              : `${coveredFrom} – ${coveredUntil}`}
          </dd>
        </div>
      </dl>
      {isCovered ? null : <p class="loud">{say("coverage_outside")}</p>}
      <p>{say("coverage_update", { command: toCommand("calendar", "update", "FILE") })}</p>
      {found.length === 0 ? <p class="empty">{say("lint_ok")}</p> : (
        <ul class="lint">
          {found.map((text) => <li key={text}>{toShownSentence(show, text)}</li>)}
        </ul>
      )}
    </section>
  );
}
