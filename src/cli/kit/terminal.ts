import { join, parse } from "node:path";
import { LogFile } from "../../telemetry/log_file.ts";
import { createLog, writeLineTo } from "../../telemetry/log_writer.ts";
import type { Config } from "../../config/config.ts";
import type { Lang } from "../../core/lang.ts";
import type { Log } from "../../core/log.ts";
import { toKoreanLate } from "../../words/late.ts";

/** Where a command writes: results to `out`, everything about them to `err`. */
export interface Terminal {
  readonly out: (line: string) => void;
  readonly err: (line: string) => void;
  readonly isTerminal: boolean;
  readonly hasColor: boolean;
  /** How many cells a line has; left out where nobody looks, as in a pipe. */
  readonly columns?: number | undefined;
  /** Of people's texts; left out, English. */
  readonly lang?: Lang | undefined;
}

export function systemTerminal(): Terminal {
  const isTerminal = Deno.stdout.isTerminal();
  return {
    out: writeLineTo(Deno.stdout),
    err: writeLineTo(Deno.stderr),
    isTerminal,
    ...(isTerminal ? { columns: readColumns() } : {}),
    // https://no-color.org: any value but an empty one counts.
    hasColor: isTerminal && !readEnvironment("NO_COLOR"),
  };
}

/** What the narrowest usual terminal shows in a line. */
export const NARROW_CELLS = 80;

/** A terminal that does not say how wide it is, or so little that nothing would fit, counts as a usual one. */
function readColumns(): number {
  try {
    const { columns } = Deno.consoleSize();
    return columns >= NARROW_CELLS / 2 ? columns : NARROW_CELLS;
  } catch {
    return NARROW_CELLS;
  }
}

/** A variable that the program may not see counts as not set. */
export function readEnvironment(name: string): string | undefined {
  try {
    return Deno.env.get(name);
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) return undefined;
    throw error;
  }
}

/** A variable of the system that only adds comfort: whether it may be seen is looked up, and nobody is asked. */
export function readUsualEnvironment(variable: string): string | undefined {
  const { state } = Deno.permissions.querySync({ name: "env", variable });
  return state === "granted" ? readEnvironment(variable) : undefined;
}

/**
 * Pretty lines on a terminal, JSON lines for everything that reads a pipe, and the log file when one is set.
 *
 * @param options.write takes the lines of a short command, which then stay out of the file: it belongs to the service.
 */
export function createTerminalLog(
  config: Pick<Config, "logLevel" | "logFile" | "origins">,
  options: { terminal: Terminal; now: () => number; mark?: string; write?: (line: string) => void },
): Log {
  const { terminal, now, mark, write } = options;
  const path = write === undefined ? toLogPath(config.logFile, mark) : undefined;
  const tell = (problem: string | undefined) =>
    problem === undefined
      ? log.write("info", "log_file_recovered", "the log file takes lines again")
      : log.write("error", "log_file_failed", problem);
  const file = path === undefined ? undefined : new LogFile({ path, now, tell });
  const log = createLog({
    level: config.logLevel,
    format: terminal.isTerminal ? "pretty" : "json",
    hasColor: terminal.hasColor,
    secrets: config.origins.flatMap((
      { isSecret, value },
    ) => (isSecret && value !== undefined ? [value] : [])),
    mark,
    now,
    ...(terminal.lang === "ko" ? { toWords: toKoreanLine } : {}),
    write: write ?? terminal.out,
    writeJson: file === undefined ? undefined : (line) => file.write(line),
  });
  return log;
}

/** What somebody else sent may be of any length, and the time to look for its words grows with the square of it. */
const LONGEST_SAID = 400;

function toKoreanLine(sentence: string): string {
  return sentence.length > LONGEST_SAID ? sentence : toKoreanLate(sentence);
}

/** The demo has a file of its own (`signal-v2.demo.log`): invented lines must not stand between real ones. */
function toLogPath(path: string | undefined, mark: string | undefined): string | undefined {
  if (path === undefined || mark === undefined) return path;
  const { dir, name, ext } = parse(path);
  return join(dir, `${name}.${mark}${ext}`);
}

/** Columns of equal width, two spaces apart. Korean letters take two cells in a terminal. */
export function toTable(rows: readonly (readonly string[])[]): readonly string[] {
  const widths: number[] = [];
  for (const row of rows) row.forEach((cell, i) => widths[i] = Math.max(widths[i] ?? 0, cellWidth(cell)));
  return rows.map((row) =>
    row.map((cell, i) => cell + " ".repeat((widths[i] ?? 0) - cellWidth(cell))).join("  ").trimEnd()
  );
}

/** Cells of a terminal. */
export function cellWidth(text: string): number {
  return [...text].reduce(
    (width, letter) =>
      width + (/[\u1100-\u11ff\u3000-\u9fff\uac00-\ud7af\uff00-\uff60]/.test(letter) ? 2 : 1),
    0,
  );
}
