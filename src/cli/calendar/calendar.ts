import { type CalendarStatus, toStatusJson } from "../../calendar/calendar_status.ts";
import { type Closure, FIRST_YEAR, LAST_YEAR } from "../../calendar/file/calendar_file.ts";
import { nextTickAfter, planAt, type PollSteps } from "../../calendar/poll_plan.ts";
import type { MarketCalendar, Session } from "../../calendar/session.ts";
import { firstDayOfYear, yearOfDay } from "../../calendar/statutory.ts";
import { UserError } from "../../core/errors.ts";
import {
  kstDayOf,
  kstDayStartMs,
  readDateText,
  toDurationText,
  toKoreanSpan,
  toKstIso,
  weekdayOfDay,
} from "../../core/kst.ts";
import { createSayFrom, type Lang, type SayFrom } from "../../core/lang.ts";
import { cellWidth } from "../kit/terminal.ts";
import { CALENDAR_ASK_TEXTS } from "../texts/calendar.ts";

/** Receives whole lines, each ending in a line break. */
export type Write = (text: string) => void;

interface Output {
  readonly json: boolean;
  readonly write: Write;
  /** Of people's texts; left out, English. */
  readonly lang?: Lang | undefined;
}

type Say = SayFrom<typeof CALENDAR_ASK_TEXTS>;

/** Cells of the names of rows, with the space behind them. */
const NAME_CELLS = 11;
const LONGEST_SPAN_YEARS = 60;
/** The longest year has 366 days. */
const LONGEST_SPAN_DAYS = LONGEST_SPAN_YEARS * 366;

/** A wrong argument: one sentence, exit code 2. */
export function usageError(message: string): UserError {
  return new UserError("invalid", message);
}

/**
 * `calendar sessions --from D --to D`: both days included.
 *
 * @throws {UserError} for a wrong date, `from` after `to`, or more than 60 years.
 */
export function printSessions(
  options: { readonly calendar: MarketCalendar; readonly from: string; readonly to: string } & Output,
): void {
  const { calendar, json, write, lang = "en" } = options;
  const from = readDay(options.from, "--from");
  const to = readDay(options.to, "--to");
  if (from > to) throw usageError(`--from ${options.from} is after --to ${options.to}; swap them`);
  if (to - from > LONGEST_SPAN_DAYS) {
    throw usageError(
      `--from ${options.from} --to ${options.to} spans more than ${LONGEST_SPAN_YEARS} years; ask for fewer`,
    );
  }
  const sessions: Session[] = [];
  for (let day = from; day <= to; day++) {
    const session = calendar.sessionOn(day);
    if (session !== undefined) sessions.push(session);
  }
  if (json) return write(toJsonText(sessions.map(toSessionJson)));
  const say = createSayFrom(CALENDAR_ASK_TEXTS, lang);
  const rows = sessions.map((session) => {
    const special = specialOf(session, lang);
    return `${session.date} ${weekdayText(session.day, say)}  ${hoursText(session)}${
      special && `  ${special}`
    }\n`;
  });
  const days = to - from + 1;
  const sum = say("sessions", {
    sessions: sessions.length === 1 ? say("sessions_one") : say("sessions_many", { count: sessions.length }),
    days: days === 1 ? say("days_one") : say("days_many", { count: days }),
  });
  write(`${rows.join("")}${sum}\n`);
}

/**
 * `calendar at INSTANT`: the window of an instant and the next poll after it.
 *
 * @throws {UserError} for a text that is no instant, or one outside 1990–2100.
 */
export function printAt(
  options:
    & { readonly calendar: MarketCalendar; readonly steps: PollSteps; readonly instant: string }
    & Output,
): void {
  const { calendar, json, write, lang = "en" } = options;
  const atMs = readInstant(options.instant);
  const plan = planAt(calendar, options.steps, atMs);
  const closure = calendar.closureOn(kstDayOf(atMs));
  if (json) {
    return write(toJsonText({
      phase: plan.window,
      due: plan.due,
      next_poll_at: toKstIso(plan.nextPollAtMs),
      session: plan.session === undefined ? null : toSessionJson(plan.session),
      closure: closure === undefined
        ? null
        : { name: closure.name, name_ko: closure.nameKo, kind: closure.kind },
    }));
  }
  const say = createSayFrom(CALENDAR_ASK_TEXTS, lang);
  const { session } = plan;
  const phase = say(`phase_${plan.window}`);
  const span = toSpanText(plan.nextPollAtMs - atMs, lang);
  write([
    toRow(say("row_instant"), `${toKstIso(atMs)} ${weekdayText(kstDayOf(atMs), say)}`),
    toRow(say("row_phase"), plan.due ? say("phase_due", { phase }) : phase),
    toRow(say("row_next_poll"), say("in_span", { time: toKstIso(plan.nextPollAtMs), span })),
    toRow(
      say("row_session"),
      session === undefined
        ? say("no_session", { name: closure === undefined ? say("closed") : closureName(closure, lang) })
        : `${hoursText(session)} ${specialOf(session, lang)}`.trimEnd(),
    ),
  ].join(""));
}

function closureName({ name, nameKo }: Closure, lang: Lang): string {
  return lang === "ko" ? nameKo ?? name : `${name} ${nameKo ?? ""}`.trimEnd();
}

const specialOf = ({ special = "", specialKo = special }: Session, lang: Lang) =>
  lang === "ko" ? specialKo : special;

function toSpanText(lengthMs: number, lang: Lang): string {
  const text = toDurationText(lengthMs);
  return lang === "ko" ? toKoreanSpan(text) : text;
}

function toRow(name: string, text: string): string {
  return `${name}${" ".repeat(NAME_CELLS - cellWidth(name))}${text}\n`;
}

/**
 * `calendar count --year Y`: polls of a KST year, counted by stepping through it as the worker does.
 *
 * @throws {UserError} for a year outside 1990–2100.
 */
export function printCount(
  options:
    & { readonly calendar: MarketCalendar; readonly steps: PollSteps; readonly year: number }
    & Output,
): void {
  const { year, json, write, lang = "en" } = options;
  if (!Number.isInteger(year) || year < FIRST_YEAR || year > LAST_YEAR) {
    throw usageError(`--year must be a year from ${FIRST_YEAR} to ${LAST_YEAR}, for example 2026`);
  }
  const counts = countYear(options.calendar, options.steps, year);
  if (json) return write(toJsonText(counts));
  const width = Math.max(...Object.values(counts).map((value) => String(value).length));
  const say = createSayFrom(CALENDAR_ASK_TEXTS, lang);
  const names = ["sessions", "pre", "market", "post", "total"] as const;
  write(
    names.map((name) => {
      const said = say(`count_${name}`);
      return `${said}${" ".repeat(10 - cellWidth(said))}${String(counts[name]).padStart(width)}\n`;
    }).join(""),
  );
}

function countYear(calendar: MarketCalendar, steps: PollSteps, year: number) {
  const counts = { sessions: 0, pre: 0, market: 0, post: 0, total: 0 };
  const endMs = kstDayStartMs(firstDayOfYear(year + 1));
  const days = new Set<number>();
  // One millisecond early, because a tick is found strictly after the given instant.
  let atMs = kstDayStartMs(firstDayOfYear(year)) - 1;
  while (true) {
    const tick = nextTickAfter(calendar, steps, atMs);
    if (tick.atMs >= endMs) return { ...counts, sessions: days.size };
    counts[tick.window]++;
    counts.total++;
    days.add(kstDayOf(tick.atMs));
    atMs = tick.atMs;
  }
}

/** The calendar's horizon and its differences from the rules: `calendar status`; its sentences come in the language. */
export function printStatus(options: { readonly status: CalendarStatus } & Output): void {
  const { status, json, write, lang = "en" } = options;
  if (json) return write(toJsonText(toStatusJson(status)));
  const say = createSayFrom(CALENDAR_ASK_TEXTS, lang);
  const { counts, from, to = "", daysLeft } = status;
  const special = counts.specialSessions;
  const entries = say("entries", {
    ...{ listed: counts.listed, closed: counts.closedWeekdays, weekends: counts.weekends },
    ...{ repeated: counts.duplicates },
    special: special === 1 ? say("special_one") : say("special_many", { count: special }),
  });
  write([
    toRow(say("row_source"), `${status.source} (${status.shape})`),
    toRow(
      say("row_covers"),
      from === undefined ? say("no_year") : say("covers", { from, to, days: daysLeft }),
    ),
    toRow(say("row_level"), say(`level_${status.level}`)),
    toRow(say("row_next"), status.nextSession),
    toRow(say("row_entries"), entries),
    ...(status.problem === undefined ? [] : [toRow(say("row_problem"), status.problem)]),
    ...status.lint.map((sentence) => `- ${sentence}\n`),
  ].join(""));
}

function readDay(text: string, option: string): number {
  const day = readDateText(text);
  if (day === undefined) {
    throw usageError(`${option} must be a date, for example 2026-03-11; received "${text}"`);
  }
  const year = yearOfDay(day);
  if (year >= FIRST_YEAR && year <= LAST_YEAR) return day;
  throw usageError(`${option} must lie in the years ${FIRST_YEAR} to ${LAST_YEAR}, for example 2026-03-11`);
}

function readInstant(text: string): number {
  const example = "for example 2026-03-11T09:00:00+09:00";
  const match = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(Z|[+-]\d{2}:\d{2})?$/.exec(text);
  if (match === null) {
    throw usageError(
      `INSTANT must be a date and a time, in Korea unless an offset follows, ${example}; received "${text}"`,
    );
  }
  let atMs: number;
  try {
    atMs = Temporal.Instant.from(match[1] === undefined ? `${text}+09:00` : text).epochMilliseconds;
  } catch {
    throw usageError(`INSTANT "${text}" does not exist; give a real date and time, ${example}`);
  }
  const year = yearOfDay(kstDayOf(atMs));
  if (year >= FIRST_YEAR && year <= LAST_YEAR) return atMs;
  throw usageError(`INSTANT must lie in the years ${FIRST_YEAR} to ${LAST_YEAR}, ${example}`);
}

function toSessionJson({ date, openMs, closeMs }: Session) {
  return { date, open: toKstIso(openMs), close: toKstIso(closeMs) };
}

function toJsonText(value: unknown): string {
  return `${JSON.stringify(value)}\n`;
}

const WEEKDAYS = [
  ...["weekday_0", "weekday_1", "weekday_2", "weekday_3", "weekday_4", "weekday_5", "weekday_6"] as const,
];

function weekdayText(day: number, say: Say): string {
  return say(WEEKDAYS[weekdayOfDay(day)] ?? "weekday_0");
}

const hoursText = ({ openMs, closeMs }: Session) => `${timeText(openMs)}–${timeText(closeMs)}`;

/** `09:00` */
function timeText(atMs: number): string {
  return toKstIso(atMs).slice(11, 16);
}
