import { createLog, writeLineTo } from "../telemetry/log_writer.ts";
import type { Config } from "../config.ts";
import type { Log } from "../core/log.ts";

/** Where a command writes: results to `out`, everything about them to `err`. */
export interface Terminal {
  readonly out: (line: string) => void;
  readonly err: (line: string) => void;
  readonly isTerminal: boolean;
  readonly hasColor: boolean;
}

export function systemTerminal(): Terminal {
  const isTerminal = Deno.stdout.isTerminal();
  return {
    out: writeLineTo(Deno.stdout),
    err: writeLineTo(Deno.stderr),
    isTerminal,
    // https://no-color.org: any value but an empty one counts.
    hasColor: isTerminal && !readEnvironment("NO_COLOR"),
  };
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

/** Pretty lines on a terminal, JSON lines for everything that reads a pipe. */
export function createTerminalLog(
  config: Pick<Config, "logLevel" | "origins">,
  options: { terminal: Terminal; now: () => number; mark?: string; write?: (line: string) => void },
): Log {
  const { terminal, now, mark, write = terminal.out } = options;
  return createLog({
    level: config.logLevel,
    format: terminal.isTerminal ? "pretty" : "json",
    hasColor: terminal.hasColor,
    secrets: config.origins.flatMap((
      { isSecret, value },
    ) => (isSecret && value !== undefined ? [value] : [])),
    mark,
    now,
    write,
  });
}

/** Columns of equal width, two spaces apart. Korean letters take two cells in a terminal. */
export function toTable(rows: readonly (readonly string[])[]): readonly string[] {
  const widths: number[] = [];
  for (const row of rows) row.forEach((cell, i) => widths[i] = Math.max(widths[i] ?? 0, cellWidth(cell)));
  return rows.map((row) =>
    row.map((cell, i) => cell + " ".repeat((widths[i] ?? 0) - cellWidth(cell))).join("  ").trimEnd()
  );
}

function cellWidth(text: string): number {
  return [...text].reduce(
    (width, letter) =>
      width + (/[\u1100-\u11ff\u3000-\u9fff\uac00-\ud7af\uff00-\uff60]/.test(letter) ? 2 : 1),
    0,
  );
}
