import { Counter, Gauge, Histogram, type Registry } from "./prometheus.ts";
import { UPSTREAM_ERROR_KINDS } from "../core/errors.ts";
import type { MarketCounters } from "./market_events.ts";

/** What is read of market data at each scrape. Series are those that the owner watches, so labels stay few. */
export interface MarketMetricsFacts {
  readonly exchanges: readonly { readonly id: string; readonly stream: string }[];
  readonly series: readonly {
    readonly exchange: string;
    readonly symbol: string;
    readonly interval: string;
    readonly state: string;
    readonly lastClosedMs: number | undefined;
  }[];
}

const OUTCOMES: readonly string[] = ["ok", ...UPSTREAM_ERROR_KINDS];
const SOURCES: readonly string[] = ["stream", "poll", "backfill"];
/** Seconds after the end of a candle. */
const LAG_BUCKETS = [0.25, 0.5, 1, 1.5, 2, 3, 5, 10, 30, 60];
const DURATION_BUCKETS = [0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

export function createMarketCounters(registry: Registry): MarketCounters {
  const registers = [registry];
  const requests = new Counter({
    name: "signal_exchange_requests_total",
    help: "Requests to exchanges, by exchange and outcome.",
    labelNames: ["exchange", "outcome"],
    registers,
  });
  const durations = new Histogram({
    name: "signal_exchange_request_duration_seconds",
    help: "Time of one request to an exchange, its waiting for the limiter left out.",
    labelNames: ["exchange"],
    buckets: DURATION_BUCKETS,
    registers,
  });
  const closed = new Counter({
    name: "signal_candles_closed_total",
    help: "Closed candles that were announced, by who was first: stream, poll or backfill.",
    labelNames: ["exchange", "from"],
    registers,
  });
  const lag = new Histogram({
    name: "signal_candle_lag_seconds",
    help: "From the end of a bar, by the clock of the exchange, to its announcement.",
    labelNames: ["exchange"],
    buckets: LAG_BUCKETS,
    registers,
  });
  const downs = new Counter({
    name: "signal_stream_downs_total",
    help: "How often the stream of an exchange was lost.",
    labelNames: ["exchange"],
    registers,
  });
  const refused = new Counter({
    name: "signal_exchange_rows_refused_total",
    help: "Rows and messages of exchanges that could not be used, by what was wrong with them.",
    labelNames: ["exchange", "what"],
    registers,
  });
  return {
    exchangeRequest({ exchange, outcome, durationMs }) {
      requests.inc({ exchange, outcome: OUTCOMES.includes(outcome) ? outcome : "other" });
      durations.observe({ exchange }, durationMs / 1_000);
    },
    candleClosed({ exchange, from, lagMs }) {
      closed.inc({ exchange, from: SOURCES.includes(from) ? from : "other" });
      lag.observe({ exchange }, Math.max(0, lagMs) / 1_000);
    },
    streamDown: ({ exchange }) => downs.inc({ exchange }),
    rowRefused: ({ exchange, what, count }) => refused.inc({ exchange, what }, count),
  };
}

export function createMarketGauges(
  registry: Registry,
): (facts: { readonly market?: MarketMetricsFacts | undefined }) => void {
  const registers = [registry];
  const labelNames = ["exchange", "symbol", "interval"] as const;
  const last = new Gauge({
    name: "signal_series_last_close_timestamp_seconds",
    help: "Beginning of the last closed bar of a series; 0 when there is none yet.",
    labelNames,
    registers,
  });
  const live = new Gauge({
    name: "signal_series_live",
    help:
      "1 while bars of the series come as they should (or nothing is traded, or the market is closed), 0 otherwise.",
    labelNames,
    registers,
  });
  const stream = new Gauge({
    name: "signal_stream_up",
    help:
      "1 while the stream of the exchange is up, or its market closed; exchanges without one are left out.",
    labelNames: ["exchange"],
    registers,
  });
  return ({ market }) => {
    for (const { exchange, symbol, interval, state, lastClosedMs } of market?.series ?? []) {
      last.set({ exchange, symbol, interval }, (lastClosedMs ?? 0) / 1_000);
      live.set(
        { exchange, symbol, interval },
        Number(state === "live" || state === "idle" || state === "closed"),
      );
    }
    for (const { id: exchange, stream: state } of market?.exchanges ?? []) {
      // Nobody misses a stream in the night.
      const own = market?.series.filter((series) => series.exchange === exchange) ?? [];
      const isResting = own.length > 0 && own.every((series) => series.state === "closed");
      if (state !== "none") stream.set({ exchange }, Number(state === "up" || isResting));
    }
  };
}
