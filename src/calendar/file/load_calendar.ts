import type { LoadedCalendar } from "../calendar_status.ts";
import { CalendarFileError } from "./calendar_file_error.ts";
import { lintHolidays } from "./lint.ts";
import { readHolidays } from "../holidays.ts";
import { createMarketCalendar, type DayFrame } from "../session.ts";
import { createStatutoryRules } from "../statutory.ts";

/** A whole calendar of 90 years is a tenth of this; anything larger is another file. */
const LARGEST_BYTES = 1_000_000;

/** What tells one state of a file from another. */
export interface FileMark {
  readonly isFile: boolean;
  readonly sizeBytes: number;
  readonly modifiedAtMs: number | undefined;
  readonly inode: number;
}

/** The two questions asked of the disk, so a test can answer them. Both reject with `Deno.errors.NotFound`. */
export interface CalendarDisk {
  stat(path: string): Promise<FileMark>;
  read(path: string): Promise<Uint8Array>;
}

export const systemDisk: CalendarDisk = {
  async stat(path) {
    const { isFile, size, mtime, ino } = await Deno.stat(path);
    return { isFile, sizeBytes: size, modifiedAtMs: mtime?.getTime(), inode: ino ?? 0 };
  },
  read: (path) => Deno.readFile(path),
};

/** @throws {CalendarFileError} when the text is no calendar. */
export function toLoadedCalendar(
  text: string,
  options: { source: string; frame: DayFrame },
): LoadedCalendar {
  const { source, frame } = options;
  const file = readHolidays(text, { path: source, frame });
  const rules = createStatutoryRules();
  const calendar = createMarketCalendar(file, frame, rules);
  let lint: LoadedCalendar["lint"] | undefined;
  return {
    file,
    calendar,
    // Asked for after the start, which need not wait for it (13 ms, measured).
    get lint() {
      return lint ??= lintHolidays(file, calendar, rules);
    },
  };
}

/**
 * @returns the mark was taken before reading, so a write in between is seen as a change later.
 * @throws {CalendarFileError} also when the file is missing (`missing` is true), unreadable, too large or not UTF-8.
 */
export async function loadCalendar(
  path: string,
  options: { frame: DayFrame; disk: CalendarDisk },
): Promise<{ loaded: LoadedCalendar; mark: FileMark }> {
  const mark = await ask(path, () => options.disk.stat(path));
  if (!mark.isFile) {
    throw new CalendarFileError({ path, problem: "it is not a file", expected: "a JSON file" });
  }
  refuseLarge(path, mark.sizeBytes);
  const bytes = await ask(path, () => options.disk.read(path));
  refuseLarge(path, bytes.length);
  return { loaded: toLoadedCalendar(decode(bytes, path), { source: path, frame: options.frame }), mark };
}

/** Translates what the disk throws. */
export async function ask<T>(path: string, question: () => Promise<T>): Promise<T> {
  try {
    return await question();
  } catch (cause) {
    const missing = cause instanceof Deno.errors.NotFound;
    const why = cause instanceof Error ? cause.message : String(cause);
    const problem = missing ? "there is no such file" : `it cannot be read (${why})`;
    throw new CalendarFileError({ path, problem, cause, missing });
  }
}

function decode(bytes: Uint8Array, path: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new CalendarFileError({
      path,
      problem: "it is not UTF-8 text",
      expected: "a file saved as UTF-8",
      cause,
    });
  }
}

function refuseLarge(path: string, sizeBytes: number): void {
  if (sizeBytes <= LARGEST_BYTES) return;
  throw new CalendarFileError({
    path,
    problem: `it has ${sizeBytes} bytes`,
    expected: `at most ${LARGEST_BYTES} bytes`,
  });
}
