import { deepStrictEqual } from "node:assert/strict";
import { createSystemClock } from "../../../src/core/clock.ts";
import { DAY_MS } from "../../../src/core/kst.ts";
import { openStore } from "../../../src/app/data/store.ts";
import { makeTempDir } from "../../sqlite/temp_store.ts";

const AT_MS = Date.parse("2026-03-11T10:00:00+09:00");

Deno.test("spans and ticks of a run are there for the next one", async () => {
  using temp = makeTempDir();
  {
    await using store = await openStore({ dir: temp.path, clock: createSystemClock() });
    await store.runs.begin(AT_MS);
    await store.runs.extend(AT_MS, AT_MS + 90_000.5);
    for (const hasFailed of [true, false]) {
      await store.runs.noteTick({ plannedAtMs: AT_MS + 120_000, hasFailed, fromMs: AT_MS });
    }
  }
  await using store = await openStore({ dir: temp.path, clock: createSystemClock() });
  deepStrictEqual(await store.runs.load(), {
    spans: [{ fromMs: AT_MS, untilMs: AT_MS + 120_000 }],
    ticks: [{ plannedAtMs: AT_MS + 120_000, hasFailed: false }],
  });
});

Deno.test("a run forgets what claims to be later than its beginning, and what is older than eight days", async () => {
  using temp = makeTempDir();
  await using store = await openStore({ dir: temp.path, clock: createSystemClock() });
  for (const daysAgo of [9, 1]) {
    await store.runs.begin(AT_MS - daysAgo * DAY_MS);
    const fromMs = AT_MS - daysAgo * DAY_MS;
    await store.runs.noteTick({ plannedAtMs: fromMs + 60_000, hasFailed: false, fromMs });
  }
  await store.runs.extend(AT_MS - DAY_MS, AT_MS + 3_600_000);
  await store.runs.noteTick({
    plannedAtMs: AT_MS + 1_800_000,
    hasFailed: false,
    fromMs: AT_MS - DAY_MS,
  });
  await store.runs.begin(AT_MS);
  deepStrictEqual(await store.runs.load(), {
    spans: [{ fromMs: AT_MS - DAY_MS, untilMs: AT_MS }, { fromMs: AT_MS, untilMs: AT_MS }],
    ticks: [{ plannedAtMs: AT_MS - DAY_MS + 60_000, hasFailed: false }],
  });
});
