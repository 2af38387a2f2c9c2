/** What is told of the program: the lines of its log, its counters, and how long nothing else could run. */
import type { Clock } from "../core/clock.ts";
import type { Log } from "../core/log.ts";
import { createEvents, type Events } from "./events.ts";
import { startLineLimit } from "./line_limit.ts";
import { startLoopLag } from "./loop_lag.ts";
import { createMarketEvents, type MarketEvents } from "./market_events.ts";
import { createMetrics, type MetricsFacts } from "./metrics.ts";
import type { SignalCounters } from "./signal_metrics.ts";
import { createWebEvents, type WebEvents } from "./web_events.ts";

export interface TelemetryOptions {
  readonly runtime: { readonly clock: Clock; readonly log: Log; readonly version: string };
  readonly sources: readonly { readonly id: string; readonly path: string }[];
}

export interface Telemetry extends AsyncDisposable {
  readonly events: Events;
  readonly marketEvents: MarketEvents;
  readonly signalCounters: SignalCounters;
  readonly webEvents: WebEvents & Pick<Events, "requestFailed">;
  /** @param read asked once a scrape; must not wait for anything. */
  metricsOf(read: () => MetricsFacts): ScrapedMetrics;
}

/** All numbers of the program in the text format of Prometheus. */
export interface ScrapedMetrics {
  readonly contentType: string;
  text(): Promise<string>;
}

export function startTelemetry({ runtime, sources }: TelemetryOptions): Telemetry {
  const { clock, log, version } = runtime;
  const lag = startLoopLag(clock.real);
  const metrics = createMetrics({
    startedAtMs: clock.real.now() - clock.real.monotonic(),
    version,
    sources,
    takeLagMs: () => lag.takeMaxMs(),
  });
  const limited = startLineLimit({ log, clock: clock.real });
  const rare = startLineLimit({ log, clock: clock.real, mostOfKind: 1 });
  const events = createEvents(log, metrics.counters);
  return {
    events,
    marketEvents: createMarketEvents(log, metrics.marketCounters, limited, rare),
    signalCounters: metrics.signalCounters,
    webEvents: { ...createWebEvents(log), requestFailed: events.requestFailed },
    metricsOf: (read) => ({ contentType: metrics.contentType, text: () => metrics.text(read()) }),
    async [Symbol.asyncDispose]() {
      await Promise.all([lag, limited, rare].map((part) => part[Symbol.asyncDispose]()));
    },
  };
}
