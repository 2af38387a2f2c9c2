import { configureSync, getLogger, type LogRecord } from "@logtape/logtape";
import { toKstClock, toKstIso } from "../core/kst.ts";
import type { Log, LogFields, LogLevel } from "../core/log.ts";
import { createRedactor, escapeControls } from "../core/text.ts";

export interface LogWriterOptions {
  readonly level: LogLevel;
  /** One readable line for a terminal, or one JSON object a line for a pipe. */
  readonly format: "pretty" | "json";
  readonly hasColor: boolean;
  /** Values that must not appear in any line, whatever throws or logs them. */
  readonly secrets: readonly string[];
  /** Marks every line of the demo. */
  readonly mark: string | undefined;
  readonly now: () => number;
  /** In the language of whoever reads the terminal. Lines in JSON have none: programs look for their words. */
  readonly toWords?: ((sentence: string) => string) | undefined;
  readonly write: (line: string) => void;
  /** Receives every line as JSON as well, whatever `format` says: the log file. */
  readonly writeJson?: ((line: string) => void) | undefined;
}

const CATEGORY = "signal-v2";

/**
 * The product's log behind LogTape: KST with offset, one event a line, control characters escaped,
 * secrets taken out of the finished line, so that no caller and no error cause can leak one.
 */
export function createLog(options: LogWriterOptions): Log {
  const redact = createRedactor(options.secrets);
  const format = options.format === "json" ? toJsonLine : toPrettyLine;
  const { write, writeJson, now } = options;
  const out = (record: LogRecord) => {
    const atMs = now();
    write(redact(format(record, atMs, options)));
    writeJson?.(redact(toJsonLine(record, atMs, options)));
  };
  configureSync({
    reset: true,
    sinks: { out },
    loggers: [
      { category: CATEGORY, lowestLevel: options.level, sinks: ["out"] },
      { category: ["logtape", "meta"], lowestLevel: "error", sinks: ["out"] },
    ],
  });
  const logger = getLogger(CATEGORY);
  // The text travels as a property: in the message itself, braces from outside would be read as placeholders.
  return {
    write: (level, event, text, fields = {}) =>
      logger[level]("{text}", { event, text, fields: toPlain(fields) }),
  };
}

/** Writes whole lines to standard output and survives a reader that has gone away. */
export function writeLineTo(out: { writeSync(bytes: Uint8Array): number }): (line: string) => void {
  const encoder = new TextEncoder();
  return (line) => {
    let rest = encoder.encode(`${line}\n`);
    try {
      for (let written = 1; rest.length > 0 && written > 0; rest = rest.subarray(written)) {
        written = out.writeSync(rest);
      }
    } catch {
      // A closed pipe or a full disk under the log must not stop the polling.
    }
  };
}

interface Entry {
  readonly event: string;
  readonly text: string;
  readonly fields: LogFields;
}

function toEntry({ properties, rawMessage }: LogRecord): Entry {
  const { event = "log", text = String(rawMessage), fields = {} } = properties as Partial<Entry>;
  return { event, text, fields };
}

function toJsonLine(record: LogRecord, atMs: number, { mark }: LogWriterOptions): string {
  const { event, text, fields } = toEntry(record);
  const head = { time: toKstIso(atMs), level: record.level, event, message: text };
  // The head again at the end: a field of the same name must not replace it.
  const line = JSON.stringify({ ...head, ...(mark === undefined ? {} : { mode: mark }), ...fields, ...head });
  return escapeControls(line);
}

const LEVEL_COLORS: Readonly<Record<string, string>> = {
  debug: "90",
  info: "36",
  warning: "33",
  error: "31",
};

function toPrettyLine(
  record: LogRecord,
  atMs: number,
  { mark, hasColor, toWords = (sentence) => sentence }: LogWriterOptions,
): string {
  const { text, fields } = toEntry(record);
  const level = (record.level === "warning" ? "WARN" : record.level.toUpperCase()).padEnd(5);
  const shown = hasColor ? `\x1b[${LEVEL_COLORS[record.level] ?? "0"}m${level}\x1b[0m` : level;
  const stack = typeof fields.stack === "string" ? ` | ${fields.stack.replace(/\s*\n\s*/g, " | ")}` : "";
  return `${toKstClock(atMs)} ${mark === undefined ? "" : `${mark.toUpperCase()} `}${shown} ${
    escapeControls(toWords(text) + stack)
  }`;
}

/** Errors become their name, message, causes and stack; everything else must be plain already. */
function toPlain(fields: LogFields): LogFields {
  const { error, ...rest } = fields;
  if (!(error instanceof Error)) return error === undefined ? rest : { ...rest, error: String(error) };
  return { ...rest, error: toCauses(error).join(": "), stack: error.stack };
}

function toCauses(error: Error, depth = 0): readonly string[] {
  const own = `${error.name}: ${error.message}`;
  if (depth >= 4 || error.cause === undefined) return [own];
  return [own, ...(error.cause instanceof Error ? toCauses(error.cause, depth + 1) : [String(error.cause)])];
}
