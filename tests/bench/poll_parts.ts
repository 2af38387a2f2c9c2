import type { Clock } from "../../src/core/clock.ts";
import { silentLog } from "../../src/core/log.ts";
import { createStockTransport } from "../../src/stock/client/stock_transport.ts";
import { PollCycle, type PollCycleOptions } from "../../src/stock/poll/cycle.ts";
import { PollState } from "../../src/stock/poll/state.ts";
import { StockClient } from "../../src/stock/client/stock_client.ts";
import { CircuitBreaker } from "../../src/lib/limits/circuit_breaker.ts";
import { SOURCES } from "../../src/stock/sources/mod.ts";
import { createEvents } from "../../src/telemetry/events.ts";

/** The polling half of the program, composed as `start_stock.ts` does it. */
export function createPolling(
  options: { url: string; clock: Clock; fetch?: typeof fetch; keep?: PollCycleOptions["keep"] },
) {
  const { url, clock, keep = () => {} } = options;
  const events = createEvents(silentLog);
  const state = new PollState(SOURCES);
  const client = new StockClient({
    transport: createStockTransport({
      baseUrl: url,
      apiKey: "bench-key",
      userAgent: "signal-v2/bench",
      fetch: options.fetch ?? fetch,
      clock,
    }),
    clock,
    events,
    random: Math.random,
    attempts: 3,
    timeoutMs: 10_000,
    staleLimitMs: () => Infinity,
  });
  const breaker = new CircuitBreaker(5);
  const cycle = new PollCycle({ sources: SOURCES, stockApi: client, state, breaker, clock, events, keep });
  return { cycle, client, state, events };
}
