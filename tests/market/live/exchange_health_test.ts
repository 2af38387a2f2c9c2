import assert from "node:assert/strict";
import { ExchangeHealth } from "../../../src/market/live/exchange_health.ts";
import { createMarketEvents } from "../../../src/telemetry/market_events.ts";
import { silentLog } from "../../../src/core/log.ts";
import { ManualClock } from "../../support/manual_clock.ts";

const START_MS = Date.parse("2026-11-20T09:00:00+09:00");

function start() {
  const clock = new ManualClock(START_MS);
  const health = new ExchangeHealth("binance", { clock, events: createMarketEvents(silentLog) });
  const end = (isParked: boolean) =>
    health.takeExchangeEvent({ kind: "child_ended", reason: "exit code 1", retryInMs: 1_000, isParked });
  const request = (outcome: string) =>
    health.takeExchangeEvent({ kind: "request_done", group: "candles", outcome, durationMs: 1 });
  const downSinceMs = () =>
    health.facts({ title: "Binance", streamIntervals: [] }, undefined).helperDownSinceMs;
  return { clock, health, end, request, downSinceMs };
}

Deno.test("a helper that ended once is no helper that is down; one that rests is, since it first did", async () => {
  const { clock, end, downSinceMs } = start();
  end(false);
  assert.equal(downSinceMs(), undefined);
  await clock.advance(5_000);
  end(true);
  await clock.advance(600_000);
  end(true);
  assert.equal(downSinceMs(), START_MS + 5_000);
});

Deno.test("a good answer or a stream that comes up shows that it runs again; a failure does not", () => {
  const { health, end, request, downSinceMs } = start();
  end(true);
  request("helper");
  request("http_5xx");
  assert.equal(downSinceMs(), START_MS);
  request("ok");
  assert.equal(downSinceMs(), undefined);
  end(true);
  health.takeCollectorEvent({ kind: "stream_up", silentForMs: 1_000 });
  assert.equal(downSinceMs(), undefined);
});
