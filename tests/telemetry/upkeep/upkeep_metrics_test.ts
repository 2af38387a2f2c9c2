import assert from "node:assert/strict";
import { Registry } from "../../../src/telemetry/prometheus.ts";
import { createUpkeepGauges, type UpkeepMetricsFacts } from "../../../src/telemetry/upkeep/upkeep_metrics.ts";

function createTestGauges() {
  const registry = new Registry();
  const set = createUpkeepGauges(registry);
  return async (facts: UpkeepMetricsFacts) => {
    set(facts);
    return (await registry.metrics()).split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  };
}

const PLACE = { fault: undefined, goodAtMs: 1_700_000_000_000, bytes: 4_096 };

Deno.test("copies of the night are told by place; one that never was made is of time 0", async () => {
  const read = createTestGauges();
  const second = { fault: "no_place", goodAtMs: undefined, bytes: undefined };
  assert.deepEqual((await read({ backup: { isOn: true, own: PLACE, second } })).toSorted(), [
    'signal_backup_bytes{place="own"} 4096',
    'signal_backup_bytes{place="second"} 0',
    'signal_backup_failed{place="own"} 0',
    'signal_backup_failed{place="second"} 1',
    'signal_backup_last_success_timestamp_seconds{place="own"} 1700000000',
    'signal_backup_last_success_timestamp_seconds{place="second"} 0',
    "signal_maintenance 0",
    "signal_maintenance_end_timestamp_seconds 0",
  ]);
  // A place that was taken out of the settings is no series any more.
  const lines = await read({ backup: { isOn: true, own: PLACE, second: undefined } });
  assert.ok(!lines.some((line) => line.includes(`place="second"`)));
});

Deno.test("maintenance is 1 with its end, and both are 0 without", async () => {
  const read = createTestGauges();
  assert.deepEqual(await read({ maintenance: { untilMs: 1_700_000_000_000 } }), [
    "signal_maintenance 1",
    "signal_maintenance_end_timestamp_seconds 1700000000",
  ]);
  assert.deepEqual(await read({}), ["signal_maintenance 0", "signal_maintenance_end_timestamp_seconds 0"]);
});

Deno.test("a certificate is told by its host, and a host that showed none is no series", async () => {
  const read = createTestGauges();
  const certificates = [
    { host: "nas.example.com", untilMs: 1_700_000_000_000 },
    { host: "api.example.com", untilMs: undefined },
  ];
  const lines = (await read({ certificates })).filter((line) => line.includes("certificate"));
  assert.deepEqual(lines, [
    'signal_certificate_expires_timestamp_seconds{host="nas.example.com"} 1700000000',
  ]);
});
