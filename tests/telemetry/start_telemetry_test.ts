import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import { createSystemClock } from "../../src/core/clock.ts";
import type { MetricsFacts } from "../../src/telemetry/metrics.ts";
import { startTelemetry } from "../../src/telemetry/start_telemetry.ts";
import { recordingLog } from "../support/client_parts.ts";

const FACTS: MetricsFacts = {
  state: "ok",
  problems: {},
  sources: [],
  schedule: { window: "closed", nextPollAtMs: undefined },
  breakerOpen: false,
  silentForMs: 0,
  calendar: { coveredUntil: undefined },
  storage: { state: "ok", lockWaits: 0 },
  claims: { won: 2, lost: 0 },
};

Deno.test("what happens is a line of the log and a number of the next scrape, which asks for the facts once", async () => {
  const log = recordingLog();
  const runtime = { clock: createSystemClock(), log, version: "1.2.3" };
  await using telemetry = startTelemetry({ runtime, sources: [{ id: "portfolio", path: "/p" }] });
  let reads = 0;
  const metrics = telemetry.metricsOf(() => {
    reads++;
    return FACTS;
  });
  strictEqual(reads, 0, "nobody has asked yet");
  telemetry.events.ticksMissed({ ticks: 3, byWindow: { pre: 3 } });
  telemetry.webEvents.requestFailed({ path: "/x", requestId: "r", error: new Error("no") });
  const text = await metrics.text();
  strictEqual(reads, 1);
  match(text, /^signal_polls_missed_total\{window="pre"\} 3$/m);
  match(text, /^signal_dedup_claims_total\{result="won"\} 2$/m);
  match(text, /^signal_build_info\{version="1\.2\.3"/m);
  deepStrictEqual(log.lines.map(({ event }) => event), ["ticks_missed", "request_failed"]);
});

Deno.test("settings that are missing are one line, and none while all are there", async () => {
  const log = recordingLog();
  const runtime = { clock: createSystemClock(), log, version: "1.2.3" };
  await using telemetry = startTelemetry({ runtime, sources: [] });
  telemetry.events.unconfigured({ missing: [] });
  strictEqual(log.lines.length, 0);
  telemetry.events.unconfigured({ missing: ["WEBAI_API_KEY"] });
  match(log.lines[0]?.message ?? "", /^settings missing: WEBAI_API_KEY;/);
});
