import assert from "node:assert/strict";
import {
  createMarketEvents,
  type MarketEvents,
  noMarketCounters,
} from "../../src/telemetry/market_events.ts";
import { recordingLog } from "../support/client_parts.ts";

const SERIES = { exchange: "upbit", symbol: "BTC/KRW", interval: "1m" } as const;
const AT_MS = Date.parse("2026-03-11T09:00:00+09:00");
const SPAN = { fromMs: AT_MS, toMs: AT_MS + 3_600_000 };

const LINES: readonly (readonly [(events: MarketEvents) => void, string, string, RegExp])[] = [
  [
    (to) => to.throttled({ exchange: "upbit", group: "candles", status: 429, waitMs: 1_000 }),
    "warning",
    "exchange_throttled",
    /asked for silence \(429\) in the group candles: 1 s/,
  ],
  [
    (to) => to.throttled({ exchange: "upbit", group: "candles", status: 418, waitMs: 90_000 }),
    "warning",
    "exchange_throttled",
    /shut this address out for 1 min 30 s/,
  ],
  [
    (to) => to.streamUp({ exchange: "upbit", silentForMs: undefined }),
    "info",
    "stream_up",
    /^upbit: the stream is up$/,
  ],
  [
    (to) => to.streamUp({ exchange: "upbit", silentForMs: 65_000 }),
    "info",
    "stream_up",
    /up again after 1 min 5 s; what was missed/,
  ],
  [
    (to) => to.streamDown({ exchange: "upbit", reason: "no answer" }),
    "warning",
    "stream_down",
    /no answer; bars are asked for meanwhile/,
  ],
  [
    (to) => to.outage({ series: SERIES, span: SPAN, reason: "http_5xx" }),
    "warning",
    "candles_missed",
    /2026-03-11T09:00:00\+09:00 to 2026-03-11T10:00:00\+09:00 could not be had \(http_5xx\)/,
  ],
  [
    (to) => to.clockSkew({ exchange: "upbit", skewMs: 7_000, isFault: true }),
    "warning",
    "clock_skew",
    /clock is 7 s behind upbit; set it/,
  ],
  [
    (to) => to.clockSkew({ exchange: "upbit", skewMs: -7_000, isFault: true }),
    "warning",
    "clock_skew",
    /clock is 7 s ahead of upbit; set it/,
  ],
  [
    (to) => to.clockSkew({ exchange: "upbit", skewMs: 10, isFault: false }),
    "info",
    "clock_skew",
    /agree again/,
  ],
  [
    (to) => to.closeFailed({ series: SERIES, error: new Error("disk full") }),
    "error",
    "candle_not_kept",
    /disk full; it is tried again/,
  ],
  [
    (to) => to.childEnded({ exchange: "okx", reason: "killed", retryInMs: 2_000, isParked: false }),
    "warning",
    "helper_ended",
    /\(killed\); started again in 2 s/,
  ],
  [
    (to) => to.childEnded({ exchange: "okx", reason: "killed", retryInMs: 600_000, isParked: true }),
    "warning",
    "helper_ended",
    /\(killed\); that was too often; it is tried again in 10 min/,
  ],
  [
    (to) => to.backfillEnded({ series: SERIES, span: SPAN, added: 60, isDone: true, reason: undefined }),
    "info",
    "backfill_done",
    /complete from .*, 60 new bars/,
  ],
  [
    (to) => to.backfillEnded({ series: SERIES, span: SPAN, added: 0, isDone: false, reason: "timeout" }),
    "warning",
    "backfill_failed",
    /is not complete \(timeout\), 0 new bars/,
  ],
  [
    (to) => to.marketOff({ reason: "candles.db is damaged" }),
    "error",
    "market_off",
    /^market data is off: candles\.db is damaged$/,
  ],
  [
    (to) => to.candlesPruned({ removed: 5, beforeMs: AT_MS }),
    "info",
    "candles_pruned",
    /^5 bars from before 2026-03-11T09:00:00\+09:00 removed$/,
  ],
];

for (const [tell, level, event, expected] of LINES) {
  Deno.test(`the log says ${event} at ${level} as ${expected.source}`, () => {
    const log = recordingLog();
    tell(createMarketEvents(log));
    assert.deepEqual(log.lines.map((line) => [line.level, line.event]), [[level, event]]);
    assert.match(log.lines[0]?.message ?? "", expected);
  });
}

Deno.test("requests, closed bars and lost streams are counted, and only the lost stream is a line", () => {
  const log = recordingLog();
  const counted: string[] = [];
  const events = createMarketEvents(log, {
    ...noMarketCounters,
    exchangeRequest: ({ outcome }) => counted.push(`request ${outcome}`),
    candleClosed: ({ from, lagMs }) => counted.push(`closed by ${from} after ${lagMs}`),
    streamDown: ({ exchange }) => counted.push(`down ${exchange}`),
  });
  events.exchangeRequest({ exchange: "upbit", outcome: "ok", durationMs: 12 });
  events.candleClosed({ exchange: "upbit", from: "stream", lagMs: 1_100 });
  events.streamDown({ exchange: "upbit", reason: "gone" });
  assert.deepEqual(counted, ["request ok", "closed by stream after 1100", "down upbit"]);
  assert.deepEqual(log.lines.map(({ event }) => event), ["stream_down"]);
});
