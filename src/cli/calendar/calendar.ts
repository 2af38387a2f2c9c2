import { type CalendarStatus, toStatusJson } from "../../calendar/calendar_status.ts";
import { FIRST_YEAR, LAST_YEAR } from "../../calendar/file/calendar_file.ts";
import { nextTickAfter, planAt, type PollSteps } from "../../calendar/poll_plan.ts";
import type { MarketCalendar, Session } from "../../calendar/session.ts";
import { firstDayOfYear, yearOfDay } from "../../calendar/statutory.ts";
import { UserError } from "../../core/errors.ts";
import {
  kstDayOf,
  kstDayStartMs,
  readDateText,
  toDurationText,
  toKstIso,
  weekdayOfDay,
} from "../../core/kst.ts";

/** Receives whole lines, each ending in a line break. */
export type Write = (text: string) => void;

interface Output {
  readonly json: boolean;
  readonly write: Write;
}

const WEEKDAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"] as const;
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
  const { calendar, json, write } = options;
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
  const rows = sessions.map((session) =>
    `${session.date} ${weekdayText(session.day)}  ${timeText(session.openMs)}–${timeText(session.closeMs)}${
      session.special === undefined ? "" : `  ${session.special}`
    }\n`
  );
  write(`${rows.join("")}${count(sessions.length, "session")} in ${count(to - from + 1, "day")}\n`);
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
  const { calendar, json, write } = options;
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
  const { session } = plan;
  write([
    `instant    ${toKstIso(atMs)} ${weekdayText(kstDayOf(atMs))}\n`,
    `phase      ${plan.window}${plan.due ? " (a poll is due at this instant)" : ""}\n`,
    `next poll  ${toKstIso(plan.nextPollAtMs)} (in ${toDurationText(plan.nextPollAtMs - atMs)})\n`,
    session === undefined
      ? `session    none: ${closure?.name ?? "closed"} ${closure?.nameKo ?? ""}`.trimEnd() + "\n"
      : `session    ${timeText(session.openMs)}–${timeText(session.closeMs)}${
        session.special === undefined ? "" : ` ${session.special}`
      }\n`,
  ].join(""));
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
  const { year, json, write } = options;
  if (!Number.isInteger(year) || year < FIRST_YEAR || year > LAST_YEAR) {
    throw usageError(`--year must be a year from ${FIRST_YEAR} to ${LAST_YEAR}, for example 2026`);
  }
  const counts = countYear(options.calendar, options.steps, year);
  if (json) return write(toJsonText(counts));
  const width = Math.max(...Object.values(counts).map((value) => String(value).length));
  write(
    Object.entries(counts).map(([key, value]) => `${key.padEnd(9)} ${String(value).padStart(width)}\n`).join(
      "",
    ),
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

/** The calendar's horizon and its differences from the rules: `calendar status`. */
export function printStatus(options: { readonly status: CalendarStatus } & Output): void {
  const { status, json, write } = options;
  if (json) return write(toJsonText(toStatusJson(status)));
  const { counts } = status;
  const covered = status.from === undefined ? "no whole year" : `${status.from} to ${status.to}`;
  write([
    `source     ${status.source} (${status.shape})\n`,
    `covers     ${covered}${status.from === undefined ? "" : `, ${status.daysLeft} days left`}\n`,
    `level      ${status.level}\n`,
    `next       ${status.nextSession}\n`,
    `entries    ${counts.listed} listed, ${counts.closedWeekdays} closed weekdays, ${counts.weekends} on weekends, ` +
    `${counts.duplicates} repeated, ${count(counts.specialSessions, "special session")}\n`,
    ...(status.problem === undefined ? [] : [`problem    ${status.problem}\n`]),
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

function weekdayText(day: number): string {
  return WEEKDAYS[weekdayOfDay(day)] ?? "";
}

/** `09:00` */
function timeText(atMs: number): string {
  return toKstIso(atMs).slice(11, 16);
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
