/** A calendar as the text of its file, an entry a line, so that two of them can be compared by eye. */
import { toDateText } from "../../core/kst.ts";
import type { CalendarCoverage, Closure, SpecialSession } from "../file/calendar_file.ts";
import { RICH_SCHEMA } from "../file/rich_holidays.ts";

export interface HolidayEntry extends Closure {
  readonly day: number;
}

export interface SessionEntry extends SpecialSession {
  readonly day: number;
}

export interface CalendarContent {
  /** The file in use, of which entries that stay keep what else they say. */
  readonly presentText: string;
  readonly coverage: CalendarCoverage;
  /** Ascending. */
  readonly closures: readonly HolidayEntry[];
  readonly sessions: readonly SessionEntry[];
  /** `2026-12-18` */
  readonly updated: string;
}

type Json = Readonly<Record<string, unknown>>;

export function toCalendarText(content: CalendarContent): string {
  const present = readObject(content.presentText);
  const holidays = content.closures.map((entry) =>
    findSame(listOf(present, "holidays"), toHoliday(entry), ["date", "name", "name_ko", "kind"])
  );
  const sessions = content.sessions.map((entry) =>
    findSame(listOf(present, "special_sessions"), toSession(entry), ["date", "open", "close"])
  );
  const { fromDay, toDay } = content.coverage;
  const { schema: _schema, timezone: _timezone, coverage: _coverage, holidays: _holidays, ...rest } = present;
  const { regular_hours: hours, special_sessions: _sessions, updated: _updated, ...others } = rest;
  const fields: Json = {
    schema: RICH_SCHEMA,
    timezone: "Asia/Seoul",
    coverage: { from: toDateText(fromDay), to: toDateText(toDay) },
    ...(hours === undefined ? {} : { regular_hours: hours }),
    holidays,
    special_sessions: sessions,
    ...others,
    updated: content.updated,
  };
  const lines = Object.entries(fields).map(([key, value]) => `  ${JSON.stringify(key)}: ${toLines(value)}`);
  return `{\n${lines.join(",\n")}\n}\n`;
}

/** A file of another shape than the one with a schema has nothing but its days. */
function readObject(text: string): Json {
  const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ""));
  const isRich = typeof value === "object" && value !== null && !Array.isArray(value) &&
    ("schema" in value || "holidays" in value);
  return isRich ? value as Json : {};
}

function listOf(present: Json, key: string): readonly unknown[] {
  const value = present[key];
  return Array.isArray(value) ? value : [];
}

/** The entry as it stands in the file when it says the same, else the new one. */
function findSame(entries: readonly unknown[], fresh: Json, keys: readonly string[]): Json {
  const found = entries.find((entry): entry is Json =>
    typeof entry === "object" && entry !== null && (entry as Json)["date"] === fresh["date"]
  );
  return found !== undefined && keys.every((key) => (found[key] ?? "") === (fresh[key] ?? ""))
    ? found
    : fresh;
}

function toHoliday({ day, name, nameKo, kind }: HolidayEntry): Json {
  return { date: toDateText(day), name, name_ko: nameKo, kind };
}

function toSession({ day, openMin, closeMin, reason, reasonKo, kind }: SessionEntry): Json {
  return {
    date: toDateText(day),
    open: toClock(openMin),
    close: toClock(closeMin),
    reason,
    ...(reasonKo === reason ? {} : { reason_ko: reasonKo }),
    kind,
  };
}

function toLines(value: unknown): string {
  if (Array.isArray(value)) {
    if (value.length === 0) return "[]";
    return `[\n${value.map((entry) => `    ${toLine(entry)}`).join(",\n")}\n  ]`;
  }
  return toLine(value);
}

/** With the spaces that people write. */
function toLine(value: unknown): string {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return JSON.stringify(value);
  const fields = Object.entries(value).map(([key, field]) =>
    `${JSON.stringify(key)}: ${JSON.stringify(field)}`
  );
  return `{ ${fields.join(", ")} }`;
}

function toClock(minutes: number): string {
  return `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
}
