import { deepStrictEqual } from "node:assert/strict";
import { UpstreamError } from "../../../src/core/errors.ts";
import { PollReport } from "../../../src/stock/poll/report.ts";
import { createEvents } from "../../../src/telemetry/events.ts";

Deno.test("five minutes of cycles are summed up with how many there were, how many failed and the slowest answer", () => {
  const told: unknown[] = [];
  const silent = createEvents({ write() {} });
  const report = new PollReport({ ...silent, digest: (facts) => void told.push(facts) });
  const error = new UpstreamError("http_5xx", "a sentence");
  for (let minute = 0; minute <= 5; minute++) {
    const failing = minute === 2 ? { error } : {};
    report.onCycle([
      { sourceId: "portfolio", durationMs: 10 + minute },
      { sourceId: "news", durationMs: 5, ...failing },
    ], minute * 60_000);
  }
  report.onCycle([], 6 * 60_000);
  deepStrictEqual(told, [{ polls: 6, failed: 1, spanMs: 300_000, slowestMs: 15 }]);
});
