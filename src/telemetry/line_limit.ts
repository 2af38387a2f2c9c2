import type { Clock } from "../core/clock.ts";
import { MINUTE_MS } from "../core/kst.ts";
import type { Log, LogFields, LogLevel } from "../core/log.ts";
import { toNumberText } from "../core/words/numbers.ts";

export interface LineLimitOptions {
  readonly log: Log;
  /** Must tell real time. */
  readonly clock: Clock;
  /** Lines of one kind a window; 5 unless told. */
  readonly mostOfKind?: number;
  /** Lines of one event of one exchange a window, whatever they say; 30 unless told. */
  readonly mostOfEvent?: number;
  /** Length of a window; a minute unless told. */
  readonly windowMs?: number;
}

/** Lines that someone outside can cause as often as he likes: the first ones of a window, then how many more there were. */
export interface LineLimit extends Log, AsyncDisposable {}

interface Window {
  readonly exchange: string | undefined;
  readonly level: LogLevel;
  lines: number;
  readonly kinds: Map<string, number>;
  leftOut: number;
}

export function startLineLimit(options: LineLimitOptions): LineLimit {
  const { log, clock, mostOfKind = 5, mostOfEvent = 30, windowMs = MINUTE_MS } = options;
  const closing = new AbortController();
  const windows = new Map<string, Window>();
  const waiting = new Set<Promise<void>>();

  const close = (key: string, event: string) => {
    const window = windows.get(key);
    windows.delete(key);
    if (window === undefined || window.leftOut === 0) return;
    const { exchange, level, leftOut } = window;
    const text = `${exchange === undefined ? "" : `${exchange}: `}… and ${
      toNumberText(leftOut)
    } more like the last ones within ${windowMs / 1_000} s`;
    log.write(level, event, text, { left_out: leftOut, ...(exchange === undefined ? {} : { exchange }) });
  };
  const open = (key: string, event: string, window: Window) => {
    windows.set(key, window);
    const end = () => close(key, event);
    // What was left out is told at the end, too.
    const wait = clock.sleep(windowMs, closing.signal).then(end, end).finally(() => waiting.delete(wait));
    waiting.add(wait);
    return window;
  };

  return {
    write(level: LogLevel, event: string, message: string, fields: LogFields = {}) {
      const exchange = typeof fields.exchange === "string" ? fields.exchange : undefined;
      const key = `${event} ${exchange ?? ""}`;
      const window = windows.get(key) ?? open(key, event, newWindow(exchange, level));
      const kind = toKind(message);
      const before = window.kinds.get(kind) ?? 0;
      if (window.lines >= mostOfEvent || before >= mostOfKind) {
        window.leftOut++;
        return;
      }
      window.kinds.set(kind, before + 1);
      window.lines++;
      log.write(level, event, message, fields);
    },
    async [Symbol.asyncDispose]() {
      closing.abort();
      await Promise.all(waiting);
    },
  };
}

function newWindow(exchange: string | undefined, level: LogLevel): Window {
  return { exchange, level, lines: 0, kinds: new Map(), leftOut: 0 };
}

/** The sentence without what differs from one to the next: numbers, and what is shown in brackets or after a second colon. */
function toKind(line: string): string {
  return line.replace(/\(.*/s, "").split(": ", 2).join(": ").replace(/\d+/g, "0");
}
