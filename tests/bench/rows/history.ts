import { createSystemClock } from "../../../src/core/clock.ts";
import { kstDayOf } from "../../../src/core/kst.ts";
import { openHistoryStore } from "../../../src/stock/history/store/sqlite_history_store.ts";
import { createHistoryDay, POLLS_A_DAY, SESSIONS_A_YEAR } from "../../support/history_day.ts";
import { median, percentile } from "../numbers.ts";
import type { Result } from "../result.ts";

const START_MS = Date.parse("2026-11-20T07:00:00+09:00");
const LIMIT_MB = 30;

/** A whole day through the real store: what a poll of three sources takes, and what is left of a year on the disk. */
export async function measureHistory(): Promise<readonly Result[]> {
  const dir = await Deno.makeTempDir({ prefix: "signal_v2_history_" });
  try {
    await using store = await openHistoryStore({ dir, clock: createSystemClock() });
    const day = [...createHistoryDay({ seed: 1, startMs: START_MS })];
    const pollMs: number[] = [];
    for (let poll = 0; poll < POLLS_A_DAY; poll++) {
      const startedMs = performance.now();
      for (const [source, samples] of day) {
        const sample = samples[poll];
        if (sample !== undefined) await store.add(source, sample);
      }
      pollMs.push(performance.now() - startedMs);
    }
    const startedMs = performance.now();
    await store.sealBefore(kstDayOf(START_MS) + 1);
    const sealMs = performance.now() - startedMs;
    const bytes = (await store.list()).reduce((sum, facts) => sum + facts.bytes, 0);
    const megabytes = bytes * SESSIONS_A_YEAR / 1e6;
    const json = day.reduce((sum, [, samples]) => sum + JSON.stringify(samples).length, 0);
    return [
      {
        what: "history, a year on the disk",
        unit: "MB",
        ours: megabytes,
        oursMin: megabytes,
        bare: json * SESSIONS_A_YEAR / 1e6,
        bareMin: json * SESSIONS_A_YEAR / 1e6,
        ratio: bytes / json,
        target: `<= ${LIMIT_MB} MB`,
        passed: megabytes <= LIMIT_MB,
        note:
          `${SESSIONS_A_YEAR} days of ${POLLS_A_DAY} polls, 20 holdings, 50 headlines, 20 ranks; bare is JSON`,
      },
      {
        what: "  a poll of three sources kept",
        unit: "ms",
        ours: median(pollMs),
        oursMin: Math.min(...pollMs),
        note: `packed, written and synced; p99 ${percentile(pollMs, 0.99).toFixed(1)} ms`,
      },
      { what: "  a day sealed", unit: "ms", ours: sealMs, oursMin: sealMs, note: "three blocks" },
    ];
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}
