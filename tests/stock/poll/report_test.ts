import { deepStrictEqual } from "node:assert/strict";
import { UpstreamError } from "../../../src/core/errors.ts";
import { PollReport } from "../../../src/stock/poll/report.ts";
import { createEvents } from "../../../src/telemetry/events.ts";
import { shippedCalendar } from "../../support/calendars.ts";

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

Deno.test("each new window is told once with its step and its reason, and its first cycle is news", () => {
  const windows: unknown[] = [];
  const cycles: unknown[] = [];
  const report = new PollReport({
    ...createEvents({ write() {} }),
    windowChanged: ({ window, stepMs, reason }) => void windows.push([window, stepMs, reason]),
    cycleDone: ({ parts, failed, isNews }) => void cycles.push([parts.join(), failed, isNews]),
  });
  const steps = { preMs: 300_000, marketMs: 60_000, postMs: 240_000 };
  const wake = (time: string) =>
    report.onWake(shippedCalendar(), steps, Date.parse(`2026-03-11T${time}:00+09:00`));
  const outcome = { sourceId: "news", durationMs: 4.6 };
  wake("07:00");
  wake("08:59");
  report.onCycle([outcome], 0);
  report.onCycle([{ ...outcome, error: new UpstreamError("timeout", "late") }], 1);
  wake("09:00");
  report.onCycle([outcome], 2);
  wake("15:30");
  wake("20:00");
  deepStrictEqual(windows, [
    ["pre", 300_000, "pre-market"],
    ["market", 60_000, "market open"],
    ["post", 240_000, "market closed, after-hours"],
    ["closed", 240_000, "market closed: today's hours ended at 20:00 (KST)"],
  ]);
  deepStrictEqual(cycles, [["news 5 ms", 0, true], ["news timeout", 1, false], ["news 5 ms", 0, true]]);
});
