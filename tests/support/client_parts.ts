import type { LogFields, LogLevel } from "../../src/core/log.ts";
import { createStockTransport } from "../../src/stock/client/stock_transport.ts";
import { StockClient, type StockClientOptions } from "../../src/stock/client/stock_client.ts";
import { createEvents } from "../../src/telemetry/events.ts";
import { ManualClock } from "./manual_clock.ts";

export interface LogLine {
  readonly level: LogLevel;
  readonly event: string;
  readonly message: string;
  readonly fields: LogFields;
}

/** A log that can be read back. */
export function recordingLog() {
  const lines: LogLine[] = [];
  return {
    lines,
    write(level: LogLevel, event: string, message: string, fields: LogFields = {}) {
      lines.push({ level, event, message, fields });
    },
  };
}

export const TEST_KEY = "test-key-0123456789";

/** A stock client on a manual clock against a real server at `baseUrl`. */
export function createTestClient(
  baseUrl: string,
  options: Partial<Pick<StockClientOptions, "attempts" | "timeoutMs" | "staleLimitMs">> & { start?: string } =
    {},
) {
  const clock = new ManualClock(options.start ?? "2026-03-11T10:00:00+09:00");
  const log = recordingLog();
  const client = new StockClient({
    transport: createStockTransport({
      baseUrl,
      apiKey: TEST_KEY,
      userAgent: "signal-v2/test",
      fetch,
      clock,
    }),
    clock,
    events: createEvents(log),
    random: () => 0,
    attempts: options.attempts ?? 3,
    timeoutMs: options.timeoutMs ?? 2_000,
    staleLimitMs: options.staleLimitMs ?? (() => 600_000),
  });
  return { client, clock, log };
}

/** Shaped like the upstream's portfolio: percent, so 2.5 is +2.5 %. */
export const PORTFOLIO = {
  as_of: "2026-03-11T09:59:58+09:00",
  holdings: [{ ticker: "005930", name: "삼성전자", quantity: 10, current_price: 71_000, pnl_pct: 2.5 }],
};
