/** The log as a file that never grows without end and never stops the program. */
import { dirname } from "node:path";
import { toErrorText } from "../core/errors.ts";
import { kstDayOf, readDateText } from "../core/kst.ts";
import { escapeControls } from "../core/text.ts";
import { LogParts } from "./log_parts.ts";

const LARGEST_BYTES = 10 * 1024 * 1024;
const LINE_END = 10;

export interface LogFileOptions {
  readonly path: string;
  readonly now: () => number;
  /** Told a sentence when lines begin to get lost, and `undefined` when they no longer do. Once each. */
  readonly tell: (problem: string | undefined) => void;
  readonly largestBytes?: number;
  readonly keepParts?: number;
  readonly keepBytes?: number;
}

/**
 * Appends lines to a file that begins anew at 10 MB and at midnight in Korea. What was there becomes a part,
 * `name.2026-11-20.1.log.gz`; the newest 14 parts, at most 200 MB, are kept.
 *
 * The file is opened for each line: a line is in it when `write` returns, and nobody minds when it is moved or deleted.
 */
export class LogFile {
  readonly #path: string;
  readonly #options: LogFileOptions;
  readonly #parts: LogParts;
  #isBegun = false;
  #isTidied = false;
  #hasFailed = false;
  #hasFailedBeside = false;
  /** Day in Korea of the file's first line. */
  #day: number | undefined;
  #work: Promise<void> = Promise.resolve();

  constructor(options: LogFileOptions) {
    this.#options = options;
    this.#path = options.path;
    this.#parts = new LogParts(options.path, options);
  }

  /** Never throws. */
  write(line: string): void {
    try {
      this.#append(new TextEncoder().encode(`${line}\n`));
      this.#recover();
    } catch (error) {
      // The last line may be there in half; the next one must not be glued to it.
      this.#isBegun = false;
      this.#fail(error);
    }
  }

  /** When everything that goes on beside the writing is done. */
  settled(): Promise<void> {
    return this.#work;
  }

  #append(bytes: Uint8Array): void {
    if (!this.#isBegun) this.#begin();
    const { largestBytes = LARGEST_BYTES, now } = this.#options;
    const today = kstDayOf(now());
    const size = sizeOf(this.#path);
    if (size === 0) this.#day = today;
    const isFull = size > 0 && size + bytes.length > largestBytes;
    const day = this.#day ?? today;
    // Only forwards: a clock that is set back must not make a part at each step.
    if (isFull || today > day) this.#startAnew(day, today);
    append(this.#path, bytes);
  }

  /** Where a file in use cannot be moved (Windows, while a viewer has it open), it grows until it can. */
  #startAnew(day: number, today: number): void {
    try {
      this.#beside(this.#parts.add(day));
      this.#day = today;
    } catch (error) {
      this.#failBeside(error);
    }
  }

  /** Takes up the file that a run before this one, or a failure, left behind. */
  #begin(): void {
    Deno.mkdirSync(dirname(this.#path), { recursive: true, mode: 0o700 });
    if (!this.#isTidied) this.#beside(this.#parts.tidy());
    this.#isTidied = true;
    const size = sizeOf(this.#path);
    if (size > 0) {
      this.#day = readDayOf(this.#path);
      if (readByte(this.#path, size - 1) !== LINE_END) append(this.#path, Uint8Array.of(LINE_END));
    }
    this.#isBegun = true;
  }

  /** One after the other, so that two packings never meet. */
  #beside(work: () => Promise<void>): void {
    this.#work = this.#work.then(work).catch((error) => this.#failBeside(error));
  }

  #recover(): void {
    if (!this.#hasFailed) return;
    this.#hasFailed = false;
    this.#options.tell(undefined);
  }

  #fail(error: unknown): void {
    if (this.#hasFailed) return;
    // First, because the telling is itself a line for this file.
    this.#hasFailed = true;
    this.#tell("cannot be written, so the log goes on here only", error);
  }

  /** No line is lost by these, so they are told once in a run and never taken back. */
  #failBeside(error: unknown): void {
    if (this.#hasFailedBeside) return;
    this.#hasFailedBeside = true;
    this.#tell("is written, but an old part of it cannot be packed or removed", error);
  }

  #tell(what: string, error: unknown): void {
    const { path, tell } = this.#options;
    tell(`SIGNAL_V2_LOG_FILE ${path} ${what}: ${escapeControls(toErrorText(error))}`);
  }
}

/** The day of the first line by its own time, which a copied or restored file keeps; else of the last change. */
function readDayOf(path: string): number | undefined {
  using file = Deno.openSync(path, { read: true });
  const start = new Uint8Array(64);
  // A shorter file leaves zeros, which are no part of any date.
  file.readSync(start);
  const day = readDateText(/"time":"(\d{4}-\d{2}-\d{2})T/.exec(new TextDecoder().decode(start))?.[1] ?? "");
  const changedAtMs = file.statSync().mtime?.getTime();
  return day ?? (changedAtMs === undefined ? undefined : kstDayOf(changedAtMs));
}

function readByte(path: string, at: number): number | undefined {
  using file = Deno.openSync(path, { read: true });
  file.seekSync(at, Deno.SeekMode.Start);
  const byte = new Uint8Array(1);
  file.readSync(byte);
  return byte[0];
}

function append(path: string, bytes: Uint8Array): void {
  using file = Deno.openSync(path, { append: true, create: true, mode: 0o600 });
  for (let rest = bytes; rest.length > 0;) rest = rest.subarray(file.writeSync(rest));
}

function sizeOf(path: string): number {
  try {
    return Deno.statSync(path).size;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return 0;
    throw error;
  }
}
