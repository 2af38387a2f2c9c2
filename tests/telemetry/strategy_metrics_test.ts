import { match, strictEqual } from "node:assert/strict";
import { Registry } from "prom-client";
import { createStrategyGauges } from "../../src/telemetry/strategy_metrics.ts";

const AT_WORK = {
  id: "btc-cross",
  state: "running",
  restarts: 2,
  memoryBytes: 60_000_000,
  totalSignals: 5,
  lastUpdateMs: 1_795_132_800_000,
  account: { equity: 10_000_500 },
};

Deno.test("each strategy has its state, money, memory, restarts and advice in /metrics", async () => {
  const registry = new Registry();
  const set = createStrategyGauges(registry);
  set({ strategies: { strategies: [AT_WORK] } });
  set({
    strategies: { strategies: [AT_WORK, { ...AT_WORK, id: "bad", state: "parked", account: undefined }] },
  });
  const text = await registry.metrics();
  for (
    const line of [
      'signal_strategy_running{strategy="btc-cross"} 1',
      'signal_strategy_running{strategy="bad"} 0',
      'signal_strategy_parked{strategy="bad"} 1',
      'signal_strategy_paper_equity{strategy="btc-cross"} 10000500',
      'signal_strategy_memory_bytes{strategy="btc-cross"} 60000000',
      'signal_strategy_last_update_timestamp_seconds{strategy="btc-cross"} 1795132800',
      'signal_strategy_restarts_total{strategy="btc-cross"} 2',
      'signal_strategy_advice_total{strategy="btc-cross"} 5',
    ]
  ) match(text, new RegExp(`^${line.replace(/[{}.]/g, "\\$&")}$`, "m"));
  strictEqual(/paper_equity\{strategy="bad"\}/.test(text), false);
});

Deno.test("a strategy that was removed leaves no line behind in /metrics", async () => {
  const registry = new Registry();
  const set = createStrategyGauges(registry);
  set({ strategies: { strategies: [AT_WORK] } });
  set({ strategies: { strategies: [] } });
  strictEqual((await registry.metrics()).includes("btc-cross"), false);
});
