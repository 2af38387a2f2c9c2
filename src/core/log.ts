/** What rooms know of logging: an event name in snake_case, a sentence and plain fields. */
export const LOG_LEVELS = ["debug", "info", "warning", "error"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export type LogFields = Readonly<Record<string, unknown>>;

export interface Log {
  write(level: LogLevel, event: string, message: string, fields?: LogFields): void;
}

export const silentLog: Log = { write() {} };
