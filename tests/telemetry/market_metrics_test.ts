import assert from "node:assert/strict";
import { Registry } from "prom-client";
import { createMarketCounters, createMarketGauges } from "../../src/telemetry/market_metrics.ts";

Deno.test("market counters tell requests, closed candles by their source and their lag", async () => {
  const registry = new Registry();
  const count = createMarketCounters(registry);
  count.exchangeRequest({ exchange: "upbit", outcome: "ok", durationMs: 40 });
  count.exchangeRequest({ exchange: "upbit", outcome: "http_5xx", durationMs: 40 });
  count.exchangeRequest({ exchange: "upbit", outcome: "something new", durationMs: 40 });
  count.candleClosed({ exchange: "upbit", from: "stream", lagMs: 1_200 });
  count.candleClosed({ exchange: "upbit", from: "elsewhere", lagMs: -50 });
  count.streamDown({ exchange: "upbit" });
  const text = await registry.metrics();
  for (
    const line of [
      'signal_exchange_requests_total{exchange="upbit",outcome="ok"} 1',
      'signal_exchange_requests_total{exchange="upbit",outcome="http_5xx"} 1',
      'signal_exchange_requests_total{exchange="upbit",outcome="other"} 1',
      'signal_exchange_request_duration_seconds_bucket{le="0.05",exchange="upbit"} 3',
      'signal_candles_closed_total{exchange="upbit",from="stream"} 1',
      'signal_candles_closed_total{exchange="upbit",from="other"} 1',
      'signal_candle_lag_seconds_bucket{le="1",exchange="upbit"} 1',
      'signal_candle_lag_seconds_bucket{le="1.5",exchange="upbit"} 2',
      'signal_stream_downs_total{exchange="upbit"} 1',
    ]
  ) assert.ok(text.includes(`${line}\n`), `${line} is not in\n${text}`);
});

Deno.test("lags and durations of market data are seconds, in buckets up to a minute and to ten seconds", async () => {
  const registry = new Registry();
  const count = createMarketCounters(registry);
  count.exchangeRequest({ exchange: "upbit", outcome: "ok", durationMs: 40 });
  count.candleClosed({ exchange: "upbit", from: "stream", lagMs: 1_200 });
  const text = await registry.metrics();
  const bucketsOf = (name: string) =>
    [...text.matchAll(new RegExp(`^${name}_bucket\\{le="([^"]+)"`, "gm"))].map(([, le]) => le);
  const [lag, duration] = ["signal_candle_lag_seconds", "signal_exchange_request_duration_seconds"] as const;
  assert.deepEqual(bucketsOf(lag).map(Number), [0.25, 0.5, 1, 1.5, 2, 3, 5, 10, 30, 60, NaN]);
  assert.deepEqual(bucketsOf(duration).map(Number), [0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, NaN]);
  for (const line of [`${lag}_sum{exchange="upbit"} 1.2`, `${duration}_sum{exchange="upbit"} 0.04`]) {
    assert.ok(text.includes(`${line}\n`), `${line} is not in\n${text}`);
  }
});

Deno.test("a candle that is announced before its end by the exchange's clock has no lag", async () => {
  const registry = new Registry();
  createMarketCounters(registry).candleClosed({ exchange: "upbit", from: "stream", lagMs: -50 });
  assert.match(await registry.metrics(), /^signal_candle_lag_seconds_sum\{exchange="upbit"\} 0$/m);
});

Deno.test("market gauges tell the last bar, whether a series lives, and streams where there are any", async () => {
  const registry = new Registry();
  const set = createMarketGauges(registry);
  const series = { exchange: "upbit", symbol: "BTC/KRW", interval: "1m" };
  set({
    market: {
      exchanges: [{ id: "upbit", stream: "down" }, { id: "okx", stream: "none" }],
      series: [
        { ...series, state: "live", lastClosedMs: 1_700_000_000_000 },
        { ...series, symbol: "ETH/KRW", state: "stale", lastClosedMs: undefined },
        { ...series, symbol: "XRP/KRW", state: "idle", lastClosedMs: 0 },
      ],
    },
  });
  set({});
  const text = await registry.metrics();
  const label = (symbol: string) => `{exchange="upbit",symbol="${symbol}",interval="1m"}`;
  for (
    const line of [
      `signal_series_last_close_timestamp_seconds${label("BTC/KRW")} 1700000000`,
      `signal_series_last_close_timestamp_seconds${label("ETH/KRW")} 0`,
      `signal_series_live${label("BTC/KRW")} 1`,
      `signal_series_live${label("ETH/KRW")} 0`,
      `signal_series_live${label("XRP/KRW")} 1`,
      'signal_stream_up{exchange="upbit"} 0',
    ]
  ) assert.ok(text.includes(`${line}\n`), `${line} is not in\n${text}`);
  assert.doesNotMatch(text, /signal_stream_up\{exchange="okx"/);
});

Deno.test("a market that is closed for the night wakes nobody: its series and its stream are as they should be", async () => {
  const registry = new Registry();
  const series = { exchange: "krx", symbol: "005930/KRW", interval: "1m", lastClosedMs: 0 };
  const set = createMarketGauges(registry);
  const exchanges = [{ id: "krx", stream: "down" }] as const;
  set({ market: { exchanges, series: [{ ...series, state: "closed" }] } });
  const text = await registry.metrics();
  assert.match(text, /^signal_series_live\{exchange="krx",symbol="005930\/KRW",interval="1m"\} 1$/m);
  assert.match(text, /^signal_stream_up\{exchange="krx"\} 1$/m);
  set({ market: { exchanges, series: [{ ...series, state: "stale" }] } });
  assert.match(await registry.metrics(), /^signal_stream_up\{exchange="krx"\} 0$/m);
});
