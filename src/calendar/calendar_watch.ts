import type { Clock } from "../core/clock.ts";
import { toErrorText } from "../core/errors.ts";
import { CalendarFileError } from "./file/calendar_file_error.ts";
import { type CalendarStatus, type LoadedCalendar, statusAt } from "./calendar_status.ts";
import {
  ask,
  type CalendarDisk,
  type FileMark,
  loadCalendar,
  systemDisk,
  toLoadedCalendar,
} from "./file/load_calendar.ts";
import type { DayFrame, MarketCalendar } from "./session.ts";

/** A file is looked at no more often than this: callers wake at least every 30 s, so a change is seen within that. */
const LOOK_EVERY_MS = 1_000;
export const EMBEDDED_SOURCE = "the built-in holidays.json";

export interface CalendarWatchOptions {
  readonly path: string;
  /** Used when the file is missing at start. Give it only when `path` is the default: a path a person chose must exist. */
  readonly embeddedText?: string | undefined;
  readonly frame: DayFrame;
  readonly clock: Clock;
  /** After a changed file was taken over. */
  readonly onReload?: ((status: CalendarStatus) => void) | undefined;
  /** Once for each new reason why the file cannot be taken over; the older calendar stays. */
  readonly onProblem?: ((problem: string) => void) | undefined;
  readonly disk?: CalendarDisk | undefined;
}

/** The calendar in use, following its file. */
export interface CalendarWatch {
  /** Ask again for each decision: a reload brings another object. */
  current(): MarketCalendar;
  status(nowMs: number): CalendarStatus;
  /**
   * Looks at the file when a second has passed since the last look and takes a changed one over. Never rejects.
   *
   * @returns whether the calendar changed.
   */
  check(): Promise<boolean>;
}

/** @throws {CalendarFileError} when there is no usable calendar to begin with. */
export async function createCalendarWatch(options: CalendarWatchOptions): Promise<CalendarWatch> {
  const { path, embeddedText, frame, disk = systemDisk } = options;
  try {
    const { loaded, mark } = await loadCalendar(path, { frame, disk });
    return new FileWatch({ ...options, disk }, loaded, mark);
  } catch (error) {
    if (!(error instanceof CalendarFileError) || !error.missing || embeddedText === undefined) throw error;
    const loaded = toLoadedCalendar(embeddedText, { source: EMBEDDED_SOURCE, frame });
    return new FileWatch({ ...options, disk }, loaded, undefined);
  }
}

class FileWatch implements CalendarWatch {
  readonly #options: CalendarWatchOptions & { readonly disk: CalendarDisk };
  #loaded: LoadedCalendar;
  /** Of the file the calendar came from; `undefined` asks for another try at the next look. */
  #mark: FileMark | undefined;
  #lookedAtMs: number;
  #problem: string | undefined;
  #looking: Promise<boolean> | undefined;

  constructor(
    options: CalendarWatchOptions & { readonly disk: CalendarDisk },
    loaded: LoadedCalendar,
    mark: FileMark | undefined,
  ) {
    this.#options = options;
    this.#loaded = loaded;
    this.#mark = mark;
    this.#lookedAtMs = options.clock.monotonic();
  }

  current(): MarketCalendar {
    return this.#loaded.calendar;
  }

  status(nowMs: number): CalendarStatus {
    return statusAt(this.#loaded, nowMs, this.#problem);
  }

  check(): Promise<boolean> {
    if (this.#looking !== undefined) return this.#looking;
    const atMs = this.#options.clock.monotonic();
    if (atMs - this.#lookedAtMs < LOOK_EVERY_MS) return Promise.resolve(false);
    this.#lookedAtMs = atMs;
    this.#looking = this.#look().finally(() => this.#looking = undefined);
    return this.#looking;
  }

  async #look(): Promise<boolean> {
    const { path, frame, disk, clock, onReload } = this.#options;
    try {
      const seen = await ask(path, () => disk.stat(path));
      if (isSameMark(seen, this.#mark)) return false;
      const { loaded, mark } = await loadCalendar(path, { frame, disk });
      this.#mark = mark;
      this.#loaded = loaded;
      this.#problem = undefined;
      onReload?.(statusAt(loaded, clock.now()));
      return true;
    } catch (error) {
      this.#note(error);
      return false;
    }
  }

  #note(error: unknown): void {
    // Whatever was wrong may be put right without a trace in size or time (a chmod, a file moved back).
    this.#mark = undefined;
    const isMissing = error instanceof CalendarFileError && error.missing;
    // Running on the built-in calendar, a missing file is the normal state.
    const isNormal = isMissing && this.#loaded.file.source === EMBEDDED_SOURCE;
    const problem = isNormal ? undefined : `${toErrorText(error)}. The calendar read before stays in use`;
    if (problem === this.#problem) return;
    this.#problem = problem;
    if (problem !== undefined) this.#options.onProblem?.(problem);
  }
}

function isSameMark(a: FileMark, b: FileMark | undefined): boolean {
  return b !== undefined && a.isFile === b.isFile && a.sizeBytes === b.sizeBytes &&
    a.modifiedAtMs === b.modifiedAtMs && a.inode === b.inode;
}
