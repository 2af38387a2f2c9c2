import assert from "node:assert/strict";
import { Registry } from "../../src/telemetry/prometheus.ts";
import {
  createSignalCounters,
  createSignalGauges,
  type SignalMetricsFacts,
} from "../../src/telemetry/signal_metrics.ts";

const channelOf = (state: string, change: object = {}) => ({
  ...{ channel: "telegram", state, pending: 2, unknown: 1, oldestQueuedAtMs: 90_000 },
  ...change,
});

async function linesOf(registry: Registry): Promise<readonly string[]> {
  return (await registry.metrics()).split("\n").filter((line) => line !== "" && !line.startsWith("#"));
}

Deno.test("signals, decisions and deliveries are counted by their words; a delivery's time only when it arrived", async () => {
  const registry = new Registry();
  const counters = createSignalCounters(registry);
  counters.fired({ rule: "stop", action: "sell" });
  counters.decided({ judge: "none", outcome: "SKIPPED", tookMs: 30 });
  counters.delivered({ channel: "telegram", outcome: "delivered", tookMs: 300 });
  counters.delivered({ channel: "telegram", outcome: "unknown", tookMs: 20_000 });
  counters.conflict({ channel: "telegram" });
  counters.conflict({ channel: "webhook" });
  counters.outageTold({ group: "source", event: "told" });
  counters.summaryTold({ kind: "evening", outcome: "skipped" });
  const lines = await linesOf(registry);
  for (
    const line of [
      'signal_rules_fired_total{rule="stop",action="sell"} 1',
      'signal_decisions_total{judge="none",outcome="SKIPPED"} 1',
      'signal_decision_duration_seconds_count{judge="none"} 1',
      'signal_deliveries_total{channel="telegram",outcome="delivered"} 1',
      'signal_deliveries_total{channel="telegram",outcome="unknown"} 1',
      'signal_delivery_duration_seconds_count{channel="telegram"} 1',
      "signal_telegram_conflicts_total 1",
      'signal_outages_told_total{group="source",event="told"} 1',
      'signal_summaries_total{kind="evening",outcome="skipped"} 1',
    ]
  ) assert.ok(lines.includes(line), line);
});

Deno.test("rules without end share one name, so that no label grows without bound", async () => {
  const registry = new Registry();
  const counters = createSignalCounters(registry);
  for (let i = 0; i < 500; i++) counters.fired({ rule: `rule_${i}`, action: "buy" });
  const lines = (await linesOf(registry)).filter((line) => line.startsWith("signal_rules_fired_total"));
  assert.equal(lines.length, 201);
  assert.ok(lines.includes('signal_rules_fired_total{rule="other",action="buy"} 300'));
});

Deno.test("a channel's state, what waits and since when are told; one that is gone leaves no line", async () => {
  const registry = new Registry();
  const set = createSignalGauges(registry);
  set({ notify: { lastRingAtMs: 60_000, channels: [channelOf("down")] } });
  const lines = await linesOf(registry);
  for (
    const line of [
      'signal_outbox_pending{channel="telegram"} 2',
      'signal_outbox_unknown{channel="telegram"} 1',
      'signal_outbox_oldest_timestamp_seconds{channel="telegram"} 90',
      'signal_channel_state{channel="telegram",state="down"} 1',
      'signal_channel_state{channel="telegram",state="ok"} 0',
      "signal_last_ring_timestamp_seconds 60",
    ]
  ) assert.ok(lines.includes(line), line);
  set({});
  assert.deepEqual((await linesOf(registry)).filter((line) => line.includes("telegram")), []);
});

Deno.test("a wrong file of rules and events that nobody could handle are numbers", async () => {
  const registry = new Registry();
  const set = createSignalGauges(registry);
  const events = { relayed: 5, underWay: 1, refused: 2, failures: 3, deadLetters: 4 };
  const facts: SignalMetricsFacts = { watching: { problem: "no JSON" }, events };
  set(facts);
  // A total of somebody else is set, not added to.
  set(facts);
  const lines = await linesOf(registry);
  for (
    const line of [
      "signal_rules_fault 1",
      "signal_bus_dead_letters 4",
      "signal_bus_under_way 1",
      "signal_bus_relayed_total 5",
      "signal_bus_refused_total 2",
      "signal_bus_failures_total 3",
    ]
  ) assert.ok(lines.includes(line), line);
});

Deno.test("times of judges and of deliveries are seconds, in buckets from 10 ms to 5 min", async () => {
  const registry = new Registry();
  const counters = createSignalCounters(registry);
  counters.decided({ judge: "none", outcome: "SKIPPED", tookMs: 30 });
  counters.delivered({ channel: "telegram", outcome: "delivered", tookMs: 300 });
  counters.delivered({ channel: "telegram", outcome: "delivered", tookMs: undefined });
  const lines = await linesOf(registry);
  const seconds = ["0.01", "0.05", "0.1", "0.25", "0.5", "1", "2.5", "5", "10", "20", "60", "300", "+Inf"];
  for (
    const [name, sum] of [
      ["signal_decision_duration_seconds", 'sum{judge="none"} 0.03'],
      ["signal_delivery_duration_seconds", 'sum{channel="telegram"} 0.3'],
    ] as const
  ) {
    const begin = `${name}_bucket{le="`;
    const bounds = lines.flatMap((line) =>
      line.startsWith(begin) ? [line.slice(begin.length).split('"')[0]] : []
    );
    assert.deepEqual(bounds, seconds);
    assert.ok(lines.includes(`${name}_${sum}`), `${name}_${sum}`);
  }
});

Deno.test("what never happened and what nobody asked about is 0", async () => {
  const registry = new Registry();
  createSignalCounters(registry);
  const set = createSignalGauges(registry);
  const zeros = [
    "signal_telegram_conflicts_total 0",
    "signal_last_ring_timestamp_seconds 0",
    "signal_rules_fault 0",
    "signal_bus_dead_letters 0",
    "signal_bus_under_way 0",
    "signal_bus_relayed_total 0",
    "signal_bus_refused_total 0",
    "signal_bus_failures_total 0",
  ];
  set({ watching: { problem: undefined } });
  const lines = await linesOf(registry);
  assert.deepEqual(zeros.filter((line) => !lines.includes(line)), []);
  const idle = channelOf("ok", { pending: 0, unknown: 0, oldestQueuedAtMs: undefined });
  set({ notify: { lastRingAtMs: undefined, channels: [idle] } });
  const later = await linesOf(registry);
  for (
    const line of [
      'signal_outbox_oldest_timestamp_seconds{channel="telegram"} 0',
      "signal_last_ring_timestamp_seconds 0",
    ]
  ) assert.ok(later.includes(line), line);
});

Deno.test("what people ask and press is counted by word and outcome, and how the bot hears is a state", async () => {
  const registry = new Registry();
  const counters = createSignalCounters(registry);
  const set = createSignalGauges(registry);
  counters.asked({ kind: "command", word: "status", outcome: "replied" });
  counters.asked({ kind: "press", word: "mute", outcome: "taken" });
  counters.asked({ kind: "press", word: "mute", outcome: "again" });
  set({
    notify: {
      ...{ lastRingAtMs: undefined, channels: [] },
      bot: { state: "conflict", strangers: 3, lastOkAtMs: 60_000 },
    },
  });
  const lines = await linesOf(registry);
  for (
    const line of [
      'signal_commands_total{command="status",outcome="replied"} 1',
      'signal_presses_total{button="mute",outcome="taken"} 1',
      'signal_presses_total{button="mute",outcome="again"} 1',
      'signal_bot_state{state="conflict"} 1',
      'signal_bot_state{state="ok"} 0',
      "signal_bot_last_ok_timestamp_seconds 60",
      "signal_bot_strangers_total 3",
    ]
  ) assert.ok(lines.includes(line), line);
  set({});
  assert.deepEqual((await linesOf(registry)).filter((line) => line.startsWith("signal_bot_state")), []);
});
